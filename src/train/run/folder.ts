/**
 * A run is a folder: `config.json`, `metrics.jsonl`, `samples.jsonl`, `status.json`, `control.json`, `checkpoints/`.
 * This is its one writer; readers need nothing but the files. Everything is written whole or by whole lines, so a
 * killed run is resumed from its last checkpoint with no line lost, doubled or cut. It knows no model.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import { explainWriteError } from '../../checkpoint/disk-space.ts';
import type { DataCursor } from '../data/batches.ts';
import { LineLog, writeJson } from './files.ts';
import { lockRun } from './lock.ts';

export const runPhases = [
  'starting',
  'training',
  'evaluating',
  'saving',
  'paused',
  'waiting',
  'stopped',
  'done',
  'failed',
] as const;
export type RunPhase = (typeof runPhases)[number];

/** Why a run waits between two steps: somebody solves on this machine, or it runs on its battery. */
export const waits = ['solve', 'battery'] as const;
export type WaitReason = (typeof waits)[number];

/** What `status.json` says; times in milliseconds. */
export interface RunStatus {
  readonly version: 1;
  readonly phase: RunPhase;
  readonly recipe: string;
  readonly step: number;
  /** Null where only time limits the run. */
  readonly steps: number | null;
  readonly tokens: number;
  readonly tokensPerSecond: number;
  readonly elapsedMs: number;
  readonly remainingMs: number | null;
  readonly loss: number | null;
  readonly evaluationLoss: number | null;
  /** Mean reward of the last rollouts, and how well the verifier told them apart; null for recipes without them. */
  readonly reward: number | null;
  readonly auroc: number | null;
  readonly skippedSteps: number;
  /** The newest checkpoint; null before the first. */
  readonly savedStep: number | null;
  readonly waitingFor: WaitReason | null;
  readonly pid: number;
  readonly lastError: string | null;
  readonly updatedAt: string;
}

/** What a checkpoint keeps beside weights and optimiser: everything that decides what comes next. */
export interface RunState {
  readonly version: 1;
  readonly step: number;
  readonly tokens: number;
  readonly elapsedMs: number;
  readonly skippedSteps: number;
  /** Factor on the learning rates: halved by each rollback. */
  readonly rateFactor: number;
  readonly optimizerStep: number;
  readonly data: DataCursor;
  readonly best: { readonly step: number; readonly loss: number } | null;
  /** Evaluations since the best one. */
  readonly sinceBest: number;
  /** Bytes of the logs that belong to this state. */
  readonly logs: { readonly metrics: number; readonly samples: number };
}

export const emptyRunState: RunState = {
  version: 1,
  step: 0,
  tokens: 0,
  elapsedMs: 0,
  skippedSteps: 0,
  rateFactor: 1,
  optimizerStep: 0,
  data: { next: 0, pending: [] },
  best: null,
  sinceBest: 0,
  logs: { metrics: 0, samples: 0 },
};

export type Control = 'run' | 'pause' | 'stop';

const checkpointPattern = /^step-(\d+)$/;

/** Checkpoints of a run, oldest first. */
export function checkpointsOf(folder: string): readonly { readonly step: number; readonly folder: string }[] {
  const root = join(folder, 'checkpoints');
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .flatMap((name) => {
      const match = checkpointPattern.exec(name);
      return match === null ? [] : [{ step: Number(match[1]), folder: join(root, name) }];
    })
    .sort((a, b) => a.step - b.step);
}

export function readJsonFile(path: string): JsonObject | null {
  if (!existsSync(path)) return null;
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isObject(value)) throw new InputError(`${path}: expected a JSON object, got something else`);
  return value;
}

export class RunFolder {
  readonly folder: string;
  readonly metrics: LineLog;
  readonly samples: LineLog;
  private readonly release: () => void;

  private constructor(folder: string, logs: RunState['logs'], release: () => void) {
    this.folder = folder;
    this.release = release;
    this.metrics = new LineLog(join(folder, 'metrics.jsonl'), logs.metrics);
    this.samples = new LineLog(join(folder, 'samples.jsonl'), logs.samples);
  }

  /** Begins a new run. Throws `InputError` where the folder holds one already. */
  static create(folder: string, config: object): RunFolder {
    mkdirSync(join(folder, 'checkpoints'), { recursive: true });
    const release = lockRun(folder);
    try {
      if (existsSync(join(folder, 'config.json')))
        throw new InputError(
          `${folder}: expected no run there, got one; go on with it (vouch runs resume) or choose another --out`,
        );
      writeJson(join(folder, 'config.json'), config);
      return new RunFolder(folder, emptyRunState.logs, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Throws `InputError` where a run has lost checkpoints that it had. */
  static requireCheckpoints(folder: string): void {
    const saved = readJsonFile(join(folder, 'status.json'))?.['savedStep'];
    if (typeof saved !== 'number' || checkpointsOf(folder).length > 0) return;
    throw new InputError(
      `${folder}: expected the checkpoint of step ${saved}, got no checkpoints: they were removed; put them back, or ` +
        'start a new run',
    );
  }

  /** Opens a run to go on from `state`; what the logs hold beyond it is moved aside. */
  static resume(folder: string, state: RunState): RunFolder {
    const release = lockRun(folder);
    try {
      for (const name of readdirSync(join(folder, 'checkpoints')))
        if (name.endsWith('.partial')) rmSync(join(folder, 'checkpoints', name), { recursive: true });
      for (const { step, folder: later } of checkpointsOf(folder))
        if (step > state.step) rmSync(later, { recursive: true });
      return new RunFolder(folder, state.logs, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  writeStatus(status: RunStatus): void {
    writeJson(join(this.folder, 'status.json'), status, false);
  }

  /** What `control.json` asks for; an unreadable file asks for nothing. */
  readControl(): Control {
    try {
      const wanted = readJsonFile(join(this.folder, 'control.json'));
      if (wanted?.['stop'] === true) return 'stop';
      return wanted?.['pause'] === true ? 'pause' : 'run';
    } catch {
      return 'run';
    }
  }

  /** Takes back what was asked, once it has been done. */
  clearControl(): void {
    rmSync(join(this.folder, 'control.json'), { force: true });
  }

  /** Makes a checkpoint: `write` fills a folder that appears under its name only when it is complete. */
  async checkpoint(step: number, write: (folder: string) => Promise<void>): Promise<string> {
    const name = join(this.folder, 'checkpoints', `step-${String(step).padStart(8, '0')}`);
    const partial = `${name}.partial`;
    if (!existsSync(join(this.folder, 'checkpoints')))
      throw new InputError(
        `${this.folder}: expected the folder checkpoints, got none: it was removed while the run was going; put it ` +
          'back and resume, or start a new run',
      );
    rmSync(partial, { recursive: true, force: true });
    try {
      mkdirSync(partial);
      await write(partial);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      throw explainWriteError(error, this.folder);
    }
    rmSync(name, { recursive: true, force: true });
    renameSync(partial, name);
    return name;
  }

  /** Removes all but the last `keep` checkpoints and the best one. */
  prune(keep: number, best: number | null): void {
    const all = checkpointsOf(this.folder);
    for (const { step, folder } of all.slice(0, Math.max(0, all.length - keep)))
      if (step !== best) rmSync(folder, { recursive: true });
  }

  close(): void {
    this.metrics.close();
    this.samples.close();
    this.release();
  }
}
