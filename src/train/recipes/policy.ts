/**
 * RL^V in one page: rollouts → rewards → advantages → loss, with the verdict on each rollout learned in the same pass.
 * `grpo` and `loop` (Leave-one-out PPO) differ in their advantages and in how tokens are weighed. A rollout is one
 * document: prompt, completion, the question "is this right?" and its answer; λ = 0 is exactly the base method.
 * Objective: J = J_RL + λ E log π(z | x, y, I). Sareen et al., arXiv 2505.04842; DeepSeekMath, arXiv 2402.03300;
 * LOOP, arXiv 2502.01600.
 */
import { throwIfAborted } from '../../base/errors.ts';
import { hash32, Random } from '../../base/random.ts';
import { balanceClasses, groupRelative, isInformative, leaveOneOut } from '../advantages.ts';
import type { DataCursor } from '../data/batches.ts';
import { packAll } from '../data/batches.ts';
import type { GoldProblem, OpenedProblems } from '../data/problems.ts';
import { openProblems } from '../data/problems.ts';
import type { SourceReport } from '../data/source.ts';
import { clippedPolicy, tokenWeights, truncatedImportance } from '../losses.ts';
import type { PackedBatch } from '../packing.ts';
import { maxOpenShare } from '../rewards.ts';
import { evaluatePolicy, verifierMetrics } from '../rollouts/measures.ts';
import { type Rollout, RolloutSampler } from '../rollouts/sampler.ts';
import type { Evaluation, Recipe, StepOutcome } from '../run/loop.ts';
import { initialWeights, type OpenedRun } from '../run/open.ts';

/** What a rollout teaches: advantages and weights of its tokens, and of its verdict. */
interface Lesson {
  readonly rollout: Rollout;
  readonly advantage: number;
  /** Weight of each drawn token; 0 where the group teaches nothing. */
  readonly policyWeight: number;
  readonly verdictWeight: number;
  /** By token of the document: log π_old, log π_ref, importance. */
  readonly oldLogprobs: Float32Array;
  readonly refLogprobs: Float32Array;
  readonly importance: Float32Array;
}

interface UpdateSums {
  loss: number;
  verifyLoss: number;
  verdicts: number;
  approxKl: number;
  clipped: number;
  kl: number;
  entropy: number;
  counted: number;
  tokens: number;
  gradNorm: number;
  updates: number;
}

export class PolicyRecipe implements Recipe {
  readonly reports: readonly SourceReport[] = [];
  private readonly run: OpenedRun;
  private readonly problems: readonly OpenedProblems[];
  private readonly sampler: RolloutSampler;
  /** The weights the run began with, where a KL to them is asked for. */
  private readonly reference: Float32Array | null;
  private next: number;

  private constructor(run: OpenedRun, problems: readonly OpenedProblems[], sampler: RolloutSampler) {
    this.run = run;
    this.problems = problems;
    this.sampler = sampler;
    this.reference = run.config.policy.klCoeff > 0 ? initialWeights(run.config, run.decoder.config) : null;
    this.next = run.state.data.next;
  }

  static async create(run: OpenedRun): Promise<PolicyRecipe> {
    const problems = run.config.data.map((spec) => openProblems(spec, run.config));
    return new PolicyRecipe(run, problems, await RolloutSampler.create(run));
  }

  get cursor(): DataCursor {
    return { next: this.next, pending: [] };
  }

  dispose(): Promise<void> {
    return this.sampler.dispose();
  }

  async step(step: number, rate: number, signal: AbortSignal | undefined): Promise<StepOutcome> {
    const { config, folder } = this.run;
    const { policy } = config;
    const started = performance.now();
    const problems = this.take(policy.problems);
    const groups = await this.sampler.sample(problems, {
      rows: policy.group,
      seed: hash32(config.seed, 0x726c, step),
      temperature: policy.temperature,
      signal,
    });
    const rolloutSeconds = (performance.now() - started) / 1000;
    this.requireDecided(groups);
    const lessons = this.lessons(groups);
    const drift = await this.recordOld(lessons, signal);
    const sums = await this.learn(lessons, { step, rate, signal });
    for (const rollout of groups.flat()) {
      const { problem, text, reward, score } = rollout;
      folder.samples.append({ step: step + 1, problem, completion: text, reward, score });
    }
    return {
      loss: sums.loss / Math.max(1, sums.updates),
      gradNorm: sums.gradNorm / Math.max(1, sums.updates),
      tokens: sums.tokens,
      metrics: {
        ...rolloutMetrics(groups),
        ...updateMetrics(sums),
        'sampling/logprob_difference': drift,
        rollout_time: rolloutSeconds,
      },
    };
  }

  async evaluate(signal: AbortSignal | undefined): Promise<Evaluation | null> {
    const { policy, seed } = this.run.config;
    const heldOut = this.problems.map((source) => source.heldOut).filter(({ size }) => size !== 0);
    if (heldOut.length === 0) return null;
    const problems = Array.from({ length: policy.evaluateProblems }, (_, i) =>
      heldOut[i % heldOut.length]!.at(Math.floor(i / heldOut.length)),
    );
    const groups = await this.sampler.sample(problems, {
      rows: policy.evaluateSamples,
      seed: hash32(seed, 0x6576, 0),
      temperature: policy.temperature,
      signal,
    });
    return evaluatePolicy(groups, seed);
  }

