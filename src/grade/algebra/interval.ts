/**
 * Real intervals with BigInt end points scaled by 2^bits: the true value always lies within. Every operation rounds
 * outwards, so a difference that excludes zero is a proof. It knows no trees; constants and functions are computed
 * by series with explicit remainders (Brent and Zimmermann, Modern Computer Arithmetic, ch. 4).
 */
import { bitLength, integerRoot } from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import type { Budget } from './budget.ts';

export interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

/** The operation is undefined on some point of the interval: more bits may help, or nothing. */
export class StraddleError extends Error {
  override readonly name = 'StraddleError';
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
const ceilDivide = (a: bigint, b: bigint): bigint => -floorDivide(-a, b);
const shiftDown = (a: bigint, bits: number): bigint => a >> BigInt(bits);
const shiftUp = (a: bigint, bits: number): bigint => -(-a >> BigInt(bits));

/** Values beyond 2^this are not enclosed: products of towers of powers would fill the memory. */
const maxMagnitudeBits = 40_000;

/** Arithmetic at a fixed number of fractional bits. */
export class IntervalArithmetic {
  readonly bits: number;
  readonly one: bigint;
  private readonly budget: Budget;
  private readonly limit: bigint;
  private piValue: Interval | null = null;
  private ln2Value: Interval | null = null;

  constructor(bits: number, budget: Budget) {
    this.bits = bits;
    this.budget = budget;
    this.one = 1n << BigInt(bits);
    this.limit = 1n << BigInt(bits + maxMagnitudeBits);
  }

  fromRational(value: Rational): Interval {
    const scaled = value.n << BigInt(this.bits);
    return { lo: floorDivide(scaled, value.d), hi: ceilDivide(scaled, value.d) };
  }

  fromInteger(value: bigint): Interval {
    return { lo: value << BigInt(this.bits), hi: value << BigInt(this.bits) };
  }

  add(a: Interval, b: Interval): Interval {
    return { lo: a.lo + b.lo, hi: a.hi + b.hi };
  }

  negate(a: Interval): Interval {
    return { lo: -a.hi, hi: -a.lo };
  }

  subtract(a: Interval, b: Interval): Interval {
    return { lo: a.lo - b.hi, hi: a.hi - b.lo };
  }

  multiply(a: Interval, b: Interval): Interval {
    this.budget.tick();
    if (a.hi > this.limit || b.hi > this.limit || -a.lo > this.limit || -b.lo > this.limit)
      throw new StraddleError('a value too large to enclose');
    if (a.lo >= 0n && b.lo >= 0n)
      return { lo: shiftDown(a.lo * b.lo, this.bits), hi: shiftUp(a.hi * b.hi, this.bits) };
    const products = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
    let [lo, hi] = [products[0]!, products[0]!];
    for (const product of products) {
      if (product < lo) lo = product;
      if (product > hi) hi = product;
    }
    return { lo: shiftDown(lo, this.bits), hi: shiftUp(hi, this.bits) };
  }

  divide(a: Interval, b: Interval): Interval {
    if (b.lo <= 0n && b.hi >= 0n) throw new StraddleError('division by an interval around zero');
    const scaled = [a.lo << BigInt(this.bits), a.hi << BigInt(this.bits)];
    const quotients = scaled.flatMap((n) =>
      [b.lo, b.hi].map((d) => [floorDivide(n, d), ceilDivide(n, d)] as const),
    );
    let [lo, hi] = quotients[0]!;
    for (const [low, high] of quotients) {
      if (low < lo) lo = low;
      if (high > hi) hi = high;
    }
    return { lo, hi };
  }

  /** The k-th root of an interval ≥ 0 (a lower end just below zero, by rounding, counts as zero). */
  root(a: Interval, k: number): Interval {
    if (a.hi < 0n) throw new StraddleError('an even root of a negative number');
    this.budget.check();
    const shift = BigInt(this.bits * (k - 1));
    const low = a.lo <= 0n ? 0n : integerRoot(a.lo << shift, k);
    return { lo: low, hi: integerRoot(a.hi << shift, k) + 1n };
  }

