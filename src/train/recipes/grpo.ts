/**
 * GRPO: each rollout is compared with its group, `A_i = (r_i − mean r)/(std r + ε)`, and the clipped surrogate is taken
 * a token at a time. Its variants are settings: no std and a constant length (Dr. GRPO, arXiv 2503.20783); token-level
 * normalisation, clip-higher, dynamic sampling, overlong handling (DAPO, arXiv 2503.14476). DeepSeekMath, arXiv
 * 2402.03300.
 */
import { groupRelative } from '../advantages.ts';
import { decided, rewardsOf, type PolicyStep } from './cycle.ts';

export const grpoStep: PolicyStep = async (cycle, at) => {
  const { scaleByStd } = cycle.config.policy;
  const groups = await cycle.sample(at);
  const taught = groups.map(decided).flatMap((group) => {
    const advantages = groupRelative(rewardsOf(group), { scaleByStd, epsilon: 1e-4 });
    return group.map((rollout, i) => cycle.taught(rollout, advantages[i]!));
  });
  cycle.weighTokens(taught);
  await cycle.record(taught, at);
  const verification = await cycle.verification(taught, at);
  const lessons = [...taught.map(({ lesson }) => lesson), ...verification.lessons];
  const sums = await cycle.learn(lessons, at);
  return { groups: verification.groups(groups), sums };
};
