/**
 * Rows of Parquet files as plain JSON objects, a row group at a time. Numbers stay numbers (64-bit ones where they are
 * safe), other values become what JSON can hold. The format is hyparquet's; gzip and Brotli are Node's, zstd fzstd's.
 */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { type Compressors, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { asyncBufferFromFile } from 'hyparquet/src/node.js';
import { InputError, messageOf, throwIfAborted } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';

const compressors: Compressors = {
  GZIP: (input) => new Uint8Array(gunzipSync(input)),
  BROTLI: (input) => new Uint8Array(brotliDecompressSync(input)),
  ZSTD: (input) => decompress(input),
};

/** All rows in order. Throws `InputError` for what is no Parquet file or uses something that cannot be read. */
export async function* parquetRows(path: string, signal?: AbortSignal): AsyncIterableIterator<JsonObject> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    let rowStart = 0;
    for (const { num_rows: count } of metadata.row_groups) {
      throwIfAborted(signal);
      const rowEnd = rowStart + Number(count);
      for (const row of await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors }))
        yield plain(row) as JsonObject;
      rowStart = rowEnd;
    }
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new InputError(`${path}: expected a readable Parquet file (${messageOf(error)})`);
  }
}

/** A value that JSON can hold. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
  return value;
}
