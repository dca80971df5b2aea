/**
 * Supervised training: pack documents, add up the gradients of the micro-batches, update. `pretrain` and `sft` are
 * this recipe with other defaults. The loss is the mean of −log p over counted tokens.
 */
import { throwIfAborted } from '../../base/errors.ts';
import { BatchMaker, type DataCursor, packAll } from '../data/batches.ts';
import type { PackedBatch, TrainingDocument } from '../packing.ts';
import type { Evaluation, Recipe, StepOutcome } from '../run/loop.ts';
import type { OpenedRun } from '../run/open.ts';

export class SupervisedRecipe implements Recipe {
  private readonly run: OpenedRun;
  private readonly batches: BatchMaker;
  private readonly heldOut: readonly TrainingDocument[];

  constructor(run: OpenedRun) {
    this.run = run;
    this.batches = new BatchMaker(run.train, run.config, run.state.data);
    this.heldOut = heldOutDocuments(run);
  }

  get cursor(): DataCursor {
    return this.batches.cursor;
  }

  async step(_step: number, rate: number, signal: AbortSignal | undefined): Promise<StepOutcome> {
    const { decoder, optimizer } = this.run;
    const packed = this.batches.take();
    decoder.zeroGradients();
    let [loss, tokens, counted] = [0, 0, 0];
    for (const batch of packed) {
      throwIfAborted(signal);
      const { logprobs } = await decoder.accumulate(batch);
      loss += weightedLoss(logprobs, batch);
      tokens += batch.usedTokens;
      counted += batch.sources.length;
    }
    const gradNorm = Number.isFinite(loss)
      ? await optimizer.update(decoder.weights, decoder.gradients, rate)
      : Number.NaN;
    const metrics = {
      counted_tokens: counted,
      epoch: this.batches.epoch,
      dropped_documents: this.batches.dropped,
    };
    return { loss, gradNorm, tokens, metrics };
  }

  /** Mean loss over the counted tokens of the held-out documents. */
  async evaluate(signal: AbortSignal | undefined): Promise<Evaluation | null> {
    const { decoder, config } = this.run;
    if (this.heldOut.length === 0) return null;
    let [loss, weight] = [0, 0];
    for (const batch of packAll(this.heldOut, config.rows, config.length)) {
      throwIfAborted(signal);
      const { logprobs } = await decoder.score(batch);
      loss += weightedLoss(logprobs, batch);
      for (const one of batch.weights) weight += one;
    }
    return { loss: loss / weight, metrics: { eval_documents: this.heldOut.length } };
  }
}

/** −Σ w log p. */
function weightedLoss(logprobs: Float32Array, batch: PackedBatch): number {
  let loss = 0;
  for (let i = 0; i < logprobs.length; i++) loss -= batch.weights[i]! * logprobs[i]!;
  return loss;
}

/** The first held-out documents that fit. */
function heldOutDocuments({ heldOut, config }: OpenedRun): readonly TrainingDocument[] {
  const documents: TrainingDocument[] = [];
  const limit = heldOut.size ?? config.evaluateDocuments * 20;
  for (let i = 0; i < limit && documents.length < config.evaluateDocuments; i++) {
    const document = heldOut.at(i);
    if (document?.weights.some((weight) => weight > 0) === true) documents.push(document);
  }
  return documents;
}
