/**
 * A JSONL file of rows that is read once to be judged and then row by row as they are needed: what is kept of a row is
 * where it stands. Rows that cannot be used are listed with line and reason, doubles and rows that overlap with
 * evaluation sets are left out and counted, and some are held out by the hash of what they are about.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { InputError, messageOf } from '../../base/errors.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import type { OverlapIndex } from './overlap.ts';
import { EpochOrder } from './shuffle.ts';
import { linesOf } from './sources.ts';

export interface RejectedRow {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface SourceReport {
  readonly used: number | null;
  readonly heldOut: number | null;
  readonly duplicates: number;
  /** Rows that share a 13-gram with an evaluation set. */
  readonly overlapping: number;
  readonly rejected: readonly RejectedRow[];
}

/** What a reader makes of a row. */
export interface ReadRow<T> {
  readonly values: readonly T[];
  /** What the row is about: decides whether it is held out, and is compared with evaluation sets. */
  readonly key: string;
}

const defaultBuffer = 10_000;

export type RowReader<T> = (row: JsonObject) => ReadRow<T> | string;

export interface RowFileOptions {
  readonly seed: number;
  readonly heldOutShare: number;
  /** Default 10,000 rows. */
  readonly shuffleBuffer?: number;
  readonly overlap?: OverlapIndex;
}

export interface RowSource<T> {
  readonly size: number;
  at(index: number): T;
}

/** Where a value stands: a line of the file, and which of the row's values it is. */
interface Place {
  readonly offset: number;
  readonly length: number;
  /** Tells whether the line is still the one that was judged. */
  readonly fingerprint: number;
  readonly part: number;
}

/** A number in [0, 1) from a text, the same everywhere and for ever. */
export function hashShare(text: string): number {
  return fingerprintOf(text.trim()) / 2 ** 32;
}

function fingerprintOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** Opens a JSONL (or prepared Parquet) file. Throws `InputError` where it has no row to train on. */
export function openRowFile<T>(
  file: string,
  read: RowReader<T>,
  options: RowFileOptions,
): { readonly train: RowSource<T>; readonly heldOut: RowSource<T>; readonly report: SourceReport } {
  const lines = linesOf(file);
  const scanned = scan({ file, lines }, read, options);
  const { train, heldOut, rejected } = scanned;
  if (train.length === 0) throw noRows(file, scanned);
  const valueAt = ({ offset, length, fingerprint, part }: Place): T => {
    const text = readPart(lines, offset, length);
    if (fingerprintOf(text) !== fingerprint)
      throw new InputError(
        `${file}: expected the rows it had when the run began, got others (rows may be added at its end, nothing ` +
          'else); put the file back as it was and resume, or begin a new run with the changed file',
      );
    return (read(JSON.parse(text) as JsonObject) as ReadRow<T>).values[part]!;
  };
  const order = new EpochOrder(train.length, {
    seed: options.seed,
    buffer: options.shuffleBuffer ?? defaultBuffer,
  });
  return {
    train: { size: train.length, at: (index) => valueAt(train[order.at(index)]!) },
    heldOut: { size: heldOut.length, at: (index) => valueAt(heldOut[index % heldOut.length]!) },
    report: {
      used: train.length,
      heldOut: heldOut.length,
      duplicates: scanned.duplicates,
      overlapping: scanned.overlapping,
      rejected,
    },
  };
}

/** The same for values that are in memory already. */
export function openValues<T>(
  name: string,
  rows: readonly ReadRow<T>[],
  { seed, heldOutShare, shuffleBuffer = defaultBuffer, overlap }: RowFileOptions,
): { readonly train: RowSource<T>; readonly heldOut: RowSource<T>; readonly report: SourceReport } {
  const kept = rows.filter(({ key }) => overlap?.overlaps(key) !== true);
  const valuesOf = (isHeldOut: boolean): T[] =>
    kept.flatMap(({ key, values }) => (hashShare(key) < heldOutShare === isHeldOut ? values : []));
  const [train, heldOut] = [valuesOf(false), valuesOf(true)];
  if (train.length === 0)
    throw new InputError(`${name}: expected rows to train on, got ${rows.length}, none of them for training`);
  const order = new EpochOrder(train.length, { seed, buffer: shuffleBuffer });
  return {
    train: { size: train.length, at: (index) => train[order.at(index)]! },
    heldOut: { size: heldOut.length, at: (index) => heldOut[index % heldOut.length]! },
    report: {
      used: train.length,
      heldOut: heldOut.length,
      duplicates: 0,
      overlapping: rows.length - kept.length,
      rejected: [],
    },
  };
}

