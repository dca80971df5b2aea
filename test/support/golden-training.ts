/** Steps of training that PyTorch has made (test/oracle/train.py), as packed batches: for every device that follows. */
import { type PackedBatch, packRows, planRows, type TrainingDocument } from '../../src/train/packing.ts';

export interface Golden {
  readonly length: number;
  readonly rate: number;
  readonly decay: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly clip: number;
  readonly steps: readonly (readonly {
    readonly ids: readonly number[];
    readonly counted: readonly number[];
  }[])[];
  readonly losses: readonly number[];
}

export const goldenRows = 2;

/** Packs documents into micro-batches whose loss weights add up to 1. */
export function microBatches(golden: Golden, step: number): PackedBatch[] {
  const batch = golden.steps[step]!;
  const counted = batch.reduce((sum, doc) => sum + doc.counted.slice(1).reduce((a, b) => a + b, 0), 0);
  let waiting: readonly TrainingDocument[] = batch.map((doc) => ({
    tokenIds: Int32Array.from(doc.ids),
    weights: Float32Array.from(doc.counted, (one) => one / counted),
  }));
  const batches: PackedBatch[] = [];
  while (waiting.length > 0) {
    const { plan, left } = planRows(
      waiting.map(({ tokenIds }) => tokenIds.length),
      goldenRows,
      golden.length,
    );
    batches.push(packRows(waiting, plan, golden.length));
    waiting = left.map((index) => waiting[index]!);
  }
  return batches;
}

/** −Σ w log p of a batch. */
export function lossOf(logprobs: Float32Array, { weights }: PackedBatch): number {
  return logprobs.reduce((loss, logprob, i) => loss - logprob * weights[i]!, 0);
}
