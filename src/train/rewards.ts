/**
 * Rewards of rollouts against gold answers, composable and pure. There is no hole to hide in: no answer, an unreadable
 * one or one cut off by the limit is worth 0. Left out is a rollout only when gold and answer were both read and the
 * decision is open; if that happens often the run has to stop, and says with which answers.
 */
import { extract } from '../grade/extract.ts';
import { checkSteps, equivalent, parse, splitSteps } from '../grade/index.ts';

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

/** 1 where the text states its answer as asked: one box, in the last line. */
export function formatReward({ text, isFinished }: RewardedText): 0 | 1 {
  const lastLine = text.trimEnd().split('\n').at(-1) ?? '';
  const isAsAsked = text.split('\\boxed{').length === 2 && lastLine.includes('\\boxed{');
  return isFinished && isAsAsked ? 1 : 0;
}

/** 1 where exact algebra refutes no step and confirms at least one. */
export function stepsReward(problem: string, { text }: RewardedText): 0 | 1 {
  const { steps, firstError } = checkSteps(splitSteps(text), { problem, timeLimitMs: stepsTimeLimitMs });
  return firstError === null && steps.some(({ verdict }) => verdict === 'correct') ? 1 : 0;
}

/** So long that a loaded machine decides as an idle one. */
export const stepsTimeLimitMs = 5000;

/**
 * Length shaping: 0 up to `maxTokens − buffer`, falling to −1 at `maxTokens` (DAPO's soft overlong punishment, arXiv
 * 2503.14476).
 */
export function lengthReward(tokens: number, maxTokens: number, buffer: number): number {
  const over = tokens - (maxTokens - buffer);
  return over <= 0 ? 0 : -Math.min(1, over / Math.max(1, buffer));
}

/** What each part of a reward counts beside the grade, which counts 1. */
export interface RewardWeights {
  readonly format: number;
  readonly steps: number;
  readonly length: number;
}

export interface ComposedReward {
  /** Whether the answer is right: what the verifier learns, whatever else is rewarded. */
  readonly correct: Reward;
  /** grade + Σ weight · part; null where the grade is open. */
  readonly reward: number | null;
}

/** The composed reward of a completion; parts with weight 0 are not computed. */
export function composeReward(
  correct: Reward,
  completion: RewardedText & { readonly problem: string; readonly tokens: number },
  options: { readonly weights: RewardWeights; readonly maxTokens: number },
): ComposedReward {
  if (correct === null) return { correct, reward: null };
  const { weights, maxTokens } = options;
  let reward: number = correct;
  if (weights.format !== 0) reward += weights.format * formatReward(completion);
  if (weights.steps !== 0) reward += weights.steps * stepsReward(completion.problem, completion);
  if (weights.length !== 0)
    reward += weights.length * lengthReward(completion.tokens, maxTokens, Math.ceil(maxTokens / 4));
  return { correct, reward };
}

/**
 * The answer that most completions agree on, a label where no gold exists; null where none was stated. Of equally
 * frequent ones the first. Whoever uses it says so: it is no gold.
 */
export function majorityAnswer(
  completions: readonly RewardedText[],
  relate: AnswerRelation = relateAnswers,
): string | null {
  const votes: { readonly answer: string; count: number }[] = [];
  for (const { text, isFinished } of completions) {
    const answer = isFinished ? extract(text).answer : null;
    if (answer === null) continue;
    const known = votes.find((vote) => relate(vote.answer, answer) === 'equal');
    if (known === undefined) votes.push({ answer, count: 1 });
    else known.count++;
  }
  return (
    votes.reduce<(typeof votes)[number] | null>(
      (best, vote) => (best === null || vote.count > best.count ? vote : best),
      null,
    )?.answer ?? null
  );
}

/** The largest share of open decisions that a run goes on with. */
export const maxOpenShare = 0.02;
