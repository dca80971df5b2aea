/**
 * Whether two expressions have the same value wherever both have one. Polynomial and rational identities are decided
 * modulo a large prime at random points (Schwartz–Zippel: the chance of a false "same" is below 10⁻¹⁵); everything
 * else by sampling the reals in several ranges, and the complex plane where i occurs. A difference comes with a point.
 * Where one side is defined on more of the line than the other, that is reported and not counted as a difference.
 */
import { Random } from '../../base/random.ts';
import { decideEqual } from '../algebra/decide.ts';
import { compileComplex, sameValue } from './complex.ts';
import { type Deadline } from './deadline.ts';
import { compileReal, isRealTerm } from './real.ts';
import { children, freeSymbols, someTerm, type Term } from './term.ts';
import { toNode } from './to-node.ts';
import { type Point } from './truth.ts';

export type Identity =
  | {
      readonly kind: 'same';
      readonly tier: 'exact' | 'sampled';
      readonly domain: 'same' | 'wider' | 'narrower' | 'other';
    }
  | { readonly kind: 'different'; readonly point: Point; readonly left: number; readonly right: number }
  | { readonly kind: 'unknown'; readonly reason: string };

const prime = (1n << 61n) - 1n;
const samples = 48;

/** Compares `left` and `right` as functions of their symbols. `domain` tells of the right against the left. */
export function compareTerms(left: Term, right: Term, deadline: Deadline): Identity {
  const names = [...freeSymbols(right, freeSymbols(left))];
  const random = new Random(0x1de);
  const modular = sameModulo(left, right, names, random);
  const exact = names.length === 0 && modular === null ? compareExactly(left, right, deadline) : null;
  if (exact === 'equal') return { kind: 'same', tier: 'exact', domain: 'same' };
  if (!isRealTerm(left) || !isRealTerm(right))
    return compareComplex(left, right, names, { random, deadline, modular });
  return compareSampled(left, right, names, { random, deadline, modular });
}

/** Whether two terms that differ somewhere agree wherever all their symbols are positive. */
export function agreeForPositives(left: Term, right: Term, deadline: Deadline): boolean {
  const names = [...freeSymbols(right, freeSymbols(left))];
  if (names.length === 0 || !isRealTerm(left) || !isRealTerm(right)) return false;
  const places = new Map(names.map((name, i) => [name, i]));
  const [a, b] = [compileReal(left, places), compileReal(right, places)];
  const random = new Random(0x9051);
  let both = 0;
  for (let i = 0; i < 12; i++) {
    deadline.check();
    const values = Float64Array.from(names, () => 0.2 + 5 * random.next());
    const [x, y] = [a.value(values), b.value(values)];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (Math.abs(x - y) > 1e-9 * (a.magnitude(values) + b.magnitude(values))) return false;
    both++;
  }
  return both > 5;
}

interface CompareContext {
  readonly random: Random;
  readonly deadline: Deadline;
  readonly modular: boolean | null;
}

function compareSampled(
  left: Term,
  right: Term,
  names: readonly string[],
  context: CompareContext,
): Identity {
  const places = new Map(names.map((name, i) => [name, i]));
  const [a, b] = [compileReal(left, places), compileReal(right, places)];
  const whole = wholeNames([left, right]);
  const values = new Float64Array(names.length);
  let both = 0;
  let onlyLeft = 0;
  let onlyRight = 0;
  const count = names.length === 0 ? 1 : samples;
  for (let i = 0; i < count; i++) {
    context.deadline.check();
    for (const [j, name] of names.entries())
      values[j] = whole.has(name) ? context.random.integer(1, 12) : drawReal(context.random, i);
    const [x, y] = [a.value(values), b.value(values)];
    if (Number.isFinite(x) && Number.isFinite(y)) {
      both++;
      const scale = a.magnitude(values) + b.magnitude(values);
      if (context.modular !== true && Math.abs(x - y) > 1e-9 * scale && x !== y) {
        const point = new Map(names.map((name, j) => [name, values[j] ?? NaN]));
        return Math.abs(x - y) > 1e-7 * scale ? { kind: 'different', point, left: x, right: y } : tooClose();
      }
    } else if (Number.isFinite(x)) onlyLeft++;
    else if (Number.isFinite(y)) onlyRight++;
  }
  if (context.modular === false && both > 0) return tooClose();
  if (both === 0 && context.modular !== true)
    return { kind: 'unknown', reason: 'no point found where both sides are defined' };
  if (both < 6 && names.length > 0 && context.modular !== true)
    return { kind: 'unknown', reason: 'too few points where both sides are defined' };
  const domain =
    onlyLeft > 0 && onlyRight > 0 ? 'other' : onlyLeft > 0 ? 'narrower' : onlyRight > 0 ? 'wider' : 'same';
  return { kind: 'same', tier: context.modular === true ? 'exact' : 'sampled', domain };
}

function tooClose(): Identity {
  return { kind: 'unknown', reason: 'the two sides are too close to tell apart by sampling' };
}

/** Points of several kinds in turn: near 0, in the unit interval, larger, of either sign. */
function drawReal(random: Random, i: number): number {
  const u = random.next();
  switch (i % 6) {
    case 0:
      return 0.1 + 0.8 * u;
    case 1:
      return -(0.1 + 0.8 * u);
    case 2:
      return 1.1 + 3 * u;
    case 3:
      return -(1.1 + 3 * u);
    case 4:
      return 2 + 9 * u;
    default:
      return (u - 0.5) * 12;
  }
}

