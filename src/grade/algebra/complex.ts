/**
 * Complex doubles that carry a bound on their absolute error, so that two samples are called different only where
 * the difference exceeds what rounding can explain. The bounds are first-order (a factor of a few above the true
 * error), not outward-rounded proofs: proofs are the intervals' affair.
 */

export interface Approximation {
  readonly re: number;
  readonly im: number;
  /** Bound on |computed − true|. */
  readonly error: number;
}

const epsilon = 2 ** -51;
const hypot = Math.hypot;

export const modulus = (a: Approximation): number => hypot(a.re, a.im);

function make(re: number, im: number, error: number): Approximation {
  return { re, im, error: error + epsilon * hypot(re, im) };
}

export const real = (value: number): Approximation => make(value, 0, 0);
export const complex = (re: number, im: number): Approximation => make(re, im, 0);

export function add(a: Approximation, b: Approximation): Approximation {
  return make(a.re + b.re, a.im + b.im, a.error + b.error);
}

export function negate(a: Approximation): Approximation {
  return { re: -a.re, im: -a.im, error: a.error };
}

export function multiply(a: Approximation, b: Approximation): Approximation {
  const error = modulus(a) * b.error + modulus(b) * a.error + a.error * b.error;
  return make(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re, error);
}

/** a / b, or null where b may be zero. */
export function divide(a: Approximation, b: Approximation): Approximation | null {
  const size = modulus(b);
  if (size <= 4 * b.error || size === 0) return null;
  const scale = 1 / (size * size);
  const re = (a.re * b.re + a.im * b.im) * scale;
  const im = (a.im * b.re - a.re * b.im) * scale;
  return make(re, im, (a.error + hypot(re, im) * b.error) / (size - b.error));
}

export function exponential(a: Approximation): Approximation | null {
  if (a.re > 300) return null;
  const size = Math.exp(a.re);
  return make(
    size * Math.cos(a.im),
    size * Math.sin(a.im),
    size * a.error * 1.5 + size * Math.abs(a.im) * epsilon,
  );
}

/** The principal logarithm, or null at zero. */
export function logarithm(a: Approximation): Approximation | null {
  const size = modulus(a);
  if (size <= 4 * a.error || size === 0) return null;
  return make(
    Math.log(size),
    onAxis(a) ? (a.re < 0 ? Math.PI : 0) : Math.atan2(a.im, a.re),
    a.error / (size - a.error) + epsilon,
  );
}

/** Whether the imaginary part is nothing but rounding. */
function onAxis(a: Approximation): boolean {
  return Math.abs(a.im) <= a.error;
}

export function isReal(a: Approximation): boolean {
  return Math.abs(a.im) <= 8 * a.error + 1e-13 * modulus(a);
}

export function sine(a: Approximation): Approximation | null {
  if (Math.abs(a.im) > 300 || Math.abs(a.re) > 1e9) return null;
  const growth = Math.cosh(a.im);
  return make(
    Math.sin(a.re) * growth,
    Math.cos(a.re) * Math.sinh(a.im),
    growth * (a.error * 1.5 + Math.abs(a.re) * epsilon),
  );
}

export function cosine(a: Approximation): Approximation | null {
  if (Math.abs(a.im) > 300 || Math.abs(a.re) > 1e9) return null;
  const growth = Math.cosh(a.im);
  return make(
    Math.cos(a.re) * growth,
    -Math.sin(a.re) * Math.sinh(a.im),
    growth * (a.error * 1.5 + Math.abs(a.re) * epsilon),
  );
}

export function squareRoot(a: Approximation): Approximation {
  const size = modulus(a);
  if (size === 0) return { re: 0, im: 0, error: Math.sqrt(a.error) };
  const snapped = onAxis(a) ? (a.re < 0 ? Math.PI : 0) : Math.atan2(a.im, a.re);
  const root = Math.sqrt(size);
  return make(
    root * Math.cos(snapped / 2),
    root * Math.sin(snapped / 2),
    Math.min(Math.sqrt(a.error), a.error / root),
  );
}

/** a^b on the principal branch; whole powers by multiplication, real odd roots of real numbers real. */
export function power(a: Approximation, b: Approximation): Approximation | null {
  if (b.im === 0 && Number.isInteger(b.re) && Math.abs(b.re) <= 1024 && b.error < 1e-9) {
    if (b.re < 0) {
      const inverse = power(a, { ...b, re: -b.re });
      return inverse === null ? null : divide(real(1), inverse);
    }
    let result = real(1);
    let square = a;
    for (let rest = b.re; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = multiply(result, square);
      if (rest > 1) square = multiply(square, square);
    }
    return Number.isFinite(result.re) && Number.isFinite(result.im) ? result : null;
  }
  if (modulus(a) <= 4 * a.error) return b.re > 0 && modulus(a) === 0 ? real(0) : null;
  const log = logarithm(a);
  return log === null ? null : exponential(multiply(b, log));
}

/** The real n-th root where a is real and n odd, else the principal root. */
export function root(a: Approximation, index: number): Approximation | null {
  if (index === 2) return squareRoot(a);
  if (onAxis(a) && a.re < 0 && index % 2 === 1) {
    const positive = root(negate(a), index);
    return positive === null ? null : negate(positive);
  }
  return power(a, real(1 / index));
}
