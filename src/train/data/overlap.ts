/**
 * Overlap with evaluation sets by 13-grams of words (GPT-3's measure, Brown et al., arXiv 2005.14165, C): a training
 * row that shares one with a problem that the model is to be judged by is left out. A problem of fewer words counts as
 * one gram. Words are compared in lower case without punctuation; formulas count by their letters and numbers.
 */

const gramWords = 13;

export class OverlapIndex {
  private readonly grams = new Set<string>();

  constructor(texts: Iterable<string> = []) {
    for (const text of texts) this.add(text);
  }

  get isEmpty(): boolean {
    return this.grams.size === 0;
  }

  add(text: string): void {
    for (const gram of gramsOf(text)) this.grams.add(gram);
  }

  /** Whether a text shares a gram with what was added. */
  overlaps(text: string): boolean {
    return gramsOf(text).some((gram) => this.grams.has(gram));
  }
}

/** The grams of a text: its whole where it is shorter than one, none where it has no words. */
export function gramsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return [];
  if (words.length <= gramWords) return [words.join(' ')];
  return Array.from({ length: words.length - gramWords + 1 }, (_, i) =>
    words.slice(i, i + gramWords).join(' '),
  );
}
