/**
 * The rows of a batch's key-value cache: growing it, moving rows so that those in use lie side by side, and views of
 * neighbouring rows for one run. It knows lengths only as numbers that it is told, and no tokens.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import { copyRow, newCache } from '../model/cache.ts';
import type { KeyValueCache, SharedPrefix } from '../model/cache.ts';
import { dataOf, tensor } from '../runtime/tensor.ts';
import type { Tensor } from '../runtime/tensor.ts';

/**
 * Capacities are rounded up to this many positions: a growing batch reallocates seldom enough not to be felt, and
 * attention, which reads a cache to its end, reads little that is empty.
 */
const STEP = 32;

export class Slots {
  private readonly config: DecoderConfig;
  private readonly contextLength: number;
  private cache: KeyValueCache;
  private readonly views = new Map<string, KeyValueCache>();

  constructor(config: DecoderConfig, contextLength: number) {
    this.config = config;
    this.contextLength = contextLength;
    this.cache = newCache(config, 0, 0, contextLength);
  }

  get rows(): number {
    return this.cache.rows;
  }

  get capacity(): number {
    return this.cache.capacity;
  }

  /**
   * Makes room for `rows` rows of `positions` tokens; `lengths[i]` positions of row i are kept. Grows layer by layer,
   * so that the old and the new cache never stand beside each other as a whole.
   */
  reserve(rows: number, positions: number, lengths: readonly number[]): void {
    const { rows: oldRows, capacity: oldCapacity } = this.cache;
    if (rows <= oldRows && positions <= oldCapacity) return;
    const newRows = Math.max(rows, oldRows);
    // A quarter more than asked when it is not the first time: the next tokens come soon.
    const wanted = oldCapacity > 0 && positions > oldCapacity ? Math.ceil(positions * 1.25) : positions;
    const rounded = Math.ceil(Math.max(wanted, oldCapacity) / STEP) * STEP;
    const capacity = Math.max(Math.min(rounded, this.contextLength), positions, oldCapacity);
    const oldKeys = [...this.cache.keys];
    const oldValues = [...this.cache.values];
    const keys: Tensor[] = [];
    const values: Tensor[] = [];
    this.views.clear();
    this.cache = { ...this.cache, rows: 0, capacity: 0, keys: [], values: [] };
    const one = { ...this.config, layers: this.config.layers.slice(0, 1) };
    for (let layer = 0; layer < this.config.layers.length; layer++) {
      const fresh = newCache(one, newRows, capacity, this.contextLength);
      const old: KeyValueCache = {
        changes: this.cache.changes,
        rows: oldRows,
        capacity: oldCapacity,
        contextLength: this.contextLength,
        keys: oldKeys.splice(0, 1),
        values: oldValues.splice(0, 1),
      };
      for (const [row, length] of lengths.entries()) {
        if (length > 0) copyRow({ cache: old, row }, { cache: fresh, row }, length);
      }
      keys.push(...fresh.keys);
      values.push(...fresh.values);
    }
    this.cache = { ...this.cache, changes: { count: 0 }, rows: newRows, capacity, keys, values };
  }

  /** Sets the prefix that rows may have in common; null gives its memory back. */
  share(prefix: SharedPrefix | null): void {
    const { changes, rows, capacity, contextLength, keys, values } = this.cache;
    this.views.clear();
    const shared = prefix ? { shared: prefix } : {};
    this.cache = { changes, rows, capacity, contextLength, keys, values, ...shared };
  }

  /** Rows `from` … `from + count − 1` as a cache over the same memory; valid until the next `reserve`. */
  view(from: number, count: number): KeyValueCache {
    if (from === 0 && count === this.cache.rows) return this.cache;
    const key = `${from}+${count}`;
    let view = this.views.get(key);
    if (view === undefined) {
      const cut = (whole: Tensor): Tensor => {
        const [, ...inner] = whole.dims;
        const size = inner.reduce((product, dim) => product * dim, 1);
        const data = dataOf(whole, 'float32').subarray(from * size, (from + count) * size);
        return tensor('float32', [count, ...inner], data);
      };
      const { keys, values } = this.cache;
      view = { ...this.cache, rows: count, keys: keys.map(cut), values: values.map(cut) };
      this.views.set(key, view);
    }
    return view;
  }

  /** Copies `length` positions of a row of another cache into a row here. */
  copyIn(from: { readonly cache: KeyValueCache; readonly row: number }, row: number, length: number): void {
    copyRow(from, { cache: this.cache, row }, length);
  }

  /** Copies `length` positions of row `from` over row `to`. */
  move(from: number, to: number, length: number): void {
    if (from !== to) copyRow({ cache: this.cache, row: from }, { cache: this.cache, row: to }, length);
  }

  /** Exchanges two rows of the given lengths. */
  swap(left: number, right: number, leftLength: number, rightLength: number): void {
    if (left === right) return;
    const aside = newCache(this.config, 1, Math.max(leftLength, 1), this.contextLength);
    copyRow({ cache: this.cache, row: left }, { cache: aside, row: 0 }, leftLength);
    this.move(right, left, rightLength);
    copyRow({ cache: aside, row: 0 }, { cache: this.cache, row: right }, leftLength);
  }

  /** Gives the memory back. */
  clear(): void {
    this.views.clear();
    this.cache = newCache(this.config, 0, 0, this.contextLength);
  }
}
