/**
 * Answers about numbers, read strictly: what is not plainly a number, a truth or a list of numbers is unknown, never
 * wrong. The grader's `equivalent` is more generous (rounding, percent, order), which a proof must not be.
 */
import * as q from '../../../../exact/rational.ts';
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { WorkedQuestion } from '../../worked.ts';
import { exactValue, plainForm } from './wording.ts';

export const worked = (check: (answer: string) => StepCheck): WorkedQuestion => ({ kind: 'worked', check });

/** An answer in plain text without a full stop behind it. */
export const plainAnswer = (answer: string): string =>
  plainForm(answer.replaceAll('$', '')).replace(/(?<=[\w)}])\s*\.$/, '');

/** How a number is written. */
export type Notation = 'integer' | 'decimal' | 'fraction' | 'mixed' | 'scientific';

export interface WrittenNumber {
  readonly value: q.Rational;
  readonly notation: Notation;
}

/** `5`, `1,200`, `0.5`, `-3/4`, `1 1/2`, `3.2*10^5`; null for anything else, sums and products too. */
export function numberIn(text: string): WrittenNumber | null {
  const bare = text.trim().replace(/^\+/, '');
  if (/^-?[\d,]+$/.test(bare)) return withValue(bare, 'integer');
  if (/^-?(?:[\d,]+\.\d+|\.\d+)$/.test(bare)) return withValue(bare, 'decimal');
  if (/^-?\d+\s*\/\s*\d+$/.test(bare)) return withValue(bare, 'fraction');
  if (/^-?\d+(?:\.\d+)?\s*\*\s*10\s*\^\s*-?\d{1,3}$/.test(bare))
    return withValue(bare.replace(/\^\s*(-?\d+)$/, '^{$1}'), 'scientific');
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+) (\d+\/\d+)$/.exec(bare) ?? [];
  const fraction = part === '' ? null : exactValue(part);
  if (fraction === null || q.compare(fraction, q.one) >= 0) return null;
  const size = q.add(q.rational(BigInt(whole)), fraction);
  return { value: sign === '-' ? q.negate(size) : size, notation: 'mixed' };
}

function withValue(text: string, notation: Notation): WrittenNumber | null {
  const value = exactValue(text);
  return value === null ? null : { value, notation };
}

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
  if (found === null) return unknownCheck('the answer is not a plain number');
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
    if (!/^(?:true|yes|false|no)$/.test(said)) return unknownCheck('the answer is no plain true or false');
    const isSame = /^(?:true|yes)$/.test(said) === truth;
    const shown = truth ? 'true' : 'false';
    return isSame ? proven(`${reason}: ${shown}`) : refuted(`${reason}: not so`, `it is ${shown}`);
  });

/** The parts of `1, 2 and 3`, `[1, 2]`; null where commas may stand for thousands. */
export function listParts(text: string): readonly string[] | null {
  const inside = text.replace(/^(?:\[(.*)\]|\\?\{(.*?)\\?\}|\(([^()]*)\))$/, '$1$2$3');
  if (/\d,\d/.test(inside)) {
    if (/(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)/.test(inside)) return null;
  }
  const parts = inside
    .replace(/,? and /g, ',')
    .split(/[,;]/)
    .map((part) => part.trim());
  return parts.includes('') ? null : parts;
}
