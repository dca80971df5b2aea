/**
 * The plain, versioned JSON that Vouch gives to people and programs: what `--json` prints, what the panel renders,
 * what a language-model tool returns. Types only; nothing here computes. JSON Schemas are generated from this file.
 */

/** A step of a solution, with its range in the solution's text (UTF-16 offsets, end exclusive). */
export interface Step {
  readonly index: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type ExactVerdict = 'correct' | 'one-way' | 'wrong' | 'unknown';
export type ExactRelation = 'equivalent' | 'implies' | 'implied-by' | 'different' | 'unknown';

/** What exact algebra says of one line: never a probability, and 'unknown' is an answer. */
export interface ExactCheck {
  readonly verdict: ExactVerdict;
  readonly relation: ExactRelation;
  readonly tier: string;
  readonly reason: string;
  readonly counterexample?: string;
}

/** The model's two judgements of a solution up to the end of a step, each in [0, 1]. They are never mixed. */
export interface StepScore {
  /** Will a solution that begins like this end right? */
  readonly value: number | null;
  /** Is every step so far right? */
  readonly soFar: number | null;
}

export type FinishReason = 'stop' | 'length' | 'cancelled' | 'error';

export interface Candidate {
  readonly index: number;
  readonly text: string;
  readonly steps: readonly Step[];
  readonly answer: string | null;
  readonly tokens: number;
  readonly finish: FinishReason;
  /** p(Yes)/(p(Yes)+p(No)) of the verification turn; null when no verifier ran. */
  readonly score: number | null;
  /** p(Yes) over the whole vocabulary. */
  readonly scoreRaw: number | null;
  readonly stepScores: readonly StepScore[];
  /** One entry a step; null when the exact checks did not run. */
  readonly exact: readonly ExactCheck[] | null;
  readonly seed: number;
  readonly meanLogprob: number;
}

export interface AnswerGroup {
  readonly answer: string;
  readonly members: readonly number[];
  readonly votes: number;
  readonly weight: number;
}

export interface Winner {
  readonly candidate: number;
  readonly answer: string;
  /** Calibrated probability that the answer is right; null for a model without calibration. */
  readonly confidence: number | null;
}

export interface Abstention {
  readonly reason: string;
  /** What the user could try. */
  readonly advice: readonly string[];
}

/** One part of a problem with parts (a), (b), (c): voted on by itself. */
export interface PartResult {
  readonly part: string;
  readonly groups: readonly AnswerGroup[];
  readonly winner: Winner | null;
  readonly abstained: Abstention | null;
}

export interface Usage {
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly verifyTokens: number;
}

export interface Timings {
  readonly loadMs: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
  readonly verifyMs: number;
  readonly totalMs: number;
  readonly tokensPerSecond: number;
}

export interface SolveResult {
  readonly version: 1;
  readonly problem: string;
  readonly model: { readonly id: string; readonly precision: string; readonly calibrated: boolean };
  readonly device: string;
  readonly seed: number;
  readonly candidates: readonly Candidate[];
  readonly groups: readonly AnswerGroup[];
  readonly winner: Winner | null;
  readonly abstained: Abstention | null;
  readonly parts?: readonly PartResult[];
  readonly usage: Usage;
  readonly timings: Timings;
}

export interface CheckedStep extends Step {
  readonly value: number | null;
  readonly soFar: number | null;
  readonly exact: ExactCheck;
}

export interface CheckResult {
  readonly version: 1;
  readonly problem: string;
  readonly steps: readonly CheckedStep[];
  readonly firstError: number | null;
  readonly firstErrorBy: 'exact' | 'model' | null;
  readonly answer: string | null;
  readonly confidence: number | null;
}

/** How far a long piece of work is. `total` is null where it cannot be known. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
  readonly tokensPerSecond?: number;
  readonly remainingMs?: number;
  readonly message?: string;
}
