/**
 * Runs a decoder whose caches lie in plain memory: builds feeds from token ids, lengths and a cache, fetches logits
 * and the new keys and values, and writes these behind each row. One session serves prefill, decoding and everything
 * between; on WebGPU a second one decodes single tokens on a cache of its own (`device-cache.ts`). It knows neither
 * where weights come from nor who sits in which row.
 */
import { InputError, throwIfAborted } from '../base/errors.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { StoredTensors } from '../checkpoint/safetensors.ts';
import { createSession, type Results, type Session, type SessionOptions } from '../runtime/session.ts';
import { dataOf, int32Tensor, int64Tensor, type Tensor } from '../runtime/tensor.ts';
import type { AdapterSet } from './adapters.ts';
import { appendGraph } from './append.ts';
import { type KeyValueCache, newCache, type SharedPrefix, sharedPrefix, writeEntries } from './cache.ts';
import { firstNonFinite } from './check-finite.ts';
import { DeviceCache } from './device-cache.ts';
import { drawFeeds, drawFetches, drawnBlocks, type DrawnBlocks, type DrawRequest } from './drawing.ts';
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
  /** Positions of the cache's shared prefix that come before each row's own: 0 or all; default none. */
  readonly sharedLengths?: ArrayLike<number>;
  /** The LoRA adapter of each row, by the name it was loaded under; by default none, or the sum of all if so opened. */
  readonly adapters?: readonly (string | null)[];
}

export interface ExtendBatch {
  /** New tokens of each row, `newTokens` a row, right-padded: [B · T]. */
  readonly tokenIds: ArrayLike<number>;
  readonly newTokens: number;
  readonly pastLengths: ArrayLike<number>;
  readonly cache: KeyValueCache;
  readonly sharedLengths?: ArrayLike<number>;
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
  /** Whether `draw` can be called: not where a device keeps the cache. */
  readonly draws: boolean;
  /** As `extend`, but instead of logits the blocks of ids in which the draws fall: all that a draw has to see. */
  draw(batch: ExtendBatch, request: DrawRequest): Promise<DrawnBlocks>;
  /** Bytes that single-token steps brought back from a device that keeps the cache; 0 where none does. */
  readonly bytesReadBack: number;
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
  /** Whether batches that name no adapters use all of them, summed, instead of none. */
  readonly sumAdapters: boolean;
  readonly session: SessionOptions;
  /** Further outputs of the graph that are looked at whenever several tokens a row are run. */
  readonly observed?: {
    readonly outputs: readonly string[];
    readonly see: (name: string, value: Float32Array) => void;
  };
}

export class SessionDecoder implements Decoder {
  readonly config: DecoderConfig;
  private readonly parts: DecoderParts;
  private readonly rope: RopeFeeds;
  private session: Promise<Session> | null = null;
  /** Where the device keeps the cache: one token a row runs there. */
  private device: Promise<DeviceCache> | null = null;
  private readBack: DeviceCache | null = null;
  private nothing: { readonly shared: SharedPrefix; readonly cache: KeyValueCache };
  private weightFeeds: Readonly<Record<string, Tensor>>;

  constructor(parts: DecoderParts) {
    this.parts = parts;
    this.config = parts.config;
    this.weightFeeds = parts.weightFeeds;
    this.rope = new RopeFeeds(parts.config);
    const cache = newCache(parts.config, 1, 1);
    this.nothing = { shared: sharedPrefix(cache), cache };
  }

  decode(batch: DecodeBatch): Promise<Float32Array> {
    if (this.parts.session.provider === 'webgpu') return this.decodeOnDevice(batch);
    const logitsAt = Array.from({ length: batch.cache.rows }, (_, row) => row);
    return this.extend({ ...batch, newTokens: 1, logitsAt });
  }

  private async decodeOnDevice(batch: DecodeBatch): Promise<Float32Array> {
    const { cache } = batch;
    const pastLengths = Array.from(batch.pastLengths);
    this.check(batch.tokenIds.length, cache, pastLengths, Math.max(...pastLengths) + 1);
    const sharedLengths = Array.from(batch.sharedLengths ?? pastLengths.map(() => 0));
    const device = await this.deviceReady();
    const { logits, entries } = await device.step({
      cache,
      pastLengths,
      sharedLengths,
      tokenIds: Array.from(batch.tokenIds),
      feeds: {
        ...this.rope.feeds(Math.max(...sharedLengths) + cache.capacity, cache.contextLength),
        ...this.weightFeeds,
        ...this.adapterFeeds(cache.rows, batch.adapters),
      },
    });
    if (Number.isNaN(logits[0])) throw this.notANumber();
    writeEntries(cache, entries, 1, pastLengths);
    device.written(cache);
    return logits;
  }

  get draws(): boolean {
    return this.parts.session.provider !== 'webgpu';
  }

