/** What can be said of a sampled row without its text. Pure. */
import type { EngineUsage, SampledRow } from './engine.ts';

/** The usage of a call in which no model read or wrote anything. */
export const noUsage: EngineUsage = {
  promptTokens: 0,
  generatedTokens: 0,
  verifyTokens: 0,
  draftedTokens: 0,
  acceptedTokens: 0,
  prefillMs: 0,
  decodeMs: 0,
  verifyMs: 0,
};

/** Mean log-probability of the tokens that the model drew; 0 for a row without any, as an empty text is certain. */
export function meanLogprob(row: SampledRow): number {
  let sum = 0;
  let count = 0;
  for (const [i, logprob] of (row.logprobs ?? []).entries()) {
    if (row.drawn[i] !== 1) continue;
    sum += logprob;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
