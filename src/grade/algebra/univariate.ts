/**
 * Polynomials in one variable over the rationals, lowest power first: their distinct real roots counted exactly
 * (Sturm), and written as trees where they are rational, or roots of what is quadratic or a pure power once the
 * rational ones are divided out. It knows nothing of inequalities.
 */
import * as q from '../../exact/rational.ts';
import type { Rational } from '../../exact/rational.ts';
import type { Node } from '../parse/tree.ts';
import type { Budget } from './budget.ts';
import type { Fraction } from './fraction.ts';
import * as p from './polynomial.ts';

/** Coefficients, lowest power first, the last one not zero; [] is the zero polynomial. */
export type Univariate = readonly Rational[];

const maxDegree = 24;
const nowhere = { start: 0, end: 0 } as const;

function trim(a: readonly Rational[]): Univariate {
  let length = a.length;
  while (length > 0 && a[length - 1]!.n === 0n) length--;
  return a.slice(0, length);
}

/** The coefficients of a polynomial in one variable, or null where it has other generators or high powers. */
export function univariateOf(polynomial: p.Polynomial, variable: string): Univariate | null {
  const coefficients: Rational[] = [];
  for (const { coefficient, factors } of polynomial.values()) {
    const [factor, other] = factors;
    if (other !== undefined) return null;
    if (factor !== undefined && (factor.generator.key !== `v:${variable}` || factor.exponent.d !== 1n))
      return null;
    const power = factor === undefined ? 0 : Number(factor.exponent.n);
    if (power > maxDegree) return null;
    while (coefficients.length <= power) coefficients.push(q.zero);
    coefficients[power] = coefficient;
  }
  return trim(coefficients);
}

/** Numerator times denominator: it has the quotient's sign, and its roots are the quotient's roots and poles. */
export function signPolynomial(quotient: Fraction, variable: string, budget: Budget): Univariate | null {
  return univariateOf(p.multiply(quotient.numerator, quotient.denominator, budget), variable);
}

export function evaluateUnivariate(a: Univariate, x: Rational): Rational {
  let value = q.zero;
  for (let power = a.length - 1; power >= 0; power--) value = q.add(q.multiply(value, x), a[power]!);
  return value;
}

function derivative(a: Univariate): Univariate {
  return trim(a.slice(1).map((coefficient, power) => q.multiply(coefficient, q.rational(power + 1))));
}

function divide(a: Univariate, b: Univariate): { quotient: Univariate; rest: Univariate } {
  const rest = [...a];
  const quotient: Rational[] = [];
  const lead = b[b.length - 1]!;
  for (let shift = a.length - b.length; shift >= 0; shift--) {
    const factor = q.divide(rest[shift + b.length - 1]!, lead);
    quotient[shift] = factor;
    for (const [power, coefficient] of b.entries())
      rest[shift + power] = q.subtract(rest[shift + power]!, q.multiply(factor, coefficient));
  }
  return { quotient: trim(quotient), rest: trim(rest) };
}

/** The polynomial with every root once. */
export function squareFree(a: Univariate, budget: Budget): Univariate {
  let [x, y] = [a, derivative(a)];
  while (y.length > 0) {
    budget.tick();
    [x, y] = [y, divide(x, y).rest];
  }
  return x.length <= 1 ? a : divide(a, x).quotient;
}

/** Sturm's chain of a square-free polynomial. */
function sturmChain(a: Univariate, budget: Budget): Univariate[] {
  const chain = [a, derivative(a)];
  for (;;) {
    budget.tick();
    const [before, last] = chain.slice(-2) as [Univariate, Univariate];
    if (last.length <= 1) return chain.filter((part) => part.length > 0);
    chain.push(divide(before, last).rest.map(q.negate));
  }
}

function variations(chain: readonly Univariate[], signAt: (a: Univariate) => number): number {
  let changes = 0;
  let before = 0;
  for (const part of chain) {
    const sign = signAt(part);
    if (sign !== 0 && before !== 0 && sign !== before) changes++;
    if (sign !== 0) before = sign;
  }
  return changes;
}

/** How many distinct real roots a polynomial has. */
export function countRealRoots(a: Univariate, budget: Budget): number {
  if (a.length <= 1) return 0;
  const chain = sturmChain(squareFree(a, budget), budget);
  const atInfinity = (direction: 1 | -1) => (part: Univariate) =>
    q.sign(part[part.length - 1]!) * (direction < 0 && part.length % 2 === 0 ? -1 : 1);
  return variations(chain, atInfinity(-1)) - variations(chain, atInfinity(1));
}

