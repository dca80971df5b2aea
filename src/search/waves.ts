/**
 * Adaptive sampling: how many candidates to ask for next, and when to stop asking; and length selection, which
 * raises the length of thinking until the confidence passes a threshold (RLV.md, sequential scaling). Pure.
 */
import type { Decision } from './decide.ts';

export interface WaveRule {
  /** Candidates a wave. */
  readonly size: number;
  /** Stop when the leading answer holds at least this share of all weight, in (0, 1]. */
  readonly stopShare: number;
  /** Never stop before this many candidates have an answer. */
  readonly minAnswers: number;
}

export const defaultWaves: WaveRule = { size: 4, stopShare: 0.8, minAnswers: 4 };

/** One wave with everything: no adaptation. */
export const singleWave: WaveRule = { size: Infinity, stopShare: 2, minAnswers: Infinity };

/** Candidates to sample next; 0 when the budget is spent. */
export function nextWave(rule: WaveRule, sampled: number, budget: number): number {
  return Math.max(0, Math.min(rule.size, budget - sampled));
}

/**
 * Which of so many wordings a wave is asked in that begins behind `sampled` candidates: its own until the question has
 * disproved an answer, then each in turn, since what one wording leads astray another may not.
 */
export function wordingOfWave(rule: WaveRule, sampled: number, wordings: number): number {
  return Number.isFinite(rule.size) ? Math.floor(sampled / rule.size) % wordings : 0;
}

/**
 * True when further candidates need not be sampled: the leader is proven; or it is trusted, and its share passes the
 * rule, or it has so many votes that the rest of the budget cannot overtake it even if all of it went to the second (votes counted equally).
 */
export function settled(decision: Decision, rule: WaveRule, remaining: number): boolean {
  const votes = decision.groups.map((group) => group.votes);
  const answered = votes.reduce((sum, count) => sum + count, 0);
  if (decision.proven === true) return true;
  if (answered < rule.minAnswers || decision.groups.length === 0) return false;
  // An answer that is not trusted yet may be outvoted, or proven, by the next ones.
  if (decision.abstained !== null) return false;
  if (decision.share >= rule.stopShare) return true;
  const weighted = decision.groups.some((group) => group.weight !== group.votes);
  if (weighted) return false;
  const [first = 0, second = 0] = votes;
  return first > second + remaining;
}

export interface LengthRule {
  /** Thinking tokens to try, rising. */
  readonly schedule: readonly number[];
  /** The confidence (or, uncalibrated, the leader's share of weight) at which a length is accepted. */
  readonly threshold: number;
}

/**
 * The length to accept: the first whose confidence reaches the threshold, or null to go on. At the end of the
 * schedule the last one is accepted. `confidences` belong to the schedule's first lengths, in order.
 */
export function acceptedLength(rule: LengthRule, confidences: readonly number[]): number | null {
  const index = confidences.findIndex((confidence) => confidence >= rule.threshold);
  if (index >= 0) return index;
  return confidences.length >= rule.schedule.length ? rule.schedule.length - 1 : null;
}
