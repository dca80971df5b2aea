/**
 * Chains of relations: definitions are taken note of, links of numbers and identities are checked as such, and what is
 * left is a claim about unknowns.
 */
import { allOf, type Claim, never } from './claim.ts';
import { relateClaims } from './relate.ts';
import { antiderivativeAsked } from './from-question.ts';
import { isMatrix } from './matrix.ts';
import { checkLinks, falseRewriting, isWorkedOut, withoutApproximations } from './links.ts';
import { type Chain, chainClaim } from './read-formula.ts';
import { showTerm } from './show.ts';
import { type Item } from './read-line.ts';
import { integrationVariables } from './resolve.ts';
import { type StepCheck, unknownCheck as unknown } from './step-check.ts';
import { type Term } from './term.ts';
import type { DerivationState } from './derivation-state.ts';
import { checkClaim, checkResolved } from './check-claim.ts';
import { isGiven } from './manner.ts';

/** A chain's links are identities (checked as such), plain equalities of numbers, or claims about unknowns. */
export function checkChain(
  state: DerivationState,
  written: Chain,
  whole: Claim,
  item: Item,
  index: number,
): StepCheck {
  const chain = withoutApproximations(written);
  const onlyEquals = chain.operators.every((operator) => operator === '=');
  const [head, second] = chain.terms;
  const restated = head !== undefined && showTerm(head) === state.lastHead;
  state.lastHead = head === undefined ? '' : showTerm(head);
  if (
    head &&
    second &&
    item.definable &&
    chain.operators[0] === '=' &&
    state.definitions.define(head, second)
  ) {
    state.expression = state.definitions.resolve(chain.terms[chain.terms.length - 1] as Term);
    state.lastWasExpression = false;
    const rest = {
      terms: chain.terms.slice(1),
      operators: chain.operators.slice(1),
      approximate: chain.approximate.slice(1),
    };
    return rest.terms.length > 1
      ? checkEquals(state, rest, item, index)
      : (antiderivativeAsked(state, second) ?? unknown('a definition'));
  }
  if (head && second && onlyEquals) nameMatrix(state, head, second, item.text);
  if (!onlyEquals || (item.continues !== null && item.continues !== '=')) {
    state.expression = state.definitions.resolve(chain.terms[chain.terms.length - 1] as Term);
    state.lastWasExpression = false;
    if (item.continues !== null) return unknown('an estimate of the expression before');
  } else if (item.continues === '=' && state.expression !== null) {
    const continued: Chain = {
      terms: [state.expression, ...chain.terms],
      operators: ['=', ...chain.operators],
      approximate: [false, ...chain.approximate],
    };
    return checkEquals(state, continued, item, index);
  }
  if (onlyEquals) return checkEquals(state, chain, item, index, restated);
  return checkResolved(state, chain === written ? whole : chainClaim(chain), item, index);
}

/** `A = \begin{pmatrix}…` names a matrix; a letter beside a pair of numbers is a point, and no vector. */
function nameMatrix(state: DerivationState, head: Term, value: Term, text: string): void {
  if (head.kind !== 'symbol' || state.seen.has(head.name) || !isMatrix(value)) return;
  if (/matrix\}/.test(text) || head.name.startsWith('vec:')) state.definitions.symbols.set(head.name, value);
}

/** A chain of equals signs. */
function checkEquals(
  state: DerivationState,
  chain: Chain,
  item: Item,
  index: number,
  restated = false,
): StepCheck {
  const kept = new Set<string>();
  for (const term of chain.terms) integrationVariables(term, kept);
  const resolved = chain.terms.map((term) => state.definitions.resolve(term, kept));
  const terms = resolved.filter((term) => term !== null);
  if (terms.length < resolved.length) return unknown('too large to work out');
  const before = state.lastWasExpression ? state.expression : null;
  state.expression = terms[terms.length - 1] ?? null;
  state.lastWasExpression = false;
  const { done, open } = checkLinks(terms, chain.approximate, state.deadline);
  const wrong = done.find((check) => check.verdict === 'wrong');
  if (wrong !== undefined && isContradiction(state, terms) && state.current !== null) {
    const { relation, tier } = relateClaims(state.current, never, state.deadline);
    if (relation === 'equivalent')
      return { verdict: 'correct', relation, tier, reason: 'neither line has a solution' };
  }
  if (wrong !== undefined)
    return isGiven(item.manner) || isContradiction(state, terms) || item.text.includes('%')
      ? unknown(wrong.reason)
      : wrong;
  const isFresh = state.facts.claims.length === 0 && state.current === null;
  if (item.manner === 'alone' && (isFresh || isWorkedOut(chain.terms[0], terms))) {
    const setting = {
      head: chain.terms[0],
      continues: item.continues === '=',
      restated,
      before: before ?? askedFor(state, terms[0]),
    };
    const rewriting = falseRewriting(terms, open, setting, state.deadline);
    if (rewriting !== null && (!isFresh || !state.isConstrained(...terms)) && !mayHold(state, terms, item))
      return rewriting;
  }
  if (open.length === 0) {
    state.lastWasExpression = true;
    return done.find((check) => check.verdict === 'unknown') ?? done[0] ?? unknown('nothing to compare');
  }
  // `3x = 20 + 5 = 25`: with every link of numbers proven, the chain says no more and no less than its one claim.
  const isOneClaim = open.length === 1 && done.every((check) => check.verdict === 'correct');
  const loose = chain.approximate.includes(true) || (terms.length > 2 && !isOneClaim);
  const claim = checkClaim(state, allOf(open), item, index, loose);
  return claim.verdict === 'unknown' && claim.relation === 'unknown'
    ? (done.find((check) => check.verdict === 'correct') ?? claim)
    : claim;
}

/** The problem's own expression where a chain begins with it. */
function askedFor(state: DerivationState, first: Term | undefined): Term | null {
  return state.asked.find((term) => first !== undefined && showTerm(term) === showTerm(first)) ?? null;
}

function mayHold(state: DerivationState, terms: readonly Term[], item: Item): boolean {
  if (/matrix\}/.test(item.text) && item.continues === null) return true;
  return terms.some((term, i) => i > 0 && state.holdsForPositives(terms[i - 1] as Term, term));
}

/** "0 = 8, so there is no solution": a false equality reached from a claim. */
function isContradiction(state: DerivationState, terms: readonly Term[]): boolean {
  return state.current !== null && terms.length === 2 && terms.every((term) => term.kind === 'number');
}
