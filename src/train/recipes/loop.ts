/**
 * Leave-one-out PPO: a rollout's baseline is the mean of the others, `A_i = r_i − mean_{j≠i} r_j`, with clipped epochs
 * over the same rollouts. One on-policy update is RLOO. LOOP, arXiv 2502.01600; Ahmadian et al., arXiv 2402.14740.
 */
import { leaveOneOut } from '../advantages.ts';
import type { PolicyStep } from './cycle.ts';
import { decided, rewardsOf, weighTokens } from './teaching.ts';

/** Of a group's rewards. */
export const loopAdvantages = (rewards: readonly number[]): Float64Array => leaveOneOut(rewards);

export const loopStep: PolicyStep = async (cycle, at) => {
  const groups = await cycle.sample(at);
  const taught = groups.map(decided).flatMap((group) => {
    const advantages = loopAdvantages(rewardsOf(group));
    return group.map((rollout, i) => cycle.taught(rollout, advantages[i]!));
  });
  weighTokens(cycle.config.policy, taught);
  await cycle.record(taught, at);
  const verification = await cycle.verification(taught, at);
  const lessons = [...taught.map(({ lesson }) => lesson), ...verification.lessons];
  const sums = await cycle.learn(lessons, at);
  return { groups: verification.groups(groups), sums };
};
