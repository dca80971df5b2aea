/** What a question that was worked out says of an answer, in the form of a step's check. */
import { equivalent } from '../equivalent.ts';
import { type StepCheck, unknownCheck } from '../steps/step-check.ts';

/** The tier of a check that comes from the question. */
export const questionTier = 'question';

export function proven(reason: string): StepCheck {
  return { verdict: 'correct', relation: 'equivalent', tier: questionTier, reason };
}

export function refuted(reason: string, counterexample: string): StepCheck {
  return { verdict: 'wrong', relation: 'different', tier: questionTier, reason, counterexample };
}

/** Holds `answer` against the value that the question has; `problem` where its wording decides about forms. */
export function expected(value: string, answer: string, problem?: string): StepCheck {
  const decision = equivalent(value, answer, problem === undefined ? {} : { problem });
  if (decision.tier === 'rounding') return unknownCheck('equal only when rounded');
  if (decision.verdict === 'equal') return proven(`worked out again: ${value}`);
  if (decision.verdict === 'unknown') return unknownCheck(decision.reason);
  return refuted('worked out again: not the same', `it is ${value}`);
}
