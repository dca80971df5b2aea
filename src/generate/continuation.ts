/**
 * Token ids of a text that continues another text. A tokenizer may treat the beginning of a text in its own way (a
 * SentencePiece space), so the text is encoded behind an anchor and the anchor's ids are cut off again.
 */

interface Encoder {
  encodeText(text: string): number[];
  decode(ids: readonly number[]): string;
}

const ANCHORS = ['=', '\n', ';', 'x'] as const;

/** The ids of `text` in the middle of a line. Where every anchor melts into the text, the ids of the text alone. */
export function continuationIds(tokenizer: Encoder, text: string): number[] {
  if (text === '') return [];
  for (const anchor of ANCHORS) {
    const alone = tokenizer.encodeText(anchor);
    const joined = tokenizer.encodeText(anchor + text);
    const splits = alone.every((id, i) => joined[i] === id);
    if (splits && joined.length > alone.length) return joined.slice(alone.length);
  }
  return tokenizer.encodeText(text);
}
