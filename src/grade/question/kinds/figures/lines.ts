/** A straight line as an answer: any equation in x and y that has exactly its points. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import { Budget } from '../../../algebra/budget.ts';
import { normalise } from '../../../algebra/normal.ts';
import { constantValue, type Polynomial } from '../../../algebra/polynomial.ts';
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import { treeOf } from '../../read-text.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { WorkedQuestion } from '../../worked.ts';
import { isFormula, lettersIn, polynomialText, renamed, shown, readNumber } from './quantities.ts';

/** The coefficients of a x + b y + c = 0. */
type Line = readonly [a: Rational, b: Rational, c: Rational];

/** The coefficients of a polynomial of the first degree in x and y; null for any other. */
function linear(p: Polynomial): Line | null {
  const places = new Map([
    ['v:x', 0],
    ['v:y', 1],
  ]);
  const line: [Rational, Rational, Rational] = [q.zero, q.zero, q.zero];
  for (const { coefficient, factors } of p.values()) {
    const [factor, another] = factors;
    const place = factor === undefined ? 2 : places.get(factor.generator.key);
    const isFirst = factor === undefined || q.equals(factor.exponent, q.one);
    if (another !== undefined || place === undefined || !isFirst) return null;
    line[place] = coefficient;
  }
  return q.isZero(line[0]) && q.isZero(line[1]) ? null : line;
}

/** The line of an equation; null where it is none. */
function lineOf(equation: string): Line | null {
  const sides = equation.split('=');
  const [left = '', right = ''] = sides;
  if (sides.length !== 2 || ![left, right].every(isFormula)) return null;
  if (lettersIn(equation).some((letter) => letter !== 'x' && letter !== 'y')) return null;
  const tree = treeOf(`(${left}) - (${right})`);
  if (tree === null) return null;
  try {
    const { numerator, denominator } = normalise(tree, { budget: new Budget(), assumptions: {} });
    return constantValue(denominator) === null ? null : linear(numerator);
  } catch {
    return null;
  }
}

/** Whether two lines have the same points: their coefficients are multiples of each other. */
function isSame(one: Line, other: Line): boolean {
  const minor = (i: 0 | 1 | 2, j: 0 | 1 | 2): Rational =>
    q.subtract(q.multiply(one[i], other[j]), q.multiply(one[j], other[i]));
  return q.isZero(minor(0, 1)) && q.isZero(minor(0, 2)) && q.isZero(minor(1, 2));
}

/** A question whose answer is the line `y = slope x + start`, or `x = start` where it has no slope. */
export function answeredByLine(slope: Rational | null, start: Rational, letter = 'x'): WorkedQuestion {
  const line: Line = slope === null ? [q.one, q.zero, q.negate(start)] : [slope, q.rational(-1), start];
  const told =
    slope === null ? `${letter} = ${shown(start)}` : `y = ${polynomialText([start, slope], letter)}`;
  const check = (answer: string): StepCheck => {
    if (letter !== 'x' && lettersIn(answer).includes('x')) return unknownCheck('an answer in another letter');
    const given = lineOf(renamed(answer.replace(/\\left|\\right/g, '').replace(/[\s.]+$/, ''), letter, 'x'));
    // A number may stand for the line of that height, and for no other.
    const isLevel = slope === null || q.isZero(slope);
    if (given === null && !isLevel && readNumber(answer) !== null)
      return refuted('the question asks for a line', `it is ${told}`);
    if (given === null) return unknownCheck('not written as the equation of a line');
    return isSame(line, given)
      ? proven(`worked out again: ${told}`)
      : refuted('worked out again: not the same', `it is ${told}`);
  };
  return { kind: 'worked', check };
}
