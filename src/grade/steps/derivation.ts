/**
 * The state of a derivation while it is read: the expression and the claim that the next line goes on from, facts
 * established before, definitions, and the problem's own equations. Each formula is related to the best of what it may
 * follow from. This file decides what a relation means for a reader; the mathematics is elsewhere.
 */
import {
  allOf,
  anyOf,
  type Claim,
  claimSymbols,
  compare,
  comparisonsOf,
  mapClaim,
  solvedFor,
} from './claim.ts';
import { type Deadline } from './deadline.ts';
import { hasAntiderivative } from './differentiate.ts';
import { type StepCheck, unknownCheck as unknown } from './step-check.ts';
import { compareExpressions } from './expressions.ts';
import { type Item, type Manner, readStep } from './read-line.ts';
import { type Chain, chainClaim, integerParameters } from './read-tree.ts';
import { linearImplies, linearSystem } from './linear.ts';
import { relateClaims, type Relation } from './relate.ts';
import { Definitions, holdsUnknownFunction } from './resolve.ts';
import { roundedSolution } from './rounding.ts';
import { close } from './roots.ts';
import { showPoint, showTerm } from './show.ts';
import { samplePoints } from './solve.ts';
import { freeSymbols, someTerm, substitute, symbol, type Term } from './term.ts';
import { compileClaim, type Point } from './truth.ts';

interface Fact {
  readonly claim: Claim;
  readonly step: number;
}

interface OneWay {
  readonly step: number;
  readonly relation: 'implies' | 'implied-by';
  readonly names: readonly string[];
}

const integrationConstants: ReadonlySet<string> = new Set(['C', 'c', 'K', 'k', 'D']);
const none: ReadonlySet<string> = new Set();

/** A bare number: one after another is a list, not a calculation. */
function isLiteral(text: string): boolean {
  return /^[-−]?[\d.,]+%?$/.test(text.trim());
}

const maxFacts = 10;
const problemStep = -1;

export class Derivation {
  private readonly deadline: Deadline;
  private readonly definitions = new Definitions();
  private facts: Fact[] = [];
  private current: Claim | null = null;
  private expression: Term | null = null;
  private expressionText = '';
  private lastWasExpression = false;
  /** A claim was made in passing since the current one: the next line may follow from that instead. */
  private stale = false;
  private readonly seen = new Set<string>();
  private readonly oneWays: OneWay[] = [];
  private jointPoints: { readonly key: readonly Claim[]; readonly points: readonly Point[] } | null = null;
  private first: Fact | null = null;
  private final: Fact | null = null;

  constructor(deadline: Deadline) {
    this.deadline = deadline;
  }

  /** The problem's equations and definitions become line 0. */
  readProblem(problem: string): void {
    for (const item of readStep(problem)) {
      const { formula } = item;
      if (formula.kind !== 'claim') {
        if (formula.kind === 'expression' && formula.terms.length === 1)
          this.expression = formula.terms[0] ?? null;
        continue;
      }
      const single = formula.chain?.terms.length === 2 ? formula.chain : null;
      const [left, right] = single?.terms ?? [];
      if (left && right && single?.operators[0] === '=' && this.definitions.define(left, right)) continue;
      const claim = this.resolveClaim(formula.claim);
      if (claim !== null) this.remember(withFamilies(claim, this.seen), problemStep);
    }
    this.current = this.facts.length === 1 ? (this.facts[0]?.claim ?? null) : null;
    if (this.facts.length > 1) this.current = allOf(this.facts.map((fact) => fact.claim));
    if (this.current !== null) this.first = { claim: this.current, step: problemStep };
  }

  /** Checks one formula of step `index` and goes on from it. */
  check(item: Item, index: number): StepCheck {
    const { formula } = item;
    if (formula.kind === 'expression') return this.checkExpression(formula.terms, item);
    if (formula.kind === 'set') {
      const names = this.current === null ? [] : [...claimSymbols(this.current)];
      const only = names[0];
      if (names.length !== 1 || only === undefined)
        return unknown('a set of values, but of which unknown is not clear');
      return this.checkClaim(formula.of(symbol(only)), item, index);
    }
    if (formula.chain !== null) return this.checkChain(formula.chain, formula.claim, item, index);
    const claim = this.resolveClaim(formula.claim);
    return claim === null
      ? unknown('holds something that has no value here')
      : this.checkClaim(claim, item, index);
  }

