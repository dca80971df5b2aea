/** An expression held against the one before it: a rewriting, an approximation, an estimate. */
import { compare } from './claim.ts';
import { hasAntiderivative } from './differentiate.ts';
import { compareExpressions } from './expressions.ts';
import { checkLinks } from './links.ts';
import { type RelationOperator } from '../parse/tree.ts';
import { comparisonOf } from './read-formula.ts';
import { askedExpression } from './from-question.ts';
import { showTerm } from './show.ts';
import { compileClaim } from './truth.ts';
import { type Item } from './read-line.ts';
import { integrationVariables } from './resolve.ts';
import { type StepCheck, unknownCheck as unknown } from './step-check.ts';
import { freeSymbols, substitute, type Term } from './term.ts';
import type { DerivationState } from './derivation-state.ts';

const integrationConstants: ReadonlySet<string> = new Set(['C', 'c', 'K', 'k', 'D']);
const none: ReadonlySet<string> = new Set();

/** A bare number: one after another is a list, not a calculation. */
function isLiteral(text: string): boolean {
  return /^[-−]?[\d.,]+%?$/.test(text.trim());
}

export function checkExpression(state: DerivationState, terms: readonly Term[], item: Item): StepCheck {
  const old = item.continues !== null || state.lastWasExpression ? state.expression : null;
  const kept = integrationVariables(terms[0] as Term);
  if (old !== null) integrationVariables(old, kept);
  const term = terms.length === 1 ? state.definitions.resolve(terms[0] as Term, kept) : null;
  const before = old === null ? null : state.definitions.resolve(old, kept);
  const textBefore = state.expressionText;
  if (item.manner !== 'alone' && item.manner !== 'result')
    return askedExpression(state, term, state.stepText) ?? unknown('an expression in passing');
  if (item.continues === '~') return approximated(state, term);
  state.expression = term;
  state.expressionText = item.text;
  state.lastWasExpression = true;
  if (term === null) return unknown('an expression with several values');
  if (before === null) {
    state.wordless = item.wordless;
    return askedExpression(state, term, state.stepText) ?? unknown('nothing before it to compare with');
  }
  if (isLiteral(textBefore) && isLiteral(item.text) && item.continues === null)
    return unknown('a number after a number');
  if (item.listed && item.continues === null) return unknown('it may be the next of a list');
  if (item.continues !== null && item.continues !== '=') return estimated(before, term, item.continues);
  const check = rewritten(state, before, term, item);
  state.wordless = item.wordless;
  return check;
}

/** `≈ 3.14` after an expression, which stays what the next line goes on from. */
function approximated(state: DerivationState, term: Term | null): StepCheck {
  const { expression } = state;
  if (term === null || expression === null) return unknown('nothing before it to compare with');
  const { done } = checkLinks([expression, term], [true], state.deadline);
  return done[0] ?? unknown('only said to be about equal');
}

/** `≤ 3ab` after an expression: of numbers it is true or false, of unknowns it is for a proof to say. */
function estimated(before: Term, term: Term, operator: RelationOperator): StepCheck {
  const comparison = comparisonOf(operator);
  const isClosed = freeSymbols(before).size + freeSymbols(term).size === 0;
  const test = comparison === null || !isClosed ? null : compileClaim(compare(comparison, before, term));
  if (test === null) return unknown('an estimate of the expression before');
  const reason = `${showTerm(before)} ${operator} ${showTerm(term)}`;
  return test(new Map())
    ? { verdict: 'correct', relation: 'implies', tier: 'numeric', reason }
    : {
        verdict: 'wrong',
        relation: 'different',
        tier: 'numeric',
        reason: 'false',
        counterexample: `not ${reason}`,
      };
}

/** `term` written for `before`. */
function rewritten(state: DerivationState, before: Term, term: Term, item: Item): StepCheck {
  const plain = compareExpressions(before, term, state.deadline);
  if (plain.verdict !== 'wrong') return plain;
  if (state.isConstrained(before, term)) return underFacts(state, before, term);
  const values = state.facts.values(state.current);
  if (values.size > 0) {
    const known = compareExpressions(substitute(before, values), substitute(term, values), state.deadline);
    return known.verdict === 'correct'
      ? { ...known, relation: 'implies' }
      : unknown('known values may have been put in');
  }
  const constants = hasAntiderivative(before) ? integrationConstants : none;
  const isNew = (name: string): boolean => !freeSymbols(before).has(name) && !constants.has(name);
  // Expressions in sentences may be of different things.
  const isApart = item.continues === null && !(item.wordless && state.wordless);
  return [...freeSymbols(term)].some(isNew) ||
    item.manner !== 'alone' ||
    isApart ||
    state.holdsForPositives(before, term)
    ? (askedExpression(state, term, state.stepText) ??
        unknown('it may not be a rewriting of the expression before'))
    : plain;
}

/** Two expressions that are equal where the facts hold: `x²` put for x + 1. */
function underFacts(state: DerivationState, before: Term, term: Term): StepCheck {
  const points = state.facts.points(state.current);
  const test = compileClaim(compare('=', before, term), 1e-6);
  return test !== null && points.length > 2 && points.every((point) => test(point))
    ? { verdict: 'correct', relation: 'implies', tier: 'sampled', reason: 'equal by the lines before' }
    : unknown('what is known of its letters may have been put in');
}
