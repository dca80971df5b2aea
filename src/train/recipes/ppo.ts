/**
 * PPO: a value head says of each token what reward is still to be expected, generalised advantage estimation compares
 * that with what came, and the head learns the returns by a clipped square. The reward comes with the last drawn token.
 * As a verifier the head's score is its mean over a rollout's tokens. Schulman et al., arXiv 1707.06347 and 1506.02438.
 */
import { generalisedAdvantages } from '../advantages.ts';
import type { PolicyStep } from './cycle.ts';
import { decided, weighTokens } from './teaching.ts';

export const ppoStep: PolicyStep = async (cycle, at) => {
  const { gaeGamma, gaeLambda, valueCoeff } = cycle.config.policy;
  const groups = await cycle.sample(at);
  // advantages come after the values: until then every drawn token counts
  const taught = groups.flatMap(decided).map((rollout) => cycle.taught(rollout, 1));
  weighTokens(cycle.config.policy, taught);
  for (const { lesson } of taught)
    lesson.policyWeights.forEach((weight, t) => {
      lesson.valueWeights[t] = weight * valueCoeff;
    });
  await cycle.record(taught, at);
  for (const { rollout, lesson } of taught) {
    const places = [...rollout.drawn.keys()].filter((t) => rollout.drawn[t] === 1);
    const values = places.map((t) => lesson.oldValues[t]!);
    const rewards = places.map((_, i) => (i === places.length - 1 ? (rollout.reward ?? 0) : 0));
    const { advantages, returns } = generalisedAdvantages(rewards, values, {
      gamma: gaeGamma,
      lambda: gaeLambda,
    });
    places.forEach((t, i) => {
      lesson.advantages[t] = advantages[i]!;
      lesson.returns[t] = returns[i]!;
    });
  }
  const verification = await cycle.verification(taught, at);
  const lessons = [...taught.map(({ lesson }) => lesson), ...verification.lessons];
  const sums = await cycle.learn(lessons, at);
  return { groups: verification.groups(groups), sums };
};
