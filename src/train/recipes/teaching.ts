/**
 * From rollouts to lessons of the policy: whose reward is known, what each token's advantage is, and what it counts.
 * Pure; one implementation for every engine. Knows neither sampler nor graph.
 */
import { emptyLesson } from '../lessons/lesson.ts';
import { tokenWeights } from '../losses.ts';
import type { PolicyConfig } from '../policy-config.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import type { Taught } from './step.ts';

/** Rewards of a group; an open decision stands apart (see `decided`). */
export const rewardsOf = (group: readonly Rollout[]): number[] => group.map(({ reward }) => reward ?? 0);

/** The rollouts of a group whose reward is known. */
export const decided = (group: readonly Rollout[]): Rollout[] =>
  group.filter(({ reward }) => reward !== null);

/** The lesson of a rollout with an advantage for each token of its document, or one for all. */
export function taughtBy(
  { temperature }: PolicyConfig,
  rollout: Rollout,
  advantage: number | ArrayLike<number>,
): Taught {
  const lesson = emptyLesson(rollout.tokenIds, rollout.samplerLogprobs);
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
export function weighTokens(policy: PolicyConfig, taught: readonly Taught[]): void {
  const { normalisation, maxNewTokens, overlong, klCoeff, sampleRounds } = policy;
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

/** Rollouts with the scores of whoever judges them afterwards. */
export function withScores(
  groups: readonly (readonly Rollout[])[],
  scores: ReadonlyMap<Rollout, number>,
): Rollout[][] {
  return groups.map((group) =>
    group.map((rollout) => ({ ...rollout, score: scores.get(rollout) ?? rollout.score })),
  );
}
