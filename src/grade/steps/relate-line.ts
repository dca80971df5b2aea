/**
 * Claims about one real unknown: the line is cut at every root, pole and end of a domain of either claim, and both are
 * tested on every piece, so that what holds on the pieces holds on the line as far as the places are complete.
 */
import { type Claim, comparisonsOf, mapClaim } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { relateComplex } from './relate-complex.ts';
import { type Relation, result, unknownRelation, type Witness } from './relation.ts';
import { close, findLandmarks } from './roots.ts';
import { showNumber } from './show.ts';
import { children, freeSymbols, number, someTerm, substitute, subtract, type Term } from './term.ts';
import { compileClaim } from './truth.ts';

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
export function relateOnLine(from: Claim, to: Claim, name: string, deadline: Deadline): Relation {
  const places: number[] = [];
  let exact = true;
  for (const claim of [from, to]) {
    const marks = claimLandmarks(claim, name, deadline);
    exact &&= marks.exact;
    places.push(...marks.places);
  }
  const [a, b] = [compileClaim(from), compileClaim(to)];
  if (a === null || b === null) return unknownRelation('holds something that has no real value');
  const cells =
    modulusOf([from, to]) === null ? cellPoints(places, windowOf([from, to])) : wholePoints([from, to]);
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
    const complex = relateComplex(from, to, name, deadline);
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

/** The least common multiple of the moduli of congruences about an unknown; null without one. */
function modulusOf(claims: readonly Claim[]): number | null {
  let modulus: number | null = null;
  const visit = (term: Term): void => {
    if (term.kind === 'call' && term.name === 'mod' && freeSymbols(term).size > 0) {
      const m = term.inputs[1]?.kind === 'number' ? Number(term.inputs[1].numerator) : 1;
      modulus = modulus === null ? m : (modulus * m) / gcd(modulus, m);
    }
    children(term).forEach(visit);
  };
  for (const part of claims.flatMap(comparisonsOf)) [part.left, part.right].forEach(visit);
  return modulus;
}

const maxModulus = 2000;

/** Whole numbers over more than a period: congruences are about nothing else. */
function wholePoints(claims: readonly Claim[]): number[] {
  const period = Math.min(modulusOf(claims) ?? 1, maxModulus);
  return Array.from({ length: 2 * period + 60 }, (_, i) => i - 30);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
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
      const values = new Map([[claim.parameter, number(k)]]);
      const instance = mapClaim(claim.body, (term) => substitute(term, values));
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

/** One point in every piece of the line: each place, and one between each two neighbours and beyond the ends. */
function cellPoints(places: readonly number[], limit: number): number[] {
  const sorted = places.filter((x) => Math.abs(x) <= limit).sort((a, b) => a - b);
  const distinct = sorted.filter((x, i) => i === 0 || !close(x, sorted[i - 1] ?? NaN));
  const points: number[] = [];
  const first = distinct[0];
  const last = distinct[distinct.length - 1];
  if (first === undefined || last === undefined) return [-7.3, -0.61, 0, 0.37, 1, 5.9];
  points.push(Math.max(-limit, Math.floor(first) - 1));
  for (const [i, x] of distinct.entries()) {
    points.push(x);
    const next = distinct[i + 1];
    if (next !== undefined) points.push((x + next) / 2);
  }
  points.push(Math.min(limit, Math.ceil(last) + 1));
  return points;
}
