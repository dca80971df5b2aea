/**
 * Named functions on fractions in normal form, as one table: exact where algebra is exact, else an opaque generator
 * whose name holds the function and its arguments' normal forms.
 */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import * as f from './fraction.ts';
import type { Fraction } from './fraction.ts';
import * as g from './generators.ts';
import * as p from './polynomial.ts';
import { conjugatePolynomial, realDenominator, splitImaginary } from './imaginary.ts';
import { logarithm, magnitude } from './logarithms.ts';
import { cosine, exactSine, exponential, rationalRaise, sine } from './powers.ts';
import { natureOf, of, type Ring } from './ring.ts';

type Rule = (args: readonly Fraction[], ring: Ring) => Fraction | null;

const half: Rational = { n: 1n, d: 2n };
const n = (value: number): Fraction => f.fromRational(q.rational(value));
const pi = (ring: Ring, share: Rational = q.one): Fraction =>
  f.multiply(f.fromRational(share), of(g.piGenerator, ring), ring.budget);
const over = (a: Fraction, b: Fraction, ring: Ring): Fraction => f.divide(a, b, ring.budget);
const plus = (a: Fraction, b: Fraction, ring: Ring): Fraction => f.add(a, b, ring.budget);
const minus = (a: Fraction, b: Fraction, ring: Ring): Fraction => f.add(a, f.negate(b), ring.budget);
const root = (a: Fraction, ring: Ring): Fraction => rationalRaise(a, half, ring);

/** Functions of one argument. */
const unary =
  (rule: (u: Fraction, ring: Ring) => Fraction | null): Rule =>
  (args, ring) =>
    args.length === 1 ? rule(args[0]!, ring) : null;

const angles: readonly Rational[] = (
  [
    [0, 1],
    [1, 12],
    [1, 10],
    [1, 8],
    [1, 6],
    [1, 5],
    [1, 4],
    [3, 10],
    [1, 3],
    [3, 8],
    [2, 5],
    [5, 12],
    [1, 2],
  ] as const
).map(([a, b]) => q.rational(a, b));

function isNegative(u: Fraction): boolean {
  return p.leadingCoefficient(u.numerator).n < 0n;
}

function same(a: Fraction, b: Fraction, ring: Ring): boolean {
  return p.isZero(f.differenceNumerator(a, b, ring.budget));
}

/** arcsin at the sines of the special angles; odd. */
function arcsine(u: Fraction, ring: Ring): Fraction {
  if (isNegative(u)) return f.negate(arcsine(f.negate(u), ring));
  if (natureOf(u) === 'constant') {
    for (const angle of angles) {
      const value = exactSine(angle, ring);
      if (value !== null && (same(u, value, ring) || same(u, f.negate(value), ring)))
        return same(u, value, ring) ? pi(ring, angle) : pi(ring, q.negate(angle));
    }
  }
  return of(g.opaque(`arcsin{${f.keyOf(u)}}`, natureOf(u)), ring);
}

function arctangent(u: Fraction, ring: Ring): Fraction {
  if (isNegative(u)) return f.negate(arctangent(f.negate(u), ring));
  if (natureOf(u) === 'constant') {
    for (const angle of angles) {
      const s = exactSine(angle, ring)!;
      const c = exactSine(q.subtract(half, angle), ring)!;
      if (p.isZero(c.numerator)) continue;
      const value = over(s, c, ring);
      if (same(u, value, ring)) return pi(ring, angle);
      if (same(u, f.negate(value), ring)) return pi(ring, q.negate(angle));
    }
  }
  return of(g.opaque(`arctan{${f.keyOf(u)}}`, natureOf(u)), ring);
}

function hyperbolic(u: Fraction, ring: Ring): { sinh: Fraction; cosh: Fraction } {
  const up = exponential(u, ring);
  const down = exponential(f.negate(u), ring);
  return { sinh: over(minus(up, down, ring), n(2), ring), cosh: over(plus(up, down, ring), n(2), ring) };
}

