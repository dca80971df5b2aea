/**
 * Exact rational numbers over BigInt, always reduced, the sign in the numerator. It knows no text but plain
 * decimals and `p/q`, and no operation that leaves the rationals. Sizes are bounded: a result beyond `maxBits` throws
 * {@link SizeLimitError}, which callers turn into "unknown" or "malformed", so that a tower of powers cannot fill
 * the memory.
 */

/** A reduced fraction: `d` > 0 and gcd(n, d) = 1. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** A number would have grown beyond the bound that keeps every operation short. */
export class SizeLimitError extends Error {
  override readonly name = 'SizeLimitError';
  constructor(message = 'number too large') {
    super(message);
  }
}

/** No numerator or denominator may have more bits than this (about 9,800 decimal digits). */
export const maxBits = 32_768;
const sizeLimit = 1n << BigInt(maxBits);

export const zero: Rational = { n: 0n, d: 1n };
export const one: Rational = { n: 1n, d: 1n };

/** The greatest common divisor of |a| and |b|; gcd(0, 0) = 0. Lehmer's algorithm (Knuth, TAOCP 2, 4.5.2 L). */
export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  if (x < y) [x, y] = [y, x];
  while (y !== 0n) {
    if (x <= 0x1f_ffff_ffff_ffffn) return BigInt(smallGcd(Number(x), Number(y)));
    [x, y] = lehmerStep(x, y);
  }
  return x;
}

/** Bits of the leading parts that Lehmer's steps look at; sums with cofactors stay exact in a double. */
const leadingBits = 50;

/** Several Euclidean steps at once, as far as the leading bits of x ≥ y > 0 determine the quotients. */
function lehmerStep(x: bigint, y: bigint): [bigint, bigint] {
  const shift = BigInt(Math.max(0, bitLength(x) - leadingBits));
  let [high, low] = [Number(x >> shift), Number(y >> shift)];
  let [a, b, c, d] = [1, 0, 0, 1];
  while (low + c !== 0 && low + d !== 0) {
    const quotient = Math.floor((high + a) / (low + c));
    if (quotient !== Math.floor((high + b) / (low + d))) break;
    [a, c] = [c, a - quotient * c];
    [b, d] = [d, b - quotient * d];
    [high, low] = [low, high - quotient * low];
  }
  if (b === 0) return [y, x % y];
  return [BigInt(a) * x + BigInt(b) * y, BigInt(c) * x + BigInt(d) * y];
}

function smallGcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function bounded(value: bigint): bigint {
  if (value > sizeLimit || value < -sizeLimit) throw new SizeLimitError();
  return value;
}

/** The reduced fraction n/d. Throws RangeError where d = 0, SizeLimitError where it is too large. */
export function rational(n: bigint | number, d: bigint | number = 1n): Rational {
  const numerator = bounded(BigInt(n));
  const denominator = bounded(BigInt(d));
  if (denominator === 1n) return { n: numerator, d: 1n };
  if (denominator === 0n) throw new RangeError('rational: expected a non-zero denominator, got 0');
  const divisor = gcd(numerator, denominator);
  const sign = denominator < 0n ? -1n : 1n;
  return { n: (sign * numerator) / divisor, d: (sign * denominator) / divisor };
}

export function add(a: Rational, b: Rational): Rational {
  if (a.d === 1n && b.d === 1n) return { n: bounded(a.n + b.n), d: 1n };
  return rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, negate(b));
}

export function multiply(a: Rational, b: Rational): Rational {
  if (a.d === 1n && b.d === 1n) return { n: bounded(a.n * b.n), d: 1n };
  return rational(a.n * b.n, a.d * b.d);
}

/** a / b. Throws RangeError where b = 0. */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d, a.d * b.n);
}

export function negate(a: Rational): Rational {
  return { n: -a.n, d: a.d };
}

export function absolute(a: Rational): Rational {
  return a.n < 0n ? negate(a) : a;
}

/** a to an integer power. Throws RangeError for 0 to a negative power, SizeLimitError where too large. */
export function power(a: Rational, exponent: bigint): Rational {
  if (exponent < 0n) return power(divide(one, a), -exponent);
  if (exponent === 0n) return one;
  if (a.d === 1n && (a.n === 0n || a.n === 1n)) return a;
  if (a.d === 1n && a.n === -1n) return exponent % 2n === 0n ? one : a;
  const bits = BigInt(Math.max(bitLength(a.n), bitLength(a.d)) - 1) * exponent;
  if (bits > BigInt(maxBits)) throw new SizeLimitError('power too large');
  return { n: bounded(a.n ** exponent), d: bounded(a.d ** exponent) };
}

