/**
 * What every recipe that learns from rollouts is made of, in the order it happens: take problems, sample, record what
 * the old policy says, judge, learn. A recipe's own file says which advantages and losses come in between. It owns the
 * sampler; everything else is the run's.
 */
import { hash32 } from '../../base/random.ts';
import { isInformative } from '../advantages.ts';
import type { TrainConfig } from '../config.ts';
import type { DataCursor } from '../data/batches.ts';
import { dataOptions } from '../data/data-options.ts';
import { isPairFile, type OpenedPairs, openPairs, type PairDocuments, pairDocuments } from '../data/pairs.ts';
import type { SourceReport } from '../data/row-file.ts';
import { type Levels, movedLevels } from '../data/curriculum.ts';
import { type GoldProblem, type OpenedProblems, openProblems } from '../data/problems.ts';
import { Learner, type LearnOptions, type UpdateSums } from '../lessons/learner.ts';
import { emptyLesson, type Lesson } from '../lessons/lesson.ts';
import { lambdaAt } from '../lessons/verification.ts';
import { tokenWeights } from '../losses.ts';
import { maxOpenShare } from '../rewards.ts';
import type { ValueEstimate } from '../rollouts/prefix-questions.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import { RolloutSampler } from '../rollouts/sampler.ts';
import { initialWeights, type OpenedRun } from '../run/open.ts';
import type { PolicyOutcome, StepAt, StepTimes, Taught, Verification } from './step.ts';
import { RolloutVerifier } from './verifier.ts';

/** The largest mean difference between the sampler's and the trainer's log-probabilities that a run goes on with. */
const maxDrift = 0.05;

/** A method: from rollouts of the policy as it is to an update. */
export type PolicyStep = (cycle: RolloutCycle, at: StepAt) => Promise<PolicyOutcome>;

export class RolloutCycle {
  readonly config: TrainConfig;
  readonly run: OpenedRun;
  readonly sampler: RolloutSampler;
  readonly learner: Learner;
  private readonly verifier: RolloutVerifier;
  /** The weights of the KL's reference; null where there is none. */
  reference: Float32Array | null;
  times: StepTimes = { rollout: 0, score: 0, update: 0 };
  drift = 0;
  private readonly problems: readonly OpenedProblems[];
  private readonly pairs: readonly OpenedPairs[];
  private readonly undecided = { open: 0, all: 0 };
  /** Read when it is first asked for. */
  private initial: Float32Array | null = null;
  private next: number;
  private levels: Levels;

  private constructor(run: OpenedRun, sampler: RolloutSampler) {
    const { config } = run;
    const { policy } = config;
    this.run = run;
    this.config = config;
    this.sampler = sampler;
    this.learner = new Learner(run);
    const options = { ...dataOptions(config), withoutGold: policy.majorityLabels };
    const hasPairs = (spec: string): boolean =>
      config.recipe === 'dpo' && !spec.startsWith('families:') && isPairFile(spec);
    this.problems = config.data.filter((spec) => !hasPairs(spec)).map((spec) => openProblems(spec, options));
    this.pairs = config.data.filter(hasPairs).map((file) => openPairs(file, options));
    this.verifier = new RolloutVerifier(run, sampler, this.learner);
    const needsReference = policy.klCoeff > 0 || config.recipe === 'dpo';
    this.reference = run.reference ?? (needsReference ? this.beginning() : null);
    this.next = run.state.data.next;
    this.levels = run.state.data.levels ?? {};
  }

  static async create(run: OpenedRun): Promise<RolloutCycle> {
    const sampler = await RolloutSampler.create(run);
    try {
      const cycle = new RolloutCycle(run, sampler);
      if (run.config.policy.verifier === 'laser')
        await cycle.verifier.measureZero(cycle.firstProblems(), cycle.beginning());
      return cycle;
    } catch (error) {
      await sampler.dispose();
      throw error;
    }
  }

  dispose(): Promise<void> {
    return this.sampler.dispose();
  }

  get cursor(): DataCursor {
    return {
      next: this.next,
      pending: [],
      ...(this.config.policy.curriculum ? { levels: this.levels } : {}),
    };
  }

  /** What became of the rows of each source. */
  get reports(): readonly SourceReport[] {
    return [...this.problems, ...this.pairs].map(({ report }) => report);
  }

  /** What the recipe trains began as: the base itself where an adapter is trained. */
  beginning(): Float32Array {
    const { decoder } = this.run;
    this.initial ??=
      this.config.lora.rank > 0
        ? new Float32Array(decoder.layout.size)
        : initialWeights(this.config, decoder.config);
    return this.initial;
  }

