/**
 * VinePPO: the value of each step boundary is the mean reward of K fresh completions from there, and a step's advantage
 * is how it changes that value: `A_m = V̂(s_{m+1}) − V̂(s_m)`, the value after the last step being the reward. The problem
 * itself is valued by the other rollouts of its group. The estimates also label `value` questions. Kazemnejad et al.,
 * arXiv 2410.01679.
 */
import { hash32 } from '../../base/random.ts';
import { leaveOneOut, spreadOverTokens, vineSteps } from '../advantages.ts';
import type { ValueEstimate } from '../rollouts/prefix-questions.ts';
import { type Rollout, stepsOf, wholeTokens } from '../rollouts/rollout.ts';
import type { RolloutCycle, PolicyStep } from './cycle.ts';
import type { StepAt, Taught } from './step.ts';
import { decided, weighTokens } from './teaching.ts';

export const vinePpoStep: PolicyStep = async (cycle, at) => {
  const groups = await cycle.sample(at);
  const known = groups.map(decided);
  const values = await boundaryValues(cycle, known.flat(), at);
  const taught = known.flatMap((group) => {
    const relative = leaveOneOut(group.map(({ correct }) => correct ?? 0));
    return group.map((rollout, i) => vineLesson(cycle, rollout, relative[i]!, values.get(rollout)!));
  });
  weighTokens(cycle.config.policy, taught);
  await cycle.record(taught, at);
  const estimates = [...values.values()].flat();
  const verification = await cycle.verification(taught, at, estimates);
  const lessons = [...taught.map(({ lesson }) => lesson), ...verification.lessons];
  const sums = await cycle.learn(lessons, at);
  return { groups: verification.groups(groups), sums, metrics: { 'vine/boundaries': estimates.length } };
};

/** For each rollout the estimates at the ends of its steps but the last. */
async function boundaryValues(
  cycle: RolloutCycle,
  rollouts: readonly Rollout[],
  { step, signal }: StepAt,
): Promise<Map<Rollout, ValueEstimate[]>> {
  const { vineCompletions, temperature } = cycle.config.policy;
  const { tokenizer } = cycle.run;
  const boundaries = rollouts.flatMap((rollout) => {
    const split = stepsOf(rollout, tokenizer);
    return split.steps.slice(0, -1).map((one, m) => {
      // a completion goes on where the next step begins, its line break written
      const whole = wholeTokens(split, split.steps[m + 1]!.start);
      return { rollout, place: one.end, whole, text: rollout.text.slice(0, split.textEnds[whole - 1] ?? 0) };
    });
  });
  const beginnings = boundaries.map(({ rollout, whole, text }) => ({
    asked: rollout.asked,
    gold: rollout.gold,
    text,
    tokenIds: [...rollout.tokenIds.subarray(0, rollout.asked.promptIds.length + whole)],
  }));
  const grades = await cycle.timed('rollout', () =>
    cycle.sampler.complete(beginnings, {
      rows: vineCompletions,
      seed: hash32(cycle.config.seed, 0x7669, step),
      temperature,
      signal,
    }),
  );
  const found = new Map<Rollout, ValueEstimate[]>(rollouts.map((rollout) => [rollout, []]));
  boundaries.forEach(({ rollout, place }, i) => {
    const value = grades[i]!.reduce((sum, grade) => sum + grade, 0) / vineCompletions;
    found.get(rollout)!.push({ rollout, place, value });
  });
  return found;
}

/** A rollout whose tokens carry the advantage of their step. `relative` is its reward over the others'. */
function vineLesson(
  cycle: RolloutCycle,
  rollout: Rollout,
  relative: number,
  estimates: readonly ValueEstimate[],
): Taught {
  const reward = rollout.correct ?? 0;
  const split = stepsOf(rollout, cycle.run.tokenizer);
  const starts = [0, ...split.steps.slice(1).map(({ start }) => wholeTokens(split, start))];
  const byStep = vineSteps([reward - relative, ...estimates.map(({ value }) => value)], reward);
  const { promptIds } = rollout.asked;
  const advantages = new Float64Array(rollout.tokenIds.length);
  // what follows the last step (the end of the turn) belongs to it
  const spread = spreadOverTokens(
    byStep,
    starts.slice(0, byStep.length),
    rollout.tokenIds.length - promptIds.length,
  );
  advantages.set(spread, promptIds.length);
  return cycle.taught(rollout, advantages);
}
