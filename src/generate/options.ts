/** What a caller may ask of one row's generation. Types and defaults only. */

/** How the next token is drawn. Applied in this order: repetition penalty, temperature, top-k, top-p, min-p. */
export interface Sampling {
  /** 0 is greedy: the largest logit, the lowest id among equals. */
  readonly temperature: number;
  /** Keep the k likeliest tokens; 0 keeps all. */
  readonly topK: number;
  /** Keep the smallest set of likeliest tokens whose probability reaches p; 1 keeps all. */
  readonly topP: number;
  /** Keep tokens at least this fraction as likely as the likeliest; 0 keeps all. */
  readonly minP: number;
  /** Logits of tokens already in the row are divided (if positive) or multiplied by this; 1 changes nothing. */
  readonly repetitionPenalty: number;
}

/** Plain sampling from the model's own distribution. */
export const plainSampling: Sampling = { temperature: 1, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };

/** Budget forcing for long reasoners: a limit on the thinking, then a text that asks for the answer. */
export interface ThinkingBudget {
  /** Tokens of thinking after which it is ended. */
  readonly maxTokens: number;
  /** Appended at the limit when the thinking has not ended by itself; default: an answer text and the end tag. */
  readonly conclusion?: string;
  /** The text that ends the thinking; default `</think>`. */
  readonly endTag?: string;
}

/** Why a row ended: a stop token or string, its length, the caller, or a failure. */
export type FinishReason = 'stop' | 'length' | 'cancelled' | 'error';

/** Throws a RangeError that names the option that cannot be used. */
export function assertSampling(sampling: Sampling): void {
  const { temperature, topK, topP, minP, repetitionPenalty } = sampling;
  const fail = (name: string, expected: string, got: number): never => {
    throw new RangeError(`sampling: expected ${name} ${expected}, got ${got}`);
  };
  if (!(temperature >= 0 && temperature < Infinity)) fail('temperature', '>= 0', temperature);
  if (!(Number.isInteger(topK) && topK >= 0)) fail('topK', 'to be an integer >= 0', topK);
  if (!(topP > 0 && topP <= 1)) fail('topP', 'in (0, 1]', topP);
  if (!(minP >= 0 && minP <= 1)) fail('minP', 'in [0, 1]', minP);
  if (!(repetitionPenalty > 0 && repetitionPenalty < Infinity)) {
    fail('repetitionPenalty', '> 0', repetitionPenalty);
  }
}
