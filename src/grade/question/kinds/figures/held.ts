/**
 * Holds an answer against a value that was worked out. Stricter than the comparison of two answers: a unit or a letter
 * that the question has not, an approximation, a list for one value or a sum left to do decide nothing.
 */
import * as q from '../../../../exact/rational.ts';
import { equivalent } from '../../../equivalent.ts';
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { WorkedQuestion } from '../../worked.ts';
import { lettersIn, polynomialText, readPolynomial, renamed } from './quantities.ts';

export interface Manner {
  /** The letters that an answer may hold. */
  readonly letters?: readonly string[];
  /** An angle may have its degree sign. */
  readonly degrees?: boolean;
  /** A chance may be a percentage. */
  readonly percent?: boolean;
  /** The unit of the question, and its power in the answer. */
  readonly unit?: { readonly name: string; readonly power: number };
  /** The value as it is told. */
  readonly told?: string;
}

/** `a_7 = 38` as `38`: without a name before the only sign of equality. */
function valueOnly(answer: string): string {
  const bare = answer
    .replace(/\\(?:left|right)(?![A-Za-z])|\\[,;!]/g, '')
    .replace(/^\s*\\boxed\s*\{(.*)\}\s*$/, '$1')
    .replace(/[\s.]+$/, '')
    .trim();
  return bare.replace(/^[A-Za-z](?:_\{?\w{1,3}\}?|\([a-z\d]\))?\s*=(?!.*=)\s*/, '');
}

const unitNames: Readonly<Record<string, string>> = {
  centimeter: 'cm', centimetre: 'cm', cm: 'cm', millimeter: 'mm', millimetre: 'mm', mm: 'mm', meter: 'm',
  metre: 'm', m: 'm', kilometer: 'km', kilometre: 'km', km: 'km', inch: 'in', inches: 'in', in: 'in',
  foot: 'ft', feet: 'ft', ft: 'ft', unit: 'unit', yard: 'yd', yd: 'yd', mile: 'mi', mi: 'mi',
}; // prettier-ignore

/** The one name of a unit of length, written in any way; null for another word. */
export const unitOfLength = (word: string): string | null =>
  unitNames[word.toLowerCase()] ?? unitNames[word.toLowerCase().replace(/s$/, '')] ?? null;

/** The answer without the unit that the question is in; null where its unit is another one. */
function withoutUnit(answer: string, unit: Manner['unit']): string | null {
  const plain = answer
    .replace(/\\(?:text|mathrm)\s*\{([^{}]*)\}/g, ' $1 ')
    .replace(/\s+/g, ' ')
    .trim();
  const found =
    /^(.*?[\d})i]) ?(square |sq\.? |cubic )?([A-Za-z]{1,11})\.? ?(?:\^ ?\{?(\d)\}?|([²³]))?$/.exec(plain);
  const name = found === null ? null : unitOfLength(found[3] ?? '');
  if (found === null || name === null || /\\[A-Za-z]*$/.test(found[1] ?? '')) return plain;
  if (unit === undefined) return null;
  const word = found[2]?.trim();
  const power =
    word === undefined
      ? Number(found[4] ?? (found[5] === '²' ? 2 : found[5] === '³' ? 3 : 1))
      : word === 'cubic'
        ? 3
        : 2;
  return unit.name === name && unit.power === power ? (found[1] ?? '') : null;
}

