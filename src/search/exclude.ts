/**
 * Which tokens a wrong attempt must not be begun with again: up to the end of its first line that exact checks refute,
 * the line's end included, or all of them where only the answer is known to be wrong. Pure.
 */
import type { SampledRow } from '../engine/engine.ts';
import type { ExcludedBeginning } from '../generate/exclusions.ts';

/** An attempt and how far it is known to be wrong (null: it is not). */
export interface WrongAttempt {
  readonly row: SampledRow;
  readonly wrongUpTo?: number | null;
}

export function excludedBeginnings(attempts: readonly WrongAttempt[]): readonly ExcludedBeginning[] {
  return attempts.flatMap(({ row, wrongUpTo }) =>
    wrongUpTo === null || wrongUpTo === undefined ? [] : (beginning(row, wrongUpTo) ?? []),
  );
}

/** Null for a row that did not end by itself, or whose engine tells no probabilities. */
function beginning(row: SampledRow, wrongUpTo: number): ExcludedBeginning | null {
  const { tokenIds, drawLogprobs, drawn, textEnds, text, finish } = row;
  if (drawLogprobs === null || textEnds === null || finish === 'cancelled' || finish === 'error') return null;
  // One character beyond: `= 30` is only known to end there when the line does.
  const cut = wrongUpTo >= text.length ? -1 : textEnds.findIndex((end) => end > wrongUpTo);
  const count = cut < 0 ? tokenIds.length : cut + 1;
  return {
    tokenIds: tokenIds.slice(0, count),
    probabilities: drawLogprobs.slice(0, count).map((logprob, i) => (drawn[i] === 1 ? Math.exp(logprob) : 1)),
  };
}
