/**
 * Two expressions where the second is written for the first: the same value, another domain, or different, with a
 * point that shows it. Indefinite integrals are compared by their derivatives, up to a constant; decimals that round a
 * value are right to the places written.
 */
import { type StepCheck, unknownCheck as unknown } from './step-check.ts';
import { type Deadline } from './deadline.ts';
import { differentiate, hasAntiderivative, resolveDerivatives } from './differentiate.ts';
import { compareTerms, type Identity } from './identity.ts';
import { isMatrix, rowsOf } from './matrix.ts';
import { compileReal, infinitySign, isRealTerm } from './real.ts';
import { showNumber, showPoint } from './show.ts';
import { children, freeSymbols, type Term } from './term.ts';

/** Relates `to`, written for `from`. Equal, exactly or by sampling: `correct`; different: `wrong` with a point. */
export function compareExpressions(from: Term, to: Term, deadline: Deadline): StepCheck {
  if (hasAntiderivative(from) || hasAntiderivative(to)) return compareAntiderivatives(from, to, deadline);
  const [a, b] = [resolveDerivatives(from), resolveDerivatives(to)];
  if (a === null || b === null) return unknown('a derivative that has no rule here');
  if (isMatrix(a) || isMatrix(b)) return compareMatrices(a, b, deadline);
  const endless = compareInfinities(a, b);
  if (endless !== null) return endless;
  const identity = compareTerms(a, b, deadline);
  if (identity.kind === 'different' && freeSymbols(to).size === 0 && freeSymbols(from).size === 0) {
    const rounding =
      roundingOf(identity.left, to, identity.right, a.kind === 'number') ??
      roundingOf(identity.right, from, identity.left, b.kind === 'number');
    if (rounding !== null) return rounding;
    if (isAngleRatio(identity.left / identity.right)) return unknown('the angle in another unit');
  }
  return fromIdentity(identity);
}

/** Entry by entry; the gravest entry is the verdict. */
function compareMatrices(from: Term, to: Term, deadline: Deadline): StepCheck {
  const [a, b] = [rowsOf(from), rowsOf(to)];
  if (a === null || b === null) return unknown('a matrix and something else');
  if (a.length !== b.length || a[0]?.length !== b[0]?.length) return unknown('matrices of different shapes');
  const entries = a.flatMap((row, i) =>
    row.map((entry, j) => compareExpressions(entry, b[i]?.[j] ?? entry, deadline)),
  );
  const plain = entries.find((entry) => entry.verdict === 'correct') ?? unknown('an empty matrix');
  return (
    entries.find((entry) => entry.verdict === 'wrong') ??
    entries.find((entry) => entry.verdict !== 'correct') ??
    plain
  );
}

/** A limit that is said to be infinite, or to be finite where it is not; null where neither side is infinite. */
function compareInfinities(from: Term, to: Term): StepCheck | null {
  const [a, b] = [infinitySign(from) ?? signOfInfinity(from), infinitySign(to) ?? signOfInfinity(to)];
  if (a === null && b === null) return null;
  const measured = [from, to].every((term) => freeSymbols(term).size === 0 && isMeasured(term));
  if (!measured) return unknown('infinity is not a number to reckon with');
  const base = { tier: 'numeric', counterexample: `${showInfinity(a)} is not ${showInfinity(b)}` };
  return a === b
    ? { verdict: 'correct', relation: 'equivalent', tier: 'numeric', reason: 'both grow without bound' }
    : { verdict: 'wrong', relation: 'different', ...base, reason: 'the limits are not equal' };
}

function showInfinity(sign: 1 | -1 | null): string {
  return sign === null ? 'a finite value' : sign > 0 ? '∞' : '−∞';
}

/** Whether a term is ∞ or has a limit or value that can be measured. */
function isMeasured(term: Term): boolean {
  if (infinitySign(term) !== null) return true;
  return isRealTerm(term) && !Number.isNaN(compileReal(term, new Map()).value(new Float64Array(0)));
}

function signOfInfinity(term: Term): 1 | -1 | null {
  if (term.kind !== 'limit' || freeSymbols(term).size > 0 || !isRealTerm(term)) return null;
  const value = compileReal(term, new Map()).value(new Float64Array(0));
  return value === Infinity ? 1 : value === -Infinity ? -1 : null;
}

