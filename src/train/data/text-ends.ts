/** Where the tokens of a completion end in its text, so that a question can follow the text up to any place. */
import type { ChatTokenizer } from '../../tokenizer/tokenizer.ts';

/** Characters of the decoded text [T] after each of the ids that follow a prompt. */
export function textEndsOf(
  tokenizer: ChatTokenizer,
  promptIds: readonly number[],
  ids: readonly number[],
): number[] {
  const stream = tokenizer.decodeStream();
  for (const id of promptIds.slice(-4)) stream.push(id);
  let length = 0;
  return ids.map((id) => (length += stream.push(id).length));
}

/** Tokens that end at or before a place in the text. */
export function tokensWithin(textEnds: readonly number[], place: number): number {
  let whole = 0;
  while (whole < textEnds.length && textEnds[whole]! <= place) whole++;
  return whole;
}
