/**
 * The state of lexing: where it is in the text, the tokens so far, and what is open. It knows how to put down a token
 * and how to lex a replacement text in a token's place; what the characters mean is the caller's, given as `step`.
 */
import { countDollars, isDoubled } from './lex-text.ts';
import { maxTokens, UnreadableError, type LexOptions, type Token, type TokenKind } from './tokens.ts';

const maxMacroDepth = 16;

/** Takes at least one character of the text. */
export type Step = (scanner: Scanner) => void;

/** Where a replacement text stands in the original. */
interface Place {
  readonly range: { readonly start: number; readonly end: number } | null;
  readonly depth: number;
}

export class Scanner {
  readonly tokens: Token[] = [];
  readonly text: string;
  readonly options: LexOptions;
  readonly step: Step;
  /** Every command's backslash is doubled: the text went through one escaping too many. */
  readonly doubled: boolean;
  readonly latex: boolean;
  at = 0;
  spaced = false;
  brackets = 0;
  environments = 0;
  textDepth = 0;
  dollars: number;
  private readonly place: Place;

  constructor(text: string, options: LexOptions, step: Step, place: Place = { range: null, depth: 0 }) {
    this.text = text;
    this.options = options;
    this.step = step;
    this.place = place;
    this.latex = text.includes('\\');
    this.doubled = this.latex && isDoubled(text);
    this.dollars = countDollars(text);
  }

  run(): Token[] {
    while (this.at < this.text.length) {
      this.step(this);
      if (this.tokens.length > maxTokens) throw new UnreadableError(this.at, 'too many symbols');
    }
    return this.tokens;
  }

  push(kind: TokenKind, text: string, length: number, extra: Partial<Token> = {}): void {
    const range = this.place.range ?? { start: this.at, end: this.at + length };
    this.tokens.push({ kind, text, start: range.start, end: range.end, spaced: this.spaced, ...extra });
    this.at += length;
    this.spaced = false;
  }

  blank(length: number): void {
    this.at += length;
    this.spaced = true;
  }

  /** Lexes a replacement text in place of the next `length` characters. */
  substitute(replacement: string, length: number): void {
    const { range, depth } = this.place;
    if (depth >= maxMacroDepth) throw new UnreadableError(this.at, 'macros nested too deeply');
    const inner = new Scanner(replacement, this.options, this.step, {
      range: range ?? { start: this.at, end: this.at + length },
      depth: depth + 1,
    });
    inner.spaced = this.spaced;
    for (const token of inner.run()) this.tokens.push(token);
    this.at += length;
    this.spaced = false;
  }
}
