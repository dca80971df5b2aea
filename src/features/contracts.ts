/**
 * The plain, versioned JSON that Vouch gives to people and programs: what `--json` prints, what the panel renders,
 * what a language-model tool returns. Types only; nothing here computes. JSON Schemas are generated from this file.
 */

export type { EvaluationReport } from '../evaluate/evaluation-report.ts';

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
  /** Tokens that were looked up before the model wrote them, and how many it wrote; left out where none were. */
  readonly draftedTokens?: number;
  readonly acceptedTokens?: number;
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
  /** Of a step that exact algebra refutes: where in the solution its wrong formula stands, UTF-16 offsets, end exclusive. */
  readonly errorRange?: { readonly start: number; readonly end: number };
}

export interface CheckResult {
  readonly version: 1;
  readonly problem: string;
  readonly steps: readonly CheckedStep[];
  readonly firstError: number | null;
  readonly firstErrorBy: 'exact' | 'model' | null;
  /** That of the first error, where exact algebra found it. */
  readonly errorRange?: { readonly start: number; readonly end: number };
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

export type DeviceRequest = 'auto' | 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';
export type PrecisionRequest = 'auto' | 'f32' | 'f16' | 'int8' | 'int8-rows' | 'int4';
export type Strategy = 'weighted' | 'majority' | 'best-of-n' | 'pessimistic';

/** Which model answers and on what; every field has a default. */
export interface ModelChoice {
  /** A folder, a name in the Hugging Face cache, or the default model when absent. */
  readonly model?: string;
  readonly device?: DeviceRequest;
  readonly precision?: PrecisionRequest;
  /** PEFT adapter folders on top of the model: one counts in every row, several as their sum. */
  readonly adapters?: readonly string[];
  /** Whether likely tokens are looked up and checked together. Default: 'auto', where that is measured to be faster. */
  readonly speculate?: 'auto' | 'off';
}

export interface SamplingChoice {
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  readonly repetitionPenalty?: number;
  readonly maxNewTokens?: number;
  /** Whether `<<expr=` is completed by exact arithmetic; the model's own default when absent. */
  readonly calculator?: boolean;
  /** Budget forcing: after this many tokens of thinking the model is made to give its answer. Default: no limit. */
  readonly thinkingTokens?: number;
}

/** What the vote's rules may be told beyond their names; every field has a default. */
export interface VoteChoice {
  /** How the winner is chosen. Default: 'weighted' for a calibrated model, 'majority' otherwise. */
  readonly strategy?: Strategy;
  /** α of the weights score^α. Default: the model's own, else 1. */
  readonly voteExponent?: number;
  /** β of the pessimistic rule's uncertainty term. Default 0.1. */
  readonly pessimism?: number;
}

export interface SolveRequest extends ModelChoice, SamplingChoice, VoteChoice {
  readonly problem: string;
  /** How many solutions at most (1 to 512). Default 8. */
  readonly samples?: number;
  /** So many (to 512) where the question disproves answers and has proven none. Default: as many as `samples`. */
  readonly persistTo?: number;
  readonly seed?: number;
  /** Stop early when the winner is certain. Default true. */
  readonly adaptive?: boolean;
  /** Another model as judge, or 'none'. Default: the solving model itself. */
  readonly verifier?: string;
  /** The judge reasons first: this many written judgements a solution, their share of Yes is the score. */
  readonly judgements?: number;
  /** Length selection: thinking tokens to try, rising, until the confidence passes `lengthThreshold`. */
  readonly lengths?: readonly number[];
  /** In (0, 1]; the winner's confidence, or its share of all weight where the model has none. Default 0.8. */
  readonly lengthThreshold?: number;
  /** A solution's beginning that every candidate continues. */
  readonly prefix?: string;
  /**
   * Candidates of an earlier solve of the same problem: the new ones are numbered after them, draw the random numbers
   * that they would have drawn in one larger solve of the same seed, and all of them vote.
   */
  readonly earlier?: readonly Candidate[];
}

/** Several problems through one batch: every problem gets all of its samples, whoever is certain sooner, and more like a solve. */
export interface SolveManyRequest extends ModelChoice, SamplingChoice, VoteChoice {
  readonly problems: readonly string[];
  /** Solutions a problem (1 to 512). Default 8. */
  readonly samples?: number;
  /** So many (to 512) where the question disproves answers and has proven none. Default: as many as `samples`. */
  readonly persistTo?: number;
  readonly seed?: number;
}

/** What solving several problems reports, in order of occurrence; `problem` is its position in the request. */
export type SolveManyEvent =
  | Exclude<SolveEvent, { readonly kind: 'delta' | 'candidate' }>
  | { readonly kind: 'candidate'; readonly problem: number; readonly candidate: Candidate }
  | { readonly kind: 'solved'; readonly problem: number; readonly result: SolveResult };

/** What a solve reports while it runs, in order of occurrence. */
export type SolveEvent =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | {
      readonly kind: 'model';
      readonly id: string;
      readonly precision: string;
      readonly device: string;
      readonly calibrated: boolean;
      readonly loadMs: number;
    }
  | { readonly kind: 'delta'; readonly candidate: number; readonly text: string; readonly tokens: number }
  | { readonly kind: 'candidate'; readonly candidate: Candidate };

export interface CheckRequest extends ModelChoice {
  readonly problem: string;
  readonly solution: string;
  /** Exact checks alone, no model. */
  readonly exactOnly?: boolean;
}

/** One row of a check over a file: steps that are already split, or a text to split. */
export interface CheckBatchRow {
  readonly id: string | number;
  readonly problem?: string;
  readonly steps: readonly string[];
  /** Whether the answer tells which part of a wrong step is wrong; costs another look at that step. */
  readonly locate?: boolean;
}

export interface ModelDescription {
  readonly id: string;
  readonly folder: string;
  readonly family: string;
  readonly parameters: number;
  readonly weightBytes: number;
  readonly contextTokens: number;
  readonly calibrated: boolean;
}

/** A model that some Vouch process on this machine holds in memory. */
export interface LoadedModel {
  readonly pid: number;
  readonly model: string;
  readonly bytes: number;
  readonly purpose: 'solve' | 'train';
  /** Whether a request uses it at this moment. */
  readonly busy: boolean;
  readonly since: string;
}

/** A line of an evaluation's `results.jsonl`. */
export interface EvaluatedProblem {
  readonly id: string;
  readonly subject?: string;
  readonly level?: string;
  /** Whether there is a gold answer. */
  readonly graded: boolean;
  /** Its own, made of the evaluation's seed and its id: `solve --seed` with it draws the same random numbers. */
  readonly seed: number;
  readonly candidates: readonly {
    readonly text: string;
    readonly answer: string | null;
    readonly tokens: number;
    readonly score: number | null;
    readonly scoreRaw: number | null;
    readonly meanLogprob: number;
    /** Exact checks: share of lines proven, whether one is disproved, and the answer held against the question. */
    readonly exact: {
      readonly proven: number;
      readonly refuted: boolean;
      readonly answer: -1 | 0 | 1;
    } | null;
    /** Null without a gold answer, or where the grader cannot tell. */
    readonly correct: boolean | null;
  }[];
  /** Equal answers, as indices of candidates, heaviest first. */
  readonly groups: readonly { readonly members: readonly number[]; readonly weight: number }[];
  readonly winner: {
    readonly answer: string;
    readonly confidence: number | null;
    readonly correct: boolean | null;
  } | null;
  readonly abstained: string | null;
  /** Solutions written in all; more than `candidates` where the question disproved answers of those and proved none. */
  readonly attempts: number;
  /** Mean log-probability of the problem's own tokens; null where the model is not calibrated or cannot tell. */
  readonly familiarity: number | null;
  readonly seconds: number;
}

export interface EvaluateFileRequest extends ModelChoice, SamplingChoice, VoteChoice {
  /** A JSONL file of `{id?, problem, answer?, subject?, level?}`. */
  readonly data: string;
  /** Only the first so many rows. */
  readonly limit?: number;
  readonly samples: number;
  /** Goes on to so many, as a solve does, where the question disproves answers and proves none. Default: `samples`. */
  readonly persistTo?: number;
  readonly seed: number;
  /** The folder of `results.jsonl`, `report.json` and, on request, `report.html`. */
  readonly out: string;
  readonly html?: boolean;
}
