/**
 * Teaches lessons to the decoder: records what the old policy, the reference and the value head say of them, and makes
 * updates by the objective of the run. Knows nothing of problems, rewards and recipes.
 */
import { throwIfAborted } from '../../base/errors.ts';
import { hash32, Random } from '../../base/random.ts';
import { isModuleWeight } from '../../model/head-modules.ts';
import type { ColumnName } from '../../model/training-objectives.ts';
import type { TrainConfig } from '../config.ts';
import type { BatchResult, HeadColumns } from '../head-runs.ts';
import { clippedPolicy, clippedValue, truncatedImportance } from '../losses.ts';
import type { PackedBatch } from '../packing.ts';
import { packShared } from '../shared-prompts.ts';
import type { TrainingDecoder, TrainingOptimizer } from '../training-decoder.ts';
import { counts, type Lesson } from './lesson.ts';

/** Sums over the updates of one step. */
export interface UpdateSums {
  loss: number;
  verifyLoss: number;
  verdicts: number;
  valueLoss: number;
  approxKl: number;
  clipped: number;
  kl: number;
  entropy: number;
  counted: number;
  tokens: number;
  gradNorm: number;
  updates: number;
}

export interface LearnOptions {
  readonly step: number;
  readonly rate: number;
  readonly signal: AbortSignal | undefined;
  /** Changes the lessons of an update just before it (DPO weighs pairs by what the policy says now). */
  readonly prepare?: (part: readonly Lesson[]) => Promise<void>;
  /** Lessons that must be learnt in the same update stand together; default: each by itself. */
  readonly together?: number;
}

export interface LearnerParts {
  readonly config: TrainConfig;
  readonly decoder: TrainingDecoder;
  readonly optimizer: TrainingOptimizer;
}

/** Which tokens a scoring pass is asked about. */
type Asks = (lesson: Lesson, t: number) => boolean;

/** What it took to put other weights in place and the trained ones back. */
export interface SwitchCost {
  readonly seconds: number;
  readonly bytes: number;
}

export class Learner {
  /** Of all switches so far. */
  switched: SwitchCost = { seconds: 0, bytes: 0 };
  private readonly parts: LearnerParts;

  constructor(parts: LearnerParts) {
    this.parts = parts;
  }

