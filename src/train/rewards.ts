/**
 * Rewards of rollouts against gold answers. There is no hole to hide in: no answer, an unreadable one or one cut off
 * by the limit is worth 0. Left out is a rollout only when gold and answer were both read and the decision is open;
 * if that happens often the run has to stop, and says with which answers. Pure; the relation of answers is handed in.
 */
import { extract } from '../grade/extract.ts';
import { equivalent, parse } from '../grade/index.ts';

export interface RewardedText {
  readonly text: string;
  /** False where the completion was cut off by its limit. */
  readonly isFinished: boolean;
}

/** 1 or 0, or null where the decision is open. */
export type Reward = 0 | 1 | null;

export type AnswerRelation = (gold: string, answer: string) => 'equal' | 'different' | 'unreadable' | 'open';

/**
 * Equality of two answers as the grader decides it. An answer that cannot be read, or is past one of the grader's
 * limits, is unreadable; open is a decision only where both were read.
 */
export const relateAnswers: AnswerRelation = (gold, answer) => {
  const { verdict, tier } = equivalent(gold, answer);
  if (verdict !== 'unknown') return verdict;
  return tier === 'limit' || parse(answer).kind !== 'tree' ? 'unreadable' : 'open';
};

/** The reward of one completion. */
export function rewardOf(
  gold: string,
  completion: RewardedText,
  relate: AnswerRelation = relateAnswers,
): Reward {
  if (!completion.isFinished) return 0;
  const { answer } = extract(completion.text);
  if (answer === null) return 0;
  const relation = relate(gold, answer);
  if (relation === 'open') return null;
  return relation === 'equal' ? 1 : 0;
}

/** The largest share of open decisions that a run goes on with. */
export const maxOpenShare = 0.02;
