/**
 * Runs a decoder's two graphs: builds feeds from token ids, lengths and a cache, fetches logits, and writes the cache
 * in place. It owns the sessions, which are made when first needed, and knows neither where weights come from nor who
 * sits in which row.
 */
import { InputError, throwIfAborted } from '../base/errors.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { StoredTensors } from '../checkpoint/safetensors.ts';
import { createSession, type Session, type SessionOptions } from '../runtime/session.ts';
import { dataOf, int32Tensor, int64Tensor, type Tensor } from '../runtime/tensor.ts';
import type { AdapterSet } from './adapters.ts';
import { canGroupAttention } from './attention.ts';
import type { KeyValueCache } from './cache.ts';
import { firstNonFinite } from './check-finite.ts';
import { decodeGraph, extendGraph } from './decoder.ts';
import { ioNames } from './names.ts';
import { RopeFeeds } from './rope-feeds.ts';
import type { Weights } from './weights.ts';

export type Phase = 'extend' | 'decode';

export interface DecodeBatch {
  /** One new token a row: [B]. */
  readonly tokenIds: ArrayLike<number>;
  /** Tokens already in each row's cache: [B]. */
  readonly pastLengths: ArrayLike<number>;
  /** Its rows are the batch's rows. */
  readonly cache: KeyValueCache;
  /** The LoRA adapter of each row, by the name it was loaded under; none by default. */
  readonly adapters?: readonly (string | null)[];
}

export interface ExtendBatch {
  /** New tokens of each row, `newTokens` a row, right-padded: [B · T]. */
  readonly tokenIds: ArrayLike<number>;
  readonly newTokens: number;
  readonly pastLengths: ArrayLike<number>;
  readonly cache: KeyValueCache;
  /** Places among the B·T tokens whose logits are wanted: row · T + t. */
  readonly logitsAt: ArrayLike<number>;
  readonly adapters?: readonly (string | null)[];
}

/** A decoder ready to run. One call at a time; `dispose` releases everything it owns (caches are not its own). */
export interface Decoder {
  readonly config: DecoderConfig;
  /** Runs one token a row and writes its keys into the cache. Logits [B, V]. */
  decode(batch: DecodeBatch): Promise<Float32Array>;
  /** Runs several tokens a row and writes their keys into the cache. Logits [M, V]. */
  extend(batch: ExtendBatch): Promise<Float32Array>;
  /**
   * Other weights from now on, by checkpoint name, without a new session: only for a decoder opened with its weights
   * as inputs. The tensors stay the caller's. Throws for unknown names.
   */
  setWeights(weights: Readonly<Record<string, Tensor>>): void;
  dispose(): Promise<void>;
}

/** What a decoder is made of. */
export interface DecoderParts {
  readonly folder: string;
  readonly config: DecoderConfig;
  /** The checkpoint's own tensors, to explain NaN logits. */
  readonly tensors: StoredTensors;
  readonly weights: Weights;
  /** Weights that are fed; empty if they are the session's own. */
  readonly weightFeeds: Readonly<Record<string, Tensor>>;
  readonly adapters: AdapterSet | undefined;
  readonly session: SessionOptions;
}

export class SessionDecoder implements Decoder {
  readonly config: DecoderConfig;
  private readonly parts: DecoderParts;
  private readonly rope: RopeFeeds;
  private readonly sessions = new Map<Phase, Promise<Session>>();
  private weightFeeds: Readonly<Record<string, Tensor>>;

  constructor(parts: DecoderParts) {
    this.parts = parts;
    this.config = parts.config;
    this.weightFeeds = parts.weightFeeds;
    this.rope = new RopeFeeds(parts.config);
  }

  async decode(batch: DecodeBatch): Promise<Float32Array> {
    const { tokenIds, cache } = batch;
    const lengths = Array.from(batch.pastLengths);
    const longest = Math.max(...lengths);
    if (!canGroupAttention(this.config)) {
      const logitsAt = lengths.map((_, row) => row);
      return this.extend({ ...batch, newTokens: 1, logitsAt });
    }
    this.check(tokenIds.length, cache, lengths, longest + 1);
    const feeds = {
      [ioNames.tokenIds]: int64Tensor([cache.rows, 1], Array.from(tokenIds)),
      [ioNames.totalLength]: int32Tensor([], [longest + 1]),
    };
    return this.run(await this.session('decode'), feeds, lengths, batch);
  }

