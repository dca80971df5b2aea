/**
 * Turns a source into batches of packed rows. Documents that found no place wait for the next batch, first in line;
 * the cursor (next index, indices that wait) is all that a resumed run needs to get the same batches.
 */
import { InputError } from '../../base/errors.ts';
import { documentSize, packRows, type PackedBatch, planRows, type TrainingDocument } from '../packing.ts';
import type { Levels } from './curriculum.ts';
import type { DocumentSource } from './source.ts';

export interface DataCursor {
  readonly next: number;
  readonly pending: readonly number[];
  /** Where a curriculum stands. */
  readonly levels?: Levels;
}

export interface BatchShape {
  readonly rows: number;
  readonly length: number;
  readonly microBatches: number;
}

interface Waiting {
  readonly index: number;
  readonly document: TrainingDocument;
}

const patience = 10_000;

export class BatchMaker {
  /** Documents that were too long or too short so far. */
  dropped = 0;
  private readonly source: DocumentSource;
  private readonly shape: BatchShape;
  private next: number;
  private waiting: Waiting[];

  constructor(source: DocumentSource, shape: BatchShape, cursor: DataCursor = { next: 0, pending: [] }) {
    this.source = source;
    this.shape = shape;
    this.next = cursor.next;
    this.waiting = cursor.pending.flatMap((index) => {
      const document = source.at(index);
      return document === null ? [] : [{ index, document }];
    });
  }

  get cursor(): DataCursor {
    return { next: this.next, pending: this.waiting.map(({ index }) => index) };
  }

  /** Which epoch of a finite source is being read. */
  get epoch(): number {
    return this.source.size === null ? 0 : this.next / this.source.size;
  }

  /**
   * The next micro-batches. Weights of the loss are divided by their sum over all of them, so that the gradients of
   * the micro-batches add up to that of the mean over counted tokens.
   */
  take(): PackedBatch[] {
    const { rows, length, microBatches } = this.shape;
    const carried = this.waiting.length;
    this.fill(rows * length * microBatches);
    // long ones first within each age, so that short ones fill the gaps
    const byLength = (list: readonly Waiting[]): Waiting[] =>
      [...list].sort((a, z) => documentSize(z.document) - documentSize(a.document));
    this.waiting = [...byLength(this.waiting.slice(0, carried)), ...byLength(this.waiting.slice(carried))];
    const sizes = this.waiting.map(({ document }) => documentSize(document));
    const { plan, left } = planRows(sizes, rows * microBatches, length);
    const documents = this.waiting.map(({ document }) => document);
    this.waiting = left.map((index) => this.waiting[index]!);
    const batches = Array.from({ length: microBatches }, (_, i) =>
      packRows(documents, plan.slice(i * rows, (i + 1) * rows), length),
    );
    normalise(batches);
    return batches;
  }

  /** Draws documents until half a batch more than a batch's tokens wait: choice makes full rows. */
  private fill(tokens: number): void {
    let have = this.waiting.reduce((sum, { document }) => sum + documentSize(document), 0);
    let misses = 0;
    while (have < tokens * 1.5) {
      const index = this.next++;
      const document = this.source.at(index);
      if (document === null) {
        this.dropped++;
        if (++misses > patience)
          throw new InputError(
            `${this.source.name}: expected documents of at most ${this.shape.length} tokens, got ${misses} others in a row; raise length`,
          );
        continue;
      }
      misses = 0;
      have += documentSize(document);
      this.waiting.push({ index, document });
    }
  }
}

function normalise(batches: readonly PackedBatch[]): void {
  let total = 0;
  for (const { weights } of batches) for (const weight of weights) total += weight;
  if (total === 0) return;
  for (const { weights } of batches) for (let i = 0; i < weights.length; i++) weights[i]! /= total;
}

/**
 * A fixed list of documents in as many batches as they need, long ones first; weights stay as they are, and `members`
 * are indices into the list.
 */
export function packAll(documents: readonly TrainingDocument[], rows: number, length: number): PackedBatch[] {
  const sizeOf = (index: number): number => documentSize(documents[index]!);
  const batches: PackedBatch[] = [];
  let waiting = documents.map((_, index) => index).sort((a, z) => sizeOf(z) - sizeOf(a));
  while (waiting.length > 0) {
    const { plan, left } = planRows(waiting.map(sizeOf), rows, length);
    if (left.length === waiting.length)
      throw new RangeError(
        `packAll: expected documents of at most ${length} tokens, got ${sizeOf(waiting[0]!)}`,
      );
    const indices = waiting;
    batches.push(
      packRows(
        documents,
        plan.map((row) => row.map((at) => indices[at]!)),
        length,
      ),
    );
    waiting = left.map((at) => indices[at]!);
  }
  return batches;
}
