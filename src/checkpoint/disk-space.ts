/**
 * Is there room on a disk before something large is written, and what to say when it ran out all the same.
 * Knows nothing of what is written.
 */
import { mkdir, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError, ResourceError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';

/** Bytes as people read them: 1.4 GB (powers of ten, as disks are sold). */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const step = bytes < 1000 ? 0 : Math.min(5, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 ? value : value.toPrecision(3)} ${units[step] ?? ''}`;
}

/** Bytes that an ordinary user may still write where `path` is, or will be. */
export async function freeBytes(path: string): Promise<number> {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch (error) {
      if (!isObject(error) || error['code'] !== 'ENOENT' || folder === dirname(folder)) throw error;
    }
  }
}

/** Throws `ResourceError` naming both figures when less than `bytes` are free at `path`. */
export async function requireFreeBytes(path: string, bytes: number): Promise<void> {
  const free = await freeBytes(path);
  if (free < bytes)
    throw new ResourceError(
      `${path}: expected ${formatBytes(bytes)} of free disk space, got ${formatBytes(free)}; free some, or choose another place (HF_HOME, VOUCH_HOME)`,
    );
}

/** A file system's refusal in words: full disk, read-only place, no permission. Other errors come back as they are. */
export function explainWriteError(error: unknown, path: string): unknown {
  const code = isObject(error) ? error['code'] : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new ResourceError(
      `${path}: expected room to write, got a full disk; free some space, or choose another place (HF_HOME, VOUCH_HOME)`,
    );
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return new InputError(
      `${path}: expected a folder that can be written, got ${code === 'EROFS' ? 'a read-only one' : 'no permission'}; choose another place (HF_HOME, VOUCH_HOME)`,
    );
  return error;
}

/**
 * Creates a folder with its parents. On a read-only file system Node's recursive `mkdir` says that something does not
 * exist; here the first folder that cannot be created gives the true reason.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (!isObject(error) || error['code'] !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}
