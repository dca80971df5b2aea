/**
 * What the relation of a claim to the lines before it means for a reader: a verdict. Only a line that stands for
 * itself, about the unknowns of the line before, is held against it; whatever may come from elsewhere is left open.
 */
import { type Claim, claimSymbols, comparisonsOf, isSolved, solvedFor } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { isAngleRatio } from './expressions.ts';
import { type Best, type Facts } from './facts.ts';
import { type Item } from './read-line.ts';
import { type Relation } from './relation.ts';
import { compareTerms } from './identity.ts';
import { compileReal } from './real.ts';
import { freeSymbols, negate, type Term } from './term.ts';
import { roundedSolution } from './rounding.ts';
import { showTerm } from './show.ts';
import { type StepCheck, unknownCheck as unknown } from './step-check.ts';

/** The claim that is judged and how it came. */
export interface Judged {
  readonly claim: Claim;
  readonly item: Item;
  /** Part of a chain of which only a part was understood. */
  readonly loose: boolean;
  /** The line before. */
  readonly before: Claim | null;
  readonly textBefore: string;
  /** Whether a step stated that line; the problem's text and what is only assumed need not be what the claim is about. */
  readonly stated: boolean;
  /** Something was said in passing since that line, from which the claim may follow instead. */
  readonly stale: boolean;
  readonly facts: Facts;
  readonly deadline: Deadline;
}

/** The verdict on a claim whose best relation to what was before is `best`. */
export function judge({ relation, source, joint }: Best, judged: Judged): StepCheck {
  const { claim, item } = judged;
  const { tier, reason } = relation;
  const base = { relation: relation.relation, tier, reason };
  if (relation.relation !== 'equivalent' && isCaseOfAbsolute(claim, judged.deadline))
    return unknown('a case of an absolute value');
  const [names, from] = [claimSymbols(claim), source === null ? new Set<string>() : claimSymbols(source)];
  switch (relation.relation) {
    case 'equivalent':
      return { verdict: 'correct', ...base };
    case 'implies': {
      const narrower = [...from].some((name) => !names.has(name));
      if (joint || narrower || !standsForItself(item) || relation.invented === undefined)
        return { verdict: 'correct', ...base };
      return { verdict: 'one-way', ...base, counterexample: `${relation.invented} may be invented` };
    }
    case 'implied-by': {
      const ruledOut = contradiction(judged);
      if (ruledOut !== null) return ruledOut;
      if ([...names].some((name) => !from.has(name)))
        return unknown('says more than is known of another unknown');
      return {
        verdict: 'one-way',
        ...base,
        ...(relation.lost === undefined ? {} : { counterexample: `${relation.lost} is lost` }),
      };
    }
    case 'different':
      return judgeDifferent(relation, judged);
    case 'unknown':
      return unknown(reason);
  }
}

function standsForItself(item: Item): boolean {
  return item.manner === 'alone' || item.manner === 'result';
}

function judgeDifferent(relation: Relation, judged: Judged): StepCheck {
  const { claim, item, before, deadline } = judged;
  const names = claimSymbols(claim);
  const from = before === null ? new Set<string>() : claimSymbols(before);
  const same = before !== null && names.size === from.size && [...names].every((name) => from.has(name));
  const rounded = before === null ? null : roundedSolution(before, claim, deadline);
  if (rounded !== null) return { verdict: 'correct', relation: 'unknown', tier: 'numeric', reason: rounded };
  if (judged.loose) return unknown('a chain of which only a part was understood');
  if (judged.stale) return unknown('it may follow from something said in passing');
  const ruledOut = contradiction(judged);
  if (ruledOut !== null) return ruledOut;
  if (isOtherAngle(before, claim)) return unknown('the angle in another unit');
  if (before !== null && isSolved(before) && !isSolved(claim) && !isValue(before, claim))
    return unknown('a new equation');
  if (isLiteralValue(judged.textBefore) && isSolved(claim)) return unknown('another value');
  if (before !== null && isSolved(before) && isAssignment(claim)) return unknown('an assignment');
  if (before !== null && isOtherModulus(before, claim)) return unknown('a congruence of its own');
  if (names.size > 1 && !isOnlyEquations(claim)) return unknown('an estimate that may come from elsewhere');
  if (!same || item.manner === 'passing') return unknown('it may not follow from the line before');
  const plain = { relation: 'different', tier: relation.tier, reason: relation.reason } as const;
  if (names.size > 1 && (!judged.stated || item.listed || mayBeGiven(before, claim)))
    return { verdict: 'unknown', ...plain, reason: `${plain.reason}; it may be given` };
  const counterexample = relation.lost ?? relation.invented;
  if (counterexample === undefined) return { verdict: 'unknown', ...plain };
  const side =
    relation.lost === undefined
      ? 'solves this line, not the one before'
      : 'solves the line before, not this one';
  return { verdict: 'wrong', ...plain, counterexample: `${counterexample} ${side}` };
}

