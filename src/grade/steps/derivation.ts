/**
 * The state of a derivation while it is read: the expression and the claim that the next line goes on from, facts
 * established before, definitions, and the problem's own equations. Each formula is sent to what checks it (a
 * rewriting, a chain's links, a claim's relation to the facts), and the state goes on. The mathematics is elsewhere.
 */
import {
  allOf,
  type Claim,
  claimSymbols,
  compare,
  comparisonsOf,
  isSolved,
  mapClaim,
  never,
  solvedFor,
} from './claim.ts';
import { type Deadline } from './deadline.ts';
import { differentiated, withPrimes } from './implicit.ts';
import { hasAntiderivative } from './differentiate.ts';
import { relateClaims } from './relate.ts';
import { compareExpressions } from './expressions.ts';
import { Facts } from './facts.ts';
import { agreeForPositives } from './identity.ts';
import { withFamilies, withoutNumbers } from './families.ts';
import { judge } from './judge.ts';
import { byEntries, isMatrix } from './matrix.ts';
import { checkLinks, falseRewriting, isWorkedOut, withoutApproximations } from './links.ts';
import { type RelationOperator } from '../parse/tree.ts';
import { type Chain, chainClaim, comparisonOf } from './read-formula.ts';
import { showTerm } from './show.ts';
import { compileClaim } from './truth.ts';
import { type Naming } from './plain-notation.ts';
import { type Manner } from './manner.ts';
import { type Item, readStep } from './read-line.ts';
import { Definitions, holdsUnknownFunction, integrationVariables } from './resolve.ts';
import { type OneWay, unsoundStep } from './soundness.ts';
import { type StepCheck, unknownCheck as unknown } from './step-check.ts';
import { freeSymbols, someTerm, substitute, symbol, type Term } from './term.ts';

const integrationConstants: ReadonlySet<string> = new Set(['C', 'c', 'K', 'k', 'D']);
const none: ReadonlySet<string> = new Set();

