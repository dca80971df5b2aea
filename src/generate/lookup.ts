/**
 * Guesses what a row will write next by looking up how the same words went on before: in the prompt, in the row's own
 * text and in the other rows of the same prompt ("prompt lookup decoding", github.com/apoorvumang/prompt-lookup-decoding;
 * counts of followers as in llama.cpp's lookup example). N solutions of one problem repeat each other, so the rows share
 * one table. How often a guess of each kind came true is counted with every token, whether or not anybody used the guess:
 * a text without repetition is never tried out. Knows token ids only; nothing here depends on time.
 */

/** Contexts of 1 … LONGEST tokens are remembered; the longest known one guesses. */
const LONGEST = 6;
/** A guess is this kind: seen once, seen several times and always so, mostly so, or less often than not. */
const KINDS = 4;
/** How many guesses the prior below counts for. */
const PRIOR_WEIGHT = 3;

/**
 * The chance that a guess of each kind comes true before anything is known of the text, by length of context and kind:
 * rounded from first rows of vouch-mini at temperature 0.6 and of SmolLM2-135M, greedy, on thirteen problems.
 */
const PRIOR: readonly (readonly number[])[] = [
  [0.3, 0.5, 0.2, 0.1],
  [0.5, 0.6, 0.2, 0.1],
  [0.4, 0.7, 0.3, 0.2],
  [0.5, 0.7, 0.3, 0.2],
  [0.55, 0.75, 0.4, 0.2],
  [0.85, 0.95, 0.5, 0.3],
];

/** What has followed one context. */
interface Followers {
  readonly ids: number[];
  readonly counts: number[];
  /** Place of the most frequent follower, the latest among equals. */
  best: number;
  total: number;
}

interface Guess {
  readonly id: number;
  readonly kind: number;
}

/** Tokens that may come next, and for each the chance that it and all before it come true. */
export interface Draft {
  readonly ids: number[];
  readonly chances: number[];
}

/** The table of one prompt and all its rows. */
export class Lookup {
  private readonly contexts = new Map<number, Followers>();
  private readonly right = PRIOR.flat().map((chance) => chance * PRIOR_WEIGHT);
  private readonly made = PRIOR.flat().map(() => PRIOR_WEIGHT);
  private readonly promptTail: readonly number[];

  constructor(promptIds: readonly number[]) {
    const tail: number[] = [];
    for (const id of promptIds) {
      this.remember(tail, id);
      shift(tail, id);
    }
    this.promptTail = tail;
  }

  /** A row that begins behind the prompt. */
  row(): RowLookup {
    return new RowLookup(this, this.promptTail);
  }

  guess(tail: readonly number[]): Guess | null {
    for (let length = tail.length, keys = keysOf(tail); length > 0; length--) {
      const found = this.contexts.get(keys[length - 1]!);
      if (found === undefined) continue;
      const count = found.counts[found.best]!;
      const kind = found.total === 1 ? 0 : count === found.total ? 1 : 2 * count >= found.total ? 2 : 3;
      return { id: found.ids[found.best]!, kind: (length - 1) * KINDS + kind };
    }
    return null;
  }

  /** How often guesses of this kind have come true. */
  chance(kind: number): number {
    return this.right[kind]! / this.made[kind]!;
  }

  /** Counts a guess. */
  score({ id, kind }: Guess, came: number): void {
    this.made[kind]! += 1;
    if (id === came) this.right[kind]! += 1;
  }

  /** The token `id` came behind `tail`. */
  remember(tail: readonly number[], id: number): void {
    for (const key of keysOf(tail)) {
      const found = this.contexts.get(key);
      if (found === undefined) {
        this.contexts.set(key, { ids: [id], counts: [1], best: 0, total: 1 });
        continue;
      }
      let at = found.ids.indexOf(id);
      if (at < 0) {
        at = found.ids.push(id) - 1;
        found.counts.push(0);
      }
      found.counts[at]! += 1;
      found.total += 1;
      if (found.counts[at]! >= found.counts[found.best]!) found.best = at;
    }
  }
}

/** One row's place in the table. */
export class RowLookup {
  private readonly table: Lookup;
  private readonly tail: number[];

  constructor(table: Lookup, tail: readonly number[]) {
    this.table = table;
    this.tail = [...tail];
  }

  /**
   * Counts which of the row's next tokens would have been guessed. All rows of a pass are scored before any of its
   * tokens is remembered: a guess must not know what another row wrote in the same pass. What was forced (`drawn` 0)
   * says nothing of how good the guesses at the model's words are.
   */
  score(ids: readonly number[], drawn: readonly number[]): void {
    const tail = [...this.tail];
    for (const [i, id] of ids.entries()) {
      const guess = drawn[i] === 1 ? this.table.guess(tail) : null;
      if (guess !== null) this.table.score(guess, id);
      shift(tail, id);
    }
  }

  /** The row's next tokens, for all rows to find. */
  remember(ids: readonly number[]): void {
    for (const id of ids) {
      this.table.remember(this.tail, id);
      shift(this.tail, id);
    }
  }

  /**
   * At most `most` tokens behind the row's last one: first those in `certain`, then guesses, up to one in `ends` or to
   * where the chance falls below `floor`.
   */
  draft(certain: readonly number[], options: DraftOptions): Draft {
    const { most, floor, ends } = options;
    const tail = [...this.tail];
    const ids: number[] = [];
    const chances: number[] = [];
    let chance = 1;
    while (ids.length < most) {
      let id = certain[ids.length];
      if (id === undefined) {
        const guess = this.table.guess(tail);
        if (guess === null) break;
        chance *= this.table.chance(guess.kind);
        if (chance < floor) break;
        id = guess.id;
      }
      ids.push(id);
      chances.push(chance);
      if (ids.length > certain.length && ends.has(id)) break;
      shift(tail, id);
    }
    return { ids, chances };
  }
}

export interface DraftOptions {
  readonly most: number;
  readonly floor: number;
  /** Tokens behind which a row ends. */
  readonly ends: ReadonlySet<number>;
}

function shift(tail: number[], id: number): void {
  tail.push(id);
  if (tail.length > LONGEST) tail.shift();
}

/**
 * A number for each end of the tail, shortest first. Two contexts that share one would only guess badly, so 32 bits do.
 */
function keysOf(tail: readonly number[]): number[] {
  const keys: number[] = [];
  let key = 0x811c9dc5;
  for (let at = tail.length - 1; at >= 0; at--) {
    key = Math.imul(key ^ tail[at]!, 0x01000193);
    key = Math.imul(key ^ (key >>> 15), 0x2c1b3c6d);
    keys.push(key);
  }
  return keys;
}
