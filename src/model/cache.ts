/**
 * A key-value cache: for every layer one tensor of keys and one of values, [B, K, C, D], rows one after the other.
 * It owns plain CPU memory and knows no policy: who sits in which row, and for how long, is its user's business.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import { dataOf, tensor, type Tensor, zeros } from '../runtime/tensor.ts';

export interface KeyValueCache {
  /** Counts the changes of the memory below, whichever view of it they came through: for copies kept elsewhere. */
  readonly changes: { count: number };
  readonly rows: number;
  readonly capacity: number;
  /** The longest sequence planned (matters for `dynamic` rotary embeddings): equal among caches that exchange rows. */
  readonly contextLength: number;
  /** One a layer: float32 [rows, K, capacity, D]. */
  readonly keys: readonly Tensor[];
  readonly values: readonly Tensor[];
  /** Positions that rows of this cache may have in common, before their own; kept by whoever made them. */
  readonly shared?: SharedPrefix;
}

/** The keys and values of the beginning that several rows share: one tensor a layer, float32 [K, length, D]. */
export interface SharedPrefix {
  readonly length: number;
  readonly keys: readonly Tensor[];
  readonly values: readonly Tensor[];
}

/** Row 0 of a cache with one row as a prefix to share, over the same memory. All its positions must be filled. */
export function sharedPrefix(cache: KeyValueCache): SharedPrefix {
  if (cache.rows !== 1) throw new RangeError(`cache: expected one row to share, got ${cache.rows}`);
  const flat = (whole: Tensor): Tensor => tensor('float32', whole.dims.slice(1), dataOf(whole, 'float32'));
  return { length: cache.capacity, keys: cache.keys.map(flat), values: cache.values.map(flat) };
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
  return { changes: { count: 0 }, rows, capacity, contextLength, keys: make(), values: make() };
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
  to.cache.changes.count += 1;
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

/** Writes `entries` [L·2·rows, K, count, D], keys and values of each layer in turn, behind each row's length. */
export function writeEntries(
  cache: KeyValueCache,
  entries: Float32Array,
  count: number,
  lengths: readonly number[],
): void {
  cache.changes.count += 1;
  const [, heads = 0, capacity = 0, width = 0] = cache.keys[0]?.dims ?? [];
  const size = count * width;
  let from = 0;
  const write = (target: Tensor): void => {
    const data = dataOf(target, 'float32');
    for (let row = 0; row < cache.rows; row++) {
      for (let head = 0; head < heads; head++) {
        const to = ((row * heads + head) * capacity + lengths[row]!) * width;
        // A call costs more than the copy of one token's head.
        if (count > 2) data.set(entries.subarray(from, from + size), to);
        else for (let i = 0; i < size; i++) data[to + i] = entries[from + i]!;
        from += size;
      }
    }
  };
  for (const [layer, keys] of cache.keys.entries()) {
    write(keys);
    write(cache.values[layer] as Tensor);
  }
}
