/**
 * Packed batches as bytes, for an engine in another process: `scale/vouch_scale/batches.py` describes and reads them.
 * It knows neither processes nor pipes. Everything is little-endian.
 */
import type { DataCursor } from '../data/batches.ts';
import type { PackedBatch } from '../packing.ts';

export interface StreamHeader {
  readonly rows: number;
  readonly length: number;
  /** So many micro-batches of held-out documents come before those to train on. */
  readonly evaluation: number;
}

/** What follows a micro-batch: where the data go on after its update, and figures for the log. */
export interface BatchTrailer {
  readonly cursor: DataCursor | null;
  readonly metrics: Readonly<Record<string, number>>;
}

export function encodeHeader(header: StreamHeader): Buffer {
  return Buffer.from(`${JSON.stringify({ version: 2, ...header })}\n`);
}

/** One micro-batch with its trailer. */
export function encodeBatch(batch: PackedBatch, trailer: BatchTrailer): Buffer {
  const text = Buffer.from(JSON.stringify(trailer));
  return Buffer.concat([
    uint32(batch.sources.length),
    bytes(batch.tokenIds),
    bytes(batch.documents),
    bytes(batch.positions),
    bytes(batch.sharedFrom),
    bytes(batch.sharedLengths),
    bytes(batch.sources),
    bytes(batch.targets),
    bytes(batch.weights),
    uint32(text.length),
    text,
  ]);
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function bytes(array: Int32Array | Float32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
