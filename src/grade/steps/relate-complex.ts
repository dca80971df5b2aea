/**
 * Claims about one complex unknown: alternatives of equations whose solutions can all be listed (polynomials, linear
 * equations with complex coefficients), against whatever the listed solutions can be put into.
 */
import { type Claim } from './claim.ts';
import { type Complex, compileComplex, complexRoots, sameValue } from './complex.ts';
import { type Deadline } from './deadline.ts';
import { affineParts } from './linear.ts';
import { quotientToNumber, sameRoots, squareFree, toQuotient } from './polynomial.ts';
import { type Relation, result } from './relation.ts';
import { showNumber } from './show.ts';
import { freeSymbols, subtract, type Term } from './term.ts';

/** Relates `to` to `from`; null where the solutions of `from` cannot be listed. */
export function relateComplex(from: Claim, to: Claim, name: string, deadline: Deadline): Relation | null {
  const [f, t] = [singlePolynomial(from, name), singlePolynomial(to, name)];
  if (f !== null && t !== null && sameRoots(f, t)) return result(true, true, 'exact');
  const [a, b] = [complexSolutions(from, name, deadline), complexSolutions(to, name, deadline)];
  if (a === null) return null;
  if (b === null) return relateByTrial(a, to, name, deadline);
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

/** A claim that holds of every listed solution follows; one that fails for one of them is another claim. */
function relateByTrial(
  solutions: readonly Complex[],
  to: Claim,
  name: string,
  deadline: Deadline,
): Relation | null {
  if (to.kind !== 'compare' || to.operator !== '=' || solutions.length === 0) return null;
  const [left, right] = [compileComplex(to.left, deadline), compileComplex(to.right, deadline)];
  if (left === null || right === null) return null;
  const failing: Complex[] = [];
  for (const solution of solutions) {
    const point = new Map([[name, solution]]);
    const [x, y] = [left(point), right(point)];
    const same = x === null || y === null ? null : sameValue(x, y);
    if (same === null) return null;
    if (!same) failing.push(solution);
  }
  const [lost] = failing;
  if (lost === undefined) return result(true, false, 'numeric');
  // One of the roots may be meant ("ω³ = 1, ω ≠ 1"), and it be one for which the claim holds.
  return failing.length < solutions.length
    ? null
    : result(false, false, 'numeric', { lost: `${name} = ${showComplex(lost)}` });
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

function complexSolutions(claim: Claim, name: string, deadline: Deadline): Complex[] | null {
  if (claim.kind === 'truth') return claim.value ? null : [];
  if (claim.kind === 'any') {
    const parts = claim.of.map((part) => complexSolutions(part, name, deadline));
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
  const value = linearSolution(subtract(claim.left, claim.right), name, deadline);
  return value === null ? null : [value];
}

/** The solution of a·z + b = 0 with complex constants. */
function linearSolution(term: Term, name: string, deadline: Deadline): Complex | null {
  const parts = affineParts(term, name);
  if (parts === null || freeSymbols(parts.slope).size + freeSymbols(parts.rest).size > 0) return null;
  const [slope, rest] = [compileComplex(parts.slope, deadline), compileComplex(parts.rest, deadline)];
  const [a, b] = [slope?.(new Map()), rest?.(new Map())];
  if (!a || !b) return null;
  const size = a.re * a.re + a.im * a.im;
  if (size === 0) return null;
  return { re: -(b.re * a.re + b.im * a.im) / size, im: -(b.im * a.re - b.re * a.im) / size };
}
