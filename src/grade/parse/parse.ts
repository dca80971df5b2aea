/**
 * Reads one mathematical text (an answer, a line, a formula) in LaTeX, plain text or Unicode into a tree with source
 * ranges. Tolerant: missing brackets, stray delimiters, trailing punctuation and words do not stop it; what does is
 * a value that says where and why. It deliberately does not decide what a tree means.
 */
import { SizeLimitError } from '../../exact/rational.ts';
import { readAtom } from './atoms.ts';
import { Cursor, type Grammar } from './cursor.ts';
import { withInfix } from './arguments.ts';
import { readList, readProduct, readRelation, readSum } from './expressions.ts';
import { readPower } from './powers.ts';
import { tokenize } from './lexer.ts';
import { prepareTokens } from './token-passes.ts';
import { UnreadableError, type LexOptions } from './tokens.ts';
import type { Node } from './tree.ts';

export type ParseOptions = LexOptions;

export type ParseResult =
  | { readonly kind: 'tree'; readonly root: Node }
  /** `at`: the UTF-16 offset where reading stopped. */
  | { readonly kind: 'unreadable'; readonly at: number; readonly reason: string };

const grammar: Grammar = {
  list: readList,
  relation: readRelation,
  sum: readSum,
  product: readProduct,
  power: readPower,
  atom: readAtom,
};

/** Parses a whole text. Never throws; limits (20 kB, depth 120) give `unreadable`. */
export function parse(text: string, options: ParseOptions = {}): ParseResult {
  try {
    const cursor = new Cursor(prepareTokens(tokenize(text, options)), text, grammar);
    let root = withInfix(cursor, readList(cursor));
    while (!cursor.is('eof')) {
      // A closing bracket nobody opened: TeX would complain, a reader would not.
      if (!cursor.is('close') && !cursor.is('end') && !cursor.operator('&'))
        cursor.fail(`unexpected ${cursor.peek().text}`);
      cursor.next();
      if (cursor.is('eof')) break;
      const rest = readList(cursor);
      if (rest.kind === 'text' && rest.text === '') continue;
      root = { kind: 'list', items: [root, rest], separators: ['space'], start: root.start, end: rest.end };
    }
    if (root.kind === 'text' && root.text === '')
      return { kind: 'unreadable', at: 0, reason: 'there is nothing to read' };
    return { kind: 'tree', root };
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: 'unreadable', at: error.at, reason: error.message };
    if (error instanceof SizeLimitError) return { kind: 'unreadable', at: 0, reason: error.message };
    throw error;
  }
}
