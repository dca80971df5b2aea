/**
 * Looks at what data offer, to choose a recipe where nobody named one: solutions to imitate, gold answers to be
 * rewarded by, or neither. Reads by the same functions as training does.
 */
import { InputError } from '../../base/errors.ts';
import type { RecipeName } from '../config.ts';
import { openProblems } from '../data/problems.ts';
import { isAnnotationLog, openRowFile } from '../data/row-file.ts';
import { columnMap, examplesOf, mapped } from '../data/rows.ts';

export interface DataSurvey {
  /** Completions to imitate: worked solutions, conversations, texts. */
  readonly hasSolutions: boolean;
  /** Problems with an answer that a reward can be decided by. */
  readonly hasAnswers: boolean;
}

const bareAnswer = /^\\boxed\{.*\}$/s;

/** Whether a file holds more than answers. Throws `InputError` where it has no usable row. */
function surveyRows(source: string, columns: readonly string[]): boolean {
  const map = columnMap(columns);
  const examples = openRowFile(source, (row) => examplesOf(mapped(row, map)), { seed: 0, heldOutShare: 0 });
  const { train } = examples;
  return Array.from({ length: Math.min(train.size, surveyed) }, (_, i) => train.at(i)).some(
    (example) => example.kind !== 'solution' || !bareAnswer.test(example.solution.trim()),
  );
}

/** Rows that are looked at to know what a file holds. */
const surveyed = 200;

function surveyOne(source: string, columns: readonly string[]): DataSurvey {
  if (source.startsWith('families:')) return { hasSolutions: true, hasAnswers: true };
  const options = { seed: 0, heldOutShare: 0, columns };
  const hasSolutions = isAnnotationLog(source) || surveyRows(source, columns);
  try {
    openProblems(source, options);
    return { hasSolutions, hasAnswers: true };
  } catch (error) {
    if (error instanceof InputError) return { hasSolutions, hasAnswers: false };
    throw error;
  }
}

/** What all sources have. Throws `InputError` for one that cannot be read or has no usable row. */
export function surveyData(sources: readonly string[], columns: readonly string[] = []): DataSurvey {
  const found = sources.map((source) => surveyOne(source, columns));
  return {
    hasSolutions: found.every(({ hasSolutions }) => hasSolutions),
    hasAnswers: found.every(({ hasAnswers }) => hasAnswers),
  };
}

/** The recipe for data of this kind: RL^V where answers decide, imitation where there is nothing else. */
export function recipeFor({ hasAnswers }: DataSurvey): RecipeName {
  return hasAnswers ? 'loop' : 'sft';
}
