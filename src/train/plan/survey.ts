/**
 * Looks at what data offer, to choose a recipe where nobody named one: solutions to imitate, gold answers to be
 * rewarded by, or neither. Reads by the same functions as training does.
 */
import { InputError } from '../../base/errors.ts';
import type { RecipeName } from '../config.ts';
import { openProblems } from '../data/problems.ts';
import { readRows } from '../data/rows.ts';

export interface DataSurvey {
  /** Completions to imitate: worked solutions, conversations, texts. */
  readonly hasSolutions: boolean;
  /** Problems with an answer that a reward can be decided by. */
  readonly hasAnswers: boolean;
}

const bareAnswer = /^\\boxed\{.*\}$/s;

function surveyOne(source: string): DataSurvey {
  if (source.startsWith('families:')) return { hasSolutions: true, hasAnswers: true };
  const { rows } = readRows(source);
  const hasSolutions = rows.some(
    ({ example }) => example.kind !== 'solution' || !bareAnswer.test(example.solution.trim()),
  );
  try {
    openProblems(source, { seed: 0, heldOutShare: 0 });
    return { hasSolutions, hasAnswers: true };
  } catch (error) {
    if (error instanceof InputError) return { hasSolutions, hasAnswers: false };
    throw error;
  }
}

/** What all sources have. Throws `InputError` for one that cannot be read or has no usable row. */
export function surveyData(sources: readonly string[]): DataSurvey {
  const found = sources.map(surveyOne);
  return {
    hasSolutions: found.every(({ hasSolutions }) => hasSolutions),
    hasAnswers: found.every(({ hasAnswers }) => hasAnswers),
  };
}

/** The recipe for data of this kind: RL^V where answers decide, imitation where there is nothing else. */
export function recipeFor({ hasAnswers }: DataSurvey): RecipeName {
  return hasAnswers ? 'loop' : 'sft';
}