  async draw(batch: ExtendBatch, request: DrawRequest): Promise<DrawnBlocks> {
    if (!this.draws) throw new Error('decoder: expected a device that draws, got one that keeps the cache');
    return drawnBlocks(await this.append(batch, request));
  }

  async extend(batch: ExtendBatch): Promise<Float32Array> {
    const results = await this.append(batch, null);
    return dataOf(results[ioNames.logits] as Tensor, 'float32');
  }

  /** Runs several tokens a row and writes their keys into the cache; the graph's outputs: draws, or else logits. */
  private async append(batch: ExtendBatch, request: DrawRequest | null): Promise<Results> {
    const { tokenIds, newTokens, cache, logitsAt, adapters } = batch;
    const lengths = Array.from(batch.pastLengths);
    this.check(tokenIds.length / newTokens, cache, lengths, Math.max(...lengths) + newTokens);
    const shared = cache.shared ?? this.nothing.shared;
    const sharedLengths = Array.from(batch.sharedLengths ?? lengths.map(() => 0));
    const reach = Math.max(...sharedLengths) + cache.capacity;
    const feeds: Record<string, Tensor> = {
      [ioNames.tokenIds]: int64Tensor([cache.rows, newTokens], Array.from(tokenIds)),
      [ioNames.logitsAt]: int64Tensor([logitsAt.length], Array.from(logitsAt)),
      [ioNames.pastLengths]: int32Tensor([cache.rows], lengths),
      [ioNames.sharedLengths]: int32Tensor([cache.rows], sharedLengths),
      ...this.rope.feeds(reach, cache.contextLength),
      ...this.weightFeeds,
      ...this.adapterFeeds(cache.rows, adapters),
      ...(this.draws ? drawFeeds(request, logitsAt.length) : {}),
    };
    // An empty cache need not be read: one masked position stands for it.
    const past = lengths.every((length) => length === 0) ? this.emptyCache(cache.rows) : cache;
    for (const layer of this.config.layers.keys()) {
      feeds[ioNames.pastKeys(layer)] = past.keys[layer] as Tensor;
      feeds[ioNames.pastValues(layer)] = past.values[layer] as Tensor;
      feeds[ioNames.sharedKeys(layer)] = shared.keys[layer] as Tensor;
      feeds[ioNames.sharedValues(layer)] = shared.values[layer] as Tensor;
    }
    const session = await this.ready();
    const { observed } = this.parts;
    const results = await session.run(feeds, [
      ioNames.newEntries,
      ...(request === null ? [ioNames.logits] : drawFetches),
      ...(observed?.outputs ?? []),
    ]);
    for (const name of observed?.outputs ?? [])
      observed?.see(name, dataOf(results[name] as Tensor, 'float32'));
    const [first] =
      request === null
        ? dataOf(results[ioNames.logits] as Tensor, 'float32')
        : dataOf(results[ioNames.drawnMasses] as Tensor, 'float64');
    if (Number.isNaN(first)) throw this.notANumber();
    writeEntries(cache, dataOf(results[ioNames.newEntries] as Tensor, 'float32'), newTokens, lengths);
    return results;
  }

  /** Makes the sessions of these phases now instead of when first needed: one for both, or two on a GPU. */
  async load(phases: readonly Phase[], signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const onDevice = this.parts.session.provider === 'webgpu';
    if (phases.includes('extend') || !onDevice) await this.ready();
    throwIfAborted(signal);
    if (phases.includes('decode') && onDevice) await this.deviceReady();
  }

  get bytesReadBack(): number {
    return this.readBack?.bytesReadBack ?? 0;
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
    const session = this.session;
    this.session = null;
    await (await session?.catch(() => null))?.dispose();
    const device = this.device;
    [this.device, this.readBack] = [null, null];
    await (await device?.catch(() => null))?.dispose();
  }

  private async deviceReady(): Promise<DeviceCache> {
    const { weights, session } = this.parts;
    this.device ??= DeviceCache.open(this.config, weights, session);
    this.readBack = await this.device;
    return this.readBack;
  }

  private ready(): Promise<Session> {
    this.session ??= createSession(
      appendGraph(this.config, this.parts.weights, this.draws),
      this.parts.session,
    );
    return this.session;
  }

  /** One position of zeros a row, all of it masked: what stands for a cache without tokens. */
  private emptyCache(rows: number): KeyValueCache {
    if (this.nothing.cache.rows !== rows) {
      this.nothing = { ...this.nothing, cache: newCache(this.config, rows, 1) };
    }
    return this.nothing.cache;
  }

  private adapterFeeds(rows: number, names: readonly (string | null)[] | undefined): Record<string, Tensor> {
    const { adapters, sumAdapters } = this.parts;
    if (names === undefined && adapters !== undefined && sumAdapters) return adapters.sumFeeds(rows);
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
}
