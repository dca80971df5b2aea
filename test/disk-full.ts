/**
 * `npm run test:disk`: a training run on a disk of two megabytes. It must stop with words, leave every earlier
 * checkpoint and every line of its logs whole, and go on once there is room. The disk is a tmpfs in a mount namespace
 * of its own (Linux, `unshare`), so that nothing else is touched and no rights are needed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomCheckpoint } from './support/random-checkpoint.ts';
import { ended, launchVouch } from './support/vouch-process.ts';

const steps = 12;

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`disk full: expected ${what}`);
  process.stdout.write(`ok: ${what}\n`);
}

/** Checkpoints of a run; throws where one is not whole. */
function wholeCheckpoints(run: string): string[] {
  const names = readdirSync(path.join(run, 'checkpoints'));
  for (const name of names)
    for (const file of ['model.safetensors', 'optimizer.safetensors', 'training-state.json'])
      if (!readdirSync(path.join(run, 'checkpoints', name)).includes(file))
        throw new Error(`disk full: expected ${file} in ${name}, got none`);
  return names.sort();
}

function loggedSteps(run: string): number[] {
  const text = readFileSync(path.join(run, 'metrics.jsonl'), 'utf8');
  if (text !== '' && !text.endsWith('\n')) throw new Error('disk full: expected whole lines, got a cut one');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { step: number }).step);
}

async function inside(disk: string): Promise<void> {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
  if (mounted.status !== 0)
    throw new Error(`disk full: expected to mount a tmpfs, got ${mounted.stderr.toString()}`);
  const model = randomCheckpoint({});
  const home = mkdtempSync(path.join(tmpdir(), 'vouch-disk-'));
  try {
    const filler = path.join(disk, 'filler');
    writeFileSync(filler, Buffer.alloc(200_000));
    const data = path.join(home, 'data.jsonl');
    writeFileSync(
      data,
      Array.from({ length: 40 }, (_, i) => JSON.stringify({ problem: `${i} + 1?`, answer: i + 1 })).join(
        '\n',
      ),
    );
    const config = path.join(home, 'settings.json');
    const shape = { rows: 1, length: 96, microBatches: 1, evaluateEvery: 0 };
    writeFileSync(config, JSON.stringify({ ...shape, saveEvery: 2, keepLast: 20 }));
    const run = path.join(disk, 'run');
    // the plan would refuse a disk this small: the run is begun by what the plan leads to
    const { reserveRun } = await import('../src/train/run/open.ts');
    const { trainConfig } = await import('../src/train/config.ts');
    const { readJsonFile } = await import('../src/train/run/folder.ts');
    const file = readJsonFile(config)!;
    const line = { model, data: [data], recipe: 'sft', steps, threads: 1 };
    reserveRun(
      trainConfig([
        { place: config, changes: file },
        { place: 'line', changes: line },
      ]),
      run,
    );
    const first = await ended(launchVouch(['runs', 'resume', run]));
    expectThat(first.code !== 0 && first.code !== null, 'the run to stop by itself');
    expectThat(
      /full disk/.test(first.errors),
      `words for it (${first.errors.trim().split('\n').at(-1) ?? ''})`,
    );
    const kept = wholeCheckpoints(run);
    expectThat(kept.length > 0, `earlier checkpoints whole (${kept.join(', ')})`);
    const logged = loggedSteps(run);
    expectThat(logged.join() === logged.map((_, i) => i + 1).join(), 'every line of the log whole');
    rmSync(filler);
    spawnSync('mount', ['-o', 'remount,size=20m', disk]);
    const second = await ended(launchVouch(['runs', 'resume', run]));
    expectThat(second.code === 0, `to go on once there is room ${second.code === 0 ? '' : second.errors}`);
    expectThat(
      loggedSteps(run).join() === Array.from({ length: steps }, (_, i) => i + 1).join(),
      'every step once',
    );
    expectThat(
      kept.every((name) => wholeCheckpoints(run).includes(name)),
      'nothing earlier harmed',
    );
  } finally {
    rmSync(model, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
    spawnSync('umount', [disk]);
  }
}

async function main(): Promise<void> {
  const disk = process.argv[2];
  if (disk !== undefined) {
    await inside(disk);
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-small-disk-'));
  try {
    const own = [process.execPath, '--import', 'tsx', import.meta.filename, folder];
    const { status, error } = spawnSync('unshare', ['--user', '--map-root-user', '--mount', ...own], {
      stdio: 'inherit',
      cwd: path.join(import.meta.dirname, '..'),
    });
    if (error !== undefined) throw new Error(`disk full: expected Linux with unshare, got ${error.message}`);
    process.exitCode = status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
