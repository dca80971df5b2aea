/**
 * `npm run test:resume -- --kills 20 [--recipes sft,loop]`: training runs are killed (SIGKILL) at random points and
 * resumed each time. At its end a run's metrics, timings left out, must have the same hash as those of a run that
 * nobody disturbed, with no line cut, lost or doubled; its samples and its final weights must be the same bytes. CPU,
 * float32, one thread. `sft` trains on a file with Muon and an average; `loop` imitates for some updates first.
 */
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkpointsOf } from '../src/train/run/folder.ts';
import { randomCheckpoint } from './support/random-checkpoint.ts';
import { ended, launchVouch } from './support/vouch-process.ts';

const embedded = path.join(import.meta.dirname, '../models/vouch-mini');
const timing = /(?:_time|_seconds|_per_second)$/;

interface Case {
  readonly steps: number;
  readonly model: string;
  readonly settings: object;
}

const rollouts = { problems: 2, group: 4, maxNewTokens: 24, evaluateProblems: 2, evaluateSamples: 4 };
const cases: Readonly<Record<string, Omit<Case, 'model'>>> = {
  sft: {
    steps: 160,
    settings: {
      ...{
        rows: 2,
        length: 128,
        microBatches: 2,
        evaluateEvery: 20,
        evaluateDocuments: 3,
        heldOutShare: 0.1,
      },
      ...{ saveEvery: 6, ema: 0.9, optimizer: { kind: 'muon', learningRate: 1e-3 } },
    },
  },
  loop: {
    steps: 40,
    settings: {
      ...{ rows: 2, length: 128, microBatches: 1, evaluateEvery: 10, heldOutShare: 0.1, saveEvery: 3 },
      ...{ supervisedSteps: 8, policy: rollouts },
    },
  },
};

const lines = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Metrics without timings, hashed; throws at a line that is not whole JSON, and at a step missing or doubled. */
function metricsHash(run: string, steps: number): string {
  const rows = lines(path.join(run, 'metrics.jsonl')).map((line) => {
    const row = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !timing.test(name))));
  });
  const logged = rows
    .map((row) => JSON.parse(row) as { step: number; loss?: number })
    .filter(({ loss }) => loss !== undefined);
  const numbers = logged.map(({ step }) => step).join(' ');
  if (numbers !== Array.from({ length: steps }, (_, i) => i + 1).join(' '))
    throw new Error(`${run}: expected each step from 1 to ${steps} once, got ${numbers}`);
  return sha256(rows.join('\n'));
}

/** Everything that two runs must have in common. */
function hashes(run: string, steps: number): Readonly<Record<string, string>> {
  const last = path.join(run, 'checkpoints', `step-${String(steps).padStart(8, '0')}`);
  return {
    metrics: metricsHash(run, steps),
    samples: sha256(readFileSync(path.join(run, 'samples.jsonl'))),
    weights: sha256(readFileSync(path.join(last, 'model.safetensors'))),
  };
}

/** The newest checkpoint's step; 0 before the first. */
function savedStep(run: string): number {
  return checkpointsOf(run).at(-1)?.step ?? 0;
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
  // somewhere within what comes next: an update, rollouts, an evaluation, a checkpoint
  if (!life.isOver) await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
  child.kill('SIGKILL');
  const { code, errors } = await end;
  if (code !== null && code !== 0) throw new Error(`training failed: ${errors}`);
  return code === null;
}

/** True where the disturbed run came to the same end. */
async function check(name: string, { steps, model, settings }: Case, kills: number): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-resume-'));
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
    writeFileSync(config, JSON.stringify(settings));
    const start = (out: string): string[] => [
      ...['train', '--model', model, '--data', data, '--recipe', name, '--config', config],
      ...['--steps', String(steps), '--threads', '1', '--seed', '5', '--out', out],
    ];
    const [plain, killed] = [path.join(folder, 'plain'), path.join(folder, 'killed')];
    const whole = await ended(launchVouch(start(plain)));
    if (whole.code !== 0) throw new Error(`the undisturbed run failed: ${whole.errors}`);
    let done = 0;
    for (let kill = 0; kill < kills; kill++) {
      const args = existsSync(path.join(killed, 'config.json')) ? ['runs', 'resume', killed] : start(killed);
      // some kills come before the first step, some in the middle of a checkpoint, all at random
      const left = steps - savedStep(killed);
      const more = Math.floor((Math.random() * 1.6 * left) / (kills - kill + 1));
      if (await killAfter(launchVouch(args), killed, more)) done++;
    }
    const last = await ended(launchVouch(['runs', 'resume', killed]));
    if (last.code !== 0) throw new Error(`the last resume failed: ${last.errors}`);
    const [expected, got] = [hashes(plain, steps), hashes(killed, steps)];
    const different = Object.keys(expected).filter((key) => expected[key] !== got[key]);
    const verdict = different.length === 0 ? 'the same' : `DIFFERENT: ${different.join(', ')}`;
    const digest = (expected['metrics'] ?? '').slice(0, 16);
    process.stdout.write(
      `${name}: ${done} kills, ${steps} steps: metrics (sha256 ${digest}…), samples and weights: ${verdict}\n`,
    );
    return different.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

async function main(): Promise<void> {
  const kills = Number(option('kills', '20'));
  const model = randomCheckpoint({});
  try {
    let isSame = true;
    for (const name of option('recipes', Object.keys(cases).join()).split(',')) {
      const found = cases[name];
      if (found === undefined)
        throw new Error(`--recipes: expected ${Object.keys(cases).join(', ')}, got ${name}`);
      // rewards need a model that is right now and then
      const own = name === 'sft' ? model : embedded;
      if (!(await check(name, { ...found, model: own }, kills))) isSame = false;
    }
    process.exitCode = isSame ? 0 : 1;
  } finally {
    rmSync(model, { recursive: true, force: true });
  }
}

await main();
