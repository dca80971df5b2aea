/**
 * Polynomials in one unknown over the integers, exactly: quotients of polynomials read out of terms, greatest common
 * divisors, square-free parts, and real roots counted by Sturm's theorem and found to double precision. Rational
 * coefficients are cleared of denominators. Sources: Knuth, TAOCP 2, 4.6.1 (primitive remainder sequences); Sturm.
 */
import { type Term } from './term.ts';

/** Coefficients from the constant term up; the last one is not zero; the zero polynomial is empty. */
export type Polynomial = readonly bigint[];

/** numerator / denominator, not reduced. The roots of `excluded`, every divisor met, are outside the domain. */
export interface Quotient {
  readonly numerator: Polynomial;
  readonly denominator: Polynomial;
  readonly excluded: Polynomial;
}

const maxDegree = 48;
const maxBits = 4000;

export function trim(p: readonly bigint[]): Polynomial {
  let length = p.length;
  while (length > 0 && p[length - 1] === 0n) length--;
  return length === p.length ? p : p.slice(0, length);
}

export function addPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  return trim(Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0n) + (b[i] ?? 0n)));
}

export function multiplyPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  if (a.length === 0 || b.length === 0) return [];
  const result = Array.from({ length: a.length + b.length - 1 }, () => 0n);
  for (const [i, x] of a.entries())
    for (const [j, y] of b.entries()) result[i + j] = (result[i + j] ?? 0n) + x * y;
  return result;
}

function absolute(x: bigint): bigint {
  return x < 0n ? -x : x;
}

function gcdOf(a: bigint, b: bigint): bigint {
  a = absolute(a);
  b = absolute(b);
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** The polynomial over the gcd of its coefficients, signs kept. */
export function primitive(p: Polynomial): Polynomial {
  const content = p.reduce(gcdOf, 0n);
  return content <= 1n ? p : p.map((c) => c / content);
}

export function derivativeOf(p: Polynomial): Polynomial {
  return trim(p.slice(1).map((c, i) => c * BigInt(i + 1)));
}

/** A positive multiple of the remainder of a by b, primitive. */
function remainder(a: Polynomial, b: Polynomial): Polynomial {
  const lead = b[b.length - 1] ?? 1n;
  const size = absolute(lead);
  const sign = lead < 0n ? -1n : 1n;
  let r = a;
  while (r.length >= b.length) {
    const top = (r[r.length - 1] ?? 0n) * sign;
    const shift = r.length - b.length;
    r = trim(r.map((c, i) => c * size - (i >= shift ? (b[i - shift] ?? 0n) * top : 0n)));
    r = primitive(r);
  }
  return r;
}

/** The exact quotient up to a constant, for b that divides a over the rationals. */
export function exactQuotient(a: Polynomial, b: Polynomial): Polynomial {
  const lead = b[b.length - 1] ?? 1n;
  const result = Array.from({ length: Math.max(0, a.length - b.length + 1) }, () => 0n);
  let r = a;
  while (r.length >= b.length) {
    const top = r[r.length - 1] ?? 0n;
    const shift = r.length - b.length;
    for (const i of result.keys()) result[i] = (result[i] ?? 0n) * lead;
    result[shift] = (result[shift] ?? 0n) + top;
    r = trim(r.map((c, i) => c * lead - (i >= shift ? (b[i - shift] ?? 0n) * top : 0n)));
  }
  return primitive(trim(result));
}

export function gcdPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  let [x, y] = [primitive(a), primitive(b)];
  while (y.length > 0) [x, y] = [y, remainder(x, y)];
  return x;
}

/** The polynomial with the same roots, each once. */
export function squareFree(p: Polynomial): Polynomial {
  if (p.length <= 2) return primitive(p);
  const common = gcdPolynomials(p, derivativeOf(p));
  return common.length <= 1 ? primitive(p) : exactQuotient(p, common);
}

