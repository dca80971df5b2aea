/**
 * Supervised training: pack documents, add up the gradients of the micro-batches, update. `pretrain` and `sft` are
 * this recipe with other defaults. The loss is the mean of −log p over counted tokens.
 */
import { throwIfAborted } from '../../base/errors.ts';
import { findVerdictTokens } from '../../engine/verdicts.ts';
import { auroc, type Scored } from '../../evaluate/ranking.ts';
import { BatchMaker, type DataCursor, packAll } from '../data/batches.ts';
import { dataOptions } from '../data/data-options.ts';
import type { SourceReport } from '../data/row-file.ts';
import { type DocumentSource, interleaved, type OpenedSource, openSource } from '../data/source.ts';
import type { PackedBatch, TrainingDocument, WeightedTokens } from '../packing.ts';
import type { Evaluation, Recipe, StepOutcome } from '../run/loop.ts';
import type { OpenedRun, PreparedRun } from '../run/open.ts';

export interface SupervisedData {
  readonly batches: BatchMaker;
  readonly heldOut: readonly TrainingDocument[];
  readonly reports: readonly SourceReport[];
}

/** The batches of a run from its cursor on, and what it is judged on: the same for every engine. */
export function openBatches({
  config,
  state,
  tokenizer,
  vouch,
}: Omit<PreparedRun, 'folder'>): SupervisedData {
  const { promptWeight, judgementWeight, judgedShare, length: maxTokens } = config;
  const options = {
    tokenizer,
    vouch,
    promptWeight,
    judgementWeight,
    judgedShare,
    maxTokens,
    ...dataOptions(config),
  };
  const sources = [
    ...config.data.map((spec) => openSource(spec, options)),
    ...config.policy.annotations.map((file) =>
      weighed(openSource(file, options), config.policy.annotationWeight),
    ),
  ];
  return {
    reports: sources.map(({ report }) => report),
    batches: new BatchMaker(interleaved(sources.map(({ train }) => train)), config, state.data),
    heldOut: heldOutDocuments(interleaved(sources.map(({ heldOut }) => heldOut)), config.evaluateDocuments),
  };
}

/** A source whose documents count more or less. */
function weighed(source: OpenedSource, weight: number): OpenedSource {
  const scaledBy = ({ tokenIds, weights }: WeightedTokens): WeightedTokens => ({
    tokenIds,
    weights: weights.map((one) => one * weight),
  });
  const scaled = (documents: DocumentSource): DocumentSource => ({
    ...documents,
    at: (index) => {
      const document = documents.at(index);
      return (
        document && {
          ...scaledBy(document),
          branches: (document.branches ?? []).map((branch) => ({ ...branch, ...scaledBy(branch) })),
        }
      );
    },
  });
  return { ...source, train: scaled(source.train) };
}

export class SupervisedRecipe implements Recipe {
  private readonly run: OpenedRun;
  private readonly batches: BatchMaker;
  private readonly heldOut: readonly TrainingDocument[];

  readonly reports: readonly SourceReport[];

  constructor(run: OpenedRun) {
    const { batches, heldOut, reports } = openBatches(run);
    this.run = run;
    this.reports = reports;
    this.batches = batches;
    this.heldOut = heldOut;
  }

  dispose(): Promise<void> {
    return Promise.resolve();
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
    const gradNorm = Number.isFinite(loss) ? await optimizer.update(rate) : Number.NaN;
    const metrics = {
      counted_tokens: counted,
      epoch: this.batches.epoch,
      dropped_documents: this.batches.dropped,
    };
    return { loss, gradNorm, tokens, metrics };
  }

  /** Mean loss over the counted tokens of the held-out documents, and how well their verdicts tell right from wrong. */
  async evaluate(signal: AbortSignal | undefined): Promise<Evaluation | null> {
    const { decoder, config, tokenizer, vouch } = this.run;
    const { heldOut } = this;
    if (heldOut.length === 0) return null;
    let [loss, weight] = [0, 0];
    const verdicts: Scored[] = [];
    const hasVerdicts = heldOut.some(({ branches = [] }) => branches.length > 0);
    const yes = new Set(hasVerdicts ? findVerdictTokens(tokenizer, vouch.verdict).yes : []);
    for (const batch of packAll(heldOut, config.rows, config.length)) {
      throwIfAborted(signal);
      const { logprobs } = await decoder.score(batch);
      loss += weightedLoss(logprobs, batch);
      for (const one of batch.weights) weight += one;
      logprobs.forEach((logprob, m) => {
        // of a branch nothing but the verdict counts
        if (batch.places[m]! < heldOut[batch.members[m]!]!.tokenIds.length) return;
        const [correct, probability] = [yes.has(batch.targets[m]!), Math.exp(logprob)];
        verdicts.push({ correct, score: correct ? probability : 1 - probability });
      });
    }
    const area = auroc(verdicts);
    const judged = area === null ? {} : { 'eval_verify/auroc': area };
    return { loss: loss / weight, metrics: { eval_documents: heldOut.length, ...judged } };
  }
}

/** −Σ w log p. */
function weightedLoss(logprobs: Float32Array, batch: PackedBatch): number {
  let loss = 0;
  for (let i = 0; i < logprobs.length; i++) loss -= batch.weights[i]! * logprobs[i]!;
  return loss;
}

/** The first held-out documents that fit and have something to learn. */
function heldOutDocuments(source: DocumentSource, count: number): readonly TrainingDocument[] {
  const documents: TrainingDocument[] = [];
  const limit = source.size ?? count * 20;
  for (let i = 0; i < limit && documents.length < count; i++) {
    const document = source.at(i);
    const parts = document === null ? [] : [document, ...(document.branches ?? [])];
    if (document !== null && parts.some(({ weights }) => weights.some((weight) => weight > 0)))
      documents.push(document);
  }
  return documents;
}
