/**
 * Decoding on a cache that lies on the device: a copy of the host's cache that is carried over once, and from then on
 * grows there by a token a step; only logits and the new token's keys and values come back. It is carried over again
 * when the host has changed its own (rows moved, left or entered, or were judged). It knows no sampling.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import { createSession, type Session, type SessionOptions } from '../runtime/session.ts';
import { dataOf, int32Tensor, int64Tensor, tensor, type Tensor } from '../runtime/tensor.ts';
import type { KeyValueCache, SharedPrefix } from './cache.ts';
import { decodeGraph } from './decoder.ts';
import { ioNames } from './names.ts';
import type { Weights } from './weights.ts';

/** One step of all rows of a cache; as `DecodeBatch`, everything said. */
export interface DeviceStep {
  readonly tokenIds: readonly number[];
  readonly pastLengths: readonly number[];
  readonly sharedLengths: readonly number[];
  readonly cache: KeyValueCache;
  /** Rotary tables, fed weights, adapters. */
  readonly feeds: Readonly<Record<string, Tensor>>;
}

export interface DeviceResult {
  readonly logits: Float32Array;
  readonly entries: Float32Array;
}

/** What the copy on the device is a copy of. */
interface Copy {
  readonly changes: KeyValueCache['changes'];
  count: number;
  readonly rows: number;
  readonly capacity: number;
  readonly memory: ArrayBufferLike;
  readonly offset: number;
  readonly shared: SharedPrefix | undefined;
  lengths: readonly number[];
  tensors: Record<string, Tensor>;
}

export class DeviceCache {
  /** Bytes that came back from the device so far. */
  bytesReadBack = 0;
  private readonly config: DecoderConfig;
  private readonly session: Session;
  private copy: Copy | null = null;

  private constructor(config: DecoderConfig, session: Session) {
    this.config = config;
    this.session = session;
  }

  /** Makes the session. Throws where the device lacks an operator, if the options forbid the CPU to step in. */
  static async open(config: DecoderConfig, weights: Weights, options: SessionOptions): Promise<DeviceCache> {
    const graph = decodeGraph(config, weights);
    const deviceOutputs = graph.outputs
      .map(({ name }) => name)
      .filter((name) => name !== ioNames.logits && name !== ioNames.newEntries);
    return new DeviceCache(config, await createSession(graph, { ...options, deviceOutputs }));
  }

  /** Logits [B, V] and new entries; the caller writes these into the host's cache and then calls `written`. */
  async step(batch: DeviceStep): Promise<DeviceResult> {
    const lengths = batch.pastLengths.map((own, row) => own + (batch.sharedLengths[row] ?? 0));
    const copy = this.isCopyOf(batch, lengths) ? this.copy! : this.carryOver(batch, lengths);
    const rows = batch.cache.rows;
    const results = await this.session.run(
      {
        ...batch.feeds,
        ...copy.tensors,
        [ioNames.tokenIds]: int64Tensor([rows, 1], batch.tokenIds),
        [ioNames.pastLengths]: int32Tensor([rows], lengths),
        [ioNames.totalLength]: int32Tensor([], [Math.max(...lengths) + 1]),
      },
      this.session.outputNames,
    );
    for (const [past, present] of this.pairs()) {
      const old = copy.tensors[past];
      const now = results[present] as Tensor;
      if (old !== now) release(old);
      copy.tensors[past] = now;
    }
    copy.lengths = lengths.map((length) => length + 1);
    const logits = dataOf(results[ioNames.logits] as Tensor, 'float32');
    const entries = dataOf(results[ioNames.newEntries] as Tensor, 'float32');
    this.bytesReadBack += logits.byteLength + entries.byteLength;
    return { logits, entries };
  }

  /** The host's cache holds the entries of the last step now: the copy is up to date. */
  written(cache: KeyValueCache): void {
    if (this.copy?.changes === cache.changes) this.copy.count = cache.changes.count;
  }

  async dispose(): Promise<void> {
    this.drop();
    await this.session.dispose();
  }

  private drop(): void {
    for (const value of Object.values(this.copy?.tensors ?? {})) release(value);
    this.copy = null;
  }

  private isCopyOf({ cache }: DeviceStep, lengths: readonly number[]): boolean {
    const { copy } = this;
    const keys = dataOf(cache.keys[0] as Tensor, 'float32');
    return (
      copy !== null &&
      copy.changes === cache.changes &&
      copy.count === cache.changes.count &&
      copy.rows === cache.rows &&
      copy.capacity === cache.capacity &&
      copy.memory === keys.buffer &&
      copy.offset === keys.byteOffset &&
      copy.shared === cache.shared &&
      copy.lengths.every((length, row) => length === lengths[row])
    );
  }

  /** Each row's shared prefix and own tokens, one behind the other, as feeds; the first run takes them over. */
  private carryOver({ cache, sharedLengths }: DeviceStep, lengths: readonly number[]): Copy {
    this.drop();
    const capacity = Math.max(...sharedLengths, 0) + cache.capacity;
    const tensors: Record<string, Tensor> = {};
    const whole = (own: Tensor, shared: Tensor | undefined): Tensor => {
      const [rows = 0, heads = 0, ownCapacity = 0, width = 0] = own.dims;
      const into = new Float32Array(rows * heads * capacity * width);
      const [from, prefix] = [dataOf(own, 'float32'), shared && dataOf(shared, 'float32')];
      const prefixLength = shared?.dims[1] ?? 0;
      for (let at = 0; at < rows * heads; at++) {
        const row = Math.floor(at / heads);
        const before = sharedLengths[row] ?? 0;
        if (prefix && before > 0) {
          const start = (at % heads) * prefixLength * width;
          into.set(prefix.subarray(start, start + before * width), at * capacity * width);
        }
        const start = at * ownCapacity * width;
        const count = ((lengths[row] ?? 0) - before) * width;
        into.set(from.subarray(start, start + count), (at * capacity + before) * width);
      }
      return tensor('float32', [rows, heads, capacity, width], into);
    };
    for (const layer of this.config.layers.keys()) {
      const { keys, values, shared } = cache;
      tensors[ioNames.pastKeys(layer)] = whole(keys[layer] as Tensor, shared?.keys[layer]);
      tensors[ioNames.pastValues(layer)] = whole(values[layer] as Tensor, shared?.values[layer]);
    }
    const keys = dataOf(cache.keys[0] as Tensor, 'float32');
    this.copy = {
      changes: cache.changes,
      count: cache.changes.count,
      rows: cache.rows,
      capacity: cache.capacity,
      memory: keys.buffer,
      offset: keys.byteOffset,
      shared: cache.shared,
      lengths,
      tensors,
    };
    return this.copy;
  }

  private pairs(): (readonly [string, string])[] {
    return this.config.layers.flatMap((_, layer): (readonly [string, string])[] => [
      [ioNames.pastKeys(layer), ioNames.presentKeys(layer)],
      [ioNames.pastValues(layer), ioNames.presentValues(layer)],
    ]);
  }
}

function release(value: Tensor | undefined): void {
  if (value?.location === 'gpu-buffer') value.dispose();
}
