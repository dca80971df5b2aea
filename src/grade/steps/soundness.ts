/**
 * Whether a derivation ends where it began: one-way steps are warnings unless the final answer keeps a solution that
 * one of them invented, or misses one that it lost.
 */
import { anyOf, type Claim, claimSymbols, isSolved } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { relateClaims } from './relate.ts';

export interface OneWay {
  readonly step: number;
  readonly relation: 'implies' | 'implied-by';
}

/** How a derivation ends: its last claim, and every set of values that it found for the unknowns on the way. */
export interface Ending {
  readonly final: Claim;
  readonly answers: readonly Claim[];
}

/** The first one-way step that makes the ending differ from `first` the same way; null where none does. */
export function unsoundStep(
  first: Claim,
  { final, answers }: Ending,
  oneWays: readonly OneWay[],
  deadline: Deadline,
): number | null {
  if (oneWays.length === 0 || !isSolved(final) || !sameUnknowns(first, final)) return null;
  const { relation } = relateClaims(first, final, deadline);
  const culprit = oneWays.find((step) => relation === step.relation)?.step ?? null;
  if (culprit === null || relation !== 'implied-by') return culprit;
  // Solutions found one by one, in branches, are all of the answer.
  const all = anyOf(answers.filter((answer) => sameUnknowns(first, answer)));
  return relateClaims(first, all, deadline).relation === 'equivalent' ? null : culprit;
}

function sameUnknowns(a: Claim, b: Claim): boolean {
  const [names, others] = [claimSymbols(a), claimSymbols(b)];
  return names.size === others.size && [...names].every((name) => others.has(name));
}
