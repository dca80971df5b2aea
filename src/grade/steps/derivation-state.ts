/**
 * What a derivation has come to while it is read: the expression and the claim that the next line goes on from, facts
 * established before, definitions, and the problem's own equations. It remembers and resolves; it judges nothing.
 */
import { allOf, type Claim, claimSymbols, comparisonsOf, isSolved, mapClaim, solvedFor } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { Facts } from './facts.ts';
import { agreeForPositives } from './identity.ts';
import { withFamilies } from './families.ts';
import { byEntries } from './matrix.ts';
import { type Naming } from './plain-notation.ts';
import { type Item, readStep } from './read-line.ts';
import { Definitions, holdsUnknownFunction } from './resolve.ts';
import { type OneWay, unsoundStep } from './soundness.ts';
import { type StepCheck } from './step-check.ts';
import { freeSymbols, someTerm, type Term } from './term.ts';

/** "Case 2: x < 0", "Interval 2", "Third, if gcd(y, 6) = 3": what the case before said does not hold here. */
const beginsCase =
  /^[\s#*>-]*(?:\(?\d{1,2}[.)]\s*)?(?:\*\*\s*)?(?:(?:sub)?(?:case|interval|scenario|possibility|situation|region)\b|(?:(?:first|second|third|fourth|fifth|sixth|finally|next|now|lastly|also|similarly|likewise|alternatively|otherwise|conversely|step \d+)\w*\b[\s,:]*)?(?:if|when|for|suppose|assume|assuming|consider)\b)/i;

/** As many formulas of a problem are kept at most. */
const maxAsked = 16;

/** How the whole document uses letters. */
export interface Conventions {
  /** Constants (e, i) that are names like any other here. */
  readonly letters: readonly string[];
  readonly names: Naming;
  /** Words leave some of the solutions out. */
  readonly isRestricted: boolean;
}

export class DerivationState {
  readonly deadline: Deadline;
  readonly names: Naming;
  readonly isRestricted: boolean;
  readonly definitions: Definitions;
  readonly facts: Facts;
  current: Claim | null = null;
  expression: Term | null = null;
  expressionText = '';
  lastWasExpression = false;
  /** Whether a step stated the current claim, rather than the problem or an assumption. */
  stated = false;
  /** A claim was made in passing since the current one: the next line may follow from that instead. */
  stale = false;
  readonly seen = new Set<string>();
  readonly oneWays: OneWay[] = [];
  first: Claim | null = null;
  final: Claim | null = null;
  /** Expressions of the problem's text. */
  readonly asked: Term[] = [];
  /** Claims of the problem's text, however it is written: a line may be one of them with values put in. */
  readonly askedClaims: Claim[] = [];
  /** Values found for the unknown of the problem: branches of one answer. */
  readonly answers: Claim[] = [];
  currentText = '';
  /** The text of the step that is being read. */
  stepText = '';
  /** Whether the step of the expression before was formulas only. */
  wordless = true;
  /** What the chain before began with. */
  lastHead = '';
  /** Letters of which something was said, understood or not: expressions in them may be equal by that. */
  readonly constrained = new Set<string>();
  /** What was known before the first of several cases. */
  beforeCases: { readonly facts: number; readonly current: Claim | null } | null = null;

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

  /** Formulas of a problem in plain text, of which nothing is taken to be true. */
  readAsked(formulas: readonly string[]): void {
    for (const text of formulas.slice(0, maxAsked)) {
      for (const { formula } of readStep(`$${text}$`, this.names)) {
        if (formula.kind === 'expression') this.asked.push(...formula.terms);
        if (formula.kind === 'claim') this.askedClaims.push(formula.claim);
      }
    }
  }

  /** The values that letters have by now, as far as they are numbers. */
  knownNumbers(): ReadonlyMap<string, Term> {
    return new Map([...this.facts.values(this.current)].filter(([, value]) => freeSymbols(value).size === 0));
  }

  /** Called with each step's text before its formulas: a new case begins where the cases before it began. */
  begin(text: string): void {
    this.stepText = text;
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
  endCases(): void {
    if (this.beforeCases === null) return;
    this.facts.truncate(this.beforeCases.facts);
    this.current = this.beforeCases.current;
    this.beforeCases = null;
    this.stale = false;
  }

  /** Takes note of the single letters of a formula that is not understood. */
  constrain(text: string): void {
    for (const [name] of text.replace(/\\[A-Za-z]+/g, ' ').matchAll(/[A-Za-z](?:_\{?\w+\}?)?/g))
      this.constrained.add(name.replace(/[{}]/g, ''));
  }

  /** Where words restrict the unknowns, what holds for positive values may be all that is meant. */
  holdsForPositives(left: Term, right: Term): boolean {
    return this.isRestricted && agreeForPositives(left, right, this.deadline);
  }

  isConstrained(...terms: readonly Term[]): boolean {
    // Indexed letters are terms of a sequence, which mostly has a rule.
    const isBound = (name: string): boolean => this.constrained.has(name) || /_.*[a-z]/.test(name);
    return terms.some((term) => [...freeSymbols(term)].some(isBound));
  }

  resolveClaim(claim: Claim): Claim | null {
    const resolved = mapClaim(claim, (term) => this.definitions.resolve(term));
    const terms = resolved === null ? [] : comparisonsOf(resolved).flatMap((part) => [part.left, part.right]);
    const hasNoValue = (term: Term): boolean =>
      holdsUnknownFunction(term) || someTerm(term, (part) => part.kind === 'derivative');
    return resolved === null || terms.some(hasNoValue) ? null : byEntries(resolved);
  }

  learn(claim: Claim): void {
    this.remember(claim);
    this.current = claim;
    this.first ??= claim;
    this.final = claim;
  }

  remember(claim: Claim): void {
    claimSymbols(claim, this.seen);
    claimSymbols(claim, this.constrained);
    const solved = solvedFor(claim);
    if (solved !== null && freeSymbols(solved.value).size > 0)
      this.definitions.dependents.set(solved.name, solved.value);
    this.facts.remember(claim);
  }

  goOn(claim: Claim, check: StepCheck, item: Item, index: number): void {
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