/** Whether the two have the same complex roots, multiplicity aside. */
export function sameRoots(a: Polynomial, b: Polynomial): boolean {
  const [x, y] = [squareFree(a), squareFree(b)];
  return x.length === y.length && gcdPolynomials(x, y).length === x.length;
}

/** Sturm's sequence of a square-free polynomial. */
function sturmSequence(p: Polynomial): Polynomial[] {
  const sequence = [p, derivativeOf(p)];
  for (;;) {
    const next = remainder(
      sequence[sequence.length - 2] as Polynomial,
      sequence[sequence.length - 1] as Polynomial,
    );
    if (next.length === 0) return sequence;
    sequence.push(next.map((c) => -c));
  }
}

/** The sign of p at n / 2^scale. */
function signAt(p: Polynomial, n: bigint, scale: bigint): number {
  let value = 0n;
  for (let i = p.length - 1; i >= 0; i--)
    value = value * n + ((p[i] ?? 0n) << (scale * BigInt(p.length - 1 - i)));
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}

function signChanges(sequence: readonly Polynomial[], n: bigint, scale: bigint): number {
  let changes = 0;
  let last = 0;
  for (const p of sequence) {
    const sign = signAt(p, n, scale);
    if (sign !== 0 && last !== 0 && sign !== last) changes++;
    if (sign !== 0) last = sign;
  }
  return changes;
}

/** 2^k with all real roots strictly inside (−2^k, 2^k) (Cauchy's bound). */
function rootBound(p: Polynomial): bigint {
  const lead = absolute(p[p.length - 1] ?? 1n);
  const largest = p.slice(0, -1).reduce((m, c) => (absolute(c) > m ? absolute(c) : m), 0n);
  return BigInt((largest / lead + 2n).toString(2).length);
}

/** The distinct real roots in ascending order, each correct to double precision (exact bisection on dyadic numbers). */
export function realRoots(p: Polynomial): number[] {
  const free = squareFree(p);
  if (free.length <= 1) return [];
  if (free.length === 2) return [quotientToNumber(-(free[0] ?? 0n), free[1] ?? 1n)];
  const sequence = sturmSequence(free);
  const bound = 1n << rootBound(free);
  const roots: number[] = [];
  const isolate = (low: bigint, high: bigint, scale: bigint, atLow: number, atHigh: number): void => {
    if (atLow === atHigh) return;
    if (atLow - atHigh === 1) {
      roots.push(refine(free, low, high, scale));
      return;
    }
    const middle = low + high;
    const at = signChanges(sequence, middle, scale + 1n);
    isolate(low * 2n, middle, scale + 1n, atLow, at);
    isolate(middle, high * 2n, scale + 1n, at, atHigh);
  };
  isolate(-bound, bound, 0n, signChanges(sequence, -bound, 0n), signChanges(sequence, bound, 0n));
  return roots;
}

/** Bisects the one root in (low, high] / 2^scale until 60 bits beyond its leading one are known. */
function refine(p: Polynomial, low: bigint, high: bigint, scale: bigint): number {
  const atHigh = signAt(p, high, scale);
  if (atHigh === 0) return quotientToNumber(high, 1n << scale);
  for (let i = 0; i < 400; i++) {
    if (high - low === 1n || absolute(high) >> 60n === 0n || absolute(low) >> 60n === 0n) {
      low *= 2n;
      high *= 2n;
      scale += 1n;
    }
    const middle = (low + high) / 2n;
    const sign = signAt(p, middle, scale);
    if (sign === 0) return quotientToNumber(middle, 1n << scale);
    if (sign === atHigh) high = middle;
    else low = middle;
    const size = absolute(low) > absolute(high) ? absolute(low) : absolute(high);
    if ((high - low) << 58n < size) break;
  }
  return quotientToNumber(low + high, 1n << (scale + 1n));
}

