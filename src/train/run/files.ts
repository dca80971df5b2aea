/**
 * Writing so that a reader never sees half of anything: whole files by rename, logs by complete lines with a known
 * length. It knows nothing of what is written.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';

/** Writes all of `bytes`; a short write goes on where it stopped. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
}

/** Replaces a file by new contents at once: readers see the old file or the new one. */
export function writeWhole(path: string, text: string, durable = true): void {
  const partial = `${path}.partial`;
  const descriptor = openSync(partial, 'w');
  try {
    writeAll(descriptor, Buffer.from(text));
    if (durable) fsyncSync(descriptor);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  renameSync(partial, path);
}

export function writeJson(path: string, value: unknown, durable = true): void {
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`, durable);
}

/** An append-only file of JSON lines. */
export class LineLog {
  private readonly descriptor: number;
  private length: number;

  /**
   * Opens the log for appending. What lies beyond `offset` (lines of work that will be done again) is moved to
   * `*.discarded.jsonl` first; a file shorter than `offset` throws.
   */
  constructor(path: string, offset: number) {
    const descriptor = openSync(path, existsSync(path) ? 'r+' : 'w+');
    try {
      const size = fstatSync(descriptor).size;
      if (size < offset)
        throw new Error(
          `${path}: expected at least ${offset} bytes as the checkpoint recorded, got ${size}; restore the file or start anew`,
        );
      if (size > offset) {
        const tail = Buffer.alloc(size - offset);
        readSync(descriptor, tail, 0, tail.length, offset);
        const discarded = openSync(path.replace(/\.jsonl$/, '.discarded.jsonl'), 'a');
        try {
          const isWhole = tail.at(-1) === 0x0a;
          writeAll(discarded, isWhole ? tail : Buffer.concat([tail, Buffer.from('\n')]));
          fsyncSync(discarded);
        } finally {
          closeSync(discarded);
        }
        ftruncateSync(descriptor, offset);
      }
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    this.descriptor = descriptor;
    this.length = offset;
  }

  /** Appends one line, whole or not at all. */
  append(line: object): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.descriptor, bytes, done, bytes.length - done, this.length + done);
    } catch (error) {
      ftruncateSync(this.descriptor, this.length);
      throw error;
    }
    this.length += bytes.length;
  }

  /** Bytes written so far, flushed to the disk: what a checkpoint records. */
  sync(): number {
    fsyncSync(this.descriptor);
    return this.length;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