/** `x² = 5` after `x = 2`: a power, product or function of a known value. */
function isValue(before: Claim, claim: Claim): boolean {
  if (before.kind !== 'compare' || claim.kind !== 'compare' || freeSymbols(claim.right).size > 0)
    return false;
  return claim.left.kind === 'power' || claim.left.kind === 'call' || claim.left.kind === 'multiply';
}

/** `x = 3`: nothing is left to work out. */
function isLiteralValue(text: string): boolean {
  return /^\W*[A-Za-z]\w*\s*=\s*[-−]?\d+(?:\.\d+)?\W*$/.test(text);
}

/** `i = i + 1`. */
function isAssignment(claim: Claim): boolean {
  return (
    claim.kind === 'compare' &&
    claim.left.kind === 'symbol' &&
    claim.right.kind === 'add' &&
    claim.right.terms.length === 2 &&
    freeSymbols(claim.right).has(claim.left.name) &&
    claim.right.terms.some((term) => term.kind === 'symbol') &&
    claim.right.terms.some((term) => term.kind === 'number')
  );
}

/** Congruences to different moduli are conditions side by side. */
function isOtherModulus(before: Claim, claim: Claim): boolean {
  const moduli = (from: Claim): string =>
    comparisonsOf(from)
      .map(({ left }) =>
        left.kind === 'call' && left.name === 'mod' ? showTerm(left.inputs[1] ?? left) : '',
      )
      .join();
  return /\d/.test(moduli(claim)) && moduli(before) !== moduli(claim);
}

function isOnlyEquations(claim: Claim): boolean {
  return comparisonsOf(claim).every((part) => part.operator === '=');
}

/** `|x − 3| = 3 − x`: what an absolute value is in one case. */
function isCaseOfAbsolute(claim: Claim, deadline: Deadline): boolean {
  if (claim.kind !== 'compare' || claim.operator !== '=') return false;
  const { left, right } = claim;
  const inner = left.kind === 'call' && left.name === 'abs' ? left.inputs[0] : undefined;
  if (inner === undefined) return false;
  return [right, negate(right)].some((value) => compareTerms(inner, value, deadline).kind === 'same');
}

/** The same angle in degrees and in radians. */
function isOtherAngle(before: Claim | null, claim: Claim): boolean {
  const [a, b] = [before === null ? null : solvedFor(before), solvedFor(claim)];
  if (a?.name !== b?.name || a === null || b === null) return false;
  if (freeSymbols(a.value).size + freeSymbols(b.value).size > 0) return false;
  const value = (term: Term): number => compileReal(term, new Map()).value(new Float64Array(0));
  return isAngleRatio(value(b.value) / value(a.value));
}

/** Wrong where the lines before together fix the unknowns of a line that stands for itself and is false of them. */
function contradiction({ claim, item, loose, stale, facts }: Judged): StepCheck | null {
  if (loose || stale || !standsForItself(item)) return null;
  const values = facts.contradicted(claim);
  if (values === null) return null;
  const reason = `${values} by the lines before`;
  return { verdict: 'wrong', relation: 'different', tier: 'sampled', reason, counterexample: reason };
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
