/**
 * Polynomials over the rationals in any number of generators, with rational exponents ≥ 0, as a map from monomials
 * to terms. A generator may carry a relation (i² = −1, √2² = 2, cos² = 1 − sin²), which products apply at once, so
 * that equal elements of the ring they define have equal terms wherever the relations suffice. It knows no
 * functions and no numbers but rationals; what a generator stands for is its maker's affair.
 */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import { BudgetError, maxKeyLength, maxTerms, type Budget } from './budget.ts';

export interface Generator {
  readonly key: string;
  /** `variable`: free. `constant`: a fixed number. `function`: depends on variables in a way the ring cannot see. */
  readonly nature: 'variable' | 'constant' | 'function';
  /** generator^power = value. */
  readonly relation?: { readonly power: bigint; readonly value: Polynomial };
}

export interface Factor {
  readonly generator: Generator;
  readonly exponent: Rational;
}

export interface Term {
  readonly coefficient: Rational;
  /** Sorted by the generators' keys, no zero exponents. */
  readonly factors: readonly Factor[];
}

/** Terms by the text of their monomial; no zero coefficients. */
export type Polynomial = ReadonlyMap<string, Term>;

function monomialKey(factors: readonly Factor[]): string {
  let key = '';
  for (const { generator, exponent } of factors) key += `${generator.key}^${exponent.n}/${exponent.d};`;
  return key;
}

export const zeroPolynomial: Polynomial = new Map();

export function constant(value: Rational): Polynomial {
  return value.n === 0n ? zeroPolynomial : new Map([['', { coefficient: value, factors: [] }]]);
}

export const onePolynomial = constant(q.one);

/** A generator to an exponent ≥ 0, its relation applied. */
export function generatorPower(generator: Generator, exponent: Rational, budget: Budget): Polynomial {
  if (exponent.n === 0n) return onePolynomial;
  return reduce(q.one, [{ generator, exponent }], budget);
}

/** Applies relations: whole powers of a related generator become its value. */
function reduce(coefficient: Rational, factors: readonly Factor[], budget: Budget): Polynomial {
  budget.tick();
  let product: Polynomial | null = null;
  const kept: Factor[] = [];
  for (const factor of factors) {
    const { relation } = factor.generator;
    if (relation === undefined || q.compare(factor.exponent, { n: relation.power, d: 1n }) < 0) {
      kept.push(factor);
      continue;
    }
    const times = q.floor(q.divide(factor.exponent, { n: relation.power, d: 1n }));
    const exponent = q.subtract(factor.exponent, { n: times * relation.power, d: 1n });
    if (exponent.n !== 0n) kept.push({ generator: factor.generator, exponent });
    const replaced = power(relation.value, times, budget);
    product = product === null ? replaced : multiply(product, replaced, budget);
  }
  const term: Polynomial = new Map([[monomialKey(kept), { coefficient, factors: kept }]]);
  return product === null ? term : multiply(term, product, budget);
}

export function isZero(a: Polynomial): boolean {
  return a.size === 0;
}

/** The value of a polynomial without generators, else null. */
export function constantValue(a: Polynomial): Rational | null {
  if (a.size === 0) return q.zero;
  return a.size === 1 ? (a.get('')?.coefficient ?? null) : null;
}

export function add(a: Polynomial, b: Polynomial, budget: Budget): Polynomial {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const sum = new Map(a);
  for (const [key, term] of b) {
    budget.tick();
    addTerm(sum, key, term);
  }
  if (sum.size > maxTerms) throw new BudgetError('too many terms');
  return sum;
}

function addTerm(sum: Map<string, Term>, key: string, term: Term): void {
  const present = sum.get(key);
  if (present === undefined) {
    sum.set(key, term);
    return;
  }
  const coefficient = q.add(present.coefficient, term.coefficient);
  if (coefficient.n === 0n) sum.delete(key);
  else sum.set(key, { coefficient, factors: term.factors });
}

export function scale(a: Polynomial, factor: Rational, budget: Budget): Polynomial {
  if (factor.n === 0n) return zeroPolynomial;
  if (factor.n === 1n && factor.d === 1n) return a;
  const scaled = new Map<string, Term>();
  for (const [key, term] of a) {
    budget.tick();
    scaled.set(key, { coefficient: q.multiply(term.coefficient, factor), factors: term.factors });
  }
  return scaled;
}

export function negate(a: Polynomial): Polynomial {
  const negated = new Map<string, Term>();
  for (const [key, { coefficient, factors }] of a)
    negated.set(key, { coefficient: q.negate(coefficient), factors });
  return negated;
}

export function subtract(a: Polynomial, b: Polynomial, budget: Budget): Polynomial {
  return add(a, negate(b), budget);
}

