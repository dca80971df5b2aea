/**
 * Answers about numbers, held strictly: what is not plainly a number, a truth or a list of numbers is unknown, never
 * wrong. The grader's `equivalent` is more generous (rounding, percent, order), which a proof must not be.
 */
import * as q from '../../../../exact/rational.ts';
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { WorkedQuestion } from '../../worked.ts';
import { orOtherSort } from './sorts.ts';
import { type Notation, numberIn, plainAnswer, type WrittenNumber } from './written.ts';

export const worked = (check: (answer: string) => StepCheck): WorkedQuestion => ({ kind: 'worked', check });

/** A number further off than this, of itself, was not only rounded. */
const nearness = q.rational(1, 50);

/** Whether a decimal is `value` cut or rounded to its places. */
function roundsTo({ value, notation }: WrittenNumber, text: string, exact: q.Rational): boolean {
  if (notation !== 'decimal' && notation !== 'integer') return false;
  const places = notation === 'integer' ? 0 : text.trim().length - text.trim().indexOf('.') - 1;
  const step = q.rational(1n, 10n ** BigInt(places));
  const error = q.absolute(q.subtract(value, exact));
  const isNear = q.compare(error, q.multiply(q.absolute(exact), nearness)) < 0;
  return isNear && q.compare(error, step) < 0;
}

const reason = 'worked out again from the question';

/** Decimals of more places than this are often rounded. */
const shownPlaces = 6;

/** Holds an answer against the value that a number has; `notations` are those in which it may be given. */
export function holdNumber(value: q.Rational, text: string, notations?: readonly Notation[]): StepCheck {
  const found = numberIn(text);
  if (found === null) return orOtherSort(unknownCheck('the answer is not a plain number'), text, 'number');
  if (!q.equals(found.value, value)) {
    const places = q.decimalPlaces(value);
    const isLong = places === null || places > shownPlaces;
    if (isLong && roundsTo(found, text, value)) return unknownCheck('a rounded value');
    return refuted(`${reason}: not the same`, `it is ${q.toDecimalText(value, 12)}`);
  }
  if (notations !== undefined && !notations.includes(found.notation))
    return unknownCheck('the right value in another form');
  return proven(`${reason}: ${q.toDecimalText(value, 12)}`);
}

export const askedNumber = (value: q.Rational, notations?: readonly Notation[]): WorkedQuestion =>
  worked((answer) => holdNumber(value, plainAnswer(answer), notations));

/** A whole number that is asked for: `4/2` is none. */
export const askedWhole = (value: bigint): WorkedQuestion =>
  askedNumber(q.rational(value), ['integer', 'scientific']);

/** Holds "True", "yes", "False" or "no" against what is so. */
export const askedTruth = (truth: boolean): WorkedQuestion =>
  worked((answer) => {
    const said = plainAnswer(answer).toLowerCase();
    if (!/^(?:true|yes|false|no)$/.test(said))
      return orOtherSort(unknownCheck('the answer is no plain true or false'), answer, 'truth');
    const isSame = /^(?:true|yes)$/.test(said) === truth;
    const shown = truth ? 'true' : 'false';
    return isSame ? proven(`${reason}: ${shown}`) : refuted(`${reason}: not so`, `it is ${shown}`);
  });
