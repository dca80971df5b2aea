/**
 * The reader's place in the token list, shared by the grammar's files: look, take, expect, remember open bars and
 * depth. It knows tokens and ranges, and nothing of what the grammar does with them; the grammar's own functions
 * hang on it so that its files need not import each other in circles.
 */
import { maxDepth, UnreadableError, type Token, type TokenKind } from './tokens.ts';
import type { Node } from './tree.ts';

/** The levels of the grammar, loosest first. */
export interface Grammar {
  readonly list: (cursor: Cursor) => Node;
  readonly relation: (cursor: Cursor) => Node;
  readonly sum: (cursor: Cursor) => Node;
  readonly product: (cursor: Cursor) => Node;
  readonly power: (cursor: Cursor) => Node;
  readonly atom: (cursor: Cursor) => Node;
}

export class Cursor {
  readonly grammar: Grammar;
  readonly source: string;
  /** Open `|` that no `|` has closed yet. */
  bars = 0;
  /** Inside set braces a bar or colon means "such that" and ends an expression. */
  inSet = false;
  private readonly tokens: Token[];
  private at = 0;
  private limit: number;
  private depth = 0;

  constructor(tokens: Token[], source: string, grammar: Grammar) {
    this.tokens = tokens;
    this.source = source;
    this.grammar = grammar;
    this.limit = tokens.length - 1;
  }

  peek(ahead = 0): Token {
    const index = this.at + ahead;
    return index < this.limit ? this.tokens[index]! : this.tokens[this.tokens.length - 1]!;
  }

  next(): Token {
    const token = this.peek();
    if (this.at < this.limit) this.at++;
    return token;
  }

  /** The last token that was taken. */
  previous(): Token {
    return this.tokens[Math.max(0, this.at - 1)]!;
  }

  get position(): number {
    return this.at;
  }

  rewind(position: number): void {
    this.at = position;
  }

  is(kind: TokenKind, text?: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === kind && (text === undefined || token.text === text);
  }

  operator(text: string): boolean {
    return this.is('operator', text);
  }

  take(kind: TokenKind, text?: string): Token | null {
    return this.is(kind, text) ? this.next() : null;
  }

  /** Takes a closing bracket, or goes on as if it were there: people forget them, and truncation cuts them off. */
  closeTolerantly(text: string): void {
    this.take('close', text);
  }

  fail(reason: string): never {
    throw new UnreadableError(this.peek().start, reason);
  }

  /** Runs one level of recursion deeper. */
  deeper<T>(read: () => T): T {
    if (++this.depth > maxDepth) throw new UnreadableError(this.peek().start, 'nested too deeply');
    const result = read();
    this.depth--;
    return result;
  }

  /** Reads with the bars and set state of a fresh bracket. */
  within<T>(inSet: boolean, read: () => T): T {
    const bars = this.bars;
    const before = this.inSet;
    this.bars = 0;
    this.inSet = inSet;
    const result = this.deeper(read);
    this.bars = bars;
    this.inSet = before;
    return result;
  }

  /** Reads as if the tokens ended at `position`. */
  until<T>(position: number, read: () => T): T {
    const before = this.limit;
    this.limit = position;
    const result = read();
    this.limit = before;
    return result;
  }

  /** Replaces the token at the cursor: a digit was split off a number. */
  replace(token: Token): void {
    this.tokens[this.at] = token;
  }

  /** The offset where the last taken token ended. */
  get end(): number {
    return this.previous().end;
  }
}