  private checkExpression(terms: readonly Term[], item: Item): StepCheck {
    const term = terms.length === 1 ? this.definitions.resolve(terms[0] as Term) : null;
    const before = item.continues || this.lastWasExpression ? this.expression : null;
    const textBefore = this.expressionText;
    if (item.manner !== 'alone' && item.manner !== 'result') return unknown('an expression in passing');
    this.expression = term;
    this.expressionText = item.text;
    this.lastWasExpression = true;
    if (term === null) return unknown('an expression with several values');
    if (before === null) return unknown('nothing before it to compare with');
    if (isLiteral(textBefore) && isLiteral(item.text) && !item.continues)
      return unknown('a number after a number');
    return this.rewritten(before, term, item);
  }

  /** `term` written for `before`. */
  private rewritten(before: Term, term: Term, item: Item): StepCheck {
    const plain = compareExpressions(before, term, this.deadline);
    if (plain.verdict !== 'wrong') return plain;
    const values = this.knownValues();
    if (values.size > 0) {
      const known = compareExpressions(substitute(before, values), substitute(term, values), this.deadline);
      return known.verdict === 'correct'
        ? { ...known, relation: 'implies' }
        : unknown('known values may have been put in');
    }
    const constants = hasAntiderivative(before) ? integrationConstants : none;
    const newSymbols = [...freeSymbols(term)].some(
      (name) => !freeSymbols(before).has(name) && !constants.has(name),
    );
    if (newSymbols || item.manner !== 'alone')
      return unknown('it may not be a rewriting of the expression before');
    return plain;
  }

  /** Values of symbols that earlier claims fix. */
  private knownValues(): Map<string, Term> {
    const values = new Map<string, Term>();
    for (const { claim } of this.facts) {
      for (const part of claim.kind === 'all' ? claim.of : [claim]) {
        const solved = solvedFor(part);
        if (solved !== null) values.set(solved.name, solved.value);
      }
    }
    const current = this.current === null ? null : solvedFor(this.current);
    if (current !== null) values.set(current.name, current.value);
    return values;
  }

  /** A chain's links are identities (checked as such), plain equalities of numbers, or claims about unknowns. */
  private checkChain(written: Chain, whole: Claim, item: Item, index: number): StepCheck {
    const chain = withoutApproximations(written);
    const claim = chain === written ? whole : chainClaim(chain);
    const [head, second] = chain.terms;
    if (head && second && chain.operators[0] === '=' && this.definitions.define(head, second)) {
      this.expression = this.definitions.resolve(chain.terms[chain.terms.length - 1] as Term);
      this.lastWasExpression = false;
      return chain.terms.length > 2 ? this.checkLinks(chain, 1, item, index) : unknown('a definition');
    }
    if (item.continues && this.expression !== null && chain.operators.every((operator) => operator === '=')) {
      return this.checkLinks(
        {
          ...chain,
          terms: [this.expression, ...chain.terms],
          operators: ['=', ...chain.operators],
          approximate: [false, ...chain.approximate],
        },
        0,
        item,
        index,
      );
    }
    if (chain.operators.every((operator) => operator === '=')) return this.checkLinks(chain, 0, item, index);
    const resolved = this.resolveClaim(claim);
    return resolved === null
      ? unknown('holds something that has no value here')
      : this.checkClaim(resolved, item, index);
  }

