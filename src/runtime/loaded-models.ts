/**
 * A machine-wide list of the models that Vouch processes hold in memory, so that a second window or a training run is
 * seen before memory is gone. One small file a process in a shared folder; a file whose process is gone is removed
 * by the next reader. Nobody locks: each process writes only its own file, atomically.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface LoadedModelEntry {
  readonly pid: number;
  readonly model: string;
  readonly bytes: number;
  readonly purpose: 'solve' | 'train';
  /** Whether a request uses it at this moment: a training run then waits between its steps. */
  readonly busy: boolean;
  /** ISO 8601 time of loading. */
  readonly since: string;
}

/** `$VOUCH_HOME/loaded`, or the same under the user's cache folder. */
export function loadedModelsFolder(): string {
  return join(process.env['VOUCH_HOME'] ?? join(homedir(), '.cache', 'vouch'), 'loaded');
}

/** Replaces what this process says it holds; an empty list withdraws it. Failing to write is not an error: the list is advice. */
export function announceLoadedModels(
  entries: readonly Omit<LoadedModelEntry, 'pid'>[],
  folder = loadedModelsFolder(),
): void {
  const file = join(folder, `${process.pid}.json`);
  try {
    if (entries.length === 0) {
      rmSync(file, { force: true });
      return;
    }
    mkdirSync(folder, { recursive: true });
    const temporary = `${file}.new`;
    writeFileSync(temporary, JSON.stringify(entries.map((entry) => ({ pid: process.pid, ...entry }))));
    renameSync(temporary, file);
  } catch {
    // A read-only home must not keep anybody from solving.
  }
}

/** Every model that a living Vouch process holds, this one's included. */
export function listLoadedModels(folder = loadedModelsFolder()): LoadedModelEntry[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /^\d+\.json$/.test(name));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const file = join(folder, name);
    if (!isAlive(Number.parseInt(name, 10))) {
      rmSync(file, { force: true });
      return [];
    }
    try {
      const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
      return Array.isArray(parsed) ? parsed.filter(isEntry) : [];
    } catch {
      return [];
    }
  });
}

/** Whether another Vouch process answers a request right now. */
export function isSolvingElsewhere(folder = loadedModelsFolder()): boolean {
  return listLoadedModels(folder).some(
    ({ pid, purpose, busy }) => pid !== process.pid && purpose === 'solve' && busy,
  );
}

function isEntry(value: unknown): value is LoadedModelEntry {
  return (
    typeof value === 'object' && value !== null && 'pid' in value && 'model' in value && 'bytes' in value
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
