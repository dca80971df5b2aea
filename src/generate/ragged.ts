/**
 * Appends token lists of different lengths to rows of a cache, in chunks short enough that a caller can cancel
 * between them. The first chunk of a model is a guess; later ones follow the measured speed. Knows nothing of
 * prompts or questions: it is used for both.
 */
import { CancelledError } from '../base/errors.ts';
import type { KeyValueCache } from '../model/cache.ts';
import type { Decoder } from '../model/load.ts';

/** The longest that one run may block; a request to cancel is seen between runs. */
const TARGET_MS = 120;

/**
 * How many tokens fit one chunk, learnt from the chunks before; or always as many, where the same numbers have to come
 * out whatever else the machine does: other chunks round otherwise.
 */
export class Pace {
  private readonly fixed: number | null;
  private tokensPerMs: number | null = null;

  constructor(fixed: number | null = null) {
    this.fixed = fixed;
  }

  /** Tokens a chunk may hold, all rows together. */
  get chunkTokens(): number {
    if (this.fixed !== null) return this.fixed;
    if (this.tokensPerMs === null) return 64;
    return Math.max(8, Math.min(1024, Math.floor(this.tokensPerMs * TARGET_MS)));
  }

  /** Small chunks say little of the speed of large ones, so only their slowness counts. */
  learn(tokens: number, ms: number): void {
    const rate = tokens / Math.max(ms, 0.01);
    if (this.tokensPerMs === null) this.tokensPerMs = rate;
    else if (tokens >= this.chunkTokens / 2 || rate < this.tokensPerMs) {
      this.tokensPerMs = (this.tokensPerMs + rate) / 2;
    }
  }
}

export interface RaggedBatch {
  readonly cache: KeyValueCache;
  /** Tokens in each row's cache that count; the lists are written behind them. */
  readonly pastLengths: readonly number[];
  /** Positions of the cache's shared prefix before each row's own; default none. */
  readonly sharedLengths?: readonly number[];
  /** One list a row; an empty one leaves its row as it is. */
  readonly lists: readonly (readonly number[])[];
}

/**
 * Runs the lists through the decoder and returns the logits behind the last token of each row, [V] each; null for
 * empty lists. The cache must hold pastLengths + the longest list of every row. Throws `CancelledError`.
 */
export async function extendRagged(
  decoder: Decoder,
  batch: RaggedBatch,
  options: { readonly pace: Pace; readonly signal?: AbortSignal | undefined },
): Promise<(Float32Array | null)[]> {
  const { cache, pastLengths, lists } = batch;
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const results: (Float32Array | null)[] = lists.map(() => null);
  const vocabulary = decoder.config.vocabSize;
  for (let from = 0; from < longest;) {
    if (options.signal?.aborted === true) throw new CancelledError();
    const width = Math.min(longest - from, Math.max(1, Math.floor(options.pace.chunkTokens / cache.rows)));
    const chunk = chunkOf(lists, from, width);
    const ending = lists.flatMap((list, row) =>
      list.length > from && list.length <= from + width ? [row] : [],
    );
    const logitsAt = ending.map((row) => row * width + lists[row]!.length - from - 1);
    const started = performance.now();
    const logits = await decoder.extend({
      cache,
      tokenIds: chunk,
      newTokens: width,
      // A row whose list is over is fed padding at its end: positions that no later token will look at.
      pastLengths: pastLengths.map((length, row) => length + Math.min(from, lists[row]!.length)),
      logitsAt: logitsAt.length > 0 ? logitsAt : [0],
      ...(batch.sharedLengths ? { sharedLengths: batch.sharedLengths } : {}),
    });
    options.pace.learn(width * cache.rows, performance.now() - started);
    for (const [i, row] of ending.entries()) {
      results[row] = logits.slice(i * vocabulary, (i + 1) * vocabulary);
    }
    from += width;
  }
  return results;
}

function chunkOf(lists: readonly (readonly number[])[], from: number, width: number): number[] {
  return lists.flatMap((list) => Array.from({ length: width }, (_, t) => list[from + t] ?? 0));
}
