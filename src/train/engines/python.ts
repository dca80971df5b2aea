/**
 * A Python process that does a run's arithmetic: `python -m vouch_scale` (scale/), how it is started, watched, stopped
 * and what is said where it fails. The program comes from the environment (`VOUCH_PYTHON`) or the caller, never from a
 * file of the run. It knows neither batches nor rollouts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { InputError, throwIfAborted } from '../../base/errors.ts';
import { writeJson } from '../run/files.ts';
import type { RunStatus } from '../run/folder.ts';
import type { RunOutcome, TrainHooks } from '../run/loop.ts';
import type { PreparedRun } from '../run/open.ts';
import { readStatus } from '../run/stored.ts';
import { trainingThreads } from '../run/threads.ts';

export const precisions = ['auto', 'f32', 'bf16'] as const;
export const vllmModes = ['auto', 'off', 'colocate', 'server'] as const;

export interface TorchHooks extends TrainHooks {
  /** Argument vector before `-m vouch_scale`, such as `torchrun --nproc-per-node=2`; empty for plain Python. */
  readonly launch: readonly string[];
  /** Of the forward pass; weights and optimiser stay float32. 'auto': bf16 where a GPU has it. */
  readonly precision: (typeof precisions)[number];
  /** Who writes rollouts: vLLM in TRL's modes, or the trainer's own model. 'auto': vLLM where it is installed. */
  readonly vllm: (typeof vllmModes)[number];
}

export interface TorchOutcome {
  readonly outcome: RunOutcome;
  readonly status: RunStatus | null;
}

/** The process's ends of its pipes. */
export interface Pipes {
  readonly input: Writable;
  readonly output: Readable;
}

const watchMs = 200;
const keptErrors = 4000;

/**
 * Trains a prepared run to its end; `serve` feeds the process as long as it asks. Throws `InputError` where Python
 * fails, `CancelledError` for an aborted signal.
 */
export async function runPython(
  run: PreparedRun,
  hooks: TorchHooks,
  serve: (pipes: Pipes) => Promise<void>,
): Promise<TorchOutcome> {
  throwIfAborted(hooks.signal);
  const child = startPython(run, hooks);
  const end = ended(child);
  const abort = (): void => {
    killGroup(child);
    // a launcher's workers may live in groups of their own; they end with their input
    child.stdin!.destroy();
  };
  hooks.signal?.addEventListener('abort', abort);
  const watch = watchRun(run, hooks);
  try {
    await serve({ input: child.stdin!, output: child.stdout! });
    const { code, errors } = await end;
    throwIfAborted(hooks.signal);
    if (code !== 0) {
      reportFailure(run, watch.read(), errors);
      throw new InputError(
        `--engine torch: expected python -m vouch_scale to end well, got exit code ${String(code)}; ` +
          `set VOUCH_PYTHON to a Python with what docs/SCALE.md names\n${errors.trim()}`,
      );
    }
    const status = watch.read();
    return { outcome: status?.phase === 'stopped' ? 'stopped' : 'done', status };
  } finally {
    watch.stop();
    hooks.signal?.removeEventListener('abort', abort);
    if (child.exitCode === null && child.signalCode === null) killGroup(child);
  }
}

function startPython({ folder, config }: PreparedRun, { launch, precision, vllm }: TorchHooks): ChildProcess {
  const [program, ...before] = launch.length > 0 ? launch : [process.env['VOUCH_PYTHON'] ?? 'python3'];
  const own = [resolve(folder.folder), '--batches', '-', '--precision', precision, '--vllm', vllm];
  const args = [...before, '-m', 'vouch_scale', ...own];
  const scale = scaleFolder();
  const paths = [scale, process.env['PYTHONPATH']].filter((path) => path !== undefined && path !== '');
  const threads = { OMP_NUM_THREADS: String(trainingThreads(config.threads)) };
  // a group of its own: Ctrl-C in the terminal is for this process, which then asks for a stop in good order
  return spawn(program!, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...threads, PYTHONPATH: paths.join(process.platform === 'win32' ? ';' : ':') },
  });
}

/** The package beside this program; null where it is installed in Python itself. */
function scaleFolder(): string | undefined {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const folder = join(at, 'scale');
    if (existsSync(join(folder, 'vouch_scale', '__main__.py'))) return folder;
    if (dirname(at) === at) return undefined;
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}

/** How the process ended, with the last of what it wrote to its error output. */
function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly errors: string }> {
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-keptErrors);
  });
  return new Promise((done) => {
    child.on('error', (error) => {
      done({ code: null, errors: error.message });
    });
    child.on('close', (code) => {
      done({ code, errors });
    });
  });
}

/** Passes on what `status.json` says, and asks for a stop through `control.json` where the caller wants one. */
function watchRun(
  { folder }: PreparedRun,
  hooks: TrainHooks,
): { readonly read: () => RunStatus | null; readonly stop: () => void } {
  let last = readStatus(folder.folder)?.updatedAt;
  let hasAsked = false;
  const read = (): RunStatus | null => {
    const status = readStatus(folder.folder);
    if (status !== null && status.updatedAt !== last) hooks.onStatus?.(status);
    last = status?.updatedAt;
    return status;
  };
  const timer = setInterval(() => {
    read();
    if (hasAsked || hooks.wantsStop?.() !== true) return;
    hasAsked = true;
    writeJson(join(folder.folder, 'control.json'), { stop: true });
  }, watchMs);
  return {
    read,
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** Says in `status.json` that the run failed, where Python could not say so itself. */
function reportFailure({ folder, config, state }: PreparedRun, last: RunStatus | null, errors: string): void {
  if (last?.phase === 'failed') return;
  const { step, tokens, elapsedMs, skippedSteps } = state;
  const begun = {
    tokensPerSecond: 0,
    remainingMs: null,
    loss: null,
    evaluationLoss: null,
    reward: null,
    auroc: null,
    savedStep: null,
    waitingFor: null,
  };
  folder.writeStatus({
    ...{ version: 1, recipe: config.recipe, step, tokens, elapsedMs, skippedSteps, ...begun },
    steps: config.steps > 0 ? config.steps : null,
    ...last,
    phase: 'failed',
    pid: process.pid,
    lastError: errors.trim().split('\n').at(-1) ?? null,
    updatedAt: new Date().toISOString(),
  });
}