  /**
   * Groups of rollouts by the policy as it is: of the next problems, or (`sampleRounds` > 1) of as many rounds of them
   * as it takes until enough groups teach something. Throws where too many answers cannot be decided.
   */
  async sample({ step, signal }: StepAt): Promise<Rollout[][]> {
    const started = performance.now();
    if (this.reference !== null && this.movesReference(step))
      this.reference = this.run.decoder.weights.slice();
    if (this.problems.length === 0) return [];
    const { policy, seed } = this.config;
    const groups: Rollout[][] = [];
    for (let round = 0; round < policy.sampleRounds; round++) {
      const sampled = await this.sampler.sample(this.take(policy.problems), {
        rows: policy.group,
        seed: hash32(seed, 0x726c, step * 64 + round),
        temperature: policy.temperature,
        signal,
      });
      this.requireDecided(sampled);
      if (policy.curriculum) this.moveLevels(sampled);
      groups.push(...sampled);
      const teaching = groups.filter((group) => isInformative(rewardsOf(group)));
      if (teaching.length >= policy.problems) break;
    }
    this.times.rollout += seconds(started);
    return groups;
  }

  /** The lesson of a rollout with an advantage for each token of its document, or one for all. */
  taught(rollout: Rollout, advantage: number | ArrayLike<number>): Taught {
    const lesson = emptyLesson(rollout.tokenIds, rollout.samplerLogprobs);
    const { temperature } = this.config.policy;
    rollout.drawn.forEach((one, t) => {
      if (one === 0) return;
      lesson.scales[t] = 1 / temperature;
      lesson.advantages[t] = typeof advantage === 'number' ? advantage : advantage[t]!;
    });
    return { rollout, lesson };
  }

  /**
   * Sets the policy's weights by the run's normalisation over all these rollouts. Tokens without advantage count in it
   * but are not computed, unless a KL is asked for.
   */
  weighTokens(taught: readonly Taught[]): void {
    const { normalisation, maxNewTokens, overlong, klCoeff, sampleRounds } = this.config.policy;
    const isMasked = ({ isFinished }: Rollout): boolean => overlong === 'masked' && !isFinished;
    // with dynamic sampling, groups that teach nothing are not part of the batch
    const isSkipped = ({ rollout, lesson }: Taught): boolean =>
      isMasked(rollout) || (sampleRounds > 1 && lesson.advantages.every((advantage) => advantage === 0));
    const lengths = taught.map((one) => (isSkipped(one) ? 0 : one.rollout.drawnTokens));
    const weights = tokenWeights(lengths, normalisation, maxNewTokens);
    taught.forEach(({ rollout, lesson }, i) => {
      rollout.drawn.forEach((one, t) => {
        const isSilent = lesson.advantages[t] === 0 && klCoeff === 0;
        lesson.policyWeights[t] = one === 0 || isSilent ? 0 : weights[i]!;
      });
    });
  }

  /** Records log π_old, values and log π_ref of what the policy learns from. */
  async record(taught: readonly Taught[], { signal }: StepAt): Promise<void> {
    const started = performance.now();
    const lessons = taught.map(({ lesson }) => lesson);
    this.drift = await this.learner.recordOld(lessons, signal);
    if (this.drift > maxDrift)
      throw new Error(
        `rollouts: expected the sampler's log-probabilities within ${maxDrift} of the trainer's, got a mean difference of ${this.drift.toFixed(4)}; something else was sampled from than is trained`,
      );
    const { klCoeff } = this.config.policy;
    if (this.reference !== null && klCoeff > 0)
      await this.learner.recordReference(lessons, this.reference, { signal });
    this.times.score += seconds(started);
  }

  /**
   * The ^V of every method: weighs the verdicts on these rollouts (or on those of the policy it began as), and returns
   * the lessons of further questions. The same groups with the scores of a verifier without words.
   */
  async verification(
    taught: readonly Taught[],
    at: StepAt,
    estimates: readonly ValueEstimate[] = [],
  ): Promise<Verification> {
    const started = performance.now();
    const scores = await this.verifier.scores(taught, at.signal);
    this.times.score += seconds(started);
    const lessons = this.sampler.verdicts.isTrained
      ? this.verifier.lessons(taught, await this.staleRollouts(at), { step: at.step, estimates })
      : [];
    return { lessons, groups: (groups) => withScores(groups, scores) };
  }

  /** Figures of this cycle beside those of rollouts and updates. */
  figures(step: number): Record<string, number> {
    const { policy, steps } = this.config;
    const levels = Object.values(this.levels);
    const level = levels.reduce((sum, one) => sum + one, 0) / Math.max(1, levels.length);
    return {
      ...(this.sampler.verdicts.isTrained ? { 'verify/lambda': lambdaAt(policy, step, steps) } : {}),
      ...(policy.curriculum && levels.length > 0 ? { 'curriculum/level': level } : {}),
    };
  }

  async learn(lessons: readonly Lesson[], at: StepAt, more: Partial<LearnOptions> = {}): Promise<UpdateSums> {
    const started = performance.now();
    const sums = await this.learner.learn(lessons, { ...at, ...more });
    this.times.update += seconds(started);
    return sums;
  }