  private checkLinks(chain: Chain, from: number, item: Item, index: number): StepCheck {
    const terms = chain.terms.slice(from).map((term) => this.definitions.resolve(term));
    const known = terms.filter((term) => term !== null);
    if (known.length < terms.length) return unknown('too large to work out');
    const before = this.lastWasExpression ? this.expression : null;
    this.expression = known[known.length - 1] ?? null;
    this.lastWasExpression = false;
    const open: Claim[] = [];
    const done: StepCheck[] = [];
    for (let i = 0; i + 1 < known.length; i++) {
      const link = this.checkLink(
        known[i] as Term,
        known[i + 1] as Term,
        chain.approximate[from + i] === true,
      );
      if (link === 'open') open.push(compare('=', known[i] as Term, known[i + 1] as Term));
      else done.push(link);
    }
    const wrong = done.find((check) => check.verdict === 'wrong');
    if (wrong !== undefined)
      return isGiven(item.manner) || this.isContradiction(known) || item.text.includes('%')
        ? unknown(wrong.reason)
        : wrong;
    const rewrites = this.falseRewriting(chain, from, { known, open, before, item });
    if (rewrites !== null) return rewrites;
    if (open.length > 0) {
      // `3x = 20 + 5 = 25`: with every link of numbers proven, the chain says no more and no less than its one claim.
      const isOneClaim = open.length === 1 && done.every((check) => check.verdict === 'correct');
      const loose = chain.approximate.includes(true) || (known.length > 2 && !isOneClaim);
      const claim = this.checkClaim(allOf(open), item, index, loose);
      return claim.verdict === 'unknown' && claim.relation === 'unknown'
        ? (done.find((check) => check.verdict === 'correct') ?? claim)
        : claim;
    }
    this.lastWasExpression = true;
    return done.find((check) => check.verdict === 'unknown') ?? done[0] ?? unknown('nothing to compare');
  }

  /** "0 = 8, so there is no solution": a false equality reached from a claim. */
  private isContradiction(terms: readonly Term[]): boolean {
    return this.current !== null && terms.length === 2 && terms.every((term) => term.kind === 'number');
  }

  private checkLink(left: Term, right: Term, approximate: boolean): StepCheck | 'open' {
    const closed = freeSymbols(left).size === 0 && freeSymbols(right).size === 0;
    if (holdsUnknownFunction(left) || holdsUnknownFunction(right))
      return unknown('a function that was not defined');
    if (
      !closed &&
      !hasAntiderivative(left) &&
      !hasAntiderivative(right) &&
      (left.kind === 'symbol' || right.kind === 'symbol')
    )
      return 'open';
    const check = compareExpressions(left, right, this.deadline);
    if (check.verdict === 'correct') return check;
    if (hasAntiderivative(left) || hasAntiderivative(right)) return check;
    if (!closed)
      return check.verdict === 'unknown' && check.relation === 'unknown' && someTerm(left, isImaginary)
        ? check
        : 'open';
    if (approximate && check.verdict === 'wrong') return unknown('only said to be about equal');
    return check;
  }

  /** A link between expressions in unknowns that is plainly meant as a rewriting, and false. */
  private falseRewriting(
    chain: Chain,
    from: number,
    {
      known,
      open,
      before,
      item,
    }: { known: readonly Term[]; open: readonly Claim[]; before: Term | null; item: Item },
  ): StepCheck | null {
    if (open.length === 0 || item.manner !== 'alone' || this.facts.length > 0 || this.current !== null)
      return null;
    const bothSides = (claim: Claim): boolean =>
      claim.kind === 'compare' &&
      freeSymbols(claim.left).size > 0 &&
      freeSymbols(claim.right).size > 0 &&
      claim.left.kind !== 'symbol';
    const broken = open.find(bothSides);
    if (broken?.kind !== 'compare') return null;
    const first = known[0] as Term;
    const head = chain.terms[from];
    const goesOn =
      item.continues ||
      (before !== null && compareExpressions(before, first, this.deadline).verdict === 'correct');
    const isFunction = head !== undefined && holdsUnknownFunction(head);
    const isDerivative = head !== undefined && someTerm(head, (part) => part.kind === 'derivative');
    const hasIdentity = known.length > open.length + 1;
    if (!goesOn && !isFunction && !isDerivative && !hasIdentity) return null;
    const check = compareExpressions(broken.left, broken.right, this.deadline);
    return check.verdict === 'wrong' ? check : null;
  }

  private resolveClaim(claim: Claim): Claim | null {
    const resolved = mapClaim(claim, (term) => this.definitions.resolve(term));
    const terms = resolved === null ? [] : comparisonsOf(resolved).flatMap((part) => [part.left, part.right]);
    return terms.some(
      (term) => holdsUnknownFunction(term) || someTerm(term, (part) => part.kind === 'derivative'),
    )
      ? null
      : resolved;
  }

