/**
 * JSON lines in, JSON lines out: one answer a row, in order, written as soon as it is known. A row that cannot be read
 * or answered gets `{id, error}` and the rest goes on. It knows nothing of what the rows mean.
 */
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { InputError, messageOf } from '../base/errors.ts';

/** One row as an object; its id is kept even where the rest is wrong. */
export type JsonRow = Readonly<Record<string, unknown>>;

/** The lines of a file, or of standard input for `-`. Throws InputError where the file cannot be read. */
export async function openLines(file: string): Promise<AsyncIterable<string>> {
  if (file !== '-') {
    await access(file).catch((error: unknown) => {
      throw new InputError(`${file}: expected a file of JSON lines that can be read (${messageOf(error)})`);
    });
  }
  const input = file === '-' ? process.stdin : createReadStream(file);
  return createInterface({ input, crlfDelay: Infinity });
}

/** Answers every row of `file` in order; gives the number of rows that were answered with an error. */
export async function answerRows(
  file: string,
  answer: (row: JsonRow) => object | Promise<object>,
  out: Writable = process.stdout,
): Promise<number> {
  let failures = 0;
  let number = 0;
  for await (const line of await openLines(file)) {
    number += 1;
    if (line.trim() === '') continue;
    const result = await answerLine(line, number, answer);
    if ('error' in result) failures += 1;
    if (!out.write(`${JSON.stringify(result)}\n`)) await once(out, 'drain');
  }
  return failures;
}

/** How several rows are answered together. */
export interface BatchAnswer<T> {
  /** Rows a batch. */
  readonly size: number;
  /** Reads a row; what it throws is that row's answer. */
  readonly read: (row: JsonRow) => T;
  /** One answer an item, in order. */
  readonly answer: (items: readonly T[]) => Promise<readonly object[]>;
}

/** Like `answerRows`, several rows at a time: for answers that are cheaper together. */
export async function answerBatches<T>(
  file: string,
  { size, read, answer }: BatchAnswer<T>,
  out: Writable = process.stdout,
): Promise<void> {
  let waiting: ({ readonly item: T } | { readonly refused: object })[] = [];
  const flush = async (): Promise<void> => {
    const items = waiting.flatMap((entry) => ('item' in entry ? [entry.item] : []));
    const answers = items.length === 0 ? [] : await answer(items);
    let next = 0;
    for (const entry of waiting) {
      const line = 'item' in entry ? answers[next++] : entry.refused;
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
    }
    waiting = [];
  };
  let number = 0;
  for await (const line of await openLines(file)) {
    number += 1;
    if (line.trim() === '') continue;
    const items: T[] = [];
    const refused = await answerLine(line, number, (row) => {
      items.push(read(row));
      return {};
    });
    waiting.push(...(items.length > 0 ? items.map((item) => ({ item })) : [{ refused }]));
    if (waiting.length >= size) await flush();
  }
  await flush();
}

async function answerLine(
  line: string,
  number: number,
  answer: (row: JsonRow) => object | Promise<object>,
): Promise<object> {
  let id: unknown = null;
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new InputError(`line ${number}: expected a JSON object, got ${line.slice(0, 60)}`);
    }
    const fields = row as JsonRow;
    id = fields['id'] ?? null;
    return await answer(fields);
  } catch (error) {
    const reason =
      error instanceof SyntaxError ? `line ${number}: not JSON: ${error.message}` : messageOf(error);
    return { id, error: reason };
  }
}