  private take(count: number): GoldProblem[] {
    return Array.from({ length: count }, () => {
      const index = this.next++;
      return this.problems[index % this.problems.length]!.train.at(Math.floor(index / this.problems.length));
    });
  }

  /** More than a few open decisions would be a hole to hide in. */
  private requireDecided(groups: readonly (readonly Rollout[])[]): void {
    const all = groups.flat();
    const open = all.filter(({ reward }) => reward === null);
    if (open.length <= Math.max(1, maxOpenShare * all.length)) return;
    const shown = open.slice(0, 3).map(({ gold, text }) => `${gold} against "${text.slice(-60)}"`);
    throw new Error(
      `rewards: expected at most ${maxOpenShare * 100}% of answers that cannot be decided, got ${open.length} of ` +
        `${all.length}, such as ${shown.join('; ')}; mend the gold answers`,
    );
  }

  /** Advantages of the groups, normalised over all rollouts, and balanced weights of the verdicts. */
  private lessons(groups: readonly (readonly Rollout[])[]): Lesson[] {
    const { recipe, policy } = this.run.config;
    const decided = groups.map((group) => group.filter(({ reward }) => reward !== null));
    const rows = decided.flatMap((group) => {
      const rewards = group.map(({ reward }) => reward ?? 0);
      const advantages =
        recipe === 'grpo'
          ? groupRelative(rewards, { scaleByStd: policy.scaleByStd, epsilon: 1e-4 })
          : leaveOneOut(rewards);
      const teaches = isInformative(rewards);
      return group.map((rollout, i) => ({ rollout, advantage: advantages[i]!, teaches }));
    });
    const lengths = rows.map(({ rollout, teaches }) => (teaches ? rollout.drawnTokens : 0));
    const weights = tokenWeights(lengths, policy.normalisation, policy.maxNewTokens);
    const labels = rows.map(({ rollout }) => rollout.reward ?? 0);
    const balanced = policy.balanceClasses ? balanceClasses(labels) : labels.map(() => 1);
    const lambda = policy.verifier === 'generative' ? policy.lambda : 0;
    return rows.map(({ rollout, advantage }, i) => ({
      rollout,
      advantage,
      policyWeight: weights[i]!,
      verdictWeight: (lambda * balanced[i]!) / rows.length,
      oldLogprobs: new Float32Array(rollout.tokenIds.length),
      refLogprobs: new Float32Array(rollout.tokenIds.length),
      importance: new Float32Array(rollout.tokenIds.length).fill(1),
    }));
  }

  /**
   * Records log π of every drawn token as the trainer computes it (and as the reference does). Returns the mean
   * difference to the sampler's numbers: beyond rounding, something else was sampled from than is trained.
   */
  private async recordOld(lessons: readonly Lesson[], signal: AbortSignal | undefined): Promise<number> {
    const { decoder, config } = this.run;
    const score = async (into: (lesson: Lesson) => Float32Array): Promise<void> => {
      for (const batch of this.pack(lessons)) {
        throwIfAborted(signal);
        const { logprobs } = await decoder.score(batch);
        logprobs.forEach((logprob, m) => {
          into(lessons[batch.members[m]!]!)[batch.places[m]!] = logprob;
        });
      }
    };
    await score(({ oldLogprobs }) => oldLogprobs);
    if (this.reference !== null) {
      const current = decoder.weights.slice();
      decoder.weights.set(this.reference);
      await score(({ refLogprobs }) => refLogprobs);
      decoder.weights.set(current);
    }
    let [difference, count] = [0, 0];
    for (const { rollout, policyWeight, oldLogprobs, importance } of lessons) {
      if (policyWeight === 0) continue;
      rollout.samplerLogprobs.forEach((logprob, t) => {
        if (Number.isNaN(logprob) || rollout.drawn[t] === 0) return;
        difference += Math.abs(oldLogprobs[t]! - logprob);
        count++;
        if (config.policy.importanceCap > 0)
          importance[t] = truncatedImportance([oldLogprobs[t]!], [logprob], config.policy.importanceCap)[0]!;
      });
    }
    return count === 0 ? 0 : difference / count;
  }

  /** Epochs of shuffled updates over the lessons. */
  private async learn(
    lessons: readonly Lesson[],
    at: { readonly step: number; readonly rate: number; readonly signal: AbortSignal | undefined },
  ): Promise<UpdateSums> {
    const { config, decoder, optimizer } = this.run;
    const { epochs, updates } = config.policy;
    const sums: UpdateSums = {
      loss: 0,
      verifyLoss: 0,
      verdicts: 0,
      approxKl: 0,
      clipped: 0,
      kl: 0,
      entropy: 0,
      counted: 0,
      tokens: 0,
      gradNorm: 0,
      updates: 0,
    };
    for (let epoch = 0; epoch < epochs; epoch++) {
      const shuffled = new Random(hash32(config.seed, at.step, epoch)).shuffled(lessons);
      for (let u = 0; u < updates; u++) {
        const part = shuffled.filter((_, i) => i % updates === u);
        decoder.zeroGradients();
        for (const batch of this.pack(part)) {
          throwIfAborted(at.signal);
          await this.accumulate(batch, part, { sums, share: updates });
        }
        const gradNorm = await optimizer.update(decoder.weights, decoder.gradients, at.rate);
        sums.gradNorm += gradNorm;
        sums.updates++;
      }
    }
    return sums;
  }

