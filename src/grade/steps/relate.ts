/**
 * How the solutions of one claim relate to those of another: the same, more, fewer, or neither. One unknown: the line
 * is cut at every root, pole and end of a domain of either claim, and both are tested on every piece. Several: linear
 * systems exactly by row spaces, anything else by points of each tested in the other. Equations without real
 * solutions are compared over the complex numbers. A relation that is not "equivalent" comes with a point.
 */
import { type Claim, comparisonsOf, mapClaim } from './claim.ts';
import { type Complex, compileComplex, complexRoots } from './complex.ts';
import { type Deadline } from './deadline.ts';
import { linearImplies, linearSystem } from './linear.ts';
import { quotientToNumber, sameRoots, squareFree, toQuotient } from './polynomial.ts';
import { isRealTerm } from './real.ts';
import { close, findLandmarks } from './roots.ts';
import { showNumber, showPoint } from './show.ts';
import { samplePoints, symbolsOf } from './solve.ts';
import { freeSymbols, someTerm, substitute, subtract, type Term } from './term.ts';
import { compileClaim, type Point } from './truth.ts';

export interface Relation {
  readonly relation: 'equivalent' | 'implies' | 'implied-by' | 'different' | 'unknown';
  readonly tier: 'exact' | 'numeric' | 'sampled' | 'none';
  readonly reason: string;
  /** A solution of the earlier claim that the later one misses. */
  readonly lost?: string;
  /** A solution of the later claim that the earlier one does not have. */
  readonly invented?: string;
}

export function unknownRelation(reason: string): Relation {
  return { relation: 'unknown', tier: 'none', reason };
}

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
    const complex = onlyReal ? null : relateComplex(from, to, name);
    if (!onlyReal) return complex ?? unknownRelation('holds something that has no real value');
    return relateOnLine(from, to, name, deadline);
  }
  return onlyReal
    ? relateBySamples(from, to, names, deadline)
    : unknownRelation('holds something that has no real value');
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

interface Witness {
  readonly lost?: string | undefined;
  readonly invented?: string | undefined;
}

function result(
  forward: boolean,
  backward: boolean,
  tier: Relation['tier'],
  witness: Witness = {},
): Relation {
  const relation =
    forward && backward ? 'equivalent' : forward ? 'implies' : backward ? 'implied-by' : 'different';
  const reasons = {
    equivalent: 'the same solutions',
    implies:
      witness.invented === undefined
        ? 'follows, but says less'
        : `follows, but ${witness.invented} may be invented`,
    'implied-by':
      witness.lost === undefined ? 'says more than is known' : `the solution ${witness.lost} is lost`,
    different:
      witness.lost === undefined
        ? 'the solutions are not the same'
        : `${witness.lost} solves the line before, not this one`,
  };
  return {
    relation,
    tier,
    reason: reasons[relation],
    ...(witness.lost === undefined ? {} : { lost: witness.lost }),
    ...(witness.invented === undefined ? {} : { invented: witness.invented }),
  };
}

function relateClosed(from: Claim, to: Claim): Relation {
  const [a, b] = [compileClaim(from), compileClaim(to)];
  if (a === null || b === null) return unknownRelation('holds something that has no real value');
  const [x, y] = [a(new Map()), b(new Map())];
  return result(!x || y, !y || x, 'numeric');
}

/** How far from 0 claims are compared: beyond it exponentials are rounding, and periods repeat. */
const algebraicReach = 1e7;
const exponentialReach = 250;
const periodicReach = 20;

/** Functions whose values overflow a double within the algebraic range. */
const growing = new Set(['exp', 'sinh', 'cosh', 'factorial']);

function growsFast(term: Term): boolean {
  return someTerm(
    term,
    (part) =>
      (part.kind === 'call' && growing.has(part.name)) ||
      (part.kind === 'power' && part.exponent.kind !== 'number'),
  );
}

const periodicNames = new Set(['sin', 'cos', 'tan', 'cot', 'sec', 'csc', 'floor', 'ceil', 'mod']);

function windowOf(claims: readonly Claim[]): number {
  const terms = claims.flatMap(comparisonsOf).flatMap((part) => [part.left, part.right]);
  const periodic = (term: Term): boolean =>
    someTerm(
      term,
      (part) => part.kind === 'call' && periodicNames.has(part.name) && freeSymbols(part).size > 0,
    );
  if (claims.some(hasFamily) || terms.some(periodic)) return periodicReach;
  return terms.some(growsFast) ? exponentialReach : algebraicReach;
}