function integers(args: readonly Fraction[]): bigint[] | null {
  const values = args.map(f.rationalValue);
  return values.every((value) => value?.d === 1n) ? values.map((value) => value!.n) : null;
}

function rationals(args: readonly Fraction[]): Rational[] | null {
  const values = args.map(f.rationalValue);
  return values.every((value) => value !== null) ? values : null;
}

function factorial(count: bigint, step = 1n): Fraction | null {
  if (count < 0n || count > 1_000n) return null;
  let product = 1n;
  for (let k = count; k > 1n; k -= step) product *= k;
  return f.fromRational(q.rational(product));
}

/** n(n−1)…(n−k+1)/k! for a whole k up to 40, n any expression. */
function binomial(args: readonly Fraction[], ring: Ring): Fraction | null {
  const [top, bottom] = args;
  const k = bottom === undefined ? null : f.rationalValue(bottom);
  const whole = top === undefined ? null : f.rationalValue(top);
  if (top === undefined || k?.d !== 1n) return null;
  if (whole?.d === 1n && whole.n >= 0n && k.n > whole.n) return f.zeroFraction;
  const count = whole?.d === 1n && whole.n - k.n < k.n && whole.n - k.n >= 0n ? whole.n - k.n : k.n;
  if (count < 0n || count > (whole === null ? 40n : 2_000n)) return null;
  let product = f.oneFraction;
  for (let j = 0n; j < count; j++)
    product = f.multiply(
      product,
      over(minus(top, f.fromRational(q.rational(j)), ring), f.fromRational(q.rational(j + 1n)), ring),
      ring.budget,
    );
  return product;
}

function log(args: readonly Fraction[], ring: Ring): Fraction | null {
  const [u, base] = args;
  if (u === undefined) return null;
  if (base === undefined && ring.assumptions.logBase === 'e') return logarithm(u, ring);
  return over(logarithm(u, ring), logarithm(base ?? n(10), ring), ring);
}

