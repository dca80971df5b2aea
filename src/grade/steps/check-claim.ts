/** A claim held against what is known: numbers as they stand, the line before differentiated, else the facts. */
import { type Claim, claimSymbols, comparisonsOf, isSolved, solvedFor } from './claim.ts';
import { compareExpressions } from './expressions.ts';
import { differentiated, withPrimes } from './implicit.ts';
import { hasAntiderivative } from './differentiate.ts';
import { askedClaim, derivativeSetToZero, namedDerivative } from './from-question.ts';
import { relateClaims } from './relate.ts';
import { withFamilies, withoutNumbers } from './families.ts';
import { judge } from './judge.ts';
import { byEntries } from './matrix.ts';
import { showTerm } from './show.ts';
import { compileClaim } from './truth.ts';
import { type Manner } from './manner.ts';
import { type Item } from './read-line.ts';
import { holdsUnknownFunction } from './resolve.ts';
import { type StepCheck, unknownCheck as unknown } from './step-check.ts';
import { freeSymbols, someTerm, type Term } from './term.ts';
import type { DerivationState } from './derivation-state.ts';
import { isGiven } from './manner.ts';

export function checkResolved(state: DerivationState, written: Claim, item: Item, index: number): StepCheck {
  const claim = state.resolveClaim(written);
  const derivatives = claim === null ? null : listedDerivatives(state, written, claim);
  if (derivatives !== null) return derivatives;
  if (claim !== null) return checkClaim(state, claim, item, index);
  state.stale = true;
  return unknown('holds something that has no value here');
}

/** `d/dx(x²) = 2x, d/dx(sin x) = cos x`: each of several derivatives on its own. Null for any other claim. */
function listedDerivatives(state: DerivationState, written: Claim, claim: Claim): StepCheck | null {
  if (written.kind !== 'all' || claim.kind !== 'all') return null;
  const isDerivative = (part: Claim): boolean =>
    part.kind === 'compare' && part.operator === '=' && part.left.kind === 'derivative';
  const parts = claim.of.filter((part) => part.kind === 'compare');
  if (!written.of.every(isDerivative) || parts.length < written.of.length) return null;
  const checks = parts.map(({ left, right }) => compareExpressions(left, right, state.deadline));
  return checks.find(({ verdict }) => verdict !== 'correct') ?? checks[0] ?? null;
}

export function checkClaim(
  state: DerivationState,
  raw: Claim,
  item: Item,
  index: number,
  loose = false,
): StepCheck {
  state.lastWasExpression = false;
  const claim = byEntries(withFamilies(withoutNumbers(raw, state.current), state.seen));
  const sides = claim === null ? [] : comparisonsOf(claim).flatMap((part) => [part.left, part.right]);
  if (claim === null || sides.some((term) => holdsUnknownFunction(term) || hasAntiderivative(term))) {
    state.stale = true;
    return unknown('holds something that has no value here');
  }
  if (sides.length > 0) claimSymbols(claim, state.constrained);
  const isNew = introduces(state, claim, item.manner);
  if (isGiven(item.manner)) {
    const known = askedClaim(state, claim) ?? derivativeSetToZero(state, claim);
    if (isNew) state.learn(claim);
    state.current = claim;
    state.currentText = '';
    state.stated = false;
    state.stale = claimSymbols(claim).size > 1 || !isEquation(claim);
    return known ?? unknown('taken as given');
  }
  const closed = checkNumbers(state, claim, item);
  if (closed !== null) return closed;
  if (claim.kind === 'any') state.endCases();
  const implicit = implicitDerivative(state, claim);
  if (implicit !== null) return implicit;
  if ((state.current === null && state.facts.claims.length === 0) || isNew) {
    const derivative = namedDerivative(state, claim);
    state.learn(claim);
    state.currentText = item.text;
    if (isSolved(claim)) state.answers.push(claim);
    state.stated = item.manner !== 'passing';
    return derivative ?? unknown(isNew ? 'a new name' : 'nothing before it to check against');
  }
  const { current: before, currentText: textBefore, stated, stale, facts, deadline } = state;
  const best = facts.best(claim, before);
  const check = judge(best, { claim, item, loose, before, textBefore, stated, stale, facts, deadline });
  state.goOn(claim, check, item, index);
  return check;
}

/** `−491 < −489`: numbers alone are compared as they stand. False ones may be what a proof by contradiction wants. */
function checkNumbers(state: DerivationState, claim: Claim, item: Item): StepCheck | null {
  const parts = claim.kind === 'all' ? claim.of : [claim];
  const isOrder = parts.every((part) => part.kind === 'compare' && part.operator !== '=');
  const test = isOrder && claimSymbols(claim).size === 0 ? compileClaim(claim) : null;
  if (test === null) return null;
  const reason = comparisonsOf(claim)
    .map((part) => `${showTerm(part.left)} ${part.operator} ${showTerm(part.right)}`)
    .join(', ');
  if (test(new Map())) return { verdict: 'correct', relation: 'equivalent', tier: 'numeric', reason };
  return state.current === null && item.manner === 'alone'
    ? {
        verdict: 'wrong',
        relation: 'different',
        tier: 'numeric',
        reason: 'false of these numbers',
        counterexample: `not ${reason}`,
      }
    : unknown('false of these numbers');
}

/** The line before differentiated as it stands: `2x + 2yy' = 0` from `x² + y² = 25`. Null for any other claim. */
function implicitDerivative(state: DerivationState, claim: Claim): StepCheck | null {
  const derived = state.current === null ? null : differentiated(state.current, claim);
  if (derived === null || [...claimSymbols(claim)].every((name) => state.seen.has(name))) return null;
  const { relation, tier } = relateClaims(derived, withPrimes(claim), state.deadline);
  if (relation !== 'equivalent') return null;
  state.remember(claim);
  state.current = claim;
  state.final = claim;
  return {
    verdict: 'correct',
    relation: 'implies',
    tier,
    reason: 'the line before, differentiated',
  };
}

/** A symbol given a value for the first time. */
function introduces(state: DerivationState, claim: Claim, manner: Manner): boolean {
  const solved = solvedFor(claim);
  if (solved === null || state.seen.has(solved.name)) return false;
  if (manner === 'defined' && freeSymbols(solved.value).size > 0)
    state.definitions.symbols.set(solved.name, solved.value);
  return true;
}

/** Something to be solved, not a condition beside it. */
function isEquation(claim: Claim): boolean {
  return comparisonsOf(claim).every(
    (part) =>
      part.operator === '=' && ![part.left, part.right].some((side) => someTerm(side, isArithmetical)),
  );
}

function isArithmetical(term: Term): boolean {
  return term.kind === 'call' && ['mod', 'gcd', 'lcm'].includes(term.name);
}
