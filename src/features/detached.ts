/**
 * Starts a training run that outlives whoever asked for it: the run's folder is made here, its process is another one
 * in a session of its own, with its output in `train.log` of the folder. Whoever wants to know more reads the folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError, throwIfAborted } from '../base/errors.ts';
import type { TrainConfig } from '../train/config.ts';
import { readJsonFile } from '../train/run/folder.ts';
import { reserveRun } from '../train/run/open.ts';

/** The command line as a program: what comes before `runs resume`. */
export interface Launcher {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface DetachedRun {
  readonly version: 1;
  readonly out: string;
  readonly pid: number;
  /** Where its output goes. */
  readonly log: string;
}

const pollMs = 100;
const longestStartMs = 120_000;
const shownLog = 2000;

/** Begins a run in a process of its own. Throws `InputError` with its last words where it ends before it has begun. */
export async function startDetached(
  config: TrainConfig,
  out: string,
  launcher: Launcher,
  signal?: AbortSignal,
): Promise<DetachedRun> {
  reserveRun(config, out);
  return resumeDetached(out, launcher, [], signal);
}

/** Goes on with a run in a process of its own; `more` are further arguments of `vouch runs resume`. */
export async function resumeDetached(
  out: string,
  { program, args, environment }: Launcher,
  more: readonly string[],
  signal?: AbortSignal,
): Promise<DetachedRun> {
  const folder = path.resolve(out);
  const log = path.join(folder, 'train.log');
  const descriptor = openSync(log, 'a');
  let child: ChildProcess;
  try {
    child = spawn(program, [...args, 'runs', 'resume', folder, ...more], {
      detached: true,
      stdio: ['ignore', descriptor, descriptor],
      windowsHide: true,
      env: { ...process.env, ...environment },
    });
  } finally {
    closeSync(descriptor);
  }
  await begun(child, folder, log, signal);
  child.unref();
  return { version: 1, out: folder, pid: child.pid ?? 0, log };
}

/** Resolves when the process has written its first status. */
async function begun(
  child: ChildProcess,
  folder: string,
  log: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const state: { end: string | null } = { end: null };
  child.on('error', (error) => {
    state.end = error.message;
  });
  child.on('exit', (code) => {
    state.end ??= `exit code ${String(code)}`;
  });
  const deadline = Date.now() + longestStartMs;
  while (Date.now() < deadline) {
    throwIfAborted(signal);
    if (readJsonFile(path.join(folder, 'status.json'))?.['pid'] === child.pid) return;
    if (state.end !== null)
      throw new InputError(
        `${folder}: expected the run to begin, got its end (${state.end})\n${readFileSync(log, 'utf8').slice(-shownLog).trim()}`,
      );
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
