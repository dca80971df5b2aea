/**
 * Answers of another sort than was asked for: a number where the question wants a yes or a no, "True" or several
 * numbers where it wants one. Such an answer is wrong whatever it says. What is not plainly of a sort is left alone.
 */
import type { StepCheck } from '../../../steps/step-check.ts';
import { refuted } from '../../verdicts.ts';
import { listParts, numberIn, plainAnswer } from './written.ts';

type Sort = 'truth' | 'number' | 'numbers' | 'unclear';

const truths = /^(?:true|yes|false|no)$/i;

function sortOf(answer: string): Sort {
  const bare = plainAnswer(answer);
  if (truths.test(bare)) return 'truth';
  // 1 and 0 are written for true and false too.
  if (numberIn(bare) !== null) return /^[01]$/.test(bare) ? 'unclear' : 'number';
  const values = listParts(bare)?.map((part) => numberIn(part)?.value) ?? [];
  const isList = values.length > 1 && !values.includes(undefined);
  const texts = new Set(values.map((value) => `${value?.n}/${value?.d}`));
  return isList && texts.size > 1 ? 'numbers' : 'unclear';
}

const words = { truth: 'yes or no', number: 'a number', numbers: 'several numbers' } as const;

/** `check`, or that the answer is of another sort than the question asks for where nothing else is known of it. */
export function orOtherSort(check: StepCheck, answer: string, asked: Exclude<Sort, 'unclear'>): StepCheck {
  if (check.verdict !== 'unknown') return check;
  const found = sortOf(answer);
  // One number may be all that a list holds.
  const isOther = found !== 'unclear' && found !== asked && !(asked === 'numbers' && found === 'number');
  return isOther ? refuted(`the question asks for ${words[asked]}`, `it says ${words[found]}`) : check;
}

/** The same where a formula or a solution is asked for, which may be a number or several. */
export function orTruth(check: StepCheck, answer: string): StepCheck {
  return orOtherSort(check, answer, 'numbers');
}
