/**
 * One writer a run folder: a lock file that names its owner's process. A lock whose process is gone is taken over.
 * Readers need no lock.
 */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError, messageOf } from '../../base/errors.ts';

interface Owner {
  readonly pid: number;
  readonly host: string;
}

function readOwner(path: string): Owner | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner>;
    return typeof value.pid === 'number' && typeof value.host === 'string' ? (value as Owner) : null;
  } catch {
    return null;
  }
}

function isAlive({ pid, host }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return messageOf(error).includes('EPERM');
  }
}

/** The process that writes this run now, or null. */
export function writerOf(folder: string): number | null {
  const owner = readOwner(join(folder, 'run.lock'));
  return owner !== null && isAlive(owner) ? owner.pid : null;
}

/** Takes the lock; throws `InputError` where another process holds it. Returns how to release it. */
export function lockRun(folder: string): () => void {
  const path = join(folder, 'run.lock');
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, host: hostname() }));
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(own, path);
        return () => {
          if (readOwner(path)?.pid === process.pid) rmSync(path, { force: true });
        };
      } catch (error) {
        const owner = readOwner(path);
        if (!messageOf(error).includes('EEXIST') || attempt > 3) throw error;
        if (owner !== null && isAlive(owner))
          throw new InputError(
            `${folder}: expected a run that nobody writes, got one of process ${owner.pid} on ${owner.host}; ` +
              'stop it (vouch runs stop), or choose another --out',
          );
        rmSync(path, { force: true });
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}
