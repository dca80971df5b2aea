/**
 * Writes a safetensors file front to back without ever holding it: the header first, from sizes known beforehand,
 * then the tensors in order. The file appears under its name only when it is whole.
 */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

export type WrittenType = 'F32' | 'F16' | 'U8';

export interface TensorPlan {
  readonly name: string;
  readonly dtype: WrittenType;
  readonly dims: readonly number[];
  readonly bytes: number;
}

/** Takes the bytes of the planned tensors in their order, in pieces of any size. */
export interface SafetensorsWriter {
  write(bytes: ArrayBufferView): void;
  /** Puts the file in its place. Throws if more or fewer bytes than planned were written. */
  finish(): void;
  /** Removes what was written, unless it was finished. Call it in `finally`. */
  close(): void;
}

/** Begins a file of the given tensors. */
export function writeSafetensors(
  file: string,
  plans: readonly TensorPlan[],
  metadata: Readonly<Record<string, string>>,
): SafetensorsWriter {
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  const descriptor = openSync(partial, 'w');
  const total = plans.reduce((sum, plan) => sum + plan.bytes, 0);
  let written = 0;
  let open = true;
  const put = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at);
  };
  const close = (): void => {
    if (!open) return;
    open = false;
    closeSync(descriptor);
    rmSync(partial, { force: true });
  };
  try {
    put(headerBytes(plans, metadata));
  } catch (error) {
    close();
    throw error;
  }
  return {
    close,
    write(view) {
      put(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
      written += view.byteLength;
    },
    finish() {
      if (written !== total) throw new Error(`${file}: expected ${total} bytes of tensors, got ${written}`);
      open = false;
      closeSync(descriptor);
      renameSync(partial, file);
    },
  };
}

function headerBytes(plans: readonly TensorPlan[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, dtype, dims, bytes } of plans) {
    header[name] = { dtype, shape: dims, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil((json.length + 8) / 64) * 64 - 8;
  const bytes = Buffer.alloc(8 + padded, ' ');
  bytes.writeBigUInt64LE(BigInt(padded));
  json.copy(bytes, 8);
  return bytes;
}