function fromIdentity(identity: Identity): StepCheck {
  if (identity.kind === 'unknown') return unknown(identity.reason);
  if (identity.kind === 'different') {
    return {
      verdict: 'wrong',
      relation: 'different',
      tier: 'sampled',
      reason: 'the two expressions are not equal',
      counterexample: describeDifference(identity),
    };
  }
  const { tier, domain } = identity;
  if (domain === 'narrower')
    return {
      verdict: 'one-way',
      relation: 'implied-by',
      tier,
      reason: 'equal, but defined for fewer values',
    };
  if (domain === 'wider')
    return {
      verdict: 'correct',
      relation: 'equivalent',
      tier,
      reason: 'equal wherever the first is defined; defined for more values',
    };
  if (domain === 'other')
    return { verdict: 'one-way', relation: 'implies', tier, reason: 'equal, but defined for other values' };
  return { verdict: 'correct', relation: 'equivalent', tier, reason: 'the two expressions are equal' };
}

/** Whether two values are one angle in degrees and in radians. */
export function isAngleRatio(ratio: number): boolean {
  return Math.abs(Math.abs(Math.log(Math.abs(ratio))) - Math.log(180 / Math.PI)) < 1e-3;
}

/** Where two expressions differ, for a reader. */
export function describeDifference({ point, left, right }: Identity & { kind: 'different' }): string {
  const where = point.size === 0 ? '' : `at ${showPoint(point)}: `;
  return `${where}${showNumber(left)} is not ${showNumber(right)}`;
}

/** Whether a decimal stands for a value to its places; an integer may be a rounding, which is left open. */
function roundingOf(value: number, term: Term, written: number, isQuotient: boolean): StepCheck | null {
  const literal = literalOf(term);
  if (literal === null) return null;
  const places = decimalPlaces(literal);
  if (places === null) return null;
  const gap = Math.abs(value - written);
  // An integer may be cut off from a quotient (11/3 boxes are 3); of anything else it can only be the nearest.
  const unit = places === 0 && !isQuotient ? 0.5001 : 10 ** -places;
  if (places > 0 && gap <= unit * 0.5001) {
    return {
      verdict: 'correct',
      relation: 'unknown',
      tier: 'numeric',
      reason: 'right to the places written',
    };
  }
  return gap < unit ? unknown('it may be rounded') : null;
}

function literalOf(term: Term): (Term & { kind: 'number' }) | null {
  if (term.kind === 'number') return term;
  return null;
}

/** Places of a terminating decimal, 0 for an integer; null for other fractions. */
export function decimalPlaces({ denominator }: Term & { kind: 'number' }): number | null {
  let rest = denominator;
  let [twos, fives] = [0, 0];
  while (rest % 2n === 0n) [rest, twos] = [rest / 2n, twos + 1];
  while (rest % 5n === 0n) [rest, fives] = [rest / 5n, fives + 1];
  return rest === 1n ? Math.max(twos, fives) : null;
}

function compareAntiderivatives(from: Term, to: Term, deadline: Deadline): StepCheck {
  const variable = variableOf(from) ?? variableOf(to);
  if (variable === null || (variableOf(to) ?? variable) !== variable)
    return unknown('integrals over different variables');
  const [a, b] = [differentiate(from, variable), differentiate(to, variable)];
  if (a === null || b === null) return unknown('an integral that cannot be differentiated here');
  const check = fromIdentity(compareTerms(a, b, deadline));
  if (check.verdict === 'wrong') {
    return {
      ...check,
      reason: 'the derivatives are not equal',
      counterexample: `derivatives ${check.counterexample ?? ''}`,
    };
  }
  return check.verdict === 'correct'
    ? { ...check, relation: 'equivalent', reason: 'the derivatives are equal' }
    : check;
}

function variableOf(term: Term): string | null {
  if (term.kind === 'integral' && term.bounds === null) return term.variable;
  for (const child of children(term)) {
    const found = variableOf(child);
    if (found !== null) return found;
  }
  return null;
}
