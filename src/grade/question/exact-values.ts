/** Exact values, polynomials and linear systems out of written formulas; null for everything that is none. */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import { Budget } from '../algebra/budget.ts';
import { type Fraction, rationalValue } from '../algebra/fraction.ts';
import { normalise } from '../algebra/normal.ts';
import { constantValue, scale, type Polynomial } from '../algebra/polynomial.ts';
import { type Univariate, univariateOf } from '../algebra/univariate.ts';
import type { Node } from '../parse/tree.ts';
import { treeOf } from './read-text.ts';
import { withinLimits } from './within-limits.ts';

const timeLimitMs = 100;

function normalForm(root: Node | null): Fraction | null {
  if (root === null) return null;
  return withinLimits(() => normalise(root, { budget: new Budget(timeLimitMs), assumptions: {} }), null);
}

/** The numerator over a constant denominator, divided out. */
function polynomialOf(root: Node | null): Polynomial | null {
  const form = normalForm(root);
  const below = form === null ? null : constantValue(form.denominator);
  if (form === null || below === null || q.isZero(below)) return null;
  return scale(form.numerator, q.divide(q.one, below), new Budget(timeLimitMs));
}

/** The rational value of a formula without letters. */
export function exactValue(formula: string): Rational | null {
  const form = normalForm(treeOf(formula));
  return form === null ? null : rationalValue(form);
}

/** The coefficients of a polynomial in one letter, lowest power first. */
export function polynomialIn(formula: string, letter: string): Univariate | null {
  return polynomialOfNode(treeOf(formula), letter);
}

/** The same of a tree. */
export function polynomialOfNode(root: Node | null, letter: string): Univariate | null {
  const polynomial = polynomialOf(root);
  return polynomial === null ? null : univariateOf(polynomial, letter);
}

/** The derivative of a polynomial. */
export function derivativeOf(polynomial: Univariate): Univariate {
  return polynomial.slice(1).map((coefficient, power) => q.multiply(coefficient, q.rational(power + 1)));
}

/** A rational as a formula that can stand anywhere a number can. */
export function asNumber(value: Rational): string {
  return q.isInteger(value) ? value.n.toString() : `${value.n}/${value.d}`;
}

/** A polynomial written out in a letter, highest power first. */
export function asPolynomial(polynomial: Univariate, letter: string): string {
  const terms = polynomial.flatMap((coefficient, power) => {
    if (q.isZero(coefficient)) return [];
    const size = q.absolute(coefficient);
    const written = q.isInteger(size) || power === 0 ? asNumber(size) : `(${asNumber(size)})`;
    const letters = power === 0 ? '' : power === 1 ? `*${letter}` : `*${letter}^{${power}}`;
    return [`${q.sign(coefficient) < 0 ? '-' : '+'} ${written}${letters}`];
  });
  return terms.length === 0 ? '0' : terms.reverse().join(' ').replace(/^\+ /, '').replace(/^- /, '-');
}

/** Coefficients of a linear polynomial by letter, the constant under ''; null where it is not linear. */
function linearForm(formula: string): Map<string, Rational> | null {
  const polynomial = polynomialOf(treeOf(formula));
  if (polynomial === null) return null;
  const form = new Map<string, Rational>();
  for (const { coefficient, factors } of polynomial.values()) {
    const [factor, other] = factors;
    const isLinear =
      other === undefined &&
      (factor === undefined || (factor.generator.key.startsWith('v:') && q.equals(factor.exponent, q.one)));
    if (!isLinear) return null;
    form.set(factor?.generator.key.slice(2) ?? '', coefficient);
  }
  return form;
}

/**
 * The letters that a system of linear equations `[left, right]` fixes, each with its only value; null where an equation
 * is not linear or they contradict each other.
 */
export function solvedLinear(
  equations: readonly (readonly [left: string, right: string])[],
): ReadonlyMap<string, Rational> | null {
  const rows: Map<string, Rational>[] = [];
  for (const [left, right] of equations) {
    const row = linearForm(`(${left}) - (${right})`);
    if (row === null) return null;
    rows.push(row);
  }
  const letters = [...new Set(rows.flatMap((row) => [...row.keys()]))].filter((letter) => letter !== '');
  const solvedRows = new Map<string, Map<string, Rational>>();
  for (const letter of letters) {
    const pivot = rows.find((row) => !q.isZero(row.get(letter) ?? q.zero));
    if (pivot === undefined) continue;
    rows.splice(rows.indexOf(pivot), 1);
    const scaled = combined(pivot, q.divide(q.one, pivot.get(letter)!), new Map(), q.zero);
    for (const other of [...rows, ...solvedRows.values()]) {
      const changed = combined(other, q.one, scaled, q.negate(other.get(letter) ?? q.zero));
      other.clear();
      for (const [name, value] of changed) other.set(name, value);
    }
    solvedRows.set(letter, scaled);
  }
  if (rows.some((row) => row.size > 0)) return null;
  return new Map(
    [...solvedRows].flatMap(([letter, row]) =>
      [...row.keys()].every((name) => name === letter || name === '')
        ? [[letter, q.negate(row.get('') ?? q.zero)] as const]
        : [],
    ),
  );
}

/** a · factor + b · other, without zeros. */
function combined(
  a: ReadonlyMap<string, Rational>,
  factor: Rational,
  b: ReadonlyMap<string, Rational>,
  other: Rational,
): Map<string, Rational> {
  const sum = new Map<string, Rational>();
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const value = q.add(q.multiply(a.get(name) ?? q.zero, factor), q.multiply(b.get(name) ?? q.zero, other));
    if (!q.isZero(value)) sum.set(name, value);
  }
  return sum;
}