  private checkClaim(raw: Claim, item: Item, index: number, loose = false): StepCheck {
    const claim = withFamilies(raw, this.seen);
    this.lastWasExpression = false;
    if (
      comparisonsOf(claim).some((part) =>
        [part.left, part.right].some((term) => holdsUnknownFunction(term) || hasAntiderivative(term)),
      )
    ) {
      return unknown('holds something that has no value here');
    }
    const isNew = this.introduces(claim, item.manner);
    const before = this.current;
    if (isGiven(item.manner)) {
      if (isNew) this.learn(claim, index);
      this.current = claim;
      this.stale = claimSymbols(claim).size > 1;
      return unknown('taken as given');
    }
    if (before === null && this.facts.length === 0) {
      this.learn(claim, index);
      return unknown('nothing before it to check against');
    }
    if (isNew) {
      this.learn(claim, index);
      return unknown('a new name');
    }
    const best = this.bestRelation(claim);
    const check = this.judge(best, { claim, item, loose, before });
    this.goOn(claim, check, item, index);
    return check;
  }

  /** A symbol given a value for the first time. */
  private introduces(claim: Claim, manner: Manner): boolean {
    const solved = solvedFor(claim);
    if (solved === null || this.seen.has(solved.name)) return false;
    if (manner === 'defined' && freeSymbols(solved.value).size > 0)
      this.definitions.symbols.set(solved.name, solved.value);
    return true;
  }

  private learn(claim: Claim, index: number): void {
    this.remember(claim, index);
    this.current = claim;
    this.first ??= { claim, step: index };
    this.final = { claim, step: index };
  }

  private remember(claim: Claim, step: number): void {
    claimSymbols(claim, this.seen);
    const solved = solvedFor(claim);
    if (solved !== null && freeSymbols(solved.value).size > 0)
      this.definitions.dependents.set(solved.name, solved.value);
    this.facts.push({ claim, step });
    if (this.facts.length > maxFacts) this.facts.shift();
  }

  /** The strongest relation to anything the claim may follow from; the line before it counts first. */
  private bestRelation(claim: Claim): Best {
    const names = claimSymbols(claim);
    const related = this.facts
      .map((fact) => fact.claim)
      .filter((other) => overlaps(claimSymbols(other), names));
    const sources = [...(this.current === null ? [] : [this.current]), ...related.reverse()].filter(
      (other, i, all) => all.indexOf(other) === i,
    );
    let best: Best | null = null;
    for (const source of sources
      .filter((other) => other === this.current || mayRelate(other, names))
      .slice(0, 5)) {
      const relation = relateClaims(source, claim, this.deadline);
      const next = { relation, source, joint: false };
      if (best === null || strength(next) > strength(best)) best = next;
      if (relation.relation === 'equivalent') return next;
    }
    const settled = best !== null && strength(best) >= order.implies;
    const joint = settled ? null : this.jointRelation(claim, sources.slice(0, 6));
    if (joint !== null && (best === null || strength(joint) > strength(best))) best = joint;
    return (
      best ?? {
        relation: { relation: 'unknown', tier: 'none', reason: 'nothing it could follow from' },
        source: null,
        joint: false,
      }
    );
  }

  /** Whether the claim follows from the facts together; they must have a common solution. */
  private jointRelation(claim: Claim, sources: readonly Claim[]): Best | null {
    if (sources.length < 2) return null;
    const all = allOf(sources.slice(0, 6));
    const known = claimSymbols(all);
    if ([...claimSymbols(claim)].some((name) => !known.has(name))) return null;
    const [a, b] = [linearSystem(all), linearSystem(claim)];
    if (a !== null && b !== null) {
      const follows = a.consistent && linearImplies(a, b);
      return follows ? { relation: followsJointly('exact'), source: all, joint: true } : null;
    }
    const test = compileClaim(claim, 1e-6);
    const points = test === null ? [] : this.pointsOf(all, sources);
    if (test === null || points.length < 3 || !points.every((point) => test(point))) return null;
    return { relation: followsJointly('sampled'), source: all, joint: true };
  }

  /** Sample points of the facts together, kept for as long as the facts are the same. */
  private pointsOf(all: Claim, key: readonly Claim[]): readonly Point[] {
    const cached = this.jointPoints;
    if (
      cached !== null &&
      cached.key.length === key.length &&
      cached.key.every((claim, i) => claim === key[i])
    ) {
      return cached.points;
    }
    const points = samplePoints(all, [...claimSymbols(all)], this.deadline);
    this.jointPoints = { key: [...key], points };
    return points;
  }

