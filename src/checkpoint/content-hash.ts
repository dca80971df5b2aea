/**
 * A checkpoint's identity: the hash of its weight files' contents and its configuration. Files of a Hugging Face
 * cache carry their SHA-256 as their name and are not read again; for others the hash is remembered by path, size,
 * time and inode.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** The hash of files by their contents, as hexadecimal. `memory` is a folder for remembered hashes. */
export function contentHash(files: readonly string[], memory: string): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${path.basename(file)}\n${fileHash(file, memory)}\n`);
  return hash.digest('hex');
}

function fileHash(file: string, memory: string): string {
  const real = realpathSync(file);
  const name = path.basename(real);
  if (/^[0-9a-f]{64}$/.test(name)) return name;
  const { size, mtimeMs, ino } = statSync(real);
  const key = createHash('sha256').update(`${real}\n${size}\n${mtimeMs}\n${ino}`).digest('hex');
  const remembered = path.join(memory, `${key}.sha256`);
  try {
    const known = readFileSync(remembered, 'utf8').trim();
    if (/^[0-9a-f]{64}$/.test(known)) return known;
  } catch {
    // Not remembered yet: read the file.
  }
  const digest = readHash(real);
  mkdirSync(memory, { recursive: true });
  const partial = `${remembered}.${process.pid}`;
  writeFileSync(partial, digest);
  renameSync(partial, remembered);
  return digest;
}

function readHash(file: string): string {
  const hash = createHash('sha256');
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(1 << 22);
    for (;;) {
      const count = readSync(descriptor, buffer, 0, buffer.length, null);
      if (count === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, count));
    }
  } finally {
    closeSync(descriptor);
  }
}
