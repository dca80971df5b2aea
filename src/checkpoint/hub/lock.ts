/**
 * One owner at a time for a folder of the cache, across processes: a file that is created exclusively, kept fresh
 * while its owner lives, and taken over when the owner is gone. Waiting can be cancelled. It protects from wasted
 * work; that a broken file is never used rests on hashes and renames, not on the lock.
 */
import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from '../disk-space.ts';
import { throwIfAborted } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';

const REFRESH_MS = 5_000;
const STALE_MS = 60_000;

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when somebody else has the lock. */
  readonly onWait?: () => void;
  readonly pollMs?: number | undefined;
}

/** Runs `work` while holding the lock at `path`. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const owner = JSON.stringify({ host: hostname(), pid: process.pid, id: randomUUID() });
  await acquire(path, owner, options);
  const refresh = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // Gone: release finds out.
  }, REFRESH_MS);
  refresh.unref();
  try {
    return await work();
  } finally {
    clearInterval(refresh);
    if ((await readFile(path, 'utf8').catch(() => null)) === owner) await rm(path, { force: true });
  }
}

async function acquire(
  path: string,
  owner: string,
  { signal, onWait, pollMs = 300 }: LockOptions,
): Promise<void> {
  await makeFolder(dirname(path));
  for (let told = false; ;) {
    throwIfAborted(signal);
    if (await create(path, owner)) return;
    if (await isStale(path)) {
      await rm(path, { force: true });
      continue;
    }
    if (!told) onWait?.();
    told = true;
    await delay(pollMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(owner);
    await file.close();
    return true;
  } catch (error) {
    if (isObject(error) && error['code'] === 'EEXIST') return false;
    throw error;
  }
}

/** The owner's process has ended (same machine), or nobody has touched the file for a minute. */
async function isStale(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  if (Date.now() - mtimeMs > STALE_MS) return true;
  try {
    const owner: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isObject(owner) || owner['host'] !== hostname() || typeof owner['pid'] !== 'number') return false;
    process.kill(owner['pid'], 0);
    return false;
  } catch (error) {
    return isObject(error) && error['code'] === 'ESRCH';
  }
}
