/**
 * The one interface through which everything samples and judges: a local model in this process, or a server.
 * It speaks of prompts, rows, texts and scores only; caches, tensors and devices stay behind it, so a remote
 * engine implements it as well as a local one. Types only; nothing here computes.
 */

import type { ExcludedBeginning } from '../generate/exclusions.ts';
import type { FinishReason, Sampling, ThinkingBudget } from '../generate/options.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a row continues: a conversation (through the model's chat template), plain text, or token ids as they are. */
export type Prompt =
  | {
      readonly messages: readonly ChatMessage[];
      /** The beginning of the assistant's turn: completions go on from it and do not repeat it. */
      readonly continueWith?: string;
    }
  | { readonly text: string }
  | { readonly tokenIds: readonly number[] };

/**
 * The three questions a model answers with Yes or No. `verdict`: is this whole solution correct? `value`: will a
 * solution that begins like this end right? `soFar`: is every step so far right? They are never mixed.
 */
export type Question = 'verdict' | 'value' | 'soFar';

export interface SampleRequest {
  readonly prompt: Prompt;
  /** How many rows continue the prompt. */
  readonly rows: number;
  /** The index of the first row (default 0): a later wave goes on where the last one ended. */
  readonly firstRow?: number;
  /** Row r at position t draws its random number from (seed, firstRow + r, t) and from nothing else. */
  readonly seed: number;
  readonly sampling?: Partial<Sampling>;
  readonly maxNewTokens?: number;
  readonly stop?: {
    readonly strings?: readonly string[];
    readonly tokenIds?: readonly number[];
    /** Write on past the model's own end-of-turn tokens: rows of a fixed length, for benchmarks. */
    readonly ignoreEnd?: boolean;
  };
  /** Fill in `<<expression=` by exact arithmetic while decoding; default as the model's own `vouch.json` says. */
  readonly calculator?: boolean;
  readonly thinking?: ThinkingBudget;
  /** What no row may begin with: draws are then without replacement (see generate/exclusions.ts). Default: nothing. */
  readonly exclude?: readonly ExcludedBeginning[];
  /**
   * Questions to ask of each row on the cache it leaves behind: `verdict` of the whole row, `value` and `soFar` at
   * the end of every step. Default: none.
   */
  readonly judge?: readonly Question[];
}

/** p(Yes)/(p(Yes)+p(No)) and p(Yes) over the whole vocabulary, both in [0, 1]. */
export interface Verdict {
  readonly score: number;
  readonly scoreRaw: number;
}

/** The answers to the two prefix questions at one step's end; null where the question was not asked. */
export interface StepVerdict {
  readonly value: Verdict | null;
  readonly soFar: Verdict | null;
}

export interface Judgement {
  readonly verdict: Verdict | null;
  /** One entry a step (or one an offset asked for); empty when no prefix question was asked. */
  readonly steps: readonly StepVerdict[];
  /** Tokens that were read to judge, the solution's own excluded where its cache was at hand. */
  readonly tokens: number;
}

export interface SampledRow {
  /** Index of the request, and the row's own index (firstRow included). */
  readonly request: number;
  readonly row: number;
  readonly seed: number;
  /** The completion without the stop string or token that ended it. */
  readonly text: string;
  readonly tokenIds: readonly number[];
  /** log p of each token under the model at temperature 1, unfiltered. A remote engine may not know them. */
  readonly logprobs: readonly number[] | null;
  /** The same under the distribution that tokens were drawn from: penalties and temperature, before filters and exclusions. */
  readonly drawLogprobs: readonly number[] | null;
  /** 1 where the token was drawn by the model, 0 where it was forced (calculator, budget). Same length as tokenIds. */
  readonly drawn: readonly number[];
  /** How long the text was after each token, UTF-16. Same length as tokenIds; null where nobody counted. */
  readonly textEnds: readonly number[] | null;
  readonly finish: FinishReason;
  /** Null when nothing was asked, or when the row was cancelled before it could be judged. */
  readonly judgement: Judgement | null;
}

/** A solution that this engine need not have written. */
export interface JudgeRequest {
  readonly prompt: Prompt;
  /** The solution, without what the prompt continues with. */
  readonly completion: string;
  readonly questions: readonly Question[];
  /** Ends of the prefixes to judge, UTF-16 offsets into the completion; default: the end of every step. */
  readonly ends?: readonly number[];
}

export interface EngineUsage {
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly verifyTokens: number;
  /** Generated tokens that were looked up before they came and checked together with others, and how many came so. */
  readonly draftedTokens: number;
  readonly acceptedTokens: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
  readonly verifyMs: number;
}

