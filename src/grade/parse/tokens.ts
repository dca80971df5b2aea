/**
 * Tokens: the flat alphabet between the text and the tree. LaTeX commands, plain text and Unicode signs that mean
 * the same become the same token here, so that the grammar knows one notation only.
 */
import type { Rational } from '../../exact/rational.ts';

export type TokenKind =
  | 'number'
  | 'symbol'
  | 'constant'
  | 'function'
  | 'text'
  /** `+ - * / ^ _ ! % ' , ; : | & \\ …`, relations by their canonical name, `quad`, `and`, `or`. */
  | 'operator'
  /** Brackets that mean something: `( [ \{ < floor ceil |`; bare LaTeX braces are `{` and `}`. */
  | 'open'
  | 'close'
  /** A LaTeX command that takes arguments and is read by the grammar: `frac`, `sqrt`, `overline`, `boxed` … */
  | 'command'
  /** `sum`, `product`, `integral`, `limit`. */
  | 'big'
  | 'begin'
  | 'end'
  | 'eof';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether white space (or an ignored spacing command) stands before. */
  readonly spaced: boolean;
  readonly value?: Rational;
  readonly places?: number;
  /** For a number: ½ and the like. For text: `\text{…}` as against a bare word. */
  readonly special?: boolean;
}

export interface LexOptions {
  /** The document's own `\newcommand`s: name without backslash → body with `#1`, `#2` … */
  readonly macros?: Readonly<Record<string, string>>;
  /** `3,14` is a number, and `;` separates. Default false: a comma separates, except in groups of three digits. */
  readonly decimalComma?: boolean;
}

/** The text cannot be read from here on. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  readonly at: number;
  constructor(at: number, reason: string) {
    super(reason);
    this.at = at;
  }
}

/** Limits of the reader: longer or deeper input is unreadable, with the reason. */
export const maxTextLength = 20_000;
export const maxTokens = 12_000;
export const maxDepth = 120;