  /** Groups of held-out problems, with the scores of whatever judges. Null where nothing is held out. */
  async heldOutGroups(signal: AbortSignal | undefined): Promise<Rollout[][] | null> {
    const { policy, seed } = this.config;
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
    const taught = groups.flat().map((rollout) => this.taught(rollout, 0));
    return withScores(groups, await this.verifier.scores(taught, signal));
  }

  /** The next preference pairs of files, as documents; those that do not fit are passed over. */
  takePairs(): PairDocuments[] {
    const { config, pairs } = this;
    const { tokenizer, vouch } = this.run;
    const options = { tokenizer, vouch, promptWeight: 0, maxTokens: config.length };
    if (pairs.length === 0) return [];
    return Array.from({ length: config.policy.problems }, () => {
      const index = this.next++;
      const { train } = pairs[index % pairs.length]!;
      return pairDocuments(train.at(Math.floor(index / pairs.length)), options);
    }).filter((pair) => pair !== null);
  }

  /** The reference becomes the policy as it is every so often, and where imitation before it has ended. */
  private movesReference(step: number): boolean {
    const { policy, supervisedSteps } = this.config;
    const { referenceEvery } = policy;
    return (
      (supervisedSteps > 0 && step === supervisedSteps) ||
      (referenceEvery > 0 && step > 0 && step % referenceEvery === 0)
    );
  }

  private take(count: number): GoldProblem[] {
    const { curriculum } = this.config.policy;
    return Array.from({ length: count }, () => {
      const index = this.next++;
      const { train } = this.problems[index % this.problems.length]!;
      const at = Math.floor(index / this.problems.length);
      return curriculum ? train.at(at, this.levels) : train.at(at);
    });
  }

  private moveLevels(groups: readonly (readonly Rollout[])[]): void {
    const range = this.problems.find(({ difficulties }) => difficulties !== null)?.difficulties;
    if (range === undefined || range === null) return;
    const outcomes = groups.flatMap((group) => {
      const family = group[0]?.asked.problem.family;
      const right = group.reduce((sum, { correct }) => sum + (correct ?? 0), 0);
      return family === undefined ? [] : [{ family, share: right / group.length }];
    });
    this.levels = movedLevels(this.levels, outcomes, range);
  }

  /** More than a few open decisions, in a step or in all so far, would be a hole to hide in. */
  private requireDecided(groups: readonly (readonly Rollout[])[]): void {
    const all = groups.flat();
    const open = all.filter(({ reward }) => reward === null);
    this.undecided.open += open.length;
    this.undecided.all += all.length;
    const isTooMany = (count: number, of: number): boolean => count > Math.max(1, maxOpenShare * of);
    if (!isTooMany(open.length, all.length) && !isTooMany(this.undecided.open, this.undecided.all)) return;
    const shown = open.slice(0, 3).map(({ gold, text }) => `${gold ?? ''} against "${text.slice(-60)}"`);
    throw new Error(
      `rewards: expected at most ${maxOpenShare * 100}% of answers that cannot be decided, got ${this.undecided.open} of ` +
        `${this.undecided.all}, such as ${shown.join('; ')}; mend the gold answers`,
    );
  }

  /** Rollouts of the policy as the run began, to learn verdicts from. */
  private async staleRollouts({ step, signal }: StepAt): Promise<Taught[]> {
    const { policy, seed } = this.config;
    if (policy.verifyData === 'on-policy') return [];
    const count = policy.verifyData === 'mixed' ? Math.ceil(policy.problems / 2) : policy.problems;
    const started = performance.now();
    const groups = await this.learner.under(this.beginning(), () =>
      this.sampler.sample(this.take(count), {
        rows: policy.group,
        seed: hash32(seed, 0x7374, step),
        temperature: policy.temperature,
        signal,
      }),
    );
    this.times.rollout += seconds(started);
    return groups.flat().map((rollout) => this.taught(rollout, 0));
  }

  private firstProblems(): GoldProblem[] {
    return this.problems.flatMap(({ train }) => Array.from({ length: 8 }, (_, i) => train.at(i)));
  }
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

/** Rewards of a group; an open decision stands apart (see `decided`). */
export const rewardsOf = (group: readonly Rollout[]): number[] => group.map(({ reward }) => reward ?? 0);

/** The rollouts of a group whose reward is known. */
export const decided = (group: readonly Rollout[]): Rollout[] =>
  group.filter(({ reward }) => reward !== null);

/** Rollouts with the scores of whoever judges without words. */
function withScores(
  groups: readonly (readonly Rollout[])[],
  scores: ReadonlyMap<Rollout, number>,
): Rollout[][] {
  return groups.map((group) =>
    group.map((rollout) => ({ ...rollout, score: scores.get(rollout) ?? rollout.score })),
  );
}
