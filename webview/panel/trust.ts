/**
 * What the panel says about trust, as pure functions over candidates: one mark a step, one sentence for where an
 * attempt broke. Exact checks and the model's judgement stay apart everywhere; a probability is never made of both.
 */
import type { Candidate, ExactCheck, StepScore } from '../../src/features/contracts.ts';
import { percent as percentIn } from '../../src/base/percent.ts';
import { words } from '../l10n.ts';

/** The learned judgement of one step, in [0, 1], or null where no model judged. */
export function learnedScore(score: StepScore | undefined): number | null {
  return score?.soFar ?? score?.value ?? null;
}

/** In the display language. */
export function percent(value: number): string {
  return percentIn(value, words);
}

export type MarkLevel = 'high' | 'middle' | 'low';

export function markLevel(score: number): MarkLevel {
  return score >= 0.7 ? 'high' : score >= 0.4 ? 'middle' : 'low';
}

export interface ExactBadge {
  readonly sign: string;
  readonly text: string;
  readonly className: 'right' | 'one-way' | 'wrong';
}

/** The badge of an exact check; null where exact algebra could not tell. */
export function exactBadge(check: ExactCheck | undefined): ExactBadge | null {
  switch (check?.verdict) {
    case 'correct':
      return { sign: '✓', text: words('exact: right'), className: 'right' };
    case 'one-way':
      return { sign: '→', text: words('exact: one direction only'), className: 'one-way' };
    case 'wrong':
      return { sign: '✗', text: words('exact: wrong'), className: 'wrong' };
    default:
      return null;
  }
}

export interface TrustBreak {
  /** 0-based. */
  readonly step: number;
  readonly by: 'exact' | 'model';
  readonly text: string;
}

/** The first step where an attempt lost trust: an exact counterexample first, else the model's first low score. */
export function trustBreak(candidate: Candidate): TrustBreak | null {
  const wrong = candidate.exact?.findIndex((check) => check.verdict === 'wrong') ?? -1;
  if (wrong >= 0) {
    const reason = candidate.exact?.[wrong]?.reason ?? '';
    return {
      step: wrong,
      by: 'exact',
      text: words('Step {0} is wrong by exact check: {1}', wrong + 1, reason),
    };
  }
  const low = candidate.stepScores.findIndex((score) => (learnedScore(score) ?? 1) < 0.4);
  if (low < 0) return null;
  const score = learnedScore(candidate.stepScores[low]) ?? 0;
  return {
    step: low,
    by: 'model',
    text: words('The model’s trust falls at step {0} ({1})', low + 1, percent(score)),
  };
}

export function votesText(votes: number, all: number): string {
  return all === 1 ? words('1 vote') : words('{0} of {1} votes', votes, all);
}

/** The reasons are phrases; here they stand alone. */
export function sentence(phrase: string): string {
  const text = phrase.charAt(0).toUpperCase() + phrase.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
