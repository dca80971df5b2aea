/** Lines of `samples.jsonl`: what was written, what it was worth, and what the verifier thought of it. */
import type { JsonObject } from '../../base/json.ts';
import type { Rollout } from '../rollouts/rollout.ts';

export function sampleLines(step: number, groups: readonly (readonly Rollout[])[]): JsonObject[] {
  return groups.flat().map(({ asked, text, reward, correct, score, gold }) => {
    const { problem, answer, family } = asked.problem;
    return {
      step,
      problem,
      completion: text,
      reward,
      score,
      correct,
      gold,
      ...(answer === null ? { label: 'majority' } : {}),
      ...(family === undefined ? {} : { family }),
    };
  });
}
