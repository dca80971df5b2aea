/** Lengths and angles in the short sentences about figures: the sentence without its units, and its one unit. */
import type { QuestionText } from '../../read-text.ts';
import { unitOfLength } from './held.ts';
import { type Captures, captured } from './patterns.ts';

export interface Measured {
  readonly found: Captures;
  /** The one unit of all lengths; null where there is none. */
  readonly unit: string | null;
}

/** What a sentence about lengths says, read without its units; null where two units meet, or no pattern fits. */
export function measured(text: QuestionText, sentences: readonly RegExp[]): Measured | null {
  const units = new Set<string>();
  const plain = text.plain.replace(
    /(\d) ?(?:\\text\s*\{\s*([A-Za-z]+)\s*\}|([A-Za-z]{1,11}))(?![A-Za-z^{²³])/g,
    (whole, digit: string, inText: string | undefined, bare: string | undefined) => {
      const name = unitOfLength(inText ?? bare ?? '');
      if (name === null || (bare === 'in' && inText === undefined)) return whole;
      units.add(name);
      return digit;
    },
  );
  const found = units.size > 1 ? null : captured({ ...text, plain }, sentences);
  return found === null ? null : { found, unit: [...units][0] ?? null };
}