/** a / b as the nearest double or next to it, for integers of any size. */
export function quotientToNumber(a: bigint, b: bigint): number {
  const direct = Number(a) / Number(b);
  if (Number.isFinite(direct)) return direct;
  const shift = BigInt(Math.max(0, b.toString(2).length - 900));
  return Number(a >> shift) / Number(b >> shift);
}

/** A term as a quotient of polynomials in `variable`; null where it is not one (other symbols, roots, functions). */
export function toQuotient(term: Term, variable: string): Quotient | null {
  const result = convert(term, variable);
  if (result === null) return null;
  const bits = [...result.numerator, ...result.denominator].reduce(
    (m, c) => Math.max(m, c.toString(16).length * 4),
    0,
  );
  return bits > maxBits ||
    result.numerator.length > maxDegree + 1 ||
    result.denominator.length > maxDegree + 1
    ? null
    : result;
}

function convert(term: Term, variable: string): Quotient | null {
  switch (term.kind) {
    case 'number':
      return { numerator: trim([term.numerator]), denominator: [term.denominator], excluded: [1n] };
    case 'float':
      return dyadic(term.value);
    case 'symbol':
      return term.name === variable ? { numerator: [0n, 1n], denominator: [1n], excluded: [1n] } : null;
    case 'add':
      return fold(term.terms, variable, (a, b) => ({
        numerator: addPolynomials(
          multiplyPolynomials(a.numerator, b.denominator),
          multiplyPolynomials(b.numerator, a.denominator),
        ),
        denominator: multiplyPolynomials(a.denominator, b.denominator),
        excluded: multiplyPolynomials(a.excluded, b.excluded),
      }));
    case 'multiply':
      return fold(term.factors, variable, (a, b) => ({
        numerator: multiplyPolynomials(a.numerator, b.numerator),
        denominator: multiplyPolynomials(a.denominator, b.denominator),
        excluded: multiplyPolynomials(a.excluded, b.excluded),
      }));
    case 'power':
      return convertPower(term.base, term.exponent, variable);
    default:
      return null;
  }
}

/** A double as the exact fraction that it is. */
function dyadic(value: number): Quotient | null {
  let scale = 0;
  let whole = value;
  while (!Number.isInteger(whole) && scale < 80) [whole, scale] = [whole * 2, scale + 1];
  if (!Number.isInteger(whole)) return null;
  return { numerator: trim([BigInt(whole)]), denominator: [1n << BigInt(scale)], excluded: [1n] };
}

type Combine = (a: Quotient, b: Quotient) => Quotient;

function fold(parts: readonly Term[], variable: string, combine: Combine): Quotient | null {
  let result: Quotient | null = null;
  for (const part of parts) {
    const next = toQuotient(part, variable);
    if (next === null) return null;
    result = result === null ? next : combine(result, next);
    if (result.numerator.length + result.denominator.length > 2 * maxDegree) return null;
  }
  return result;
}

function convertPower(base: Term, exponent: Term, variable: string): Quotient | null {
  if (exponent.kind !== 'number' || exponent.denominator !== 1n) return null;
  const inner = toQuotient(base, variable);
  if (inner === null) return null;
  const times = Number(exponent.numerator < 0n ? -exponent.numerator : exponent.numerator);
  const size = Math.max(inner.numerator.length, inner.denominator.length, 2);
  if (times * size > 2 * maxDegree) return null;
  let numerator: Polynomial = [1n];
  let denominator: Polynomial = [1n];
  for (let i = 0; i < times; i++) {
    numerator = multiplyPolynomials(numerator, inner.numerator);
    denominator = multiplyPolynomials(denominator, inner.denominator);
  }
  if (exponent.numerator >= 0n) return { numerator, denominator, excluded: inner.excluded };
  if (numerator.length === 0) return null;
  return {
    numerator: denominator,
    denominator: numerator,
    excluded: multiplyPolynomials(inner.excluded, inner.numerator),
  };
}
