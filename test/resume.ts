/**
 * `npm run test:resume -- --kills 20`: a training run is killed (SIGKILL) at random points and resumed each time. At
 * its end the metrics, timings left out, must have the same hash as those of a run that nobody disturbed, with no line
 * cut, lost or doubled, and the final weights must be the same bytes. CPU, float32, one thread.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomCheckpoint } from './support/random-checkpoint.ts';

const root = path.join(import.meta.dirname, '..');
const steps = 160;
const timings = ['step_time', 'tokens_per_second'];

function launch(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** How the process ended; its error output on failure. */
async function ended(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly errors: string }> {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      resolve({ code, errors });
    }),
  );
}

function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}

/** Metrics without timings, hashed; throws at a line that is not whole JSON. */
function metricsHash(run: string): string {
  const rows = lines(path.join(run, 'metrics.jsonl')).map((line) => {
    const row = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify(
      Object.fromEntries(Object.entries(row).filter(([name]) => !timings.includes(name))),
    );
  });
  const logged = rows
    .map((row) => JSON.parse(row) as { step: number; loss?: number })
    .filter(({ loss }) => loss !== undefined);
  const numbers = logged.map(({ step }) => step);
  if (numbers.join() !== Array.from({ length: steps }, (_, i) => i + 1).join())
    throw new Error(`${run}: expected each step from 1 to ${steps} once, got ${numbers.join(' ')}`);
  return createHash('sha256').update(rows.join('\n')).digest('hex');
}

function weightsHash(run: string): string {
  const name = `step-${String(steps).padStart(8, '0')}`;
  return createHash('sha256')
    .update(readFileSync(path.join(run, 'checkpoints', name, 'model.safetensors')))
    .digest('hex');
}

/** Lets a child train some steps more, then kills it. False: it came to its end before that. */
async function killAfter(child: ChildProcess, run: string, more: number): Promise<boolean> {
  const file = path.join(run, 'metrics.jsonl');
  const end = ended(child);
  const life = { isOver: false };
  void end.then(() => {
    life.isOver = true;
  });
  const seen = new Set<string>();
  const started = lines(file).length;
  while (!life.isOver && seen.size < more) {
    const now = lines(file);
    // a resumed run first moves its tail aside, so lines are counted as they appear
    for (const line of now.slice(Math.min(started, now.length))) seen.add(line);
    if (now.length > started + more) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGKILL');
  const { code, errors } = await end;
  if (code !== null && code !== 0) throw new Error(`training failed: ${errors}`);
  return code === null;
}

async function main(): Promise<void> {
  const at = process.argv.indexOf('--kills');
  const kills = at < 0 ? 20 : Number(process.argv[at + 1]);
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-resume-'));
  const model = randomCheckpoint({});
  try {
    const data = path.join(folder, 'data.jsonl');
    const rows = Array.from({ length: 90 }, (_, i) =>
      JSON.stringify({
        problem: `What is ${i} + ${i + 3}?`,
        solution: `${i} + ${i + 3} = ${2 * i + 3}`,
        answer: String(2 * i + 3),
      }),
    );
    writeFileSync(data, rows.join('\n'));
    const config = path.join(folder, 'settings.json');
    const settings = {
      rows: 2,
      length: 128,
      microBatches: 2,
      evaluateEvery: 20,
      evaluateDocuments: 3,
      heldOutShare: 0.1,
      saveEvery: 6,
      ema: 0.9,
    };
    writeFileSync(config, JSON.stringify({ ...settings, optimizer: { kind: 'muon', learningRate: 1e-3 } }));
    const start = (out: string): string[] => [
      'train',
      '--model',
      model,
      '--data',
      data,
      '--recipe',
      'sft',
      '--config',
      config,
      '--steps',
      String(steps),
      '--threads',
      '1',
      '--seed',
      '5',
      '--out',
      out,
    ];
    const [plain, killed] = [path.join(folder, 'plain'), path.join(folder, 'killed')];
    const whole = await ended(launch(start(plain)));
    if (whole.code !== 0) throw new Error(`the undisturbed run failed: ${whole.errors}`);
    let done = 0;
    for (let kill = 0; kill < kills; kill++) {
      const args = existsSync(path.join(killed, 'config.json')) ? ['runs', 'resume', killed] : start(killed);
      // some kills come before the first step, some in the middle of a checkpoint, all at random
      if (await killAfter(launch(args), killed, Math.floor(Math.random() * (steps / kills) * 2.2))) done++;
    }
    const last = await ended(launch(['runs', 'resume', killed]));
    if (last.code !== 0) throw new Error(`the last resume failed: ${last.errors}`);
    const same = metricsHash(plain) === metricsHash(killed) && weightsHash(plain) === weightsHash(killed);
    process.stdout.write(
      `${done} kills, ${steps} steps: ${same ? 'the same metrics and weights' : 'DIFFERENT'}\n`,
    );
    process.exitCode = same ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(model, { recursive: true, force: true });
  }
}

await main();