  /** e^x by halving the argument, Taylor, squaring; end point by end point (monotone). */
  exp(a: Interval): Interval {
    return { lo: this.expAt(a.lo).lo, hi: this.expAt(a.hi).hi };
  }

  private expAt(x: bigint): Interval {
    if (x > 3_000n * this.one || x < -3_000n * this.one) throw new StraddleError('exponent too large');
    const ln2 = this.ln2();
    const k = floorDivide(x, ln2.lo);
    const shifted: Interval =
      k >= 0n ? { lo: x - k * ln2.hi, hi: x - k * ln2.lo } : { lo: x - k * ln2.lo, hi: x - k * ln2.hi };
    const halvings = 8;
    const small: Interval = { lo: shiftDown(shifted.lo, halvings), hi: shiftUp(shifted.hi, halvings) };
    let sum = this.taylorExp(small);
    for (let step = 0; step < halvings; step++) sum = this.multiply(sum, sum);
    return k >= 0n ? { lo: sum.lo << k, hi: sum.hi << k } : { lo: sum.lo >> -k, hi: -(-sum.hi >> -k) };
  }

  /** Σ xⁿ/n! for |x| < 1/64; the remainder is below twice the last term. */
  private taylorExp(x: Interval): Interval {
    let term: Interval = { lo: this.one, hi: this.one };
    let sum = term;
    for (let n = 1n; n < 2_000n; n++) {
      const product = this.multiply(term, x);
      term = { lo: floorDivide(product.lo, n), hi: ceilDivide(product.hi, n) };
      sum = this.add(sum, term);
      const size = term.hi > -term.lo ? term.hi : -term.lo;
      if (size <= 2n) return { lo: sum.lo - 4n, hi: sum.hi + 4n };
    }
    throw new StraddleError('a series that does not settle');
  }

  ln2(): Interval {
    // ln 2 = 2·artanh(1/3)
    this.ln2Value ??= this.double(this.artanhInverse(3n));
    return this.ln2Value;
  }

  private double(a: Interval): Interval {
    return { lo: 2n * a.lo, hi: 2n * a.hi };
  }

  private artanhInverse(k: bigint): Interval {
    return this.inverseSeries(k, false);
  }

  /** Σ ±1/((2n+1)k^(2n+1)): artan (alternating) or artanh of 1/k. */
  private inverseSeries(k: bigint, alternating: boolean): Interval {
    let power = this.one / k;
    let sum = 0n;
    let n = 0n;
    for (; power > 0n; n++) {
      this.budget.tick();
      const term = power / (2n * n + 1n);
      sum += alternating && n % 2n === 1n ? -term : term;
      power /= k * k;
    }
    // Each of the n terms lost less than two units, and so did the tail.
    return { lo: sum - 2n * n - 4n, hi: sum + 2n * n + 4n };
  }

  pi(): Interval {
    // Machin: π/4 = 4 artan(1/5) − artan(1/239)
    if (this.piValue === null) {
      const a = this.inverseSeries(5n, true);
      const b = this.inverseSeries(239n, true);
      this.piValue = { lo: 16n * a.lo - 4n * b.hi, hi: 16n * a.hi - 4n * b.lo };
    }
    return this.piValue;
  }

  /** ln x for x > 0, end point by end point. */
  ln(a: Interval): Interval {
    if (a.lo <= 0n) throw new StraddleError('the logarithm of zero or less');
    return { lo: this.lnAt(a.lo).lo, hi: this.lnAt(a.hi).hi };
  }

