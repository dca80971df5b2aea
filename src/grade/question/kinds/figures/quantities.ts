/** Numbers, lists, points and polynomials as they are written in a question; null for what is none. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import { Budget } from '../../../algebra/budget.ts';
import { normalise } from '../../../algebra/normal.ts';
import { constantValue } from '../../../algebra/polynomial.ts';
import { univariateOf, type Univariate } from '../../../algebra/univariate.ts';
import { treeOf } from '../../read-text.ts';

const longestNumber = 30;

/** `12`, `-0.5`, `3/4`, `-\frac{3}{4}`. */
export function readNumber(text: string): Rational | null {
  const bare = text.replace(/\s+/g, '').replace(/−/g, '-');
  if (bare.length > longestNumber) return null;
  if (/^-?\d+(?:\.\d+)?$/.test(bare)) return q.parseDecimal(bare);
  const [, sign, top, bottom] =
    /^(-?)(?:\\[dt]?frac\{(-?\d+)\}\{(\d+)\})$/.exec(bare) ?? /^(-?)(\d+)\/(\d+)$/.exec(bare) ?? [];
  if (top === undefined || bottom === undefined || /^0+$/.test(bottom)) return null;
  const value = q.rational(BigInt(top), BigInt(bottom));
  return sign === '-' ? q.negate(value) : value;
}

/** `2, 3, 5` with or without dots or a stop behind it. Commas inside of numbers make it unclear. */
export function readList(text: string): Rational[] | null {
  const bare = text
    .replace(/^\s*\\?\{(.*?)\\?\}\s*$/, '$1')
    .replace(/\\[lc]?dots|…|\.{2,}/g, ' ')
    .replace(/[\s,.:;]+$/, '')
    .replace(/,? and /g, ', ');
  if (/\d,\d{3}(?!\d)/.test(bare)) return null;
  const numbers = bare.split(',').map(readNumber);
  return numbers.every((number) => number !== null) ? numbers : null;
}

/** `(1, -2)`, in any dimension. */
export function readPoint(text: string): Rational[] | null {
  const inside = /^\((.+)\)$/.exec(text.trim())?.[1];
  const numbers = inside === undefined || /\d,\d{3}(?!\d)/.test(inside) ? null : readList(inside);
  return numbers !== null && numbers.length > 1 ? numbers : null;
}

const functionWords = /\b(?:sin|cos|tan|cot|sec|csc|sqrt|log|ln|exp|pi|abs)\b/g;

/** Whether a text is a formula in nothing but single letters and numbers. */
export function isFormula(text: string): boolean {
  const letters = text.replace(/\\[A-Za-z]+/g, ' ').replace(functionWords, ' ');
  return !/[A-Za-z]{2}|[<>=,;?:]|\\\\|\.\s/.test(letters) && treeOf(text) !== null;
}

/** The single letters of a formula, each once. */
export function lettersIn(text: string): string[] {
  const letters = text
    .replace(/\\[A-Za-z]+/g, ' ')
    .replace(functionWords, ' ')
    .match(/[A-Za-z]/g);
  return [...new Set(letters ?? [])];
}

/** A formula in another letter: `e` and `i`, which have meanings of their own, may be unknowns of a question. */
export function renamed(text: string, from: string, to: string): string {
  return text.replace(new RegExp(`(?<![\\\\A-Za-z])${from}(?![A-Za-z])`, 'g'), to);
}

/** Numerator and denominator in one letter, constant terms first; null where the formula is none. */
export function readQuotient(
  text: string,
  letter: string,
): { readonly numerator: Univariate; readonly denominator: Univariate } | null {
  if (!isFormula(text) || lettersIn(text).some((one) => one !== letter)) return null;
  const tree = treeOf(renamed(text, letter, 'x'));
  if (tree === null) return null;
  try {
    const value = normalise(tree, { budget: new Budget(), assumptions: {} });
    const [numerator, denominator] = [value.numerator, value.denominator].map((p) => univariateOf(p, 'x'));
    return numerator && denominator ? { numerator, denominator } : null;
  } catch {
    // Too large, or no expression: not a polynomial that can be worked with.
    return null;
  }
}

/** The coefficients of a polynomial in one letter, from the constant one up. */
export function readPolynomial(text: string, letter: string): Univariate | null {
  const quotient = readQuotient(text, letter);
  if (quotient === null) return null;
  const [bottom, ...higher] = quotient.denominator;
  if (bottom === undefined || higher.length > 0 || q.isZero(bottom)) return null;
  return quotient.numerator.map((coefficient) => q.divide(coefficient, bottom));
}

/** A polynomial as it stands, or `left - right` of an equation; in one letter. */
export function polynomialOf(written: string): Univariate | null {
  const sides = written.replace(/^[A-Za-z]\([A-Za-z]\) ?=/, '').split('=');
  const [left = '', right = '0', more] = sides;
  const [letter = '', another] = lettersIn(`${left} ${right}`);
  if (more !== undefined || another !== undefined || letter === '') return null;
  const [p, q0] = [readPolynomial(left, letter), readPolynomial(right, letter)];
  if (p === null || q0 === null) return null;
  const length = Math.max(p.length, q0.length);
  const difference = Array.from({ length }, (_, i) => q.subtract(p[i] ?? q.zero, q0[i] ?? q.zero));
  while (difference.length > 0 && q.isZero(difference.at(-1)!)) difference.pop();
  return difference;
}

/** The value of a formula without letters, where it is rational. */
export function readValue(text: string): Rational | null {
  const tree = isFormula(text) && lettersIn(text).length === 0 ? treeOf(text) : null;
  if (tree === null) return null;
  try {
    const { numerator, denominator } = normalise(tree, { budget: new Budget(), assumptions: {} });
    const [top, bottom] = [constantValue(numerator), constantValue(denominator)];
    return top === null || bottom === null || q.isZero(bottom) ? null : q.divide(top, bottom);
  } catch {
    return null;
  }
}

/** `3`, `-\frac{1}{2}`: how a number is written into a formula. */
export const shown = (value: Rational): string =>
  value.d === 1n
    ? value.n.toString()
    : `${value.n < 0n ? '-' : ''}\\frac{${q.absolute(value).n}}{${value.d}}`;

/** A multiple of pi as a formula. */
export const timesPi = (factor: Rational): string =>
  q.equals(factor, q.one) ? '\\pi' : `${shown(factor)}\\pi`;

/** A polynomial as a formula, highest power first. */
export function polynomialText(coefficients: Univariate, letter: string): string {
  const terms = coefficients.flatMap((c, k) => {
    if (q.isZero(c)) return [];
    const power = k === 0 ? '' : k === 1 ? letter : `${letter}^{${k}}`;
    const size = q.absolute(c);
    const factor = k > 0 && q.equals(size, q.one) ? '' : shown(size);
    return [`${q.sign(c) < 0 ? '-' : '+'} ${factor}${power}`];
  });
  const text = terms.reverse().join(' ');
  return text === '' ? '0' : text.replace(/^\+ /, '').replace(/^- /, '-');
}