  async extend(batch: ExtendBatch): Promise<Float32Array> {
    const { tokenIds, newTokens, cache, logitsAt } = batch;
    const lengths = Array.from(batch.pastLengths);
    this.check(tokenIds.length / newTokens, cache, lengths, Math.max(...lengths) + newTokens);
    const feeds = {
      [ioNames.tokenIds]: int64Tensor([cache.rows, newTokens], Array.from(tokenIds)),
      [ioNames.logitsAt]: int64Tensor([logitsAt.length], Array.from(logitsAt)),
    };
    return this.run(await this.session('extend'), feeds, lengths, batch);
  }

  /** Makes sessions now instead of when first needed. */
  async load(phases: readonly Phase[], signal?: AbortSignal): Promise<void> {
    for (const phase of phases) {
      throwIfAborted(signal);
      if (phase === 'extend' || canGroupAttention(this.config)) await this.session(phase);
    }
  }

  setWeights(weights: Readonly<Record<string, Tensor>>): void {
    for (const name of Object.keys(weights)) {
      if (!Object.hasOwn(this.weightFeeds, name)) {
        throw new RangeError(`decoder: expected the name of a weight that is fed, got "${name}"`);
      }
    }
    this.weightFeeds = { ...this.weightFeeds, ...weights };
  }

  async dispose(): Promise<void> {
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    for (const session of await Promise.allSettled(sessions)) {
      if (session.status === 'fulfilled') await session.value.dispose();
    }
  }

  private session(phase: Phase): Promise<Session> {
    const known = this.sessions.get(phase);
    if (known !== undefined) return known;
    const graph = phase === 'decode' ? decodeGraph : extendGraph;
    const made = createSession(graph(this.config, this.parts.weights), this.parts.session);
    this.sessions.set(phase, made);
    return made;
  }

  private adapterFeeds(rows: number, names: readonly (string | null)[] | undefined): Record<string, Tensor> {
    const { adapters } = this.parts;
    const chosen = names ?? Array.from({ length: rows }, () => null);
    if (chosen.length !== rows) {
      throw new RangeError(
        `decoder: expected an adapter or null for each of ${rows} rows, got ${chosen.length}`,
      );
    }
    if (adapters !== undefined) return adapters.feeds(chosen);
    const asked = chosen.find((name) => name !== null);
    if (asked !== undefined)
      throw new InputError(`adapter: expected none, because none was loaded, got "${asked}"`);
    return {};
  }

  /** Why the logits are NaN, as far as the weights tell. */
  private notANumber(): InputError {
    const culprit = firstNonFinite(this.parts.tensors);
    const found =
      culprit === undefined
        ? 'finite weights whose products overflow; try another precision or device'
        : `${culprit.name} with a value that is not finite at element ${culprit.index}; the checkpoint is broken`;
    return new InputError(`${this.parts.folder}: expected logits that are numbers, got NaN from ${found}`);
  }

  private check(rows: number, cache: KeyValueCache, lengths: readonly number[], needed: number): void {
    if (rows !== cache.rows || lengths.length !== cache.rows) {
      throw new RangeError(
        `decoder: expected tokens and lengths of ${cache.rows} rows, got ${rows}, ${lengths.length}`,
      );
    }
    if (needed > cache.capacity) {
      throw new RangeError(
        `decoder: expected a cache for ${needed} positions, got one for ${cache.capacity}`,
      );
    }
  }

  private async run(
    session: Session,
    feeds: Record<string, Tensor>,
    lengths: readonly number[],
    batch: DecodeBatch,
  ): Promise<Float32Array> {
    const { cache, adapters } = batch;
    const fetches: Record<string, Tensor | null> = { [ioNames.logits]: null };
    feeds[ioNames.pastLengths] = int32Tensor([cache.rows], lengths);
    Object.assign(feeds, this.rope.feeds(cache.capacity, cache.contextLength), this.weightFeeds);
    Object.assign(feeds, this.adapterFeeds(cache.rows, adapters));
    this.config.layers.forEach((_, layer) => {
      const [keys, values] = [cache.keys[layer], cache.values[layer]] as [Tensor, Tensor];
      feeds[ioNames.pastKeys(layer)] = fetches[ioNames.presentKeys(layer)] = keys;
      feeds[ioNames.pastValues(layer)] = fetches[ioNames.presentValues(layer)] = values;
    });
    const results = await session.run(feeds, fetches);
    const logits = dataOf(results[ioNames.logits] as Tensor, 'float32');
    if (Number.isNaN(logits[0])) throw this.notANumber();
    return logits;
  }
}
