/**
 * What the data files of a run were when it began: size, time and SHA-256 of each, in `data.json` of its folder. A
 * resumed run reads its data by index, so other contents would silently be another run. Generated sources need none.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { asList, asNumber, asObject, asString } from '../../base/json.ts';
import { writeJson } from './files.ts';
import { readJsonFile } from './folder.ts';

export interface DataFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly sha256: string;
}

const stretch = 1 << 22;

function sha256Of(path: string): string {
  const hash = createHash('sha256');
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(stretch);
    for (;;) {
      const read = readSync(descriptor, buffer);
      if (read === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
}

function describe(path: string): DataFile {
  const { size, mtimeMs } = statSync(path);
  return { path, bytes: size, modifiedMs: mtimeMs, sha256: sha256Of(path) };
}

/** Records the sources of a new run that are files. */
export function recordDataFiles(folder: string, sources: readonly string[]): void {
  const files = sources.filter((source) => existsSync(source) && statSync(source).isFile()).map(describe);
  writeJson(join(folder, 'data.json'), { version: 1, files });
}

function recorded(folder: string): readonly DataFile[] {
  const place = join(folder, 'data.json');
  const stored = readJsonFile(place);
  return stored === null ? [] : asList(stored['files'], `${place}: files`, dataFile);
}

function dataFile(value: unknown, place: string): DataFile {
  const file = asObject(value, place);
  return {
    path: asString(file['path'], `${place}.path`),
    bytes: asNumber(file['bytes'], `${place}.bytes`, 0),
    modifiedMs: asNumber(file['modifiedMs'], `${place}.modifiedMs`),
    sha256: asString(file['sha256'], `${place}.sha256`),
  };
}

/**
 * Throws `InputError` where a file of the run is gone or holds something else. Files whose size and time are unchanged
 * are not read again.
 */
export function requireSameData(folder: string): void {
  for (const { path, bytes, modifiedMs, sha256 } of recorded(folder)) {
    const advice = 'put the file back as it was, or start a new run with another --out';
    if (!existsSync(path))
      throw new InputError(`${path}: expected the data that this run began with, got no file; ${advice}`);
    const { size, mtimeMs } = statSync(path);
    if (size === bytes && mtimeMs === modifiedMs) continue;
    if (size !== bytes || sha256Of(path) !== sha256)
      throw new InputError(
        `${path}: expected the data that this run began with (${bytes} bytes), got changed contents (${size} bytes); ${advice}`,
      );
  }
}
