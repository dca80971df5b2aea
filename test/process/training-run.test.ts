/**
 * A training run among others on its machine, as it ships: the built command line, stopped and continued by signals,
 * beside a real solve, at its own priority. Signals are those of POSIX.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, getPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readJsonFile } from '../../src/train/run/folder.ts';
import { writerOf } from '../../src/train/run/lock.ts';
import { randomCheckpoint } from '../support/random-checkpoint.ts';
import { ended } from '../support/vouch-process.ts';
import { writeRandomModel } from './random-model.ts';

// what runs at low priority waits long on a busy machine
vi.setConfig({ testTimeout: 240_000 });

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const isLinux = process.platform === 'linux';
let folder: string;
let model: string;
let solver: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  if (!existsSync(cli)) throw new Error('dist/ is missing: run `npm run build` first');
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-training-run-'));
  model = randomCheckpoint({});
  solver = await writeRandomModel(path.join(folder, 'solver'));
  const rows = Array.from({ length: 60 }, (_, i) => JSON.stringify({ problem: `${i} + 1?`, answer: i + 1 }));
  writeFileSync(path.join(folder, 'data.jsonl'), rows.join('\n'));
  const settings = { rows: 1, length: 96, microBatches: 1, evaluateEvery: 0, saveEvery: 20 };
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(model, { recursive: true, force: true });
});

/** The command line beside others that share its home. */
function vouch(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, VOUCH_HOME: path.join(folder, 'home') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.push(child);
  return child;
}

const out = (name: string): string => path.join(folder, name);
const training = (name: string, steps: number, threads = 1): ChildProcess =>
  vouch([
    ...['train', '--model', model, '--data', path.join(folder, 'data.jsonl'), '--recipe', 'sft'],
    ...[
      '--config',
      path.join(folder, 'settings.json'),
      '--steps',
      String(steps),
      '--threads',
      String(threads),
    ],
    ...['--out', out(name)],
  ]);

type Line = Readonly<Record<string, number>>;

/** Whole lines of a run's log so far. */
function linesOf(name: string): readonly Line[] {
  const file = path.join(out(name), 'metrics.jsonl');
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return text.map((line) => JSON.parse(line) as Line);
}

const untimed = (name: string): object[] =>
  linesOf(name).map((line) =>
    Object.fromEntries(Object.entries(line).filter(([key]) => !/_time$|_per_second$/.test(key))),
  );
const statusOf = (name: string): Readonly<Record<string, unknown>> =>
  readJsonFile(path.join(out(name), 'status.json')) ?? {};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The state letter and the nice value of each thread. */
function threadsOf(pid: number): readonly { readonly state: string; readonly nice: number }[] {
  return readdirSync(`/proc/${pid}/task`).map((task) => {
    const stat = readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, nice: Number(fields[16]) };
  });
}

describe('a training run', () => {
  const steps = 80;

  it('that was stopped and continued goes on, with nothing counted twice and its lock its own', async () => {
    const whole = await ended(training('whole', steps));
    expect(whole.code).toBe(0);
    const child = training('stopped', steps);
    const end = ended(child);
    await expect.poll(() => linesOf('stopped').length).toBeGreaterThan(3);
    child.kill('SIGSTOP');
    if (isLinux)
      await expect.poll(() => threadsOf(child.pid!).every(({ state }) => state === 'T')).toBe(true);
    await pause(300);
    const before = linesOf('stopped').length;
    expect(before).toBeLessThan(steps);
    const other = await ended(vouch(['runs', 'resume', out('stopped')]));
    expect(other.code).not.toBe(0);
    expect(other.errors).toContain(`got one of process ${child.pid}`);
    expect(writerOf(out('stopped'))).toBe(child.pid);
    expect(linesOf('stopped')).toHaveLength(before);
    child.kill('SIGCONT');
    const { code, errors } = await end;
    expect([code, errors]).toEqual([0, expect.stringContaining('done')]);
    expect(untimed('stopped')).toEqual(untimed('whole'));
    expect(linesOf('stopped').map(({ step }) => step)).toEqual(
      Array.from({ length: steps }, (_, i) => i + 1),
    );
    expect(writerOf(out('stopped'))).toBeNull();
    // time is the sum of the steps, speed that of the last one: neither remembers the stop
    const lines = linesOf('stopped');
    const seconds = lines.reduce((sum, line) => sum + line['step_time']!, 0);
    const last = lines.at(-1)!;
    const status = statusOf('stopped');
    expect(status).toMatchObject({
      phase: 'done',
      remainingMs: 0,
      tokensPerSecond: last['tokens_per_second'],
    });
    expect(status['elapsedMs']).toBeCloseTo(seconds * 1000, 3);
    const tokens = last['num_tokens']! - lines.at(-2)!['num_tokens']!;
    expect(last['tokens_per_second']).toBeCloseTo(tokens / last['step_time']!, 3);
  });

  it('waits between two steps while somebody solves, and goes on then', async () => {
    const child = training('yields', 100_000);
    const end = ended(child);
    await expect.poll(() => linesOf('yields').length).toBeGreaterThan(3);
    const solve = vouch([
      ...['solve', '--model', solver, '--samples', '24', '--no-adaptive', '--max-new-tokens', '200'],
      'What is 1 + 2?',
    ]);
    const solving = { isOver: false };
    const solved = ended(solve).finally(() => (solving.isOver = true));
    const seen = { waits: 0, steps: new Set<unknown>() };
    while (!solving.isOver) {
      const { phase, waitingFor, step } = statusOf('yields');
      if (phase === 'waiting' && waitingFor === 'solve') {
        seen.waits++;
        seen.steps.add(step);
      }
      await pause(20);
    }
    await solved;
    // one wait, and no step within it
    expect(seen.waits).toBeGreaterThan(1);
    expect([...seen.steps]).toHaveLength(1);
    const [at] = [...seen.steps] as [number];
    await expect.poll(() => linesOf('yields').length).toBeGreaterThan(at + 3);
    expect(statusOf('yields')).toMatchObject({ waitingFor: null });
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
  });

  it('works at low priority, the threads of its products too', async () => {
    const child = training('low', 100_000, 4);
    const end = ended(child);
    await expect.poll(() => linesOf('low').length).toBeGreaterThan(3);
    const low = constants.priority.PRIORITY_LOW;
    expect(getPriority(child.pid)).toBe(low);
    // forward, backward, head and score have three threads each beside the main one
    if (isLinux)
      expect(threadsOf(child.pid!).filter(({ nice }) => nice === low).length).toBeGreaterThanOrEqual(13);
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
  });
});
