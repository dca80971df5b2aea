/**
 * Whether a derivation ends where it began: one-way steps are warnings unless the final answer keeps a solution that
 * one of them invented, or misses one that it lost.
 */
import { type Claim, claimSymbols, isSolved } from './claim.ts';
import { type Deadline } from './deadline.ts';
import { relateClaims } from './relate.ts';

export interface OneWay {
  readonly step: number;
  readonly relation: 'implies' | 'implied-by';
}

/** The first one-way step that makes `final` differ from `first` the same way; null where none does. */
export function unsoundStep(
  first: Claim,
  final: Claim,
  oneWays: readonly OneWay[],
  deadline: Deadline,
): number | null {
  if (oneWays.length === 0 || !isSolved(final)) return null;
  const [names, start] = [claimSymbols(final), claimSymbols(first)];
  if (names.size !== start.size || ![...names].every((name) => start.has(name))) return null;
  const { relation } = relateClaims(first, final, deadline);
  return oneWays.find((step) => relation === step.relation)?.step ?? null;
}