function mergeFactors(a: readonly Factor[], b: readonly Factor[]): { factors: Factor[]; related: boolean } {
  const factors: Factor[] = [];
  let related = false;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (right === undefined || (left !== undefined && left.generator.key < right.generator.key)) {
      factors.push(left!);
      i++;
    } else if (left === undefined || right.generator.key < left.generator.key) {
      factors.push(right);
      j++;
    } else {
      const exponent = q.add(left.exponent, right.exponent);
      const { relation } = left.generator;
      if (relation !== undefined && q.compare(exponent, { n: relation.power, d: 1n }) >= 0) related = true;
      if (exponent.n !== 0n) factors.push({ generator: left.generator, exponent });
      i++;
      j++;
    }
  }
  return { factors, related };
}

export function multiply(a: Polynomial, b: Polynomial, budget: Budget): Polynomial {
  if (a.size === 0 || b.size === 0) return zeroPolynomial;
  const product = new Map<string, Term>();
  for (const left of a.values()) {
    for (const right of b.values()) {
      budget.tick();
      const coefficient = q.multiply(left.coefficient, right.coefficient);
      const { factors, related } = mergeFactors(left.factors, right.factors);
      if (related) {
        for (const [key, term] of reduce(coefficient, factors, budget)) addTerm(product, key, term);
      } else addTerm(product, monomialKey(factors), { coefficient, factors });
      if (product.size > maxTerms) throw new BudgetError('too many terms');
    }
  }
  return product;
}

/** a to a whole power ≥ 0, by squaring. Throws BudgetError where it would grow too large. */
export function power(a: Polynomial, exponent: bigint, budget: Budget): Polynomial {
  if (exponent === 0n) return onePolynomial;
  if (exponent === 1n) return a;
  if (a.size === 1) {
    const [term] = a.values();
    if (term !== undefined) {
      const scaled = term.factors.map(({ generator, exponent: e }) => ({
        generator,
        exponent: q.multiply(e, { n: exponent, d: 1n }),
      }));
      return reduce(q.power(term.coefficient, exponent), scaled, budget);
    }
  }
  if (exponent > 400n) throw new BudgetError('power too large');
  let result = onePolynomial;
  let square = a;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(result, square, budget);
    if (rest > 1n) square = multiply(square, square, budget);
  }
  return result;
}

/** Terms in a fixed order: by monomial text. */
export function sortedTerms(a: Polynomial): Term[] {
  return [...a.entries()].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, term]) => term);
}

/** A text that is equal exactly for equal polynomials. */
export function keyOf(a: Polynomial): string {
  const texts: string[] = [];
  let length = 0;
  for (const { coefficient, factors } of sortedTerms(a)) {
    const text = `${coefficient.n}/${coefficient.d}*${monomialKey(factors)}`;
    length += text.length;
    if (length > 10 * maxKeyLength) throw new BudgetError('too many terms');
    texts.push(text);
  }
  return texts.join('+');
}

/** The positive rational c for which a/c has coprime integer coefficients. Of zero: 1. */
export function content(a: Polynomial, budget: Budget): Rational {
  let numerator = 0n;
  let denominator = 1n;
  for (const { coefficient } of a.values()) {
    budget.tick();
    numerator = q.gcd(numerator, coefficient.n);
    denominator = (denominator / q.gcd(denominator, coefficient.d)) * coefficient.d;
  }
  return numerator === 0n ? q.one : q.rational(numerator, denominator);
}

/** The coefficient of the first term in the fixed order; its sign normalises. */
export function leadingCoefficient(a: Polynomial): Rational {
  return sortedTerms(a)[0]?.coefficient ?? q.zero;
}

/** All generators that occur. */
export function generatorsOf(a: Polynomial): Generator[] {
  const generators = new Map<string, Generator>();
  for (const term of a.values())
    for (const { generator } of term.factors) generators.set(generator.key, generator);
  return [...generators.values()];
}

/** The largest monomial that divides every term. */
export function commonFactors(a: Polynomial): Factor[] {
  let common: Factor[] | null = null;
  for (const { factors } of a.values()) {
    if (common === null) {
      common = [...factors];
      continue;
    }
    const kept: Factor[] = [];
    for (const factor of common) {
      const match = factors.find(({ generator }) => generator.key === factor.generator.key);
      if (match === undefined) continue;
      kept.push(q.compare(match.exponent, factor.exponent) < 0 ? match : factor);
    }
    common = kept;
    if (common.length === 0) break;
  }
  return common ?? [];
}

/** a divided by a monomial that divides every term. */
export function divideByFactors(a: Polynomial, divisor: readonly Factor[]): Polynomial {
  if (divisor.length === 0) return a;
  const quotient = new Map<string, Term>();
  const inverse = divisor.map(({ generator, exponent }) => ({ generator, exponent: q.negate(exponent) }));
  for (const term of a.values()) {
    const { factors } = mergeFactors(term.factors, inverse);
    quotient.set(monomialKey(factors), { coefficient: term.coefficient, factors });
  }
  return quotient;
}
