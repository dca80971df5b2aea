/**
 * GRPO: each rollout is compared with its group, `A_i = (r_i − mean r)/(std r + ε)`, and the clipped surrogate is taken
 * a token at a time. Its variants are settings: no std and a constant length (Dr. GRPO, arXiv 2503.20783); token-level
 * normalisation, clip-higher, dynamic sampling, overlong handling (DAPO, arXiv 2503.14476). DeepSeekMath, arXiv
 * 2402.03300.
 */
import { groupRelative } from '../advantages.ts';
import type { PolicyConfig } from '../policy-config.ts';
import type { PolicyStep } from './cycle.ts';
import { decided, rewardsOf, weighTokens } from './teaching.ts';

/** Of a group's rewards. */
export const grpoAdvantages = (
  rewards: readonly number[],
  { scaleByStd }: Pick<PolicyConfig, 'scaleByStd'>,
): Float64Array => groupRelative(rewards, { scaleByStd, epsilon: 1e-4 });

export const grpoStep: PolicyStep = async (cycle, at) => {
  const groups = await cycle.sample(at);
  const taught = groups.map(decided).flatMap((group) => {
    const advantages = grpoAdvantages(rewardsOf(group), cycle.config.policy);
    return group.map((rollout, i) => cycle.taught(rollout, advantages[i]!));
  });
  weighTokens(cycle.config.policy, taught);
  await cycle.record(taught, at);
  const verification = await cycle.verification(taught, at);
  const lessons = [...taught.map(({ lesson }) => lesson), ...verification.lessons];
  const sums = await cycle.learn(lessons, at);
  return { groups: verification.groups(groups), sums };
};