function hasFamily(claim: Claim): boolean {
  if (claim.kind === 'family') return true;
  return (claim.kind === 'all' || claim.kind === 'any') && claim.of.some(hasFamily);
}

/** One unknown: every piece of the line is tested in both claims. */
function relateOnLine(from: Claim, to: Claim, name: string, deadline: Deadline): Relation {
  const places: number[] = [];
  let exact = true;
  for (const claim of [from, to]) {
    const marks = claimLandmarks(claim, name, deadline);
    exact &&= marks.exact;
    places.push(...marks.places);
  }
  const [a, b] = [compileClaim(from), compileClaim(to)];
  if (a === null || b === null) return unknownRelation('holds something that has no real value');
  const limit = windowOf([from, to]);
  const cells = cellPoints(places, limit);
  let [lost, invented]: (number | undefined)[] = [undefined, undefined];
  let [inFrom, inTo] = [0, 0];
  for (const x of cells) {
    deadline.check();
    const point = new Map([[name, x]]);
    const [p, q] = [a(point), b(point)];
    if (p) inFrom++;
    if (q) inTo++;
    if (p && !q) lost ??= x;
    if (q && !p) invented ??= x;
  }
  if (from.kind !== 'truth' && to.kind !== 'truth' && (inFrom === 0 || inTo === 0)) {
    const complex = relateComplex(from, to, name);
    if (complex !== null) return complex;
    if (inFrom === 0 && inTo === 0 && !exact) return unknownRelation('no real solution found on either side');
    if (inTo === 0 && inFrom > 0)
      return { ...result(false, false, 'numeric', shown(name, lost)), reason: emptyReason(name, lost) };
  }
  return result(
    lost === undefined,
    invented === undefined,
    exact ? 'exact' : 'numeric',
    shown(name, lost, invented),
  );
}

function emptyReason(name: string, lost: number | undefined): string {
  return `no solution is left, but ${name} = ${showNumber(lost ?? NaN)} is one`;
}

function shown(name: string, lost: number | undefined, invented?: number): Witness {
  const text = (x: number | undefined): string | undefined =>
    x === undefined ? undefined : `${name} = ${showNumber(x)}`;
  return { lost: text(lost), invented: text(invented) };
}

interface ClaimLandmarks {
  readonly places: readonly number[];
  readonly exact: boolean;
}

const familyReach = 40;

function claimLandmarks(claim: Claim, name: string, deadline: Deadline): ClaimLandmarks {
  if (claim.kind === 'truth') return { places: [], exact: true };
  if (claim.kind === 'family') {
    const places: number[] = [];
    for (let k = -familyReach; k <= familyReach; k++) {
      const value: Term = { kind: 'number', numerator: BigInt(k), denominator: 1n };
      const instance = mapClaim(claim.body, (term) => substituteParameter(term, claim.parameter, value));
      if (instance !== null)
        places.push(
          ...claimLandmarks(instance, name, deadline).places.filter((x) => Math.abs(x) <= periodicReach * 2),
        );
    }
    return { places, exact: false };
  }
  if (claim.kind !== 'compare') {
    const parts = claim.of.map((part) => claimLandmarks(part, name, deadline));
    return { places: parts.flatMap((part) => part.places), exact: parts.every((part) => part.exact) };
  }
  const marks = findLandmarks(subtract(claim.left, claim.right), name, deadline);
  return { places: [...marks.roots, ...marks.breaks], exact: marks.exact };
}

function substituteParameter(term: Term, name: string, value: Term): Term {
  return substitute(term, new Map([[name, value]]));
}

/** One point in every piece of the line: each place, and one between each two neighbours and beyond the ends. */
function cellPoints(places: readonly number[], limit: number): number[] {
  const sorted = places.filter((x) => Math.abs(x) <= limit).sort((a, b) => a - b);
  const distinct = sorted.filter((x, i) => i === 0 || !close(x, sorted[i - 1] ?? NaN));
  const points: number[] = [];
  const first = distinct[0];
  const last = distinct[distinct.length - 1];
  if (first === undefined || last === undefined) return [-7.3, -0.61, 0, 0.37, 1, 5.9];
  points.push(Math.max(-limit, first - 1.37));
  for (const [i, x] of distinct.entries()) {
    points.push(x);
    const next = distinct[i + 1];
    if (next !== undefined) points.push((x + next) / 2);
  }
  points.push(Math.min(limit, last + 1.37));
  return points;
}

