/**
 * The links of a chain `a = b = c`: each is an identity to be checked, an equality of plain numbers, or, where unknowns
 * stand in it, perhaps a claim about them, which stays open for the caller. Knows nothing of the lines before but the
 * expression that the chain may go on from.
 */
import { type Claim, compare } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { hasAntiderivative } from './differentiate.ts';
import { compareExpressions } from './expressions.ts';
import { type Chain } from './read-formula.ts';
import { holdsUnknownFunction } from './resolve.ts';
import { type StepCheck, unknownCheck as unknown } from './step-check.ts';
import { freeSymbols, someTerm, type Term } from './term.ts';

export interface Links {
  /** What is said of the links that were checked. */
  readonly done: readonly StepCheck[];
  /** The links that claim something of unknowns. */
  readonly open: readonly Claim[];
}

/** Checks each link of `terms`; `approximate[i]` marks the link after term i as written ≈. */
export function checkLinks(
  terms: readonly Term[],
  approximate: readonly boolean[],
  deadline: Deadline,
): Links {
  const open: Claim[] = [];
  const done: StepCheck[] = [];
  for (const [i, left] of terms.slice(0, -1).entries()) {
    const right = terms[i + 1] as Term;
    const link = checkLink(left, right, approximate[i] === true, deadline);
    if (link === 'open') open.push(compare('=', left, right));
    else done.push(link);
  }
  return { done, open };
}

function checkLink(left: Term, right: Term, approximate: boolean, deadline: Deadline): StepCheck | 'open' {
  if (holdsUnknownFunction(left) || holdsUnknownFunction(right))
    return unknown('a function that was not defined');
  const closed = freeSymbols(left).size === 0 && freeSymbols(right).size === 0;
  const antiderivative = hasAntiderivative(left) || hasAntiderivative(right);
  const named = left.kind === 'symbol' || right.kind === 'symbol';
  if (!closed && !antiderivative && named) return 'open';
  const check = compareExpressions(left, right, deadline);
  if (check.verdict === 'correct' || antiderivative) return check;
  if (!closed) {
    const beyond = check.relation === 'unknown' && someTerm(left, isImaginary);
    return check.verdict === 'unknown' && beyond ? check : 'open';
  }
  return approximate && check.verdict === 'wrong' ? unknown('only said to be about equal') : check;
}

function isImaginary(term: Term): boolean {
  return term.kind === 'constant' && term.name === 'i';
}

/** How a chain is meant: what it goes on from, and its first term as written, before definitions were put in. */
export interface Setting {
  readonly head: Term | undefined;
  readonly continues: boolean;
  /** The line before had the same head: `f(x) = …` twice in a row is a rewriting, later it may be another f. */
  readonly restated: boolean;
  /** The expression of the line before; null where that line was no expression. */
  readonly before: Term | null;
}

/** A link between expressions in unknowns that is plainly meant as a rewriting, and false; null otherwise. */
export function falseRewriting(
  terms: readonly Term[],
  open: readonly Claim[],
  { head, continues, restated, before }: Setting,
  deadline: Deadline,
): StepCheck | null {
  const broken = open.find(hasUnknownsOnBothSides);
  const first = terms[0];
  if (broken?.kind !== 'compare' || first === undefined) return null;
  const goesOn =
    continues || (before !== null && compareExpressions(before, first, deadline).verdict === 'correct');
  const isRule = head?.kind === 'call' && head.inputs.every((input) => input.kind === 'symbol');
  const isFunction =
    head !== undefined && holdsUnknownFunction(head) && (!isRule || restated || head.name.endsWith("'"));
  const isDerivative = head !== undefined && someTerm(head, isDerivativeMark);
  // `½bc sin A = a² − (b − c)² = …` gives an equation; in one and the same letters it is a rewriting gone wrong.
  const isGiven = [...freeSymbols(broken.right)].some((name) => !freeSymbols(broken.left).has(name));
  const hasIdentity = terms.length > open.length + 1 && !isGiven;
  if (!goesOn && !isFunction && !isDerivative && !hasIdentity) return null;
  const check = compareExpressions(broken.left, broken.right, deadline);
  return check.verdict === 'wrong' ? check : null;
}

function isDerivativeMark(part: Term): boolean {
  return part.kind === 'derivative' || (part.kind === 'symbol' && part.name.endsWith("'"));
}

/** Whether the chain begins with a derivative (dy/dx, y′) that definitions worked out, so that it says nothing new. */
export function isWorkedOut(head: Term | undefined, terms: readonly Term[]): boolean {
  const isBare = head?.kind === 'derivative' || (head?.kind === 'symbol' && head.name.endsWith("'"));
  return isBare && !terms.some((term) => someTerm(term, isDerivativeMark));
}

function hasUnknownsOnBothSides(claim: Claim): boolean {
  return (
    claim.kind === 'compare' &&
    freeSymbols(claim.left).size > 0 &&
    freeSymbols(claim.right).size > 0 &&
    claim.left.kind !== 'symbol'
  );
}

/** `k ≥ 199/156 ≈ 1.28` claims its first link; what is only about equal after it is left out. */
export function withoutApproximations(chain: Chain): Chain {
  const first = chain.approximate.indexOf(true);
  if (first < 1) return chain;
  return {
    terms: chain.terms.slice(0, first + 1),
    operators: chain.operators.slice(0, first),
    approximate: chain.approximate.slice(0, first),
  };
}
