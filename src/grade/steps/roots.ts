/**
 * The places on the real line where a function of one unknown can change its sign or its being defined: roots, poles
 * and ends of the domain. Quotients of polynomials are done exactly (Sturm); anything else by a grid over the range
 * that people write, bisection, and a search for touching roots. What lies between two neighbouring places has one
 * sign, as far as the grid saw.
 */
import { affineParts } from './linear.ts';
import { differentiate } from './differentiate.ts';
import { compileReal, isRealTerm } from './real.ts';
import { realRoots, toQuotient } from './polynomial.ts';
import { type Deadline } from './deadline.ts';
import { freeSymbols, type Term, termSize } from './term.ts';

export interface Landmarks {
  readonly roots: readonly number[];
  /** Poles, jumps and ends of the domain; the function is undefined or unbounded there, or next to it. */
  readonly breaks: readonly number[];
  /** True where the list is complete by algebra, false where a grid was searched. */
  readonly exact: boolean;
  /** True where the function is zero everywhere it is defined. */
  readonly vanishes: boolean;
}

/** Numeric searching looks for roots in [−reach, reach] densely and beyond it on a logarithmic grid. */
const reach = 24;
const denseStep = 0.0523;
const far = 1e7;

const grid: readonly number[] = makeGrid(denseStep, 1.17);
/** For samples, where any root will do. */
const coarseGrid: readonly number[] = makeGrid(0.41, 2.3);

function makeGrid(step: number, growth: number): number[] {
  const points: number[] = [];
  for (let x = -reach; x <= reach; x += step) points.push(x + 0.0137);
  for (let size = reach * 1.05; size < far; size *= growth) points.push(size, -size);
  for (let size = 0.02; size > 1e-6; size *= 0.6) points.push(size, -size);
  return points.sort((a, b) => a - b);
}

/** Roots and breaks of `term` as a function of `variable`, its only symbol. */
export function findLandmarks(
  term: Term,
  variable: string,
  deadline: Deadline,
  effort: 'all' | 'some' = 'all',
): Landmarks {
  const quotient = toQuotient(term, variable);
  if (quotient !== null) {
    const excluded = realRoots(quotient.excluded);
    if (quotient.numerator.length === 0) return { roots: [], breaks: excluded, exact: true, vanishes: true };
    const roots = realRoots(quotient.numerator).filter((x) => !excluded.some((y) => close(x, y)));
    return { roots, breaks: excluded, exact: true, vanishes: false };
  }
  const affine = affineParts(term, variable);
  if (affine !== null && freeSymbols(affine.slope).size + freeSymbols(affine.rest).size === 0) {
    const none = new Float64Array(0);
    const [slope, rest] = [compileReal(affine.slope, new Map()), compileReal(affine.rest, new Map())];
    const root = -rest.value(none) / slope.value(none);
    if (Number.isFinite(root)) return { roots: [root], breaks: [], exact: true, vanishes: false };
  }
  return searchLandmarks(term, variable, { deadline, points: effort === 'all' ? grid : coarseGrid });
}

/** Whether two places are the same to the precision of a root. */
export function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

interface SearchPlan {
  readonly deadline: Deadline;
  readonly points: readonly number[];
}

function searchLandmarks(term: Term, variable: string, { deadline, points }: SearchPlan): Landmarks {
  const { value, magnitude } = compileReal(term, new Map([[variable, 0]]));
  const room = new Float64Array(1);
  const at = (x: number): number => {
    room[0] = x;
    return value(room);
  };
  const isZero = (x: number): boolean => {
    room[0] = x;
    return Math.abs(value(room)) <= 1e-11 * magnitude(room);
  };
  const slope = slopeOf(term, variable);
  const roots: number[] = [];
  const breaks: number[] = [];
  let zeros = 0;
  let defined = 0;
  let [x2, y2, x1, y1] = [NaN, NaN, NaN, NaN];
  for (const x of points) {
    deadline.check();
    const y = at(x);
    if (Number.isFinite(y)) defined++;
    if (Number.isFinite(y) && isZero(x)) zeros++;
    if (!Number.isNaN(x1)) {
      visitCell({ at, isZero, roots, breaks }, [x1, y1], [x, y]);
      const touches = Math.abs(y1) < Math.abs(y2) && Math.abs(y1) < Math.abs(y) && y1 * y > 0 && y2 * y > 0;
      if (touches) visitTouch({ at, isZero, roots, breaks }, [x2, x], slope);
    }
    [x2, y2, x1, y1] = [x1, y1, x, y];
  }
  const vanishes = defined > 20 && zeros === defined;
  for (const x of interesting(term, variable)) if (!Number.isNaN(at(x)) && isZero(x)) roots.push(x);
  return { roots: vanishes ? [] : merged(roots), breaks: merged(breaks), exact: false, vanishes };
}