/** Whether a file is a log of Vouch's annotations, by its first row. */
export function isAnnotationLog(file: string): boolean {
  const row = firstRow(file);
  return row !== null && isAnnotation(row);
}

/** The first line of a file that is no blank, where it is a row. */
export function firstRow(file: string): JsonObject | null {
  for (const { text } of readLines(linesOf(file))) {
    if (text.trim() === '') continue;
    const row = parseRow(text);
    return typeof row === 'string' ? null : row;
  }
  return null;
}

function isAnnotation(row: JsonObject): boolean {
  return typeof row['type'] === 'string' && typeof row['labeller'] === 'string' && 'item' in row;
}

/** Calls `each` with every row of a file that can be parsed; used for files that are only looked at. */
export function forEachRow(file: string, each: (row: JsonObject) => void): void {
  for (const { text } of readLines(linesOf(file))) {
    const row = parseRow(text);
    if (typeof row !== 'string') each(row);
  }
}

interface Scanned {
  readonly train: readonly Place[];
  readonly heldOut: readonly Place[];
  readonly rejected: readonly RejectedRow[];
  readonly duplicates: number;
  readonly overlapping: number;
}

function scan<T>(
  { file, lines }: { readonly file: string; readonly lines: string },
  read: RowReader<T>,
  { heldOutShare, overlap }: RowFileOptions,
): Scanned {
  const [train, heldOut, rejected]: [Place[], Place[], RejectedRow[]] = [[], [], []];
  const seen = new Set<string>();
  let [duplicates, overlapping, line] = [0, 0, 0];
  for (const { text, offset, length } of readLines(lines)) {
    line++;
    if (text.trim() === '') continue;
    const row = parseRow(text);
    const found = typeof row === 'string' ? row : read(row);
    if (typeof found === 'string') {
      rejected.push({ file, line, reason: found });
      continue;
    }
    const digest = createHash('sha256').update(JSON.stringify(found)).digest('base64').slice(0, 16);
    if (seen.has(digest)) duplicates++;
    else if (overlap?.overlaps(found.key) === true) overlapping++;
    else {
      const places = hashShare(found.key) < heldOutShare ? heldOut : train;
      const fingerprint = fingerprintOf(text);
      found.values.forEach((_, part) => places.push({ offset, length, fingerprint, part }));
    }
    seen.add(digest);
  }
  return { train, heldOut, rejected, duplicates, overlapping };
}

function noRows(file: string, { rejected, heldOut, overlapping }: Scanned): InputError {
  const [first] = rejected;
  const why = [
    ...(first === undefined ? [] : [`line ${first.line}: ${first.reason}`]),
    ...(overlapping > 0 ? [`${overlapping} overlap with an evaluation set`] : []),
    ...(heldOut.length > 0 ? [`${heldOut.length} are held out: lower heldOutShare`] : []),
  ];
  return new InputError(
    `${file}: expected rows to train on, got none (${why.length === 0 ? 'the file is empty' : why.join('; ')})`,
  );
}

function parseRow(text: string): JsonObject | string {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : 'expected a JSON object';
  } catch {
    return 'expected JSON, got something else';
  }
}

const chunkBytes = 1 << 20;

/** The lines of a file with their places in bytes, read a piece at a time. */
function* readLines(
  file: string,
): Generator<{ readonly text: string; readonly offset: number; readonly length: number }, void> {
  const descriptor = opened(file);
  try {
    let rest = Buffer.alloc(0);
    let offset = 0;
    for (;;) {
      const piece = Buffer.alloc(chunkBytes);
      const read = readSync(descriptor, piece);
      const bytes = Buffer.concat([rest, piece.subarray(0, read)]);
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        yield { text: bytes.toString('utf8', from, end), offset: offset + from, length: end - from };
        from = end + 1;
      }
      rest = bytes.subarray(from);
      offset += from;
      if (read > 0) continue;
      if (rest.length > 0) yield { text: rest.toString('utf8'), offset, length: rest.length };
      return;
    }
  } finally {
    closeSync(descriptor);
  }
}

function readPart(file: string, offset: number, length: number): string {
  const descriptor = opened(file);
  try {
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, offset);
    return bytes.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

function opened(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw new InputError(`${file}: expected a readable JSONL or Parquet file (${messageOf(error)})`);
  }
}