  private lnAt(x: bigint): Interval {
    // x = m·2^k with m in [2/3, 4/3); ln m = 2 artanh((m−1)/(m+1)) after taking three square roots.
    let k = BigInt(bitLength(x) - this.bits - 1);
    let m: Interval = k >= 0n ? { lo: x >> k, hi: -(-x >> k) } : { lo: x << -k, hi: x << -k };
    const upper = (this.one * 4n) / 3n;
    const lower = (this.one * 2n) / 3n;
    while (m.lo > upper) {
      m = { lo: m.lo >> 1n, hi: -(-m.hi >> 1n) };
      k++;
    }
    while (m.hi < lower) {
      m = this.double(m);
      k--;
    }
    for (let step = 0; step < 3; step++) m = this.root(m, 2);
    const unit = { lo: this.one, hi: this.one };
    const z = this.divide(this.subtract(m, unit), this.add(m, unit));
    const square = this.multiply(z, z);
    let power = z;
    let sum = z;
    for (let n = 3n; n < 4_000n; n += 2n) {
      power = this.multiply(power, square);
      const term = { lo: floorDivide(power.lo, n), hi: ceilDivide(power.hi, n) };
      sum = this.add(sum, term);
      if ((term.hi > -term.lo ? term.hi : -term.lo) <= 2n) break;
    }
    const settled: Interval = { lo: 16n * (sum.lo - 4n), hi: 16n * (sum.hi + 4n) };
    const ln2 = this.ln2();
    return k >= 0n
      ? { lo: settled.lo + k * ln2.lo, hi: settled.hi + k * ln2.hi }
      : { lo: settled.lo + k * ln2.hi, hi: settled.hi + k * ln2.lo };
  }

  /** sin and cos: Taylor at the middle after reduction by π/2, plus the radius (both are 1-Lipschitz). */
  sinCos(a: Interval): { sin: Interval; cos: Interval } {
    const middle = (a.lo + a.hi) >> 1n;
    const radius = a.hi - middle + 1n;
    const quarter = this.pi();
    const k = floorDivide(2n * middle + (quarter.lo >> 1n), quarter.lo);
    const reduced = this.subtract({ lo: middle, hi: middle }, this.half(this.scale(quarter, k)));
    const { sin, cos } = this.taylorSinCos(reduced);
    const [s, c] = [
      [sin, cos],
      [cos, this.negate(sin)],
      [this.negate(sin), this.negate(cos)],
      [this.negate(cos), sin],
    ][Number(((k % 4n) + 4n) % 4n)] as [Interval, Interval];
    return { sin: this.widen(s, radius), cos: this.widen(c, radius) };
  }

  private scale(a: Interval, k: bigint): Interval {
    return k >= 0n ? { lo: a.lo * k, hi: a.hi * k } : { lo: a.hi * k, hi: a.lo * k };
  }

  private half(a: Interval): Interval {
    return { lo: a.lo >> 1n, hi: -(-a.hi >> 1n) };
  }

  private widen(a: Interval, radius: bigint): Interval {
    return { lo: a.lo - radius, hi: a.hi + radius };
  }

  private taylorSinCos(x: Interval): { sin: Interval; cos: Interval } {
    let term: Interval = { lo: this.one, hi: this.one };
    let [sin, cos] = [{ lo: 0n, hi: 0n } as Interval, term];
    for (let n = 1n; n < 2_000n; n++) {
      const product = this.multiply(term, x);
      term = { lo: floorDivide(product.lo, n), hi: ceilDivide(product.hi, n) };
      const signed = n % 4n >= 2n ? this.negate(term) : term;
      if (n % 2n === 1n) sin = this.add(sin, signed);
      else cos = this.add(cos, signed);
      const size = term.hi > -term.lo ? term.hi : -term.lo;
      if (size <= 2n && n > 2n) break;
    }
    return { sin: this.widen(sin, 8n), cos: this.widen(cos, 8n) };
  }

  /** artan x by artan x = 2 artan(x/(1+√(1+x²))) until x is small, then its series. */
  atan(a: Interval): Interval {
    const unit = { lo: this.one, hi: this.one };
    let x = a;
    const halvings = 6;
    for (let step = 0; step < halvings; step++)
      x = this.divide(x, this.add(unit, this.root(this.add(unit, this.multiply(x, x)), 2)));
    const square = this.multiply(x, x);
    let power = x;
    let sum = x;
    for (let n = 3n; n < 4_000n; n += 2n) {
      power = this.negate(this.multiply(power, square));
      const term = { lo: floorDivide(power.lo, n), hi: ceilDivide(power.hi, n) };
      sum = this.add(sum, term);
      if ((term.hi > -term.lo ? term.hi : -term.lo) <= 2n) break;
    }
    const settled = this.widen(sum, 4n);
    return { lo: settled.lo << BigInt(halvings), hi: settled.hi << BigInt(halvings) };
  }

  contains(a: Interval, value: bigint): boolean {
    return a.lo <= value && value <= a.hi;
  }
}