/** "Case 2: x < 0", "Interval 2", "Third, if gcd(y, 6) = 3": what the case before said does not hold here. */
const beginsCase =
  /^[\s#*>-]*(?:\(?\d{1,2}[.)]\s*)?(?:\*\*\s*)?(?:(?:sub)?(?:case|interval|scenario|possibility|situation|region)\b|(?:(?:first|second|third|fourth|fifth|sixth|finally|next|now|lastly|also|similarly|likewise|alternatively|otherwise|conversely|step \d+)\w*\b[\s,:]*)?(?:if|when|for|suppose|assume|assuming|consider)\b)/i;

/** A bare number: one after another is a list, not a calculation. */
function isLiteral(text: string): boolean {
  return /^[-−]?[\d.,]+%?$/.test(text.trim());
}

/** How the whole document uses letters. */
export interface Conventions {
  /** Constants (e, i) that are names like any other here. */
  readonly letters: readonly string[];
  readonly names: Naming;
  /** Words leave some of the solutions out. */
  readonly isRestricted: boolean;
}

export class Derivation {
  private readonly deadline: Deadline;
  private readonly names: Naming;
  private readonly isRestricted: boolean;
  private readonly definitions: Definitions;
  private readonly facts: Facts;
  private current: Claim | null = null;
  private expression: Term | null = null;
  private expressionText = '';
  private lastWasExpression = false;
  /** Whether a step stated the current claim, rather than the problem or an assumption. */
  private stated = false;
  /** A claim was made in passing since the current one: the next line may follow from that instead. */
  private stale = false;
  private readonly seen = new Set<string>();
  private readonly oneWays: OneWay[] = [];
  private first: Claim | null = null;
  private final: Claim | null = null;
  /** Expressions of the problem's text. */
  private readonly asked: Term[] = [];
  /** Values found for the unknown of the problem: branches of one answer. */
  private readonly answers: Claim[] = [];
  private currentText = '';
  /** Whether the step of the expression before was formulas only. */
  private wordless = true;
  /** What the chain before began with. */
  private lastHead = '';
  /** Letters of which something was said, understood or not: expressions in them may be equal by that. */
  private readonly constrained = new Set<string>();
  /** What was known before the first of several cases. */
  private beforeCases: { readonly facts: number; readonly current: Claim | null } | null = null;

  constructor(deadline: Deadline, conventions: Partial<Conventions> = {}) {
    const { letters = [], names = 'letters', isRestricted = false } = conventions;
    this.names = names;
    this.isRestricted = isRestricted;
    this.deadline = deadline;
    this.definitions = new Definitions(letters);
    this.facts = new Facts(deadline);
  }

  /** The problem's equations and definitions become line 0. */
  readProblem(problem: string): void {
    for (const { formula, text, definable } of readStep(problem, this.names)) {
      if (formula.kind === 'unread') this.constrain(text);
      if (formula.kind === 'expression' && formula.terms.length === 1) {
        this.expression = formula.terms[0] ?? null;
        this.asked.push(...formula.terms);
      }
      if (formula.kind !== 'claim') continue;
      const [left, right, more] = formula.chain?.terms ?? [];
      const isEquation = formula.chain?.operators[0] === '=' && more === undefined;
      if (left && right && isEquation && definable && this.definitions.define(left, right)) continue;
      const claim = this.resolveClaim(formula.claim);
      if (claim !== null) this.remember(withFamilies(claim, this.seen));
    }
    if (this.expression !== null) this.expression = this.definitions.resolve(this.expression);
    this.current = this.facts.claims.length === 0 ? null : allOf(this.facts.claims);
    this.first = this.current;
  }

  /** Called with each step's text before its formulas: a new case begins where the cases before it began. */
  begin(text: string): void {
    if (!beginsCase.test(text)) return;
    if (this.beforeCases === null)
      this.beforeCases = { facts: this.facts.claims.length, current: this.current };
    else {
      this.facts.truncate(this.beforeCases.facts);
      this.current = this.beforeCases.current;
      this.stale = true;
    }
  }

  /** "So x = 3 or x = −2" after the cases is held against what they began with. */
  private endCases(): void {
    if (this.beforeCases === null) return;
    this.facts.truncate(this.beforeCases.facts);
    this.current = this.beforeCases.current;
    this.beforeCases = null;
    this.stale = false;
  }

  /** Checks one formula of step `index` and goes on from it. */
  check(item: Item, index: number): StepCheck {
    const { formula } = item;
    if (item.manner === 'doubted') return unknown('not asserted');
    if (formula.kind === 'unread') {
      this.constrain(item.text);
      this.stale = true;
      this.expression = null;
      this.lastWasExpression = false;
      return unknown('not understood');
    }
    if (formula.kind === 'expression') return this.checkExpression(formula.terms, item);
    if (formula.kind === 'set') {
      const [only, ...others] = this.current === null ? [] : [...claimSymbols(this.current)];
      if (others.length > 0 || only === undefined)
        return unknown('a set of values, but of which unknown is not clear');
      const claim = formula.of(symbol(only));
      // (−4, −1/2) after an equation is a point.
      const isInterval = comparisonsOf(claim).some((part) => part.operator !== '=');
      if (isInterval && this.current !== null && !holdsInequality(this.current))
        return unknown('an interval or a point');
      return this.checkClaim(claim, item, index);
    }
    if (formula.chain !== null) return this.checkChain(formula.chain, formula.claim, item, index);
    return this.checkResolved(formula.claim, item, index);
  }

  private checkExpression(terms: readonly Term[], item: Item): StepCheck {
    const old = item.continues !== null || this.lastWasExpression ? this.expression : null;
    const kept = integrationVariables(terms[0] as Term);
    if (old !== null) integrationVariables(old, kept);
    const term = terms.length === 1 ? this.definitions.resolve(terms[0] as Term, kept) : null;
    const before = old === null ? null : this.definitions.resolve(old, kept);
    const textBefore = this.expressionText;
    if (item.manner !== 'alone' && item.manner !== 'result') return unknown('an expression in passing');
    if (item.continues === '~') return this.approximated(term);
    this.expression = term;
    this.expressionText = item.text;
    this.lastWasExpression = true;
    if (term === null) return unknown('an expression with several values');
    if (before === null) {
      this.wordless = item.wordless;
      return unknown('nothing before it to compare with');
    }
    if (isLiteral(textBefore) && isLiteral(item.text) && item.continues === null)
      return unknown('a number after a number');
    if (item.listed && item.continues === null) return unknown('it may be the next of a list');
    if (item.continues !== null && item.continues !== '=')
      return this.estimated(before, term, item.continues);
    const check = this.rewritten(before, term, item);
    this.wordless = item.wordless;
    return check;
  }

  /** `≈ 3.14` after an expression, which stays what the next line goes on from. */
  private approximated(term: Term | null): StepCheck {
    const { expression } = this;
    if (term === null || expression === null) return unknown('nothing before it to compare with');
    const { done } = checkLinks([expression, term], [true], this.deadline);
    return done[0] ?? unknown('only said to be about equal');
  }

  /** `≤ 3ab` after an expression: of numbers it is true or false, of unknowns it is for a proof to say. */
  private estimated(before: Term, term: Term, operator: RelationOperator): StepCheck {
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
  private rewritten(before: Term, term: Term, item: Item): StepCheck {
    const plain = compareExpressions(before, term, this.deadline);
    if (plain.verdict !== 'wrong') return plain;
    if (this.isConstrained(before, term)) return this.underFacts(before, term);
    const values = this.facts.values(this.current);
    if (values.size > 0) {
      const known = compareExpressions(substitute(before, values), substitute(term, values), this.deadline);
      return known.verdict === 'correct'
        ? { ...known, relation: 'implies' }
        : unknown('known values may have been put in');
    }
    const constants = hasAntiderivative(before) ? integrationConstants : none;
    const isNew = (name: string): boolean => !freeSymbols(before).has(name) && !constants.has(name);
    // Expressions in sentences may be of different things.
    const isApart = item.continues === null && !(item.wordless && this.wordless);
    return [...freeSymbols(term)].some(isNew) ||
      item.manner !== 'alone' ||
      isApart ||
      this.holdsForPositives(before, term)
      ? unknown('it may not be a rewriting of the expression before')
      : plain;
  }

  /** Takes note of the single letters of a formula that is not understood. */
  private constrain(text: string): void {
    for (const [name] of text.replace(/\\[A-Za-z]+/g, ' ').matchAll(/[A-Za-z](?:_\{?\w+\}?)?/g))
      this.constrained.add(name.replace(/[{}]/g, ''));
  }

  /** Where words restrict the unknowns, what holds for positive values may be all that is meant. */
  private holdsForPositives(left: Term, right: Term): boolean {
    return this.isRestricted && agreeForPositives(left, right, this.deadline);
  }

  private isConstrained(...terms: readonly Term[]): boolean {
    // Indexed letters are terms of a sequence, which mostly has a rule.
    const isBound = (name: string): boolean => this.constrained.has(name) || /_.*[a-z]/.test(name);
    return terms.some((term) => [...freeSymbols(term)].some(isBound));
  }

  /** Two expressions that are equal where the facts hold: `x²` put for x + 1. */
  private underFacts(before: Term, term: Term): StepCheck {
    const points = this.facts.points(this.current);
    const test = compileClaim(compare('=', before, term), 1e-6);
    return test !== null && points.length > 2 && points.every((point) => test(point))
      ? { verdict: 'correct', relation: 'implies', tier: 'sampled', reason: 'equal by the lines before' }
      : unknown('what is known of its letters may have been put in');
  }

  /** A chain's links are identities (checked as such), plain equalities of numbers, or claims about unknowns. */
  private checkChain(written: Chain, whole: Claim, item: Item, index: number): StepCheck {
    const chain = withoutApproximations(written);
    const onlyEquals = chain.operators.every((operator) => operator === '=');
    const [head, second] = chain.terms;
    const restated = head !== undefined && showTerm(head) === this.lastHead;
    this.lastHead = head === undefined ? '' : showTerm(head);
    if (
      head &&
      second &&
      item.definable &&
      chain.operators[0] === '=' &&
      this.definitions.define(head, second)
    ) {
      this.expression = this.definitions.resolve(chain.terms[chain.terms.length - 1] as Term);
      this.lastWasExpression = false;
      const rest = {
        terms: chain.terms.slice(1),
        operators: chain.operators.slice(1),
        approximate: chain.approximate.slice(1),
      };
      return rest.terms.length > 1 ? this.checkEquals(rest, item, index) : unknown('a definition');
    }
    if (head && second && onlyEquals) this.nameMatrix(head, second, item.text);
    if (!onlyEquals || (item.continues !== null && item.continues !== '=')) {
      this.expression = this.definitions.resolve(chain.terms[chain.terms.length - 1] as Term);
      this.lastWasExpression = false;
      if (item.continues !== null) return unknown('an estimate of the expression before');
    } else if (item.continues === '=' && this.expression !== null) {
      const continued: Chain = {
        terms: [this.expression, ...chain.terms],
        operators: ['=', ...chain.operators],
        approximate: [false, ...chain.approximate],
      };
      return this.checkEquals(continued, item, index);
    }
    if (onlyEquals) return this.checkEquals(chain, item, index, restated);
    return this.checkResolved(chain === written ? whole : chainClaim(chain), item, index);
  }

  /** `A = \begin{pmatrix}…` names a matrix; a letter beside a pair of numbers is a point, and no vector. */
  private nameMatrix(head: Term, value: Term, text: string): void {
    if (head.kind !== 'symbol' || this.seen.has(head.name) || !isMatrix(value)) return;
    if (/matrix\}/.test(text) || head.name.startsWith('vec:')) this.definitions.symbols.set(head.name, value);
  }

  private checkResolved(written: Claim, item: Item, index: number): StepCheck {
    const claim = this.resolveClaim(written);
    if (claim !== null) return this.checkClaim(claim, item, index);
    this.stale = true;
    return unknown('holds something that has no value here');
  }

  /** A chain of equals signs. */
  private checkEquals(chain: Chain, item: Item, index: number, restated = false): StepCheck {
    const kept = new Set<string>();
    for (const term of chain.terms) integrationVariables(term, kept);
    const resolved = chain.terms.map((term) => this.definitions.resolve(term, kept));
    const terms = resolved.filter((term) => term !== null);
    if (terms.length < resolved.length) return unknown('too large to work out');
    const before = this.lastWasExpression ? this.expression : null;
    this.expression = terms[terms.length - 1] ?? null;
    this.lastWasExpression = false;
    const { done, open } = checkLinks(terms, chain.approximate, this.deadline);
    const wrong = done.find((check) => check.verdict === 'wrong');
    if (wrong !== undefined && this.isContradiction(terms) && this.current !== null) {
      const { relation, tier } = relateClaims(this.current, never, this.deadline);
      if (relation === 'equivalent')
        return { verdict: 'correct', relation, tier, reason: 'neither line has a solution' };
    }
    if (wrong !== undefined)
      return isGiven(item.manner) || this.isContradiction(terms) || item.text.includes('%')
        ? unknown(wrong.reason)
        : wrong;
    const isFresh = this.facts.claims.length === 0 && this.current === null;
    if (item.manner === 'alone' && (isFresh || isWorkedOut(chain.terms[0], terms))) {
      const setting = {
        head: chain.terms[0],
        continues: item.continues === '=',
        restated,
        before: before ?? this.askedFor(terms[0]),
      };
      const rewriting = falseRewriting(terms, open, setting, this.deadline);
      if (rewriting !== null && (!isFresh || !this.isConstrained(...terms)) && !this.mayHold(terms, item))
        return rewriting;
    }
    if (open.length === 0) {
      this.lastWasExpression = true;
      return done.find((check) => check.verdict === 'unknown') ?? done[0] ?? unknown('nothing to compare');
    }
    // `3x = 20 + 5 = 25`: with every link of numbers proven, the chain says no more and no less than its one claim.
    const isOneClaim = open.length === 1 && done.every((check) => check.verdict === 'correct');
    const loose = chain.approximate.includes(true) || (terms.length > 2 && !isOneClaim);
    const claim = this.checkClaim(allOf(open), item, index, loose);
    return claim.verdict === 'unknown' && claim.relation === 'unknown'
      ? (done.find((check) => check.verdict === 'correct') ?? claim)
      : claim;
  }

  /** The problem's own expression where a chain begins with it. */
  private askedFor(first: Term | undefined): Term | null {
    return this.asked.find((term) => first !== undefined && showTerm(term) === showTerm(first)) ?? null;
  }

  private mayHold(terms: readonly Term[], item: Item): boolean {
    if (/matrix\}/.test(item.text) && item.continues === null) return true;
    return terms.some((term, i) => i > 0 && this.holdsForPositives(terms[i - 1] as Term, term));
  }

  /** "0 = 8, so there is no solution": a false equality reached from a claim. */
  private isContradiction(terms: readonly Term[]): boolean {
    return this.current !== null && terms.length === 2 && terms.every((term) => term.kind === 'number');
  }

  private resolveClaim(claim: Claim): Claim | null {
    const resolved = mapClaim(claim, (term) => this.definitions.resolve(term));
    const terms = resolved === null ? [] : comparisonsOf(resolved).flatMap((part) => [part.left, part.right]);
    const hasNoValue = (term: Term): boolean =>
      holdsUnknownFunction(term) || someTerm(term, (part) => part.kind === 'derivative');
    return resolved === null || terms.some(hasNoValue) ? null : byEntries(resolved);
  }

  private checkClaim(raw: Claim, item: Item, index: number, loose = false): StepCheck {
    this.lastWasExpression = false;
    const claim = byEntries(withFamilies(withoutNumbers(raw, this.current), this.seen));
    const sides = claim === null ? [] : comparisonsOf(claim).flatMap((part) => [part.left, part.right]);
    if (claim === null || sides.some((term) => holdsUnknownFunction(term) || hasAntiderivative(term))) {
      this.stale = true;
      return unknown('holds something that has no value here');
    }
    if (sides.length > 0) claimSymbols(claim, this.constrained);
    const isNew = this.introduces(claim, item.manner);
    if (isGiven(item.manner)) {
      if (isNew) this.learn(claim);
      this.current = claim;
      this.currentText = '';
      this.stated = false;
      this.stale = claimSymbols(claim).size > 1 || !isEquation(claim);
      return unknown('taken as given');
    }
    const closed = this.checkNumbers(claim, item);
    if (closed !== null) return closed;
    if (claim.kind === 'any') this.endCases();
    const implicit = this.implicitDerivative(claim);
    if (implicit !== null) return implicit;
    if ((this.current === null && this.facts.claims.length === 0) || isNew) {
      this.learn(claim);
      this.currentText = item.text;
      if (isSolved(claim)) this.answers.push(claim);
      this.stated = item.manner !== 'passing';
      return unknown(isNew ? 'a new name' : 'nothing before it to check against');
    }
    const { current: before, currentText: textBefore, stated, stale, facts, deadline } = this;
    const best = facts.best(claim, before);
    const check = judge(best, { claim, item, loose, before, textBefore, stated, stale, facts, deadline });
    this.goOn(claim, check, item, index);
    return check;
  }

  /** `−491 < −489`: numbers alone are compared as they stand. False ones may be what a proof by contradiction wants. */
  private checkNumbers(claim: Claim, item: Item): StepCheck | null {
    const parts = claim.kind === 'all' ? claim.of : [claim];
    const isOrder = parts.every((part) => part.kind === 'compare' && part.operator !== '=');
    const test = isOrder && claimSymbols(claim).size === 0 ? compileClaim(claim) : null;
    if (test === null) return null;
    const reason = comparisonsOf(claim)
      .map((part) => `${showTerm(part.left)} ${part.operator} ${showTerm(part.right)}`)
      .join(', ');
    if (test(new Map())) return { verdict: 'correct', relation: 'equivalent', tier: 'numeric', reason };
    return this.current === null && item.manner === 'alone'
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
  private implicitDerivative(claim: Claim): StepCheck | null {
    const derived = this.current === null ? null : differentiated(this.current, claim);
    if (derived === null || [...claimSymbols(claim)].every((name) => this.seen.has(name))) return null;
    const { relation, tier } = relateClaims(derived, withPrimes(claim), this.deadline);
    if (relation !== 'equivalent') return null;
    this.remember(claim);
    this.current = claim;
    this.final = claim;
    return {
      verdict: 'correct',
      relation: 'implies',
      tier,
      reason: 'the line before, differentiated',
    };
  }

  /** A symbol given a value for the first time. */
  private introduces(claim: Claim, manner: Manner): boolean {
    const solved = solvedFor(claim);
    if (solved === null || this.seen.has(solved.name)) return false;
    if (manner === 'defined' && freeSymbols(solved.value).size > 0)
      this.definitions.symbols.set(solved.name, solved.value);
    return true;
  }

  private learn(claim: Claim): void {
    this.remember(claim);
    this.current = claim;
    this.first ??= claim;
    this.final = claim;
  }

  private remember(claim: Claim): void {
    claimSymbols(claim, this.seen);
    claimSymbols(claim, this.constrained);
    const solved = solvedFor(claim);
    if (solved !== null && freeSymbols(solved.value).size > 0)
      this.definitions.dependents.set(solved.name, solved.value);
    this.facts.remember(claim);
  }

  private goOn(claim: Claim, check: StepCheck, item: Item, index: number): void {
    if (check.verdict === 'one-way' && (check.relation === 'implies' || check.relation === 'implied-by'))
      this.oneWays.push({ step: index, relation: check.relation });
    if (item.manner === 'passing' && check.verdict !== 'correct') {
      this.stale = true;
      return;
    }
    if (check.verdict === 'wrong') this.facts.clear();
    if (item.manner !== 'passing') {
      this.current = claim;
      this.stated = true;
    }
    this.stale = false;
    this.currentText = item.text;
    if (isSolved(claim)) this.answers.push(claim);
    this.remember(claim);
    this.final = claim;
  }

  /** The one-way step that makes the final answer wrong, if the derivation ends in one; null otherwise. */
  unsoundStep(): number | null {
    if (this.first === null || this.final === null) return null;
    const oneWays = this.isRestricted
      ? this.oneWays.filter((step) => step.relation === 'implies')
      : this.oneWays;
    return unsoundStep(this.first, { final: this.final, answers: this.answers }, oneWays, this.deadline);
  }
}

function holdsInequality(claim: Claim): boolean {
  return claim.kind === 'truth' || comparisonsOf(claim).some((part) => part.operator !== '=');
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

function isGiven(manner: Manner): boolean {
  return manner === 'assumed' || manner === 'defined';
}
