/**
 * A key-value cache: for every layer one tensor of keys and one of values, [B, K, C, D], rows one after the other.
 * It owns plain CPU memory and knows no policy: who sits in which row, and for how long, is its user's business.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import { dataOf, tensor, type Tensor, zeros } from '../runtime/tensor.ts';

export interface KeyValueCache {
  readonly rows: number;
  readonly capacity: number;
  /** The longest sequence planned (matters for `dynamic` rotary embeddings): equal among caches that exchange rows. */
  readonly contextLength: number;
  /** One a layer: float32 [rows, K, capacity, D]. */
  readonly keys: readonly Tensor[];
  readonly values: readonly Tensor[];
}

/** A cache of zeros. Bytes: {@link cacheBytes}. */
export function newCache(
  config: DecoderConfig,
  rows: number,
  capacity: number,
  contextLength = capacity,
): KeyValueCache {
  const dims = [rows, config.kvHeadCount, capacity, config.headDim];
  const make = (): Tensor[] => config.layers.map(() => zeros('float32', dims));
  return { rows, capacity, contextLength, keys: make(), values: make() };
}

/** Memory of a cache in bytes. */
export function cacheBytes(config: DecoderConfig, rows: number, capacity: number): number {
  return 2 * config.layers.length * rows * config.kvHeadCount * capacity * config.headDim * 4;
}

/** The first `rows` rows of a cache as a cache of their own over the same memory. */
export function firstRows(cache: KeyValueCache, rows: number): KeyValueCache {
  const cut = (whole: Tensor): Tensor => {
    const dims = [rows, ...whole.dims.slice(1)];
    const size = dims.reduce((product, dim) => product * dim, 1);
    return tensor('float32', dims, dataOf(whole, 'float32').subarray(0, size));
  };
  return { ...cache, rows, keys: cache.keys.map(cut), values: cache.values.map(cut) };
}

/** Copies `length` positions of a row into a row of another (or the same) cache of any capacity. */
export function copyRow(
  from: { readonly cache: KeyValueCache; readonly row: number },
  to: { readonly cache: KeyValueCache; readonly row: number },
  length: number,
): void {
  if (length > from.cache.capacity || length > to.cache.capacity) {
    throw new RangeError(
      `cache: expected at most ${Math.min(from.cache.capacity, to.cache.capacity)} positions, got ${length}`,
    );
  }
  from.cache.keys.forEach((keys, layer) => {
    copyHeads(keys, from.row, to.cache.keys[layer] as Tensor, to.row, length);
  });
  from.cache.values.forEach((values, layer) => {
    copyHeads(values, from.row, to.cache.values[layer] as Tensor, to.row, length);
  });
}

function copyHeads(from: Tensor, fromRow: number, to: Tensor, toRow: number, length: number): void {
  const [, heads = 0, capacity = 0, width = 0] = from.dims;
  const target = to.dims[2] ?? 0;
  const [source, destination] = [dataOf(from, 'float32'), dataOf(to, 'float32')];
  for (let head = 0; head < heads; head++) {
    const start = (fromRow * heads + head) * capacity * width;
    destination.set(source.subarray(start, start + length * width), (toRow * heads + head) * target * width);
  }
}