interface Search {
  readonly at: (x: number) => number;
  readonly isZero: (x: number) => boolean;
  readonly roots: number[];
  readonly breaks: number[];
}

/** Whole and half numbers that a root may sit on exactly, which bisection only nears. */
function interesting(term: Term, variable: string): number[] {
  if (!freeSymbols(term).has(variable)) return [];
  return Array.from({ length: 81 }, (_, i) => (i - 40) / 2);
}

function visitCell(search: Search, [a, ya]: [number, number], [b, yb]: [number, number]): void {
  const definedA = Number.isFinite(ya);
  const definedB = Number.isFinite(yb);
  if (definedA !== definedB) {
    const edge = tidy(bisect((x) => Number.isFinite(search.at(x)) === definedA, a, b));
    search.breaks.push(edge);
    const inner = definedA
      ? [a, edge - 1e-9 * Math.max(1, Math.abs(edge))]
      : [edge + 1e-9 * Math.max(1, Math.abs(edge)), b];
    const [p, q] = inner as [number, number];
    if (search.at(p) * search.at(q) < 0)
      search.roots.push(bisect((x) => search.at(x) * search.at(p) > 0, p, q));
    else if (isNearlyZero(search, edge)) search.roots.push(edge);
    return;
  }
  if (!definedA || !(ya * yb < 0)) return;
  const x = bisect((point) => search.at(point) * ya > 0, a, b);
  const size = Math.max(Math.abs(ya), Math.abs(yb));
  if (Math.abs(search.at(x)) <= Math.max(size * 1e-3, 1e-9))
    search.roots.push(snap(x, (p) => Math.abs(search.at(p))));
  else search.breaks.push(x);
}

/** Bisection comes near an end of a domain only; where a short number is as near as doubles tell, the end is that. */
function tidy(x: number): number {
  for (const step of [1, 10, 1e3]) {
    const candidate = Math.round(x * step) / step;
    if (Math.abs(candidate - x) <= 1e-13 * Math.max(1, Math.abs(x))) return candidate;
  }
  return x;
}

/** A root right at an end of the domain (√(x−2) at 2). */
function isNearlyZero(search: Search, edge: number): boolean {
  const rounded = Math.round(edge * 1e6) / 1e6;
  return [edge, rounded].some((x) => Number.isFinite(search.at(x)) && search.isZero(x));
}

/** The last place from `a` towards `b` where `test`, true at a, still holds. */
function bisect(test: (x: number) => boolean, a: number, b: number): number {
  for (let i = 0; i < 100; i++) {
    const middle = (a + b) / 2;
    if (middle === a || middle === b) break;
    if (test(middle)) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}

const golden = (Math.sqrt(5) - 1) / 2;

/** The derivative as a function, where it can be had. */
function slopeOf(term: Term, variable: string): ((x: number) => number) | null {
  const derivative = termSize(term) > 120 ? null : differentiate(term, variable);
  if (derivative === null || !isRealTerm(derivative)) return null;
  const { value } = compileReal(derivative, new Map([[variable, 0]]));
  const room = new Float64Array(1);
  return (x) => {
    room[0] = x;
    return value(room);
  };
}

/** A root that touches the axis without crossing it: where |f| is least in [a, b], kept where f is zero there. */
function visitTouch(search: Search, [a, b]: [number, number], slope: ((x: number) => number) | null): void {
  const size = (x: number): number => Math.abs(search.at(x));
  const scale = Math.max(size(a), size(b));
  const turns = slope !== null && slope(a) * slope(b) < 0;
  const least = turns ? bisect((x) => slope(x) * slope(a) > 0, a, b) : goldenMinimum(size, a, b);
  const x = snap(least, size);
  if (size(x) <= 1e-12 * Math.max(scale, 1e-3) || search.isZero(x)) search.roots.push(x);
}

function goldenMinimum(size: (x: number) => number, a: number, b: number): number {
  let [low, high] = [a, b];
  for (let i = 0; i < 60; i++) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (size(left) < size(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

/** A place is known to some digits only; a nearby short number that is at least as good is taken instead. */
function snap(x: number, size: (x: number) => number): number {
  for (const step of [1, 10, 1e3, 1e5]) {
    const candidate = Math.round(x * step) / step;
    if (Math.abs(candidate - x) < 1e-6 && size(candidate) <= size(x)) return candidate;
  }
  return x;
}

function merged(points: readonly number[]): number[] {
  const sorted = [...points].sort((a, b) => a - b);
  return sorted.filter((x, i) => i === 0 || !close(x, sorted[i - 1] ?? NaN));
}
