/**
 * A small trainer of byte-level byte-pair encodings (Sennrich et al. 2016; byte alphabet of GPT-2). It sees a corpus
 * as chunks with counts, and merges the commonest pair until the vocabulary is full. Deterministic: ties go to the
 * pair that sorts first. Knows no file format.
 */

/** GPT-2's printable stand-in for each byte: itself where printable, shifted beyond U+0100 where not. */
export function byteAlphabet(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let shifted = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : shifted++));
}

/** A chunk of text in stand-in characters. */
export function toByteLevel(text: string, alphabet: readonly string[]): string[] {
  return [...new TextEncoder().encode(text)].map((byte) => alphabet[byte] as string);
}

interface Word {
  symbols: string[];
  readonly count: number;
}

export type Merge = readonly [string, string];

/**
 * The merges of a corpus in the order in which they were made.
 *
 * @param counts chunks in stand-in characters (joined) with their counts; merges never cross chunks.
 * @param mergeCount how many merges at most; fewer when no pair occurs at least `minCount` times.
 */
export function trainByteMerges(
  counts: ReadonlyMap<string, number>,
  mergeCount: number,
  minCount = 2,
): Merge[] {
  const words: Word[] = [...counts].map(([chunk, count]) => ({ symbols: Array.from(chunk), count }));
  const pairCounts = new Map<string, number>();
  const pairWords = new Map<string, Set<number>>();
  const add = (index: number, sign: 1 | -1): void => {
    const { symbols, count } = words[index] as Word;
    for (let i = 0; i + 1 < symbols.length; i++) {
      const pair = `${symbols[i]} ${symbols[i + 1]}`;
      pairCounts.set(pair, (pairCounts.get(pair) ?? 0) + sign * count);
      if (sign === 1) {
        let set = pairWords.get(pair);
        if (set === undefined) pairWords.set(pair, (set = new Set()));
        set.add(index);
      }
    }
  };
  words.forEach((_, index) => {
    add(index, 1);
  });
  const merges: Merge[] = [];
  while (merges.length < mergeCount) {
    const best = commonest(pairCounts);
    if (best === null || (pairCounts.get(best) ?? 0) < minCount) break;
    const [left, right] = best.split(' ') as [string, string];
    merges.push([left, right]);
    for (const index of pairWords.get(best) ?? []) {
      add(index, -1);
      const word = words[index] as Word;
      word.symbols = merged(word.symbols, left, right);
      add(index, 1);
    }
    pairCounts.delete(best);
    pairWords.delete(best);
  }
  return merges;
}

function commonest(counts: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  let most = 0;
  for (const [pair, count] of counts) {
    if (count > most || (count === most && best !== null && pair < best)) {
      best = pair;
      most = count;
    }
  }
  return best;
}

function merged(symbols: readonly string[], left: string, right: string): string[] {
  const result: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    if (symbols[i] === left && symbols[i + 1] === right) {
      result.push(left + right);
      i++;
    } else result.push(symbols[i] as string);
  }
  return result;
}