  private judge({ relation, source, joint }: Best, { claim, item, loose, before }: Judged): StepCheck {
    const { tier, reason } = relation;
    const base = { relation: relation.relation, tier, reason };
    const [names, from] = [claimSymbols(claim), source === null ? new Set<string>() : claimSymbols(source)];
    switch (relation.relation) {
      case 'equivalent':
        return { verdict: 'correct', ...base };
      case 'implies': {
        const narrower = [...from].some((name) => !names.has(name));
        const aside = item.manner !== 'alone' && item.manner !== 'result';
        if (joint || narrower || aside || relation.invented === undefined)
          return { verdict: 'correct', ...base };
        return { verdict: 'one-way', ...base, counterexample: `${relation.invented} may be invented` };
      }
      case 'implied-by': {
        const newNames = [...names].some((name) => !from.has(name));
        if (newNames) return unknown('says more than is known of another unknown');
        return {
          verdict: 'one-way',
          ...base,
          ...(relation.lost === undefined ? {} : { counterexample: `${relation.lost} is lost` }),
        };
      }
      case 'different':
        return this.judgeDifferent(relation, { claim, item, loose, before });
      case 'unknown':
        return unknown(reason);
    }
  }

  private judgeDifferent(relation: Relation, { claim, item, loose, before }: Judged): StepCheck {
    const names = claimSymbols(claim);
    const from = before === null ? new Set<string>() : claimSymbols(before);
    const same = before !== null && names.size === from.size && [...names].every((name) => from.has(name));
    const rounded = before === null ? null : roundedSolution(before, claim, this.deadline);
    if (rounded !== null)
      return { verdict: 'correct', relation: 'unknown', tier: 'numeric', reason: rounded };
    if (loose) return unknown('a chain of which only a part was understood');
    if (this.stale) return unknown('it may follow from something said in passing');
    const contradiction =
      item.manner === 'alone' || item.manner === 'result' ? this.contradiction(claim) : null;
    if (contradiction !== null) return contradiction;
    if (!same) return unknown('it may not follow from the line before');
    if (item.manner === 'passing') return unknown('it may not follow from the line before');
    const plain = { relation: 'different', tier: relation.tier, reason: relation.reason } as const;
    if (names.size > 1 && mayBeGiven(before, claim))
      return { verdict: 'unknown', ...plain, reason: `${plain.reason}; it may be given` };
    const counterexample = relation.lost ?? relation.invented;
    if (counterexample === undefined) return { verdict: 'unknown', ...plain };
    const side =
      relation.lost === undefined
        ? 'solves this line, not the one before'
        : 'solves the line before, not this one';
    return { verdict: 'wrong', ...plain, counterexample: `${counterexample} ${side}` };
  }

  /** The facts fix the claim's unknowns, and it is false of every solution found. */
  private contradiction(claim: Claim): StepCheck | null {
    const names = claimSymbols(claim);
    const facts = this.facts.map((fact) => fact.claim);
    if (names.size === 0 || facts.length < 2) return null;
    const all = allOf(facts);
    const known = claimSymbols(all);
    const test = compileClaim(claim, 1e-6);
    if (test === null || [...names].some((name) => !known.has(name))) return null;
    const points = this.pointsOf(all, facts);
    const first = points[0];
    if (first === undefined || points.length < 3 || points.some((point) => test(point))) return null;
    const isFixed = [...names].every((name) =>
      points.every((point) => close(point.get(name) ?? NaN, first.get(name) ?? NaN)),
    );
    if (!isFixed) return null;
    const reason = `${showPoint(new Map([...first].filter(([name]) => names.has(name))))} by the lines before`;
    return { verdict: 'wrong', relation: 'different', tier: 'sampled', reason, counterexample: reason };
  }

  private goOn(claim: Claim, check: StepCheck, item: Item, index: number): void {
    if (check.verdict === 'one-way' && (check.relation === 'implies' || check.relation === 'implied-by')) {
      this.oneWays.push({ step: index, relation: check.relation, names: [...claimSymbols(claim)] });
    }
    if (item.manner === 'passing' && check.verdict !== 'correct') {
      this.stale = true;
      return;
    }
    if (check.verdict === 'wrong') this.facts = [];
    if (item.manner !== 'passing') this.current = claim;
    this.stale = false;
    this.remember(claim, index);
    this.final = { claim, step: index };
  }

