/**
 * One file out of a zip archive (a Python wheel is one), streamed to the disk. Reads the central directory, stored
 * and deflated entries; no encryption, no archives beyond 4 GB. Format: PKWARE's APPNOTE.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { InputError } from '../base/errors.ts';

interface Entry {
  readonly method: number;
  readonly compressedBytes: number;
  readonly headerAt: number;
}

const LONGEST_END = 22 + 65_535;

async function readAt(path: string, start: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, start);
    if (bytesRead !== length) throw damaged(path);
    return bytes;
  } finally {
    await file.close();
  }
}

function damaged(path: string): InputError {
  return new InputError(`${path}: expected a zip archive, got a damaged one; delete it and try again`);
}

async function findEntry(path: string, name: string): Promise<Entry> {
  const { size } = await stat(path);
  const tail = await readAt(path, Math.max(0, size - LONGEST_END), Math.min(size, LONGEST_END));
  const end = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end < 0) throw damaged(path);
  const directory = await readAt(path, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at + 46 <= directory.length;) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw damaged(path);
    const nameBytes = directory.readUInt16LE(at + 28);
    const rest = directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (directory.toString('utf8', at + 46, at + 46 + nameBytes) === name)
      return {
        method: directory.readUInt16LE(at + 10),
        compressedBytes: directory.readUInt32LE(at + 20),
        headerAt: directory.readUInt32LE(at + 42),
      };
    at += 46 + nameBytes + rest;
  }
  throw new InputError(`${path}: expected ${name} in the archive, got none`);
}

/** Writes the entry `name` of the archive to `target`. Throws `InputError` for archives that cannot be read. */
export async function extractFile(
  archive: string,
  name: string,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const entry = await findEntry(archive, name);
  const header = await readAt(archive, entry.headerAt, 30);
  const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const source = createReadStream(archive, { start, end: start + entry.compressedBytes - 1 });
  const options = signal === undefined ? {} : { signal };
  if (entry.method === 8) await pipeline(source, createInflateRaw(), createWriteStream(target), options);
  else if (entry.method === 0) await pipeline(source, createWriteStream(target), options);
  else throw new InputError(`${archive}: expected ${name} deflated or stored, got method ${entry.method}`);
}