  /** Log-probabilities (and values and scores, where there are heads) of the asked tokens. */
  async score(
    lessons: readonly Lesson[],
    asks: Asks,
    into: (lesson: Lesson, t: number, results: BatchResult, m: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    for (const batch of this.pack(lessons, asks)) {
      throwIfAborted(signal);
      const results = await this.parts.decoder.score(batch, columnsOf(batch, lessons));
      batch.members.forEach((member, m) => {
        into(lessons[member]!, batch.places[m]!, results, m);
      });
    }
  }

  /**
   * Records log π_old of every token the policy learns from, and the importance weights against the sampler. Returns
   * the mean difference to the sampler's log-probabilities: beyond rounding, something else was sampled from than is
   * trained.
   */
  async recordOld(lessons: readonly Lesson[], signal?: AbortSignal): Promise<number> {
    const { importanceCap } = this.parts.config.policy;
    let [difference, count] = [0, 0];
    await this.score(
      lessons,
      (lesson, t) => lesson.policyWeights[t] !== 0 || lesson.valueWeights[t] !== 0,
      (lesson, t, { logprobs, values }, m) => {
        const old = logprobs[m]!;
        lesson.oldLogprobs[t] = old;
        lesson.oldValues[t] = values?.[m] ?? 0;
        const sampled = lesson.samplerLogprobs[t]!;
        if (Number.isNaN(sampled) || lesson.policyWeights[t] === 0) return;
        difference += Math.abs(old - sampled);
        count++;
        if (importanceCap > 0)
          lesson.importance[t] = truncatedImportance([old], [sampled], importanceCap)[0]!;
      },
      signal,
    );
    return count === 0 ? 0 : difference / count;
  }

  /** Records log π_ref of every token the policy learns from, or (`all`) of all that count. */
  async recordReference(
    lessons: readonly Lesson[],
    reference: Float32Array,
    { signal, all = false }: { readonly signal?: AbortSignal | undefined; readonly all?: boolean } = {},
  ): Promise<void> {
    await this.under(reference, () =>
      this.score(
        lessons,
        (lesson, t) => lesson.policyWeights[t] !== 0 || (all && lesson.weights[t] !== 0),
        (lesson, t, { logprobs }, m) => {
          lesson.refLogprobs[t] = logprobs[m]!;
        },
        signal,
      ),
    );
  }

  /** Runs `body` with other weights in place; head modules stay as they are. */
  async under<T>(weights: Float32Array, body: () => Promise<T>): Promise<T> {
    const { decoder } = this.parts;
    const current = await this.switching(async () => {
      await decoder.toHost();
      const kept = decoder.weights.slice();
      for (const { name, offset, size } of decoder.layout.weights)
        if (!isModuleWeight(name)) decoder.weights.set(weights.subarray(offset, offset + size), offset);
      await decoder.toDevice();
      return kept;
    });
    try {
      return await body();
    } finally {
      await this.switching(async () => {
        decoder.weights.set(current);
        await decoder.toDevice();
      });
    }
  }

  /** Counts the copying of all weights. */
  private async switching<T>(copy: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await copy();
    const { seconds, bytes } = this.switched;
    this.switched = {
      seconds: seconds + (performance.now() - started) / 1000,
      bytes: bytes + this.parts.decoder.weights.byteLength,
    };
    return result;
  }

  /** Epochs of shuffled updates over the lessons. */
  async learn(lessons: readonly Lesson[], options: LearnOptions): Promise<UpdateSums> {
    const { config, decoder, optimizer } = this.parts;
    const { epochs, updates } = config.policy;
    const sums: UpdateSums = emptySums();
    const size = options.together ?? 1;
    const units = Array.from({ length: Math.ceil(lessons.length / size) }, (_, i) =>
      lessons.slice(i * size, (i + 1) * size),
    );
    for (let epoch = 0; epoch < epochs; epoch++) {
      const shuffled = new Random(hash32(config.seed, options.step, epoch)).shuffled(units);
      for (let u = 0; u < updates; u++) {
        const part = shuffled.filter((_, i) => i % updates === u).flat();
        await options.prepare?.(part);
        decoder.zeroGradients();
        for (const batch of this.pack(part, counts)) {
          throwIfAborted(options.signal);
          await this.accumulate(batch, part, { sums, share: updates });
        }
        sums.gradNorm += await optimizer.update(options.rate);
        sums.updates++;
      }
    }
    return sums;
  }

  private pack(lessons: readonly Lesson[], asks: Asks): PackedBatch[] {
    const { rows, length } = this.parts.config;
    const asked = lessons.map((lesson) => ({
      tokenIds: lesson.tokenIds,
      // a document's first token is predicted by nothing
      weights: lesson.scales.map((_, t) => (t > 0 && asks(lesson, t) ? 1 : 0)),
    }));
    const members = asked.flatMap(({ weights }, i) => (weights.includes(1) ? [i] : []));
    return packShared(
      members.map((i) => asked[i]!),
      rows,
      length,
    ).map((batch) => ({ ...batch, members: batch.members.map((member) => members[member]!) }));
  }

  /** Gradients of one batch of lessons; `share` undoes the split into updates. */
  private async accumulate(
    batch: PackedBatch,
    lessons: readonly Lesson[],
    { sums, share }: { readonly sums: UpdateSums; readonly share: number },
  ): Promise<void> {
    const columns = columnsOf(batch, lessons, share);
    const result = await this.parts.decoder.accumulate({ ...batch, weights: columns.weights }, columns);
    addPolicy(sums, this.parts.config, columns, result);
    addRest(sums, this.parts.config, columns, result);
    sums.tokens += batch.usedTokens;
  }
}

type Columns = Record<ColumnName, Float32Array> & HeadColumns;

/** The columns of a batch; weights are multiplied by `share`. */
function columnsOf(batch: PackedBatch, lessons: readonly Lesson[], share = 1): Columns {
  const count = batch.sources.length;
  const of = (name: Exclude<keyof Lesson, 'tokenIds'>, factor = 1): Float32Array =>
    Float32Array.from(
      { length: count },
      (_, m) => lessons[batch.members[m]!]![name][batch.places[m]!]! * factor,
    );
  const klWeights = of('policyWeights', share);
  const importance = of('importance');
  return {
    weights: of('weights', share),
    scales: of('scales'),
    policyWeights: klWeights.map((weight, m) => weight * importance[m]!),
    klWeights,
    advantages: of('advantages'),
    oldLogprobs: of('oldLogprobs'),
    refLogprobs: of('refLogprobs'),
    valueWeights: of('valueWeights', share),
    oldValues: of('oldValues'),
    returns: of('returns'),
    scoreWeights: of('scoreWeights', share),
    scoreTargets: of('scoreTargets'),
  };
}

function addPolicy(sums: UpdateSums, { policy }: TrainConfig, columns: Columns, result: BatchResult): void {
  const { clipLow, clipHigh, klCoeff } = policy;
  const { klWeights, policyWeights } = columns;
  const importance = klWeights.map((weight, m) => (weight === 0 ? 1 : policyWeights[m]! / weight));
  const { oldLogprobs, advantages, refLogprobs } = columns;
  const reference = klCoeff > 0 ? { refLogprobs } : {};
  const { logprobs, entropy } = result;
  const loss = clippedPolicy(
    { logprobs, oldLogprobs, advantages, weights: klWeights, importance, ...reference },
    { clipRange: [clipLow, clipHigh], klCoeff },
  );
  const counted = klWeights.reduce((n, weight) => n + (weight === 0 ? 0 : 1), 0);
  sums.loss += loss.loss;
  sums.approxKl += loss.approxKl * counted;
  sums.clipped += loss.clipFraction * counted;
  sums.kl += loss.kl;
  sums.counted += counted;
  klWeights.forEach((weight, m) => {
    if (weight !== 0) sums.entropy += entropy?.[m] ?? 0;
  });
}

function addRest(sums: UpdateSums, { policy }: TrainConfig, columns: Columns, result: BatchResult): void {
  const { logprobs, values, scores } = result;
  const { weights, valueWeights, oldValues, returns, scoreWeights, scoreTargets } = columns;
  logprobs.forEach((logprob, m) => {
    sums.loss -= weights[m]! * logprob;
    if (weights[m]! > 0) {
      sums.verifyLoss -= logprob;
      sums.verdicts++;
    }
    const score = scores?.[m] ?? 0;
    if (scores === null || scoreWeights[m] === 0) return;
    const each =
      policy.verifier === 'bce'
        ? Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - scoreTargets[m]! * score
        : (score - scoreTargets[m]!) ** 2;
    sums.loss += scoreWeights[m]! * each;
    sums.verifyLoss += each;
    sums.verdicts++;
  });
  if (values === null) return;
  const value = clippedValue({ values, oldValues, returns, weights: valueWeights }, policy.valueClip).loss;
  sums.loss += value;
  sums.valueLoss += value;
}

function emptySums(): UpdateSums {
  return {
    loss: 0,
    verifyLoss: 0,
    verdicts: 0,
    valueLoss: 0,
    approxKl: 0,
    clipped: 0,
    kl: 0,
    entropy: 0,
    counted: 0,
    tokens: 0,
    gradNorm: 0,
    updates: 0,
  };
}

const ratio = (sum: number, count: number): number => (count === 0 ? 0 : sum / count);

/** Figures of the updates, by TRL's names. */
export function updateMetrics(sums: UpdateSums, hasValues: boolean): Record<string, number> {
  return {
    kl: ratio(sums.kl, sums.updates),
    approx_kl: ratio(sums.approxKl, sums.counted),
    clip_ratio: ratio(sums.clipped, sums.counted),
    entropy: ratio(sums.entropy, sums.counted),
    'verify/loss': ratio(sums.verifyLoss, sums.verdicts),
    ...(hasValues ? { 'value/loss': ratio(sums.valueLoss, sums.updates) } : {}),
  };
}