  /** The one-way step that makes the final answer wrong, if the derivation ends in one; null otherwise. */
  unsoundStep(): number | null {
    if (
      this.first === null ||
      this.final === null ||
      this.oneWays.length === 0 ||
      !isSolved(this.final.claim)
    )
      return null;
    const names = claimSymbols(this.final.claim);
    const start = claimSymbols(this.first.claim);
    if (names.size !== start.size || ![...names].every((name) => start.has(name))) return null;
    const { relation } = relateClaims(this.first.claim, this.final.claim, this.deadline);
    const matches = (step: OneWay): boolean =>
      (relation === 'implies' && step.relation === 'implies') ||
      (relation === 'implied-by' && step.relation === 'implied-by');
    return this.oneWays.find(matches)?.step ?? null;
  }
}

interface Best {
  readonly relation: Relation;
  readonly source: Claim | null;
  readonly joint: boolean;
}

function followsJointly(tier: Relation['tier']): Relation {
  return { relation: 'implies', tier, reason: 'follows from the lines before together' };
}

interface Judged {
  readonly claim: Claim;
  readonly item: Item;
  readonly loose: boolean;
  readonly before: Claim | null;
}

/** `k ≥ 199/156 ≈ 1.28` claims its first link; what is only about equal after it is left out. */
function withoutApproximations(chain: Chain): Chain {
  const first = chain.approximate.indexOf(true);
  if (first < 1) return chain;
  return {
    terms: chain.terms.slice(0, first + 1),
    operators: chain.operators.slice(0, first),
    approximate: chain.approximate.slice(0, first),
  };
}

function isGiven(manner: Manner): boolean {
  return manner === 'assumed' || manner === 'defined';
}

function isImaginary(term: Term): boolean {
  return term.kind === 'constant' && term.name === 'i';
}

const order = { equivalent: 5, implies: 3, 'implied-by': 2, different: 1, unknown: 0 } as const;

function strength({ relation, joint }: Best): number {
  return order[relation.relation] + (joint ? 1 : 0);
}

/** One equation says nothing of a claim about fewer unknowns, nor anything about others. */
function mayRelate(source: Claim, names: ReadonlySet<string>): boolean {
  const from = claimSymbols(source);
  if ([...names].some((name) => !from.has(name))) return false;
  return source.kind !== 'compare' || from.size === names.size;
}

function overlaps(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === 0 || b.size === 0 || [...a].some((name) => b.has(name));
}

/** Values for unknowns and nothing else. */
function isSolved(claim: Claim): boolean {
  if (claim.kind === 'all' || claim.kind === 'any') return claim.of.every(isSolved);
  const solved = solvedFor(claim);
  return solved !== null && freeSymbols(solved.value).size === 0;
}

/** Two equations in several unknowns that share too little to be rewritings of each other: a system being listed. */
function mayBeGiven(from: Claim, to: Claim): boolean {
  if (from.kind !== 'compare' || to.kind !== 'compare' || from.operator !== '=' || to.operator !== '=')
    return false;
  if (solvedFor(to) !== null) return false;
  const pieces = (claim: Claim & { kind: 'compare' }): Set<string> =>
    new Set(
      [claim.left, claim.right]
        .flatMap((side) => (side.kind === 'add' ? side.terms : [side]))
        .map((term) => showTerm(term).replace(/^-1·|^-/, '')),
    );
  const [a, b] = [pieces(from), pieces(to)];
  const shared = [...b].filter((piece) => a.has(piece)).length;
  return shared < Math.min(a.size, b.size);
}

/** `x = π/6 + 2πk` with an integer letter nobody used before is a family of solutions. */
function withFamilies(claim: Claim, seen: ReadonlySet<string>): Claim {
  if (claim.kind === 'any') return anyOf(claim.of.map((part) => withFamilies(part, seen)));
  const solved = solvedFor(claim);
  if (solved === null) return claim;
  const names = [...freeSymbols(solved.value)];
  const parameter = names[0];
  if (
    names.length !== 1 ||
    parameter === undefined ||
    !integerParameters.has(parameter) ||
    seen.has(parameter)
  )
    return claim;
  const periodic = someTerm(solved.value, (part) => part.kind === 'constant' && part.name === 'pi');
  return periodic ? { kind: 'family', parameter, body: claim } : claim;
}
