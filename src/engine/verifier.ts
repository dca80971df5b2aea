/**
 * Who judges a solution, behind one interface: the sampling model itself by one token on the cache it leaves behind,
 * another model by one token, a model that reasons first (K judgements, voted), or nobody. Knows engines only by
 * their interface; how scores turn into votes is search's.
 */
import type { CallOptions, Engine, Prompt, Question, SampledRow, Verdict } from './engine.ts';

export interface VerifierResult {
  /** One entry a row, in order; null where the row was not judged. */
  readonly verdicts: readonly (Verdict | null)[];
  readonly verifyTokens: number;
  readonly verifyMs: number;
}

export interface Verifier {
  readonly kind: 'one-token' | 'reasoning' | 'none';
  /** Questions that the sampling engine is to ask on the cache of each row; empty when it need not ask. */
  readonly asks: readonly Question[];
  judge(prompt: Prompt, rows: readonly SampledRow[], options: CallOptions): Promise<VerifierResult>;
}

/** Nobody judges: every verdict is null, and voting falls back to majority. */
export const noVerifier: Verifier = {
  kind: 'none',
  asks: [],
  judge: (_prompt, rows) => Promise.resolve({ verdicts: rows.map(() => null), verifyTokens: 0, verifyMs: 0 }),
};

/**
 * The generative one-token verifier. Without `other` the sampling engine judges on its own caches; with it, that
 * engine reads each finished solution from its text.
 */
export function oneTokenVerifier(other?: Engine): Verifier {
  if (!other) {
    return {
      kind: 'one-token',
      asks: ['verdict'],
      judge: (_prompt, rows) =>
        Promise.resolve({
          verdicts: rows.map((row) => row.judgement?.verdict ?? null),
          verifyTokens: 0,
          verifyMs: 0,
        }),
    };
  }
  return {
    kind: 'one-token',
    asks: [],
    judge: async (prompt, rows, options) => {
      const outcome = await other.judge(
        rows.map((row) => ({ prompt, completion: row.text, questions: ['verdict'] as const })),
        signalOnly(options),
      );
      return {
        verdicts: outcome.judgements.map((judgement) => judgement?.verdict ?? null),
        verifyTokens: outcome.usage.verifyTokens,
        verifyMs: outcome.usage.prefillMs + outcome.usage.verifyMs,
      };
    },
  };
}

export interface ReasoningOptions {
  /** Judgements a solution; their share of Yes is the score. Default 4. */
  readonly judgements?: number;
  readonly maxNewTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
}

const REASONING_INSTRUCTION =
  'Check this solution step by step. Then end with one line: "Verdict: Yes" if it is correct, "Verdict: No" if not.';

/**
 * The verifier that reasons before it speaks: K sampled judgements a solution, score = Yes/(Yes + No), raw score =
 * Yes/K. A judgement without a verdict counts for neither; a solution without any verdict is not judged.
 */
export function reasoningVerifier(engine: Engine, settings: ReasoningOptions = {}): Verifier {
  const judgements = settings.judgements ?? 4;
  if (!(Number.isInteger(judgements) && judgements > 0)) {
    throw new RangeError(
      `reasoning verifier: expected an integer number of judgements > 0, got ${judgements}`,
    );
  }
  return {
    kind: 'reasoning',
    asks: [],
    judge: async (prompt, rows, options) => {
      const outcome = await engine.sample(
        rows.map((row, index) => ({
          prompt: withTurn(prompt, row.text, REASONING_INSTRUCTION),
          rows: judgements,
          firstRow: index * judgements,
          seed: settings.seed ?? 0,
          sampling: { temperature: settings.temperature ?? 0.7 },
          ...(settings.maxNewTokens === undefined ? {} : { maxNewTokens: settings.maxNewTokens }),
          calculator: false,
        })),
        signalOnly(options),
      );
      return {
        verdicts: outcome.rows.map((samples) => share(samples.map((sample) => verdictIn(sample.text)))),
        verifyTokens: outcome.usage.generatedTokens + outcome.usage.promptTokens,
        verifyMs: outcome.usage.prefillMs + outcome.usage.decodeMs,
      };
    },
  };
}

/** The last verdict that a judgement's text states, or null. */
export function verdictIn(text: string): boolean | null {
  const stated = [...text.matchAll(/verdict\W{0,6}(yes|no)\b/gi)].pop()?.[1];
  return stated === undefined ? null : stated.toLowerCase() === 'yes';
}

function share(verdicts: readonly (boolean | null)[]): Verdict | null {
  const yes = verdicts.filter((verdict) => verdict === true).length;
  const no = verdicts.filter((verdict) => verdict === false).length;
  return yes + no === 0 ? null : { score: yes / (yes + no), scoreRaw: yes / verdicts.length };
}

/** The prompt, the solution and one more user turn. Throws for a prompt of bare token ids, which has no turns. */
function withTurn(prompt: Prompt, completion: string, instruction: string): Prompt {
  if ('messages' in prompt) {
    return {
      messages: [
        ...prompt.messages,
        { role: 'assistant', content: (prompt.continueWith ?? '') + completion },
        { role: 'user', content: instruction },
      ],
    };
  }
  if ('text' in prompt) return { text: `${prompt.text}${completion}\n\n${instruction}\n` };
  throw new RangeError('reasoning verifier: expected a prompt of messages or text, got token ids');
}

function signalOnly(options: CallOptions): CallOptions {
  return options.signal ? { signal: options.signal } : {};
}
