/**
 * A checkpoint folder made runnable: reads and checks it, builds the graphs, owns the sessions. The two graphs
 * become sessions when first needed. It knows no tokenizer, no batching policy and no sampling.
 */
import path from 'node:path';
import { contentHash } from '../checkpoint/content-hash.ts';
import { InputError, throwIfAborted } from '../base/errors.ts';
import { type DecoderConfig, readConfig } from '../checkpoint/config.ts';
import { vouchHome } from '../checkpoint/places.ts';
import { readTensors, type StoredTensors } from '../checkpoint/safetensors.ts';
import { createSession, type Session, type SessionOptions } from '../runtime/session.ts';
import { dataOf, int32Tensor, int64Tensor, type Tensor } from '../runtime/tensor.ts';
import { canGroupAttention } from './attention.ts';
import { type KeyValueCache } from './cache.ts';
import { decodeGraph, extendGraph } from './decoder.ts';
import { firstNonFinite } from './check-finite.ts';
import { checkWeights, decoderNames } from './families.ts';
import { ioNames } from './names.ts';
import { type PreparedPrecision, preparedTensors } from './prepare.ts';
import { PreparedWeights } from './prepared-weights.ts';
import { RopeFeeds } from './rope-feeds.ts';
import { FloatWeights, type Weights } from './weights.ts';

export type Precision = 'f32' | PreparedPrecision;

export type Phase = 'extend' | 'decode';

export interface DecoderOptions {
  /** How weights are stored and multiplied; default f32. Others than f32 are made once and kept in the cache. */
  readonly precision?: Precision;
  /** Where prepared weights are kept; default {@link vouchHome}. */
  readonly cache?: string;
  /** Which graphs are loaded at once (default both); another is loaded when first used. */
  readonly phases?: readonly Phase[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly session?: SessionOptions;
}

export interface DecodeBatch {
  /** One new token a row: [B]. */
  readonly tokenIds: ArrayLike<number>;
  /** Tokens already in each row's cache: [B]. */
  readonly pastLengths: ArrayLike<number>;
  /** Its rows are the batch's rows. */
  readonly cache: KeyValueCache;
}

export interface ExtendBatch {
  /** New tokens of each row, `newTokens` a row, right-padded: [B · T]. */
  readonly tokenIds: ArrayLike<number>;
  readonly newTokens: number;
  readonly pastLengths: ArrayLike<number>;
  readonly cache: KeyValueCache;
  /** Places among the B·T tokens whose logits are wanted: row · T + t. */
  readonly logitsAt: ArrayLike<number>;
}

/** A decoder ready to run. One call at a time; `dispose` releases everything it owns (caches are not its own). */
export interface Decoder {
  readonly config: DecoderConfig;
  /** Runs one token a row and writes its keys into the cache. Logits [B, V]. */
  decode(batch: DecodeBatch): Promise<Float32Array>;
  /** Runs several tokens a row and writes their keys into the cache. Logits [M, V]. */
  extend(batch: ExtendBatch): Promise<Float32Array>;
  dispose(): Promise<void>;
}

interface Checkpoint {
  readonly folder: string;
  readonly config: DecoderConfig;
  readonly tensors: StoredTensors;
}

/** Opens a checkpoint folder and loads its sessions. Throws `InputError` for what is wrong with it. */
export async function openDecoder(folder: string, options: DecoderOptions = {}): Promise<Decoder> {
  const config = readConfig(folder);
  const tensors: StoredTensors = readTensors(folder);
  checkWeights(folder, config, tensors);
  const weights = await weightsOf(config, tensors, options);
  const decoder = new SessionDecoder({ folder, config, tensors }, weights, options);
  try {
    await decoder.load(options.phases ?? ['extend', 'decode']);
    return decoder;
  } catch (error) {
    await decoder.dispose();
    throw error;
  }
}

async function weightsOf(
  config: DecoderConfig,
  tensors: StoredTensors,
  options: DecoderOptions,
): Promise<Weights> {
  const { precision = 'f32', cache = vouchHome(), signal, onProgress } = options;
  if (precision === 'f32') return new FloatWeights(tensors);
  const files = [...new Set([...tensors.values()].map((tensor) => tensor.file))];
  const prepared = await preparedTensors({
    config,
    tensors,
    precision,
    folder: path.join(cache, 'prepared', contentHash(files, path.join(cache, 'hashes'))),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return new PreparedWeights(tensors, prepared, precision, decoderNames(config).head);
}

class SessionDecoder implements Decoder {
  readonly config: DecoderConfig;
  private readonly folder: string;
  private readonly tensors: StoredTensors;
  private readonly weights: Weights;
  private readonly options: DecoderOptions;
  private readonly rope: RopeFeeds;
  private readonly sessions = new Map<Phase, Promise<Session>>();

  constructor(checkpoint: Checkpoint, weights: Weights, options: DecoderOptions) {
    this.folder = checkpoint.folder;
    this.tensors = checkpoint.tensors;
    this.config = checkpoint.config;
    this.weights = weights;
    this.options = options;
    this.rope = new RopeFeeds(this.config);
  }

  async decode({ tokenIds, pastLengths, cache }: DecodeBatch): Promise<Float32Array> {
    const lengths = Array.from(pastLengths);
    const longest = Math.max(...lengths);
    if (!canGroupAttention(this.config)) {
      const logitsAt = lengths.map((_, row) => row);
      return this.extend({ tokenIds, newTokens: 1, pastLengths, cache, logitsAt });
    }
    this.check(tokenIds.length, cache, lengths, longest + 1);
    const feeds = {
      [ioNames.tokenIds]: int64Tensor([cache.rows, 1], Array.from(tokenIds)),
      [ioNames.totalLength]: int32Tensor([], [longest + 1]),
    };
    return this.run(await this.session('decode'), feeds, lengths, cache);
  }

  async extend(batch: ExtendBatch): Promise<Float32Array> {
    const { tokenIds, newTokens, cache, logitsAt } = batch;
    const lengths = Array.from(batch.pastLengths);
    this.check(tokenIds.length / newTokens, cache, lengths, Math.max(...lengths) + newTokens);
    const feeds = {
      [ioNames.tokenIds]: int64Tensor([cache.rows, newTokens], Array.from(tokenIds)),
      [ioNames.logitsAt]: int64Tensor([logitsAt.length], Array.from(logitsAt)),
    };
    return this.run(await this.session('extend'), feeds, lengths, cache);
  }

  async load(phases: readonly Phase[]): Promise<void> {
    for (const phase of phases) {
      throwIfAborted(this.options.signal);
      if (phase === 'extend' || canGroupAttention(this.config)) await this.session(phase);
    }
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
    const made = createSession(graph(this.config, this.weights), this.options.session);
    this.sessions.set(phase, made);
    return made;
  }

  /** Why the logits are NaN, as far as the weights tell. */
  private notANumber(): InputError {
    const culprit = firstNonFinite(this.tensors);
    const found =
      culprit === undefined
        ? 'finite weights whose products overflow; try another precision or device'
        : `${culprit.name} with a value that is not finite at element ${culprit.index}; the checkpoint is broken`;
    return new InputError(`${this.folder}: expected logits that are numbers, got NaN from ${found}`);
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
    cache: KeyValueCache,
  ): Promise<Float32Array> {
    const fetches: Record<string, Tensor | null> = { [ioNames.logits]: null };
    feeds[ioNames.pastLengths] = int32Tensor([cache.rows], lengths);
    Object.assign(feeds, this.rope.feeds(cache.capacity, cache.contextLength));
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