/** Over the complex numbers, for claims that are alternatives of polynomial equations or of values for the unknown. */
function relateComplex(from: Claim, to: Claim, name: string): Relation | null {
  const [f, t] = [singlePolynomial(from, name), singlePolynomial(to, name)];
  if (f !== null && t !== null && sameRoots(f, t)) return result(true, true, 'exact');
  const [a, b] = [complexSolutions(from, name), complexSolutions(to, name)];
  if (a === null || b === null) return null;
  if (a.length === 0 && b.length === 0) return result(true, true, 'exact');
  const missing = (xs: readonly Complex[], ys: readonly Complex[]): Complex | undefined =>
    xs.find(
      (x) => !ys.some((y) => Math.hypot(x.re - y.re, x.im - y.im) < 1e-6 * (1 + Math.hypot(x.re, x.im))),
    );
  const [lost, invented] = [missing(a, b), missing(b, a)];
  const text = (x: Complex | undefined): string | undefined =>
    x === undefined ? undefined : `${name} = ${showComplex(x)}`;
  return result(lost === undefined, invented === undefined, 'numeric', {
    lost: text(lost),
    invented: text(invented),
  });
}

function showComplex({ re, im }: Complex): string {
  if (Math.abs(im) < 1e-9) return showNumber(re);
  const size = showNumber(Math.abs(im));
  const imaginary = `${size === '1' ? '' : size}i`;
  return Math.abs(re) < 1e-9
    ? `${im < 0 ? '-' : ''}${imaginary}`
    : `${showNumber(re)} ${im < 0 ? '-' : '+'} ${imaginary}`;
}

function singlePolynomial(claim: Claim, name: string): readonly bigint[] | null {
  if (claim.kind !== 'compare' || claim.operator !== '=') return null;
  const quotient = toQuotient(subtract(claim.left, claim.right), name);
  return quotient?.excluded.length === 1 ? quotient.numerator : null;
}

function complexSolutions(claim: Claim, name: string): Complex[] | null {
  if (claim.kind === 'truth') return claim.value ? null : [];
  if (claim.kind === 'any') {
    const parts = claim.of.map((part) => complexSolutions(part, name));
    return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
  }
  if (claim.kind !== 'compare' || claim.operator !== '=') return null;
  const polynomial = singlePolynomial(claim, name);
  if (polynomial !== null) {
    if (polynomial.length === 0) return null;
    const free = squareFree(polynomial);
    const lead = free[free.length - 1] ?? 1n;
    return complexRoots(free.map((c) => quotientToNumber(c, lead)));
  }
  const value = valueOf(claim.left, claim.right, name) ?? valueOf(claim.right, claim.left, name);
  return value === null ? null : [value];
}

function valueOf(unknown: Term, value: Term, name: string): Complex | null {
  if (unknown.kind !== 'symbol' || unknown.name !== name || freeSymbols(value).size > 0) return null;
  const compiled = compileComplex(value, new Map());
  const point = compiled?.([]);
  return point !== undefined && Number.isFinite(point.re) && Number.isFinite(point.im) ? point : null;
}

/** Several unknowns: points of each claim are tested in the other. */
function relateBySamples(from: Claim, to: Claim, names: readonly string[], deadline: Deadline): Relation {
  const [a, b] = [compileClaim(from, 1e-6), compileClaim(to, 1e-6)];
  if (a === null || b === null) return unknownRelation('holds something that has no real value');
  const [fromPoints, toPoints] = [samplePoints(from, names, deadline), samplePoints(to, names, deadline)];
  if (fromPoints.length === 0 || toPoints.length === 0)
    return unknownRelation('no solutions found to compare');
  const lost = fromPoints.find((point) => !b(point));
  const invented = toPoints.find((point) => !a(point));
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
  return result(lost === undefined, invented === undefined, 'sampled', {
    lost: text(lost),
    invented: text(invented),
  });
}