/** What makes an answer undecided before it is compared; null for one that can be. */
function objection(value: string, bare: string, { letters = [], degrees, percent }: Manner): string | null {
  const foreign = lettersIn(bare.replace(/\\(?:begin|end)\{\w+\}/g, ' ')).filter(
    (letter) => !letters.includes(letter),
  );
  if (
    foreign.length > 0 ||
    /\\text|\\pm|(?!sqrt)[A-Za-z]{4}/.test(bare.replace(/\\(?:begin|end)\{\w+\}|\\[A-Za-z]+/g, ''))
  )
    return `an answer with ${foreign.join(', ') || 'words'} in it`;
  if (!percent && bare.includes('%')) return 'an answer in per cent';
  if (!degrees && /°|\\circ|\\degree/.test(bare)) return 'an answer in degrees';
  if (/,/.test(bare.replace(/(?<=\d)(?:,|\{,\})(?=\d{3}(?!\d))/g, '')) && !/,|\\begin/.test(value))
    return 'several values for one';
  if (/=|\\approx|≈|~/.test(bare)) return 'an answer with several sides';
  const isNumber = letters.length === 0 && !/[+^,&]|\\sqrt|\\pi|\di/.test(value);
  if (isNumber && /[+*!^]|\\cdot|\\times|\d\s*-/.test(bare.replace(/\^\{?\\circ\}?/g, '')))
    return 'a value that is still to be worked out';
  return null;
}

/** `3a - 1` where a number is asked for: a sum with one unknown is none. A lone letter may be a unit. */
function isFormulaForNumber(value: string, bare: string, { letters = [] }: Manner): boolean {
  const [letter, other] = lettersIn(bare);
  const isNumber =
    letters.length === 0 && lettersIn(value).length === 0 && !/[,\di]/.test(value.replace(/\d/g, ''));
  if (!isNumber || letter === undefined || other !== undefined || /[ei]/.test(letter)) return false;
  const terms = readPolynomial(bare, letter)?.filter((coefficient) => !q.isZero(coefficient)) ?? [];
  return terms.length > 1;
}

const timeoutMs = 500;

/** By these an answer is only likely to be equal. */
const approximate: ReadonlySet<string> = new Set(['rounding', 'digits', 'sampling']);

/** Whether `answer` is `value`. */
export function holds(value: string, answer: string, manner: Manner = {}): StepCheck {
  const bare = withoutUnit(valueOnly(answer), manner.unit);
  if (bare === null) return unknownCheck('an answer in another unit');
  const doubt = objection(value, bare, manner);
  if (doubt !== null)
    return isFormulaForNumber(value, bare, manner)
      ? refuted('the question asks for a number', `it is ${manner.told ?? value}`)
      : unknownCheck(doubt);
  const options = { percent: 'value', timeoutMs } as const;
  const decision = equivalent(value, bare, options);
  if (decision.verdict === 'unknown') return unknownCheck(decision.reason);
  if (decision.verdict === 'equal')
    return approximate.has(decision.tier)
      ? unknownCheck('an approximation')
      : proven(`worked out again: ${manner.told ?? value}`);
  // Roots of letters are simplified as if the letters were positive.
  if ((manner.letters ?? []).length > 0 && /sqrt|√|\|/.test(value + bare))
    return unknownCheck('holds only for some signs of the letters');
  // A rounded value is neither right nor wrong where no rounding was asked for.
  const isNear =
    /\d\.\d/.test(bare) &&
    equivalent(value, bare, { relativeTolerance: 0.02, timeoutMs }).verdict === 'equal';
  if (isNear) return unknownCheck('an approximation');
  return refuted('worked out again: not the same', `it is ${manner.told ?? value}`);
}

/** A question whose answer is one value. */
export const answeredBy = (value: string, manner: Manner = {}): WorkedQuestion => ({
  kind: 'worked',
  check: (answer) => holds(value, answer, manner),
});

/** A question whose answer is a formula in one letter; `formula` is written in x. */
export function inLetter(
  formula: string,
  letter: string,
  accepts: (answer: string) => boolean = () => true,
): WorkedQuestion {
  const coefficients = readPolynomial(formula, 'x');
  const told = coefficients === null ? renamed(formula, 'x', letter) : polynomialText(coefficients, letter);
  const check = (answer: string): StepCheck => {
    if (letter !== 'x' && lettersIn(answer).includes('x')) return unknownCheck('an answer in another letter');
    const result = holds(formula, renamed(answer, letter, 'x'), { letters: ['x'], told });
    const isDoubtful = result.verdict === 'correct' && !accepts(answer);
    return isDoubtful ? unknownCheck('equal, but perhaps not in the form asked for') : result;
  };
  return { kind: 'worked', check };
}