/** What happens while a call runs. Listeners return at once and never throw. */
export interface SampleListener {
  /** New text of a row, in order; the pieces joined are the row's text. */
  readonly onText?: (request: number, row: number, delta: string) => void;
  /** A row has ended and is about to be judged, if asked: text, tokens and log-probabilities are final. */
  readonly onFinished?: (row: SampledRow) => void;
  /** A row is complete, judgement included. Rows come in the order in which they end. */
  readonly onRow?: (row: SampledRow) => void;
  readonly onProgress?: (generatedTokens: number, tokensPerSecond: number) => void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly listener?: SampleListener;
}

export interface SampleResult {
  /** One list a request, in the order of the requests; rows in order of their index. */
  readonly rows: readonly (readonly SampledRow[])[];
  readonly usage: EngineUsage;
  /** True when the signal ended the call: rows then hold what had been written so far. */
  readonly cancelled: boolean;
}

export interface JudgeOutcome {
  /** One entry a request, in order; null for those that the signal cut off. */
  readonly judgements: readonly (Judgement | null)[];
  readonly usage: EngineUsage;
  readonly cancelled: boolean;
}

/** How scores become probabilities: increasing points, linear in between. Empty: this model is not calibrated. */
export interface CalibrationTable {
  readonly score: readonly number[];
  readonly probability: readonly number[];
}

export interface EngineDescription {
  readonly modelId: string;
  readonly precision: string;
  readonly device: string;
  readonly contextLength: number;
  /** True when the model carries a calibration of its scores; otherwise its scores are to be labelled uncalibrated. */
  readonly calibrated: boolean;
  /** The user prompt for a problem: wording of `vouch.json`, or the default instruction. */
  readonly promptFor: (problem: string) => Prompt;
  /** The same in several wordings, that of `promptFor` first, where the model gains from being asked otherwise. */
  readonly promptsFor: (problem: string) => readonly Prompt[];
  /** The tokens of a prompt: `sample` refuses one that does not leave room for another within `contextLength`. */
  readonly countTokens: (prompt: Prompt) => number;
  readonly defaultSampling: Sampling;
  readonly defaultMaxNewTokens: number;
  readonly calculator: boolean;
  /** The exponent α of the weighted vote, chosen on validation; 1 where nothing is known. */
  readonly voteExponent: number;
  readonly confidence: ConfidenceCalibration | null;
  /** Abstain where a winner's confidence is below this; null: never. */
  readonly minConfidence: number | null;
  /** Verdict score → probability that a solution is right; null for a model without calibration. */
  readonly verdictCalibration: CalibrationTable | null;
  /** A problem whose familiarity is below this is unlike those the model knows; null: nothing is known of that. */
  readonly minFamiliarity: number | null;
  /** `soFar` below this marks a step as wrong; null: mark nothing. */
  readonly soFarThreshold: number | null;
  /** The verdict tokens as text, for display; empty when the engine cannot judge. */
  readonly verdictTokens: { readonly yes: readonly string[]; readonly no: readonly string[] };
}

/**
 * Weights of p(the winning answer is right) = logistic(bias + Σ weight · feature), fitted on validation (see
 * evaluate/calibration); the features are described in search/confidence. Learned evidence: the vote's share, the
 * best score, log₂ of the number of votes, the log-probability, how familiar the problem is. Exact evidence: lines
 * proven, lines disproved, the answer's own line.
 */
export interface ConfidenceCalibration {
  readonly bias: number;
  readonly share: number;
  readonly bestScore: number;
  readonly logCount: number;
  readonly logprob: number;
  readonly familiarity: number;
  readonly proven: number;
  readonly refuted: number;
  readonly answer: number;
}

export interface Engine {
  describe(): EngineDescription;
  /**
   * Samples all rows of all requests through one batch; more requests than fit wait their turn. The iterable is
   * read as room appears, so a whole data set can flow through.
   */
  sample(requests: Iterable<SampleRequest>, options?: CallOptions): Promise<SampleResult>;
  judge(requests: readonly JudgeRequest[], options?: CallOptions): Promise<JudgeOutcome>;
  /**
   * How familiar a prompt is: the mean log-probability of its tokens but the first, in nats, at most 0. Null where the
   * engine cannot tell. Throws `CancelledError` when the signal aborts.
   */
  familiarity(prompt: Prompt, options?: Pick<CallOptions, 'signal'>): Promise<number | null>;
  /** Frees everything the engine holds. Calls under way fail with a cancellation. */
  dispose(): Promise<void>;
}
