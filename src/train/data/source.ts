/**
 * Where documents come from: files in a seeded order that is drawn anew each epoch, or generated problems without
 * end. A source is asked by index, so that a run resumes by a number. Rows are held out by the hash of their problem,
 * which stays the same as the data grows.
 */
import { InputError } from '../../base/errors.ts';
import { hardestTrained } from '../../data/generate.ts';
import { type SupervisionOptions, supervisionStream } from '../../data/supervision.ts';
import { documentSize, type TrainingDocument } from '../packing.ts';
import { type DocumentOptions, type Example, toDocument } from './examples.ts';
import {
  isAnnotationLog,
  openRowFile,
  openValues,
  type RowFileOptions,
  type RowSource,
  type SourceReport,
} from './row-file.ts';
import { annotatedExamples, columnMap, examplesOf, mapped } from './rows.ts';

/** Documents by index, without end. A row that cannot be used (too long) is null. */
export interface DocumentSource {
  readonly name: string;
  /** Documents of an epoch; null for a source that never repeats. */
  readonly size: number | null;
  at(index: number): TrainingDocument | null;
}

export interface OpenedSource {
  readonly train: DocumentSource;
  readonly heldOut: DocumentSource;
  readonly report: SourceReport;
}

export interface SourceOptions extends DocumentOptions, RowFileOptions {
  /** Columns of files, `problem=question`. */
  readonly columns?: readonly string[];
  /** Longest document in tokens. */
  readonly maxTokens: number;
  /** Share of generated documents that are there for judging; the stream's own by default. */
  readonly judgedShare?: number;
}

const prefix = 'families:';

function fitting(example: Example, options: SourceOptions): TrainingDocument | null {
  const document = toDocument(example, options);
  return documentSize(document) > options.maxTokens || document.tokenIds.length < 2 ? null : document;
}

/** Opens `families:PATTERN,…` or a JSONL or Parquet file. */
export function openSource(spec: string, options: SourceOptions): OpenedSource {
  return spec.startsWith(prefix) ? openFamilies(spec, options) : openFile(spec, options);
}

const difficultyPattern = /^(.*?)@(\d{1,2})(?:-(\d{1,2}))?$/;

/** `all`, or names of families with commas, and `@1-4` for a range of difficulties. Throws `InputError` otherwise. */
export function familyOptions(spec: string): Pick<SupervisionOptions, 'families' | 'difficulties'> {
  const [, before, low, high] = difficultyPattern.exec(spec) ?? [];
  const names = (before ?? spec).split(',').filter((name) => name !== '');
  const families = names.join() === 'all' || names.length === 0 ? {} : { families: names };
  if (low === undefined) return families;
  const range = [Number(low), Number(high ?? low)] as const;
  if (range[0] < 1 || range[1] > hardestTrained || range[0] > range[1])
    throw new InputError(
      `data: families:${spec}: expected difficulties from 1 to ${hardestTrained}, lowest first, got ${low}-${high ?? low}`,
    );
  return { ...families, difficulties: range };
}

/**
 * Generated problems with solutions to write and to judge: training and validation are kept apart by what a problem
 * asks.
 */
function openFamilies(spec: string, options: SourceOptions): OpenedSource {
  const families = familyOptions(spec.slice(prefix.length));
  const make = (split: 'train' | 'validation'): DocumentSource => {
    const { seed, judgedShare } = options;
    const judged = judgedShare === undefined ? {} : { judgedShare };
    const stream = supervisionStream({ seed, split, ...families, ...judged });
    return {
      name: spec,
      size: null,
      at: (index) => fitting({ kind: 'supervised', ...stream.at(index) }, options),
    };
  };
  return {
    train: make('train'),
    heldOut: make('validation'),
    report: { used: null, heldOut: null, duplicates: 0, overlapping: 0, rejected: [] },
  };
}

function openFile(file: string, options: SourceOptions): OpenedSource {
  const columns = columnMap(options.columns ?? []);
  const opened = isAnnotationLog(file)
    ? openValues(file, annotatedExamples(file), options)
    : openRowFile(file, (row) => examplesOf(mapped(row, columns)), options);
  const documents = (rows: RowSource<Example>): DocumentSource => ({
    name: file,
    size: rows.size,
    at: (index) => (rows.size === 0 ? null : fitting(rows.at(index), options)),
  });
  return { train: documents(opened.train), heldOut: documents(opened.heldOut), report: opened.report };
}

/** Several sources in turns, one document each. */
export function interleaved(sources: readonly DocumentSource[]): DocumentSource {
  const [first] = sources;
  if (first === undefined) throw new InputError('data: expected at least one source, got none');
  if (sources.length === 1) return first;
  const sizes = sources.map(({ size }) => size);
  return {
    name: sources.map(({ name }) => name).join(' + '),
    size: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    at: (index) => sources[index % sources.length]!.at(Math.floor(index / sources.length)),
  };
}