  /** Packs the lessons; a token counts if it was drawn in a group that teaches, or is a verdict. */
  private pack(lessons: readonly Lesson[]): PackedBatch[] {
    const documents = lessons.map(({ rollout, policyWeight, verdictWeight }) => ({
      tokenIds: rollout.tokenIds,
      weights: rollout.drawn.map((drawn, t) =>
        (drawn === 1 && policyWeight > 0) || (t === rollout.verdictAt && verdictWeight > 0) ? 1 : 0,
      ),
    }));
    return packAll(documents, this.run.config.rows, this.run.config.length);
  }

  /** Gradients of one batch of lessons; `share` undoes the split into updates. */
  private async accumulate(
    batch: PackedBatch,
    lessons: readonly Lesson[],
    { sums, share }: { readonly sums: UpdateSums; readonly share: number },
  ): Promise<void> {
    const { decoder, config } = this.run;
    const count = batch.sources.length;
    const column = (of: (lesson: Lesson, place: number) => number): Float32Array =>
      Float32Array.from({ length: count }, (_, m) => of(lessons[batch.members[m]!]!, batch.places[m]!));
    const isVerdict = (lesson: Lesson, place: number): boolean => place === lesson.rollout.verdictAt;
    const weights = column((lesson, t) => (isVerdict(lesson, t) ? lesson.verdictWeight * share : 0));
    const klWeights = column((lesson, t) => (isVerdict(lesson, t) ? 0 : lesson.policyWeight * share));
    const importance = column((lesson, t) => lesson.importance[t]!);
    const columns = {
      policyWeights: klWeights.map((weight, m) => weight * importance[m]!),
      klWeights,
      advantages: column((lesson) => lesson.advantage),
      oldLogprobs: column((lesson, t) => lesson.oldLogprobs[t]!),
      refLogprobs: column((lesson, t) => lesson.refLogprobs[t]!),
    };
    const { logprobs, entropy } = await decoder.accumulate({ ...batch, weights }, columns);
    const { clipLow, clipHigh, klCoeff } = config.policy;
    const { oldLogprobs, advantages, refLogprobs } = columns;
    const reference = klCoeff > 0 ? { refLogprobs } : {};
    const policy = clippedPolicy(
      { logprobs, oldLogprobs, advantages, weights: klWeights, importance, ...reference },
      { clipRange: [clipLow, clipHigh], klCoeff },
    );
    const counted = klWeights.reduce((n, weight) => n + (weight > 0 ? 1 : 0), 0);
    sums.loss += policy.loss;
    sums.approxKl += policy.approxKl * counted;
    sums.clipped += policy.clipFraction * counted;
    sums.kl += policy.kl;
    sums.counted += counted;
    sums.tokens += batch.usedTokens;
    logprobs.forEach((logprob, m) => {
      sums.loss -= weights[m]! * logprob;
      if (weights[m]! > 0) {
        sums.verifyLoss -= logprob;
        sums.verdicts++;
      } else sums.entropy += entropy?.[m] ?? 0;
    });
  }
}

const ratio = (sum: number, count: number): number => (count === 0 ? 0 : sum / count);

/** Figures of the rollouts, by TRL's names. */
function rolloutMetrics(groups: readonly (readonly Rollout[])[]): Record<string, number> {
  const all = groups.flat();
  const rewards = all.map(({ reward }) => reward ?? 0);
  const mean = ratio(
    rewards.reduce<number>((a, b) => a + b, 0),
    all.length,
  );
  const silent = groups.filter((group) => !isInformative(group.map(({ reward }) => reward ?? 0))).length;
  return {
    reward: mean,
    reward_std: Math.sqrt(
      ratio(
        rewards.reduce<number>((sum, r) => sum + (r - mean) ** 2, 0),
        all.length,
      ),
    ),
    frac_reward_zero_std: ratio(silent, groups.length),
    'completions/mean_length': ratio(
      all.reduce((sum, { completionTokens }) => sum + completionTokens, 0),
      all.length,
    ),
    'completions/clipped_ratio': ratio(all.filter(({ isFinished }) => !isFinished).length, all.length),
    undecided: all.filter(({ reward }) => reward === null).length,
    ...verifierMetrics(groups),
  };
}

function updateMetrics(sums: UpdateSums): Record<string, number> {
  return {
    kl: ratio(sums.kl, sums.updates),
    approx_kl: ratio(sums.approxKl, sums.counted),
    clip_ratio: ratio(sums.clipped, sums.counted),
    entropy: ratio(sums.entropy, sums.counted),
    'verify/loss': ratio(sums.verifyLoss, sums.verdicts),
  };
}
