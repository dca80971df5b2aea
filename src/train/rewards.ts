/**
 * Rewards of rollouts against gold answers. There is no hole to hide in: no answer, an unreadable one or one cut off
 * by the limit is worth 0. Left out is a rollout only when gold and answer were both read and the decision is open;
 * if that happens often the run has to stop, and says with which answers. Pure; the relation of answers is handed in.
 */
import { extract } from '../grade/extract.ts';
import { decideEqual, parse } from '../grade/index.ts';

export interface RewardedText {
  readonly text: string;
  /** False where the completion was cut off by its limit. */
  readonly isFinished: boolean;
}

/** 1 or 0, or null where the decision is open. */
export type Reward = 0 | 1 | null;

export type AnswerRelation = (gold: string, answer: string) => 'equal' | 'different' | 'unreadable' | 'open';

/** Equality of two answers: written alike, or equal as expressions. */
export const relateAnswers: AnswerRelation = (gold, answer) => {
  const plain = (text: string): string => text.replace(/\s+/g, '').replace(/^\$|\$$/g, '');
  if (plain(gold) === plain(answer)) return 'equal';
  const [left, right] = [parse(gold), parse(answer)];
  if (left.kind !== 'tree') return 'open';
  if (right.kind !== 'tree') return 'unreadable';
  const { verdict } = decideEqual(left.root, right.root);
  return verdict === 'unknown' ? 'open' : verdict;
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