function compareComplex(
  left: Term,
  right: Term,
  names: readonly string[],
  { random, deadline }: CompareContext,
): Identity {
  const [a, b] = [compileComplex(left, deadline), compileComplex(right, deadline)];
  if (a === null || b === null) return { kind: 'unknown', reason: 'holds something that has no value here' };
  let both = 0;
  for (let i = 0; i < (names.length === 0 ? 1 : samples); i++) {
    deadline.check();
    const point = new Map(
      names.map((name) => [
        name,
        { re: drawReal(random, i), im: complexNames.has(name) ? drawReal(random, i + 1) : 0 },
      ]),
    );
    const [x, y] = [a(point), b(point)];
    if (x === null || y === null) continue;
    both++;
    const same = sameValue(x, y);
    if (same === null) return tooClose();
    if (!same) {
      const reals = new Map([...point].map(([name, value]) => [name, value.re]));
      return { kind: 'different', point: reals, left: x.re, right: y.re };
    }
  }
  if (both < (names.length === 0 ? 1 : 6))
    return { kind: 'unknown', reason: 'too few points where both sides are defined' };
  return { kind: 'same', tier: 'sampled', domain: 'same' };
}

/** Letters that people keep for complex unknowns; all others are taken as real. */
export const complexNames: ReadonlySet<string> = new Set(['z', 'w', 'omega', 'zeta']);

/** Names that must be whole numbers for the terms to have a value: under a factorial, as the end of a sum, in (−1)^n. */
function wholeNames(terms: readonly Term[]): Set<string> {
  const names = new Set<string>();
  const visit = (term: Term): void => {
    if (term.kind === 'call' && wholeFunctions.has(term.name)) freeSymbols(term, names);
    if (term.kind === 'series')
      for (const end of [term.bounds.lower, term.bounds.upper]) freeSymbols(end, names);
    if (term.kind === 'power' && term.base.kind === 'number' && term.base.numerator < 0n)
      freeSymbols(term.exponent, names);
    children(term).forEach(visit);
  };
  terms.forEach(visit);
  return names;
}

const wholeFunctions: ReadonlySet<string> = new Set(['factorial', 'binomial', 'permutation', 'gcd', 'lcm']);

/** Constants by the grader's exact algebra and enclosures; null where it does not tell. */
function compareExactly(left: Term, right: Term, deadline: Deadline): 'equal' | 'different' | null {
  const [a, b] = [toNode(left), toNode(right)];
  if (a === null || b === null) return null;
  const { verdict, tier } = decideEqual(a, b, { timeoutMs: Math.min(100, deadline.remaining()) });
  return verdict === 'unknown' || tier === 'sampling' ? null : verdict;
}

/** True, false or, outside the rational functions (or where a value is too large to be sure), null. */
function sameModulo(left: Term, right: Term, names: readonly string[], random: Random): boolean | null {
  if (!isRationalTerm(left) || !isRationalTerm(right)) return null;
  let compared = 0;
  for (let i = 0; i < 6 && compared < 2; i++) {
    const point = new Map(
      names.map((name) => [name, BigInt(Math.floor(random.next() * 2 ** 52)) * 511n + 7n]),
    );
    const [x, y] = [modulo(left, point), modulo(right, point)];
    if (x === null || y === null) continue;
    if (x !== y) return false;
    compared++;
  }
  return compared === 0 ? null : true;
}

function isRationalTerm(term: Term): boolean {
  return !someTerm(term, (part) => {
    if (part.kind === 'power') return part.exponent.kind !== 'number' || part.exponent.denominator !== 1n;
    return (
      part.kind !== 'number' && part.kind !== 'symbol' && part.kind !== 'add' && part.kind !== 'multiply'
    );
  });
}

function modulo(term: Term, point: ReadonlyMap<string, bigint>): bigint | null {
  switch (term.kind) {
    case 'number': {
      const inverse = invert(((term.denominator % prime) + prime) % prime);
      return inverse === null ? null : ((((term.numerator % prime) + prime) % prime) * inverse) % prime;
    }
    case 'symbol':
      return point.get(term.name) ?? null;
    case 'add':
      return gather(term.terms, point, 0n, (a, b) => (a + b) % prime);
    case 'multiply':
      return gather(term.factors, point, 1n, (a, b) => (a * b) % prime);
    case 'power': {
      const base = modulo(term.base, point);
      if (base === null || term.exponent.kind !== 'number') return null;
      const e = term.exponent.numerator;
      if (e >= 0n) return powerModulo(base, e);
      const inverse = invert(base);
      return inverse === null ? null : powerModulo(inverse, -e);
    }
    default:
      return null;
  }
}

function gather(
  parts: readonly Term[],
  point: ReadonlyMap<string, bigint>,
  start: bigint,
  combine: (a: bigint, b: bigint) => bigint,
): bigint | null {
  let result = start;
  for (const part of parts) {
    const value = modulo(part, point);
    if (value === null) return null;
    result = combine(result, value);
  }
  return result;
}

function powerModulo(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let e = exponent % (prime - 1n); e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

function invert(a: bigint): bigint | null {
  return a === 0n ? null : powerModulo(a, prime - 2n);
}