const rules: Readonly<Record<string, Rule>> = {
  sin: unary(sine),
  cos: unary(cosine),
  tan: unary((u, ring) => over(sine(u, ring), cosine(u, ring), ring)),
  cot: unary((u, ring) => over(cosine(u, ring), sine(u, ring), ring)),
  sec: unary((u, ring) => over(n(1), cosine(u, ring), ring)),
  csc: unary((u, ring) => over(n(1), sine(u, ring), ring)),
  arcsin: unary(arcsine),
  arccos: unary((u, ring) => minus(pi(ring, half), arcsine(u, ring), ring)),
  arctan: unary(arctangent),
  arccot: unary((u, ring) => minus(pi(ring, half), arctangent(u, ring), ring)),
  arcsec: unary((u, ring) => minus(pi(ring, half), arcsine(over(n(1), u, ring), ring), ring)),
  arccsc: unary((u, ring) => arcsine(over(n(1), u, ring), ring)),
  sinh: unary((u, ring) => hyperbolic(u, ring).sinh),
  cosh: unary((u, ring) => hyperbolic(u, ring).cosh),
  tanh: unary((u, ring) => over(hyperbolic(u, ring).sinh, hyperbolic(u, ring).cosh, ring)),
  coth: unary((u, ring) => over(hyperbolic(u, ring).cosh, hyperbolic(u, ring).sinh, ring)),
  sech: unary((u, ring) => over(n(1), hyperbolic(u, ring).cosh, ring)),
  csch: unary((u, ring) => over(n(1), hyperbolic(u, ring).sinh, ring)),
  arcsinh: unary((u, ring) =>
    logarithm(plus(u, root(plus(f.multiply(u, u, ring.budget), n(1), ring), ring), ring), ring),
  ),
  arccosh: unary((u, ring) =>
    logarithm(plus(u, root(minus(f.multiply(u, u, ring.budget), n(1), ring), ring), ring), ring),
  ),
  arctanh: unary((u, ring) =>
    over(logarithm(over(plus(n(1), u, ring), minus(n(1), u, ring), ring), ring), n(2), ring),
  ),
  ln: unary(logarithm),
  log,
  cis: unary((u, ring) =>
    plus(cosine(u, ring), f.multiply(of(g.imaginaryUnit, ring), sine(u, ring), ring.budget), ring),
  ),
  abs: unary(magnitude),
  norm: unary(magnitude),
  conjugate: unary((u, ring) =>
    f.fraction(conjugatePolynomial(u.numerator), conjugatePolynomial(u.denominator), ring.budget),
  ),
  re: unary((u, ring) => splitImaginary(realDenominator(u, ring), ring).real),
  im: unary((u, ring) => splitImaginary(realDenominator(u, ring), ring).imaginary),
  factorial: unary((u) => {
    const [value] = integers([u]) ?? [];
    return value === undefined ? null : factorial(value);
  }),
  doubleFactorial: unary((u) => {
    const [value] = integers([u]) ?? [];
    return value === undefined ? null : factorial(value, 2n);
  }),
  binomial,
  permutations: (args, ring) => {
    const [top, bottom] = args;
    const ways = binomial(args, ring);
    const orders =
      bottom === undefined || top === undefined ? null : factorial(integers([bottom])?.[0] ?? -1n);
    return ways === null || orders === null ? null : f.multiply(ways, orders, ring.budget);
  },
  floor: unary((u) => {
    const value = f.rationalValue(u);
    return value === null ? null : f.fromRational(q.rational(q.floor(value)));
  }),
  ceil: unary((u) => {
    const value = f.rationalValue(u);
    return value === null ? null : f.fromRational(q.rational(-q.floor(q.negate(value))));
  }),
  sign: unary((u) => {
    const value = f.rationalValue(u);
    return value === null ? null : n(q.sign(value));
  }),
  gcd: (args, ring) => foldIntegers(args, ring, q.gcd),
  lcm: (args, ring) =>
    integers(args)?.includes(0n) === true ? null : foldIntegers(args, ring, (a, b) => (a / q.gcd(a, b)) * b),
  max: (args) => extreme(args, 1),
  min: (args) => extreme(args, -1),
  mod: (args) => {
    const [a, b] = rationals(args) ?? [];
    if (a === undefined || b === undefined || b.n === 0n) return null;
    return f.fromRational(q.subtract(a, q.multiply(b, q.rational(q.floor(q.divide(a, b))))));
  },
};

function foldIntegers(
  args: readonly Fraction[],
  ring: Ring,
  step: (a: bigint, b: bigint) => bigint,
): Fraction | null {
  const values = integers(args);
  if (values === null || values.length === 0) return null;
  const total = values.reduce((a, b) => {
    ring.budget.check();
    return q.rational(step(a, b)).n;
  });
  return f.fromRational(q.absolute(q.rational(total)));
}

function extreme(args: readonly Fraction[], direction: 1 | -1): Fraction | null {
  const values = rationals(args);
  if (values === null || values.length === 0) return null;
  return f.fromRational(values.reduce((a, b) => (q.compare(a, b) * direction >= 0 ? a : b)));
}

/** Functions whose value does not depend on the order of their arguments. */
const symmetric = new Set(['gcd', 'lcm', 'max', 'min']);

/** A function's value in normal form; unknown functions become generators of their own. */
export function applyFunction(name: string, args: readonly Fraction[], ring: Ring): Fraction {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  const value = rule?.(args, ring) ?? null;
  if (value !== null) return value;
  const keys = args.map(f.keyOf);
  if (symmetric.has(name)) keys.sort();
  const constant = rule !== undefined && args.every((arg) => natureOf(arg) === 'constant');
  return of(g.opaque(`${name}(${keys.join(',')})`, constant ? 'constant' : 'function'), ring);
}
