/**
 * Whether a point satisfies a claim, in double precision with the rounding of the formula taken into account: two
 * sides count as equal when they differ by less than their own cancellation explains. What is undefined at the point
 * is not satisfied. Families are tried over a range of their integer.
 */
import { type Claim, claimSymbols, comparisonsOf, type Comparison } from './claim.ts';
import { type CompiledReal, compileReal, isRealTerm } from './real.ts';
import { freeSymbols } from './term.ts';

/** Values of symbols by name. */
export type Point = ReadonlyMap<string, number>;

/** null where the claim holds something that has no real value (complex numbers, unknown functions). */
export type Truth = (point: Point) => boolean;

const familyReach = 40;

/** Compiles a claim into a test of points; null where a term of it cannot be evaluated over the reals. */
export function compileClaim(claim: Claim, tolerance = 1e-8): Truth | null {
  if (!comparisonsOf(claim).every((part) => isRealTerm(part.left) && isRealTerm(part.right))) return null;
  const names = new Set<string>(claimSymbols(claim));
  for (const part of comparisonsOf(claim)) {
    freeSymbols(part.left, names);
    freeSymbols(part.right, names);
  }
  const places = new Map([...names].map((name, i) => [name, i]));
  const test = compilePart(claim, places, tolerance);
  const room = new Float64Array(places.size);
  return (point) => {
    for (const [name, place] of places) room[place] = point.get(name) ?? NaN;
    return test(room);
  };
}

type Test = (values: Float64Array) => boolean;

function compilePart(claim: Claim, places: ReadonlyMap<string, number>, tolerance: number): Test {
  switch (claim.kind) {
    case 'truth':
      return () => claim.value;
    case 'all': {
      const tests = claim.of.map((part) => compilePart(part, places, tolerance));
      return (values) => tests.every((test) => test(values));
    }
    case 'any': {
      const tests = claim.of.map((part) => compilePart(part, places, tolerance));
      return (values) => tests.some((test) => test(values));
    }
    case 'family':
      return compileFamily(
        claim.body,
        places.get(claim.parameter) ?? -1,
        compilePart(claim.body, places, tolerance),
      );
    case 'compare': {
      const left = compileReal(claim.left, places);
      const right = compileReal(claim.right, places);
      return (values) => compareSides(claim.operator, sides(left, right, values), tolerance);
    }
  }
}

function compileFamily(_body: Claim, place: number, test: Test): Test {
  return (values) => {
    for (let k = -familyReach; k <= familyReach; k++) {
      values[place] = k;
      if (test(values)) return true;
    }
    return false;
  };
}

interface Sides {
  readonly left: number;
  readonly right: number;
  readonly scale: number;
}

function sides(left: CompiledReal, right: CompiledReal, values: Float64Array): Sides {
  const a = left.value(values);
  const b = right.value(values);
  return { left: a, right: b, scale: left.magnitude(values) + right.magnitude(values) };
}

/** Compares two sides; NaN and infinities satisfy nothing. */
function compareSides(operator: Comparison, { left, right, scale }: Sides, tolerance: number): boolean {
  if (!Number.isFinite(left) || !Number.isFinite(right) || !Number.isFinite(scale)) return false;
  const same = Math.abs(left - right) <= tolerance * scale + 1e-14 || left === right;
  switch (operator) {
    case '=':
      return same;
    case '!=':
      return !same;
    case '<':
      return !same && left < right;
    case '<=':
      return same || left < right;
    case '>':
      return !same && left > right;
    case '>=':
      return same || left > right;
  }
}
