/**
 * The order in which an epoch reads rows: a seeded shuffle buffer slides over them, so a file is read nearly in its own
 * order and never held whole. A buffer as large as the data is a full shuffle. Orders are asked by index: going on is
 * one step, going back begins the epoch again and counts forward, so a run resumes by a number.
 */
import { Random } from '../../base/random.ts';

/** Row numbers 0 … size−1, each once: a random one of the next `buffer` leaves, and the following one takes its place. */
export function* shuffledOrder(size: number, buffer: number, random: Random): Generator<number, void> {
  const held = Array.from({ length: Math.min(size, Math.max(1, buffer)) }, (_, i) => i);
  for (let next = held.length; next < size; next++) {
    const at = random.integer(0, held.length - 1);
    yield held[at]!;
    held[at] = next;
  }
  yield* random.shuffled(held);
}

export class EpochOrder {
  private readonly size: number;
  private readonly options: { readonly seed: number; readonly buffer: number };
  private epoch = -1;
  private position = -1;
  private current = 0;
  private order: Generator<number, void> | null = null;

  constructor(size: number, options: { readonly seed: number; readonly buffer: number }) {
    this.size = size;
    this.options = options;
  }

  /** The row that comes at an index, counted over all epochs. */
  at(index: number): number {
    const epoch = Math.floor(index / this.size);
    const wanted = index % this.size;
    if (this.order === null || epoch !== this.epoch || wanted < this.position) {
      const { seed, buffer } = this.options;
      this.order = shuffledOrder(this.size, buffer, new Random(seed, epoch + 1));
      this.epoch = epoch;
      this.position = -1;
    }
    while (this.position < wanted) {
      const next = this.order.next();
      if (next.done === true) throw new Error(`shuffle: expected ${this.size} rows, got ${this.position}`);
      this.current = next.value;
      this.position++;
    }
    return this.current;
  }
}
