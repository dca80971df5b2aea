/**
 * Counter-based random numbers: a value depends only on (seed, stream, counter), never on how many were drawn
 * before or by whom. That is what makes a row's samples the same alone and in any batch.
 * Mixing: SplitMix64's finaliser reduced to two 32-bit lanes (Steele, Lea, Flood 2014; constants of MurmurHash3).
 */

function mix32(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}

/** 32 random bits, a pure function of its three arguments (each taken modulo 2³²). */
export function hash32(seed: number, stream: number, counter: number): number {
  let h = mix32((seed ^ 0x9e3779b9) >>> 0);
  h = mix32((h + Math.imul(stream | 0, 0x9e3779b1)) >>> 0);
  h = mix32((h ^ Math.imul(counter | 0, 0x85ebca77)) >>> 0);
  return mix32((h + 0x27d4eb2f) >>> 0);
}

/** A uniform number in [0, 1) with 32 bits of randomness, a pure function of its arguments. */
export function uniformAt(seed: number, stream: number, counter: number): number {
  return hash32(seed, stream, counter) / 0x1_0000_0000;
}

/** A seeded sequence of random numbers, for generators and shuffles. Same seed, same sequence. */
export class Random {
  private counter = 0;

  readonly seed: number;
  readonly stream: number;

  constructor(seed: number, stream = 0) {
    this.seed = seed;
    this.stream = stream;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return uniformAt(this.seed, this.stream, this.counter++);
  }

  /** A uniform integer in [low, high], both included. */
  integer(low: number, high: number): number {
    if (!(high >= low)) throw new RangeError(`Random.integer: expected low <= high, got ${low} and ${high}`);
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One element of a non-empty list. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Random.pick: expected a non-empty list');
    return items[Math.floor(this.next() * items.length)] as T;
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A new list with the same elements in random order (Fisher–Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }

  /** A generator independent of this one and of its other children. */
  child(index: number): Random {
    return new Random(hash32(this.seed, this.stream, 0x5bd1e995), index + 1);
  }

  /** A standard normal number (Box–Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }
}
