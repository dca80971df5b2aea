/**
 * Rejection fine-tuning: sample, keep the right solutions, imitate them. One round a step with the policy as it is
 * (expert iteration); a problem gives at most `rejectKeep` different solutions, so that easy ones do not crowd out the
 * rest. STaR, Zelikman et al., arXiv 2203.14465; ReST-EM, arXiv 2312.06585.
 */
import { Random } from '../../base/random.ts';
import type { Rollout } from '../rollouts/rollout.ts';
import type { PolicyStep } from './cycle.ts';
import { decided } from './teaching.ts';

export const rejectStep: PolicyStep = async (cycle, at) => {
  const { rejectKeep } = cycle.config.policy;
  const groups = await cycle.sample(at);
  const random = new Random(cycle.config.seed, at.step);
  const kept = new Set(groups.flatMap((group) => rightOnes(random.shuffled(group), rejectKeep)));
  const taught = groups.flatMap(decided).map((rollout) => cycle.taught(rollout, 0));
  const tokens = [...kept].reduce((sum, { drawnTokens }) => sum + drawnTokens, 0);
  for (const { rollout, lesson } of taught) {
    if (!kept.has(rollout)) continue;
    rollout.drawn.forEach((one, t) => {
      lesson.weights[t] = one / tokens;
    });
    // imitation is of the model's own distribution
    lesson.scales.fill(1);
  }
  const verification = await cycle.verification(taught, at);
  const lessons = [...taught.map(({ lesson }) => lesson), ...verification.lessons];
  const sums = await cycle.learn(lessons, at);
  return { groups: verification.groups(groups), sums, metrics: { 'reject/kept': kept.size } };
};

/** The first right solutions with different texts. */
export function rightOnes(group: readonly Rollout[], count: number): Rollout[] {
  const right = group.filter(({ correct }) => correct === 1);
  return [...new Map(right.map((rollout) => [rollout.text, rollout])).values()].slice(0, count);
}
