/**
 * Exact fractions in method syntax, the numbers behind every generated problem and solution: a thin layer over
 * `exact/rational` that lets a family write `a.times(b).plus(1)`. Adds LaTeX's `\frac` and nothing else.
 */
import * as exact from '../../../exact/rational.ts';

/** What the generators accept where a number is meant. */
export type Amount = number | bigint | Rational | { readonly value: Rational };

/** A fraction in lowest terms with a positive denominator. */
export class Rational implements exact.Rational {
  readonly n: bigint;
  readonly d: bigint;

  private constructor({ n, d }: exact.Rational) {
    this.n = n;
    this.d = d;
  }

  static from(value: exact.Rational): Rational {
    return new Rational(value);
  }

  plus(other: Amount): Rational {
    return new Rational(exact.add(this, q(other)));
  }
  minus(other: Amount): Rational {
    return new Rational(exact.subtract(this, q(other)));
  }
  times(other: Amount): Rational {
    return new Rational(exact.multiply(this, q(other)));
  }
  /** Throws a RangeError for a zero divisor. */
  over(other: Amount): Rational {
    return new Rational(exact.divide(this, q(other)));
  }
  negated(): Rational {
    return new Rational(exact.negate(this));
  }
  abs(): Rational {
    return new Rational(exact.absolute(this));
  }
  /** An integer power; a negative exponent inverts. */
  power(exponent: number): Rational {
    return new Rational(exact.power(this, BigInt(exponent)));
  }
  /** −1, 0 or 1. */
  sign(): number {
    return exact.sign(this);
  }
  /** Negative, zero or positive like `this − other`. */
  compare(other: Amount): number {
    return exact.compare(this, q(other));
  }
  equals(other: Amount): boolean {
    return this.compare(other) === 0;
  }
  isInteger(): boolean {
    return exact.isInteger(this);
  }
  /** The nearest double. */
  toNumber(): number {
    return exact.toNumber(this);
  }
  /** `7`, `-3/4`. */
  toString(): string {
    return exact.toFractionText(this);
  }
  /** `0.75` where the expansion ends, otherwise null. */
  toDecimal(): string | null {
    return exact.decimalPlaces(this) === null ? null : exact.toDecimalText(this, 60);
  }
  /** `7`, `-\frac{3}{4}`. */
  toLatex(): string {
    if (this.isInteger()) return this.toString();
    return `${this.n < 0n ? '-' : ''}\\frac{${this.abs().n.toString()}}{${this.d.toString()}}`;
  }
}

/** Any amount as a fraction; a double must be an integer. */
export function q(amount: Amount): Rational {
  if (amount instanceof Rational) return amount;
  if (typeof amount === 'bigint' || typeof amount === 'number')
    return Rational.from(exact.rational(BigInt(amount)));
  return amount.value;
}

/** The fraction `n/d`. Throws a RangeError for d = 0. */
export function ratio(n: number | bigint, d: number | bigint): Rational {
  return Rational.from(exact.rational(n, d));
}

/** Reads `-3`, `4.25` or `7/3`. Throws a RangeError for anything else. */
export function parseRational(text: string): Rational {
  const [top = '', bottom = '1', more] = text.split('/');
  const [n, d] = [exact.parseDecimal(top), exact.parseDecimal(bottom)];
  if (n === null || d === null || more !== undefined)
    throw new RangeError(`parseRational: expected a number, got "${text}"`);
  return Rational.from(exact.divide(n, d));
}

/** The greatest common divisor of two integers, never negative. */
export function gcd(a: number, b: number): number {
  return Number(exact.gcd(BigInt(a), BigInt(b)));
}