/** The number of bits of |a|; 0 for 0. */
export function bitLength(a: bigint): number {
  const magnitude = a < 0n ? -a : a;
  if (magnitude === 0n) return 0;
  const hex = magnitude.toString(16);
  return hex.length * 4 - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28);
}

/** Negative, zero or positive as a <, = or > b. */
export function compare(a: Rational, b: Rational): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function equals(a: Rational, b: Rational): boolean {
  return a.n === b.n && a.d === b.d;
}

export function isInteger(a: Rational): boolean {
  return a.d === 1n;
}

export function isZero(a: Rational): boolean {
  return a.n === 0n;
}

export function sign(a: Rational): -1 | 0 | 1 {
  return a.n < 0n ? -1 : a.n > 0n ? 1 : 0;
}

/** The largest integer ≤ a. */
export function floor(a: Rational): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient;
}

/** The nearest double, right also where numerator and denominator overflow a double. */
export function toNumber(a: Rational): number {
  const direct = Number(a.n) / Number(a.d);
  if (Number.isFinite(direct) && (direct !== 0 || a.n === 0n)) return direct;
  const shift = bitLength(a.n) - bitLength(a.d) - 64;
  const scaled = shift >= 0 ? a.n / (a.d << BigInt(shift)) : (a.n << BigInt(-shift)) / a.d;
  return Number(scaled) * 2 ** shift;
}

/** ⌊√a⌋ for a ≥ 0 (Newton). Throws RangeError for a < 0. */
export function integerSquareRoot(a: bigint): bigint {
  if (a < 0n) throw new RangeError(`integerSquareRoot: expected a number >= 0, got ${a}`);
  return integerRoot(a, 2);
}

/** ⌊a^(1/k)⌋ for a ≥ 0, k ≥ 1: Newton from above, begun at the root of the leading half of the digits. */
export function integerRoot(a: bigint, k: number): bigint {
  if (k === 1 || a < 2n) return a;
  const degree = BigInt(k);
  const bits = bitLength(a);
  const dropped = Math.floor(bits / (2 * k));
  let x =
    bits < 256 || dropped < 8
      ? 1n << BigInt(Math.ceil(bits / k))
      : (integerRoot(a >> BigInt(dropped * k), k) + 1n) << BigInt(dropped);
  for (;;) {
    const next = ((degree - 1n) * x + a / x ** (degree - 1n)) / degree;
    if (next >= x) return x;
    x = next;
  }
}

/** The exact k-th root (k ≥ 1) within the rationals, negative for odd k of a negative number, or null. */
export function exactRoot(a: Rational, k: number): Rational | null {
  if (a.n < 0n) {
    if (k % 2 === 0) return null;
    const root = exactRoot(negate(a), k);
    return root === null ? null : negate(root);
  }
  const n = integerRoot(a.n, k);
  const d = integerRoot(a.d, k);
  return n ** BigInt(k) === a.n && d ** BigInt(k) === a.d ? { n, d } : null;
}

/** Reads `12`, `-0.5`, `.5`, `3.`, or null: digits, at most one point, an optional sign. */
export function parseDecimal(text: string): Rational | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null) return null;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole.length + fraction.length === 0) return null;
  if (whole.length + fraction.length > 9_000) throw new SizeLimitError('too many digits');
  const magnitude = rational(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
  return match[1] === '-' ? negate(magnitude) : magnitude;
}

/** The number of decimal places of a terminating decimal, or null where the expansion never ends. */
export function decimalPlaces(a: Rational): number | null {
  let rest = a.d;
  let twos = 0;
  let fives = 0;
  while (rest % 2n === 0n) {
    rest /= 2n;
    twos++;
  }
  while (rest % 5n === 0n) {
    rest /= 5n;
    fives++;
  }
  return rest === 1n ? Math.max(twos, fives) : null;
}

/** `p` or `p/q`. */
export function toFractionText(a: Rational): string {
  return a.d === 1n ? a.n.toString() : `${a.n}/${a.d}`;
}

/** An integer, a terminating decimal of at most `maxPlaces` places, or else `p/q`. */
export function toDecimalText(a: Rational, maxPlaces: number): string {
  if (a.d === 1n) return a.n.toString();
  const places = decimalPlaces(a);
  if (places === null || places > maxPlaces) return toFractionText(a);
  const scaled = (a.n * 10n ** BigInt(places)) / a.d;
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
