/**
 * How the solutions of one claim relate to those of another: the same, more, fewer, or neither. Linear systems exactly
 * by row spaces; one unknown on the real line or over the complex numbers; anything else by points of each tested in
 * the other. A relation that is not "equivalent" comes with a point.
 */
import { type Claim, comparisonsOf } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { linearImplies, linearSystem } from './linear.ts';
import { complexNames } from './identity.ts';
import { Random } from '../../base/random.ts';
import { compileReal, isRealTerm } from './real.ts';
import { relateComplex } from './relate-complex.ts';
import { relateOnLine } from './relate-line.ts';
import { type Relation, result, unknownRelation, type Witness } from './relation.ts';
import { showPoint } from './show.ts';
import { samplePoints, symbolsOf } from './solve.ts';
import { subtract, type Term } from './term.ts';
import { compileClaim, type Point } from './truth.ts';

/** Relates `to` (the later claim) to `from`. */
export function relateClaims(from: Claim, to: Claim, deadline: Deadline): Relation {
  const names = symbolsOf(from, to);
  const linear = relateLinear(from, to, deadline);
  if (linear !== null) return linear;
  if (names.length === 0) return relateClosed(from, to);
  const onlyReal = [from, to].every((claim) =>
    comparisonsOf(claim).every((part) => isRealTerm(part.left) && isRealTerm(part.right)),
  );
  if (names.length === 1) {
    const name = names[0] as string;
    const complex = onlyReal ? null : relateComplex(from, to, name, deadline);
    if (!onlyReal) return complex ?? unknownRelation('holds something that has no real value');
    const line = relateOnLine(from, to, name, deadline);
    // Numbers for which people keep these letters are complex; the real line does not speak of them.
    return complexNames.has(name) && line.relation !== 'equivalent' && !isDegreeOne(from, to)
      ? (relateComplex(from, to, name, deadline) ?? unknownRelation('the unknown may be complex'))
      : line;
  }
  return onlyReal
    ? relateBySamples(from, to, names, deadline)
    : unknownRelation('holds something that has no real value');
}

function isDegreeOne(from: Claim, to: Claim): boolean {
  return linearSystem(from) !== null || linearSystem(to) !== null;
}

function relateLinear(from: Claim, to: Claim, deadline: Deadline): Relation | null {
  const [a, b] = [linearSystem(from), linearSystem(to)];
  if (a === null || b === null) return null;
  if (!a.consistent && !b.consistent) return result(true, true, 'exact');
  const [forward, backward] = [linearImplies(a, b), linearImplies(b, a)];
  if (forward && backward) return result(true, true, 'exact');
  if (a.consistent && !b.consistent)
    return result(false, false, 'exact', linearWitness(from, to, symbolsOf(from, to), deadline));
  const names = symbolsOf(from, to);
  return result(forward, backward, 'exact', linearWitness(from, to, names, deadline));
}

/** A point of each linear system outside the other, for the reader. */
function linearWitness(from: Claim, to: Claim, names: readonly string[], deadline: Deadline): Witness {
  const outside = (a: Claim, b: Claim): string | undefined => {
    const test = compileClaim(b);
    const point = test === null ? undefined : samplePoints(a, names, deadline).find((p) => !test(p));
    return point === undefined ? undefined : showPoint(point);
  };
  return { lost: outside(from, to), invented: outside(to, from) };
}

function relateClosed(from: Claim, to: Claim): Relation {
  const [a, b] = [compileClaim(from), compileClaim(to)];
  if (a === null || b === null) return unknownRelation('holds something that has no real value');
  const [x, y] = [a(new Map()), b(new Map())];
  return result(!x || y, !y || x, 'numeric');
}

/**
 * A point that stands for many: one alone among many samples is a coincidence of the numbers drawn (1 − r where r is
 * 1), which formulas in letters do not speak of.
 */
function generic(points: readonly Point[], outside: readonly Point[]): Point | undefined {
  return outside.length > 1 || points.length < 8 ? outside[0] : undefined;
}

/** What is above zero (or, with `strict` false, not below it) where a single inequality holds; null for other claims. */
function aboveZero(claim: Claim): { readonly term: Term; readonly strict: boolean } | null {
  if (claim.kind !== 'compare' || claim.operator === '=' || claim.operator === '!=') return null;
  const isGreater = claim.operator.startsWith('>');
  const term = isGreater ? subtract(claim.left, claim.right) : subtract(claim.right, claim.left);
  return { term, strict: claim.operator.length === 1 };
}

/** Two inequalities of which one is the other, times a number above 0, with terms brought to the other side. */
function isSameInequality(from: Claim, to: Claim, names: readonly string[]): boolean {
  const [a, b] = [aboveZero(from), aboveZero(to)];
  if (a === null || b === null || a.strict !== b.strict) return false;
  const places = new Map(names.map((name, i) => [name, i]));
  const [x, y] = [compileReal(a.term, places), compileReal(b.term, places)];
  const random = new Random(0x1e9);
  let ratio: number | null = null;
  let agreed = 0;
  for (let i = 0; i < 24; i++) {
    const point = Float64Array.from(names, () => (random.next() - 0.5) * 12);
    const [u, v] = [x.value(point), y.value(point)];
    if (!Number.isFinite(u) || !Number.isFinite(v) || u === 0) continue;
    ratio ??= v / u;
    if (!(ratio > 0) || Math.abs(v - ratio * u) > 1e-9 * (y.magnitude(point) + ratio * x.magnitude(point)))
      return false;
    agreed++;
  }
  return agreed > 5;
}

/** Several unknowns: points of each claim are tested in the other. */
function relateBySamples(from: Claim, to: Claim, names: readonly string[], deadline: Deadline): Relation {
  const [a, b] = [compileClaim(from, 1e-6), compileClaim(to, 1e-6)];
  if (a === null || b === null) return unknownRelation('holds something that has no real value');
  const [fromPoints, toPoints] = [samplePoints(from, names, deadline), samplePoints(to, names, deadline)];
  if (fromPoints.length === 0 || toPoints.length === 0)
    return unknownRelation('no solutions found to compare');
  const isRegion = [from, to].some((claim) => comparisonsOf(claim).some(({ operator }) => operator !== '='));
  if (isRegion && isSameInequality(from, to, names)) return result(true, true, 'sampled');
  const lost = generic(
    fromPoints,
    fromPoints.filter((point) => !b(point)),
  );
  const invented = generic(
    toPoints,
    toPoints.filter((point) => !a(point)),
  );
  const text = (point: Point | undefined): string | undefined =>
    point === undefined ? undefined : showPoint(point);
  const isPositive = (point: Point): boolean => [...point.values()].every((value) => value > 0);
  const byPositives =
    !fromPoints.some((p) => isPositive(p) && !b(p)) && !toPoints.some((p) => isPositive(p) && !a(p));
  const enough = fromPoints.filter(isPositive).length > 2 && toPoints.filter(isPositive).length > 2;
  if (lost !== undefined && invented !== undefined && byPositives && enough)
    return unknownRelation('the same for positive values only');
  if (lost === undefined && invented === undefined && Math.min(fromPoints.length, toPoints.length) < 1) {
    return unknownRelation('too few solutions found to compare');
  }
  // Points of a curve are drawn on it; of a region, what differs may lie where no point was drawn.
  if (isRegion && lost === undefined)
    return unknownRelation('the same at all points tried, which proves nothing of a region');
  return result(lost === undefined, invented === undefined, 'sampled', {
    lost: text(lost),
    invented: text(invented),
  });
}
