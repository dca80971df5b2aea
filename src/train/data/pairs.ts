/**
 * Preference pairs of files: TRL's `prompt, chosen, rejected`, as texts or as conversations, or with the prompt inside
 * both. Each side becomes the document that supervised training would make of it, the completion's tokens counting.
 */
import type { JsonObject } from '../../base/json.ts';
import type { TrainingDocument } from '../packing.ts';
import { type DocumentOptions, type Example, toDocument } from './examples.ts';
import {
  firstRow,
  openRowFile,
  type ReadRow,
  type RowFileOptions,
  type RowSource,
  type SourceReport,
} from './row-file.ts';
import { columnMap, examplesOf, mapped } from './rows.ts';

export interface PreferencePair {
  readonly chosen: Example;
  readonly rejected: Example;
}

export interface PairDocuments {
  readonly chosen: TrainingDocument;
  readonly rejected: TrainingDocument;
}

export interface OpenedPairs {
  readonly train: RowSource<PreferencePair>;
  readonly heldOut: RowSource<PreferencePair>;
  readonly report: SourceReport;
}

/** What a row prefers, or why that cannot be told. */
export function pairOf(row: JsonObject): ReadRow<PreferencePair> | string {
  const side = (name: 'chosen' | 'rejected'): ReadRow<Example> | string => {
    const { prompt, [name]: completion } = row;
    return prompt === undefined
      ? examplesOf({ messages: completion })
      : examplesOf({ prompt, completion, problem: row['problem'], solution: completion });
  };
  const [chosen, rejected] = [side('chosen'), side('rejected')];
  if (typeof chosen === 'string') return `chosen: ${chosen}`;
  if (typeof rejected === 'string') return `rejected: ${rejected}`;
  if (JSON.stringify(chosen.values) === JSON.stringify(rejected.values))
    return 'expected chosen and rejected to differ';
  return { key: chosen.key, values: [{ chosen: chosen.values[0]!, rejected: rejected.values[0]! }] };
}

/** Whether a file's first row is a pair. */
export function isPairFile(file: string): boolean {
  const row = firstRow(file);
  return row !== null && 'chosen' in row && 'rejected' in row;
}

/** Opens a file of pairs. Throws `InputError` where it has none. */
export function openPairs(
  file: string,
  { columns, ...options }: RowFileOptions & { readonly columns: readonly string[] },
): OpenedPairs {
  const map = columnMap(columns);
  return openRowFile(file, (row) => pairOf(mapped(row, map)), options);
}

/** Both sides as documents; null where one is longer than `maxTokens`. */
export function pairDocuments(
  pair: PreferencePair,
  options: DocumentOptions & { readonly maxTokens: number },
): PairDocuments | null {
  const chosen = toDocument(pair.chosen, options);
  const rejected = toDocument(pair.rejected, options);
  const fits = [chosen, rejected].every(({ tokenIds }) => tokenIds.length <= options.maxTokens);
  return fits ? { chosen, rejected } : null;
}
