/** Quotients of polynomials. Equality is decided by cross-multiplication; common monomials and contents cancel. */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import type { Budget } from './budget.ts';
import * as p from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';

export interface Fraction {
  readonly numerator: Polynomial;
  readonly denominator: Polynomial;
}

/** Division by something that is exactly zero: the expression has no value. */
export class UndefinedError extends Error {
  override readonly name = 'UndefinedError';
}

export function fromPolynomial(numerator: Polynomial): Fraction {
  return { numerator, denominator: p.onePolynomial };
}

export function fromRational(value: Rational): Fraction {
  return fromPolynomial(p.constant(value));
}

export const zeroFraction = fromRational(q.zero);
export const oneFraction = fromRational(q.one);

/** Cancels the contents, common monomials and equal polynomials; the denominator's leading coefficient is positive. */
export function fraction(numerator: Polynomial, denominator: Polynomial, budget: Budget): Fraction {
  if (p.isZero(denominator)) throw new UndefinedError('division by zero');
  if (p.isZero(numerator)) return zeroFraction;
  const value = p.constantValue(denominator);
  if (value !== null) return fromPolynomial(p.scale(numerator, q.divide(q.one, value), budget));
  let [above, below] = [numerator, denominator];
  const shared = sharedFactors(p.commonFactors(above), p.commonFactors(below));
  above = p.divideByFactors(above, shared);
  below = p.divideByFactors(below, shared);
  let divisor = p.content(below, budget);
  if (p.leadingCoefficient(below).n < 0n) divisor = q.negate(divisor);
  const inverse = q.divide(q.one, divisor);
  above = p.scale(above, inverse, budget);
  below = p.scale(below, inverse, budget);
  if (above.size === below.size) {
    const ratio = q.divide(p.leadingCoefficient(above), p.leadingCoefficient(below));
    if (p.isZero(p.subtract(above, p.scale(below, ratio, budget), budget))) return fromRational(ratio);
  }
  const single = p.constantValue(below);
  return single === null
    ? { numerator: above, denominator: below }
    : fromPolynomial(p.scale(above, q.divide(q.one, single), budget));
}

function sharedFactors(a: readonly p.Factor[], b: readonly p.Factor[]): p.Factor[] {
  const shared: p.Factor[] = [];
  for (const factor of a) {
    const match = b.find(({ generator }) => generator.key === factor.generator.key);
    if (match !== undefined) shared.push(q.compare(match.exponent, factor.exponent) < 0 ? match : factor);
  }
  return shared;
}

export function add(a: Fraction, b: Fraction, budget: Budget): Fraction {
  if (
    a.denominator === b.denominator ||
    (a.denominator.size === b.denominator.size && p.keyOf(a.denominator) === p.keyOf(b.denominator))
  )
    return fraction(p.add(a.numerator, b.numerator, budget), a.denominator, budget);
  const left = p.multiply(a.numerator, b.denominator, budget);
  const right = p.multiply(b.numerator, a.denominator, budget);
  return fraction(p.add(left, right, budget), p.multiply(a.denominator, b.denominator, budget), budget);
}

export function negate(a: Fraction): Fraction {
  return { numerator: p.negate(a.numerator), denominator: a.denominator };
}

export function multiply(a: Fraction, b: Fraction, budget: Budget): Fraction {
  return fraction(
    p.multiply(a.numerator, b.numerator, budget),
    p.multiply(a.denominator, b.denominator, budget),
    budget,
  );
}

/** a / b. Throws {@link UndefinedError} where b is exactly zero. */
export function divide(a: Fraction, b: Fraction, budget: Budget): Fraction {
  if (p.isZero(b.numerator)) throw new UndefinedError('division by zero');
  return fraction(
    p.multiply(a.numerator, b.denominator, budget),
    p.multiply(a.denominator, b.numerator, budget),
    budget,
  );
}

/** a to a whole power, negative too. */
export function power(a: Fraction, exponent: bigint, budget: Budget): Fraction {
  if (exponent < 0n) return divide(oneFraction, power(a, -exponent, budget), budget);
  return fraction(p.power(a.numerator, exponent, budget), p.power(a.denominator, exponent, budget), budget);
}

/** The value where no generator is left, else null. */
export function rationalValue(a: Fraction): Rational | null {
  const above = p.constantValue(a.numerator);
  const below = p.constantValue(a.denominator);
  return above === null || below === null ? null : q.divide(above, below);
}

/** a − b over a common denominator: only its numerator matters for equality. */
export function differenceNumerator(a: Fraction, b: Fraction, budget: Budget): Polynomial {
  return p.subtract(
    p.multiply(a.numerator, b.denominator, budget),
    p.multiply(b.numerator, a.denominator, budget),
    budget,
  );
}

/** A text that is equal for fractions that cancelled to the same form. */
export function keyOf(a: Fraction): string {
  const below = p.constantValue(a.denominator);
  return below !== null ? p.keyOf(a.numerator) : `(${p.keyOf(a.numerator)})/(${p.keyOf(a.denominator)})`;
}
