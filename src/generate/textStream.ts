/**
 * Token ids to text, piece by piece. A character may need several tokens (bytes of UTF-8), and a token's text may
 * depend on its neighbour (a SentencePiece space), so each piece is the difference of two decodings of a short
 * window. The method is the two-offset scheme of the public inference servers. Knows nothing of sampling.
 */

export type Decode = (ids: readonly number[]) => string;

const REPLACEMENT = '\ufffd';

export class TextStream {
  private readonly decode: Decode;
  /** The window: ids whose text is out but which the next token's text may depend on, then ids still unread. */
  private context: number[];
  private pending: number[] = [];

  /** `before` are the last ids of what the text continues: they shape the first token's text and are not shown. */
  constructor(decode: Decode, before: readonly number[] = []) {
    this.decode = decode;
    this.context = before.slice(-4);
  }

  /** The text that this token completes; empty while a character is unfinished. */
  push(id: number): string {
    this.pending.push(id);
    const known = this.decode(this.context);
    const text = this.decode([...this.context, ...this.pending]);
    // A replacement character at the end is half a character, unless it goes on for longer than one can.
    if (text.endsWith(REPLACEMENT) && this.pending.length < 8) return '';
    this.context = this.pending;
    this.pending = [];
    return text.slice(known.length);
  }

  /** What is left at the end: an unfinished character as replacement characters. */
  flush(): string {
    if (this.pending.length === 0) return '';
    const text = this.decode([...this.context, ...this.pending]).slice(this.decode(this.context).length);
    this.context = this.pending;
    this.pending = [];
    return text;
  }
}
