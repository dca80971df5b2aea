/**
 * What every recipe that learns from rollouts is made of, in the order it happens: take problems, sample, record what
 * the old policy says, judge, learn. A recipe's own file says which advantages and losses come in between. It owns the
 * sampler; everything else is the run's.
 */
import { hash32 } from '../../base/random.ts';
import { isInformative } from '../advantages.ts';
import type { TrainConfig } from '../config.ts';
import { Learner, type LearnOptions, type SwitchCost, type UpdateSums } from '../lessons/learner.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { lambdaAt } from '../lessons/verification.ts';
import type { ValueEstimate } from '../rollouts/prefix-questions.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import { RolloutSampler } from '../rollouts/sampler.ts';
import { initialWeights, type OpenedRun } from '../run/open.ts';
import { ProblemQueue } from './problem-queue.ts';
import type { PolicyOutcome, StepAt, StepTimes, Taught, Verification } from './step.ts';
import { rewardsOf, taughtBy, withScores } from './teaching.ts';
import { VerdictLessons } from './verdict-lessons.ts';
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
  readonly queue: ProblemQueue;
  private readonly verifier: RolloutVerifier;
  private readonly verdicts: VerdictLessons;
  /** The weights of the KL's reference; null where there is none. */
  reference: Float32Array | null;
  drift = 0;
  private spent = { rollout: 0, score: 0, update: 0 };
  /** What switches had cost when the step began. */
  private switchedBefore: SwitchCost = { seconds: 0, bytes: 0 };
  /** Read when it is first asked for. */
  private initial: Float32Array | null = null;

  private constructor(run: OpenedRun, sampler: RolloutSampler) {
    const { config } = run;
    const { policy } = config;
    this.run = run;
    this.config = config;
    this.sampler = sampler;
    this.learner = new Learner(run);
    this.queue = new ProblemQueue(run);
    this.verifier = new RolloutVerifier(run, sampler.desk, this.learner);
    this.verdicts = new VerdictLessons(run, sampler.desk);
    const needsReference = policy.klCoeff > 0 || config.recipe === 'dpo';
    this.reference = run.reference ?? (needsReference ? this.beginning() : null);
  }

  static async create(run: OpenedRun): Promise<RolloutCycle> {
    const sampler = await RolloutSampler.create(run);
    try {
      const cycle = new RolloutCycle(run, sampler);
      if (run.config.policy.verifier === 'laser')
        await cycle.verifier.measureZero(cycle.queue.first(), cycle.beginning());
      return cycle;
    } catch (error) {
      await sampler.dispose();
      throw error;
    }
  }

  dispose(): Promise<void> {
    return this.sampler.dispose();
  }

  beginStep(): void {
    this.spent = { rollout: 0, score: 0, update: 0 };
    this.switchedBefore = this.learner.switched;
    this.drift = 0;
  }

  /** Where the seconds of the step went so far. */
  get times(): StepTimes {
    return { ...this.spent, switch: this.learner.switched.seconds - this.switchedBefore.seconds };
  }

  /** Runs a part of a step on its clock; the switching of weights has one of its own. */
  async timed<T>(part: Exclude<keyof StepTimes, 'switch'>, body: () => Promise<T>): Promise<T> {
    const [started, before] = [performance.now(), this.learner.switched.seconds];
    try {
      return await body();
    } finally {
      this.spent[part] += (performance.now() - started) / 1000 - (this.learner.switched.seconds - before);
    }
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
    if (this.reference !== null && this.movesReference(step)) {
      await this.run.decoder.toHost();
      this.reference = this.run.decoder.weights.slice();
    }
    if (this.queue.isEmpty) return [];
    const { policy, seed } = this.config;
    const groups: Rollout[][] = [];
    for (let round = 0; round < policy.sampleRounds; round++) {
      const sampled = await this.timed('rollout', () =>
        this.sampler.sample(this.queue.take(policy.problems), {
          rows: policy.group,
          seed: hash32(seed, 0x726c, step * 64 + round),
          temperature: policy.temperature,
          signal,
        }),
      );
      this.queue.note(sampled);
      groups.push(...sampled);
      const teaching = groups.filter((group) => isInformative(rewardsOf(group)));
      if (teaching.length >= policy.problems) break;
    }
    return groups;
  }

  /** The lesson of a rollout with an advantage for each token of its document, or one for all. */
  taught(rollout: Rollout, advantage: number | ArrayLike<number>): Taught {
    return taughtBy(this.config.policy, rollout, advantage);
  }

  /** Records log π_old, values and log π_ref of what the policy learns from. */
  async record(taught: readonly Taught[], { signal }: StepAt): Promise<void> {
    const lessons = taught.map(({ lesson }) => lesson);
    this.drift = await this.timed('score', () => this.learner.recordOld(lessons, signal));
    if (this.drift > maxDrift)
      throw new Error(
        `rollouts: expected the sampler's log-probabilities within ${maxDrift} of the trainer's, got a mean difference of ${this.drift.toFixed(4)}; something else was sampled from than is trained`,
      );
    const { reference } = this;
    if (reference !== null && this.config.policy.klCoeff > 0)
      await this.timed('score', () => this.learner.recordReference(lessons, reference, { signal }));
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
    const scores = await this.timed('score', () => this.verifier.scores(taught, at.signal));
    const lessons = this.sampler.desk.verdicts.isTrained
      ? this.verdicts.lessons(taught, await this.staleRollouts(at), {
          ...{ step: at.step, estimates },
          laserReference: this.verifier.laserReference,
        })
      : [];
    return { lessons, groups: (groups) => withScores(groups, scores) };
  }

  /** Figures of this cycle beside those of rollouts and updates. */
  figures(step: number): Record<string, number> {
    const { policy, steps } = this.config;
    const { isTrained } = this.sampler.desk.verdicts;
    return {
      ...(isTrained ? { 'verify/lambda': lambdaAt(policy, step, steps) } : {}),
      'sampling/weight_bytes_copied': this.learner.switched.bytes - this.switchedBefore.bytes,
      ...this.queue.figures(),
    };
  }

  learn(lessons: readonly Lesson[], at: StepAt, more: Partial<LearnOptions> = {}): Promise<UpdateSums> {
    return this.timed('update', () => this.learner.learn(lessons, { ...at, ...more }));
  }

  /** Groups of held-out problems, with the scores of whatever judges. Null where nothing is held out. */
  async heldOutGroups(signal: AbortSignal | undefined): Promise<Rollout[][] | null> {
    const { policy, seed } = this.config;
    const problems = this.queue.heldOut();
    if (problems.length === 0) return null;
    const groups = await this.sampler.sample(problems, {
      rows: policy.evaluateSamples,
      seed: hash32(seed, 0x6576, 0),
      temperature: policy.temperature,
      signal,
    });
    const taught = groups.flat().map((rollout) => this.taught(rollout, 0));
    return withScores(groups, await this.verifier.scores(taught, signal));
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

  /** Rollouts of the policy as the run began, to learn verdicts from. */
  private async staleRollouts({ step, signal }: StepAt): Promise<Taught[]> {
    const { policy, seed } = this.config;
    if (policy.verifyData === 'on-policy') return [];
    const count = policy.verifyData === 'mixed' ? Math.ceil(policy.problems / 2) : policy.problems;
    const groups = await this.timed('rollout', () =>
      this.learner.under(this.beginning(), () =>
        this.sampler.sample(this.queue.take(count), {
          rows: policy.group,
          seed: hash32(seed, 0x7374, step),
          temperature: policy.temperature,
          signal,
        }),
      ),
    );
    return groups.flat().map((rollout) => this.taught(rollout, 0));
  }
}
