/**
 * Direct preference optimisation: `−log σ(β [(log π⁺ − log π_ref⁺) − (log π⁻ − log π_ref⁻)])` over pairs: those of
 * files (`prompt, chosen, rejected`), and a right and a wrong rollout of the same problem. The gradient of a pair is that of likelihood with the weight `β σ(−margin)`, so
 * a pair is scored under the policy as it is and then learnt with that weight. Rafailov et al., arXiv 2305.18290.
 */
import type { PairDocuments } from '../data/pairs.ts';
import { emptyLesson, type Lesson } from '../lessons/lesson.ts';
import { directPreference } from '../losses.ts';
import type { TrainingDocument } from '../packing.ts';
import type { RolloutCycle, PolicyStep } from './cycle.ts';
import type { StepAt, Taught } from './step.ts';
import { decided } from './teaching.ts';

/** One side of a pair: a document, and 1 for those of its tokens that were preferred or not. */
interface Side {
  readonly lesson: Lesson;
  readonly counted: Float32Array;
}

export interface Pair {
  readonly chosen: Side;
  readonly rejected: Side;
}

export const dpoStep: PolicyStep = async (cycle, at) => {
  const groups = await cycle.sample(at);
  const byGroup = groups.map((group) => decided(group).map((rollout) => cycle.taught(rollout, 0)));
  const pairs = [...byGroup.flatMap(pairsOf), ...cycle.queue.takePairs().map(pairOfDocuments)];
  const taught = byGroup.flat();
  const verification = await cycle.verification(taught, at);
  const preference = new Preference(cycle, pairs);
  await preference.recordReference(at);
  // pairs first, two by two; then what is only judged
  const paired = pairs.flatMap(({ chosen, rejected }) => [chosen.lesson, rejected.lesson]);
  const rest = taught.map(({ lesson }) => lesson).filter((lesson) => !paired.includes(lesson));
  const sums = await cycle.learn([...paired, ...rest, ...verification.lessons], at, {
    together: 2,
    prepare: (part) => preference.weigh(part, at),
  });
  sums.loss += preference.loss;
  return { groups: verification.groups(groups), sums, metrics: preference.metrics() };
};

/** Right and wrong rollouts of a group side by side, each in at most one pair. */
export function pairsOf(group: readonly Taught[]): Pair[] {
  const right = group.filter(({ rollout }) => rollout.correct === 1);
  const wrong = group.filter(({ rollout }) => rollout.correct === 0);
  const side = ({ rollout, lesson }: Taught): Side => ({ lesson, counted: rollout.drawn });
  return right
    .slice(0, wrong.length)
    .map((chosen, i) => ({ chosen: side(chosen), rejected: side(wrong[i]!) }));
}

function pairOfDocuments({ chosen, rejected }: PairDocuments): Pair {
  const side = ({ tokenIds, weights }: TrainingDocument): Side => ({
    lesson: emptyLesson(tokenIds),
    counted: weights.map((weight) => (weight > 0 ? 1 : 0)),
  });
  return { chosen: side(chosen), rejected: side(rejected) };
}

/** The weights of pairs, made anew before each update. */
class Preference {
  /** What the loss of the pairs is beyond the weighted likelihood that stands for its gradient. */
  loss = 0;
  private readonly cycle: RolloutCycle;
  private readonly pairs: readonly Pair[];
  private readonly counted: ReadonlyMap<Lesson, Float32Array>;
  private pairLoss = 0;
  private ranked = 0;
  private seen = 0;

  constructor(cycle: RolloutCycle, pairs: readonly Pair[]) {
    this.cycle = cycle;
    this.pairs = pairs;
    this.counted = new Map(
      pairs.flatMap(({ chosen, rejected }) =>
        [chosen, rejected].map(({ lesson, counted }) => [lesson, counted] as const),
      ),
    );
  }

  async recordReference({ signal }: StepAt): Promise<void> {
    const { reference, learner } = this.cycle;
    if (reference === null) throw new Error('dpo: expected a reference, got none');
    await learner.under(reference, () =>
      this.scoreCounted([...this.counted.keys()], signal, (lesson, t, logprob) => {
        lesson.refLogprobs[t] = logprob;
      }),
    );
  }

  /** Weighs the pairs of an update by what the policy says of them now. */
  async weigh(part: readonly Lesson[], { signal }: StepAt): Promise<void> {
    const pairs = this.pairs.filter(({ chosen }) => part.includes(chosen.lesson));
    if (pairs.length === 0) return;
    const members = pairs.flatMap(({ chosen, rejected }) => [chosen.lesson, rejected.lesson]);
    const now = new Map<Lesson, number>(members.map((lesson) => [lesson, 0]));
    await this.scoreCounted(members, signal, (lesson, _t, logprob) => {
      now.set(lesson, now.get(lesson)! + logprob);
    });
    const sums = (side: keyof Pair): number[] => pairs.map((pair) => now.get(pair[side].lesson)!);
    const references = (side: keyof Pair): number[] =>
      pairs.map((pair) => pair[side].lesson.refLogprobs.reduce((sum, logprob) => sum + logprob, 0));
    const { dpoBeta, updates } = this.cycle.config.policy;
    const scored = {
      chosen: sums('chosen'),
      rejected: sums('rejected'),
      refChosen: references('chosen'),
      refRejected: references('rejected'),
    };
    const { loss, gradient } = directPreference(scored, dpoBeta);
    this.loss += loss;
    pairs.forEach((pair, i) => {
      // the learner multiplies by the number of updates
      this.setWeights(pair.chosen, -gradient[i]! / updates);
      this.setWeights(pair.rejected, gradient[i]! / updates);
      this.loss -= gradient[i]! * (scored.chosen[i]! - scored.rejected[i]!);
      const margin = scored.chosen[i]! - scored.refChosen[i]! - scored.rejected[i]! + scored.refRejected[i]!;
      if (margin > 0) this.ranked++;
    });
    this.pairLoss += loss * pairs.length;
    this.seen += pairs.length;
  }

  metrics(): Record<string, number> {
    const share = Math.max(1, this.seen);
    return {
      'dpo/pairs': this.pairs.length,
      'dpo/loss': this.pairLoss / share,
      'rewards/accuracies': this.ranked / share,
    };
  }

  private scoreCounted(
    lessons: readonly Lesson[],
    signal: AbortSignal | undefined,
    into: (lesson: Lesson, t: number, logprob: number) => void,
  ): Promise<void> {
    return this.cycle.learner.score(
      lessons,
      (lesson, t) => this.counted.get(lesson)![t] === 1,
      (lesson, t, { logprobs }, m) => {
        into(lesson, t, logprobs[m]!);
      },
      signal,
    );
  }

  private setWeights({ counted, lesson }: Side, weight: number): void {
    counted.forEach((one, t) => {
      if (one === 1) lesson.weights[t] = weight;
    });
  }
}