/** Isolating intervals of the roots of a square-free polynomial, narrowed to about 2^-60 of their size, ascending. */
function isolate(a: Univariate, budget: Budget): [Rational, Rational][] {
  const chain = sturmChain(a, budget);
  const at = (x: Rational): number => variations(chain, (part) => q.sign(evaluateUnivariate(part, x)));
  const lead = q.absolute(a[a.length - 1]!);
  let bound = q.one;
  for (const coefficient of a) bound = q.add(bound, q.divide(q.absolute(coefficient), lead));
  const found: [Rational, Rational][] = [];
  const search = (lo: Rational, hi: Rational, below: number, above: number): void => {
    budget.check();
    if (below === above) return;
    const size = q.add(q.absolute(lo), q.absolute(hi));
    const narrow = q.compare(q.multiply(q.subtract(hi, lo), q.rational(1n << 60n)), q.add(size, q.one)) < 0;
    if (narrow) {
      found.push([lo, hi]);
      return;
    }
    const middle = q.divide(q.add(lo, hi), q.rational(2));
    const count = at(middle);
    search(lo, middle, below, count);
    search(middle, hi, count, above);
  };
  search(q.negate(bound), bound, at(q.negate(bound)), at(bound));
  return found;
}

/** The fraction with the smallest denominator in [lo, hi] (Stern and Brocot). */
function simplestBetween(lo: Rational, hi: Rational, depth = 0): Rational {
  const whole = q.floor(lo);
  if (whole === lo.n && lo.d === 1n) return lo;
  if (q.compare(q.rational(whole + 1n), hi) <= 0 || depth > 60) return q.rational(whole + 1n);
  const shift = q.rational(whole);
  const inner = simplestBetween(
    q.divide(q.one, q.subtract(hi, shift)),
    q.divide(q.one, q.subtract(lo, shift)),
    depth + 1,
  );
  return q.add(shift, q.divide(q.one, inner));
}

const number = (value: Rational): Node => {
  const magnitude: Node = { kind: 'number', value: q.absolute(value), places: 0, ...nowhere };
  return value.n < 0n ? { kind: 'negate', arg: magnitude, ...nowhere } : magnitude;
};

export interface RealRoot {
  readonly node: Node;
  readonly value: number;
}

/** The distinct real roots, ascending, as exact trees; null where some have no such form. */
export function realRoots(a: Univariate, budget: Budget): RealRoot[] | null {
  if (a.length <= 1) return [];
  let rest = squareFree(a, budget);
  const roots: RealRoot[] = [];
  for (const [lo, hi] of isolate(rest, budget)) {
    const candidate = simplestBetween(lo, hi);
    if (evaluateUnivariate(rest, candidate).n !== 0n) continue;
    roots.push({ node: number(candidate), value: q.toNumber(candidate) });
    rest = divide(rest, [q.negate(candidate), q.one]).quotient;
  }
  const left = countRealRoots(rest, budget);
  const others = left === 0 ? [] : rest.length === 3 ? quadraticRoots(rest) : pureRoots(rest);
  if (others.length !== left) return null;
  return [...roots, ...others].sort((x, y) => x.value - y.value);
}

/** (−b ± √(b² − 4ac)) / 2a. */
function quadraticRoots([c, b, a]: Univariate): RealRoot[] {
  const discriminant = q.subtract(q.multiply(b!, b!), q.multiply(q.rational(4), q.multiply(a!, c!)));
  const root: Node = { kind: 'root', radicand: number(discriminant), index: null, ...nowhere };
  const size = Math.sqrt(q.toNumber(discriminant));
  return ([1, -1] as const).map((sign) => ({
    node: {
      kind: 'divide',
      numerator: {
        kind: 'add',
        args: [number(q.negate(b!)), sign > 0 ? root : { kind: 'negate', arg: root, ...nowhere }],
        ...nowhere,
      },
      denominator: number(q.multiply(q.rational(2), a!)),
      ...nowhere,
    },
    value: (-q.toNumber(b!) + sign * size) / (2 * q.toNumber(a!)),
  }));
}

/** The real roots of a·xⁿ + c. */
function pureRoots(a: Univariate): RealRoot[] {
  const degree = a.length - 1;
  if (a.slice(1, degree).some((coefficient) => coefficient.n !== 0n)) return [];
  const power = q.divide(q.negate(a[0]!), a[degree]!);
  const index = number(q.rational(degree));
  const root: Node = { kind: 'root', radicand: number(q.absolute(power)), index, ...nowhere };
  const value = q.toNumber(q.absolute(power)) ** (1 / degree);
  const up: RealRoot = { node: root, value };
  const down: RealRoot = { node: { kind: 'negate', arg: root, ...nowhere }, value: -value };
  if (degree % 2 === 1) return [power.n < 0n ? down : up];
  return power.n < 0n ? [] : [down, up];
}
