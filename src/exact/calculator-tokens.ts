/**
 * The calculator's words and symbols: text → tokens, one pass, Unicode signs and superscripts folded onto plain
 * ones. It knows nothing of precedence or values beyond a literal number.
 */
import { parseDecimal, rational, type Rational } from './rational.ts';

/** The expression cannot be read or has no rational value; the message says why. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

export type Token =
  { readonly kind: 'number'; readonly value: Rational } | { readonly kind: 'symbol'; readonly text: string };

/** The functions; `mod` is an infix operator too. */
export const words: ReadonlySet<string> = new Set([
  'mod',
  'gcd',
  'lcm',
  'isqrt',
  'iroot',
  'ilog',
  'lpf',
  'squarefactor',
  'valuation',
  'min',
  'max',
  'count',
  'tobase',
  'round',
  'factorial',
  'frac',
]);

const symbols: ReadonlyMap<string, string> = new Map([
  ...['+', '-', '*', '/', '^', '(', ')', '%', '!', ','].map((symbol) => [symbol, symbol] as const),
  ['\u2212', '-'],
  ['\u2013', '-'],
  ['\u00d7', '*'],
  ['\u00b7', '*'],
  ['\u22c5', '*'],
  ['\u00f7', '/'],
  ['\u2044', '/'],
  ['[', '('],
  [']', ')'],
  ['{', '('],
  ['}', ')'],
]);

const superscripts = '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079';
const plainNumber = /(?:\d+\.?\d*|\.\d+)/y;
/** Thousands separators count only outside brackets: inside, a comma parts the arguments of gcd and lcm. */
const groupedNumber = /\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?/y;
const word = /[a-z]+/iy;
const superscript = new RegExp(`[${superscripts}]+`, 'y');

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function numberToken(digits: string): Token {
  const value = parseDecimal(digits.replaceAll(',', ''));
  if (value === null) throw new MalformedError(`cannot read the number ${digits}`);
  return { kind: 'number', value };
}

function wordToken(name: string): Token {
  const lower = name.toLowerCase();
  if (lower === 'x') return { kind: 'symbol', text: '*' };
  if (!words.has(lower)) throw new MalformedError(`unknown word ${name}`);
  return { kind: 'symbol', text: lower };
}

/** All tokens of an expression. Throws {@link MalformedError} at the first unknown word or character. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let brackets = 0;
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    const number =
      (brackets === 0 ? matchAt(groupedNumber, text, at) : null) ?? matchAt(plainNumber, text, at);
    const raised = matchAt(superscript, text, at);
    const name = matchAt(word, text, at);
    const symbol = symbols.get(character);
    let length = 1;
    if (number !== null) {
      tokens.push(numberToken(number));
      length = number.length;
    } else if (raised !== null) {
      const digits = Array.from(raised, (digit) => superscripts.indexOf(digit)).join('');
      tokens.push({ kind: 'symbol', text: '^' }, { kind: 'number', value: rational(BigInt(digits)) });
      length = raised.length;
    } else if (name !== null) {
      tokens.push(wordToken(name));
      length = name.length;
    } else if (text.startsWith('**', at)) {
      tokens.push({ kind: 'symbol', text: '^' });
      length = 2;
    } else if (symbol !== undefined) {
      if (symbol === '(') brackets++;
      if (symbol === ')') brackets--;
      tokens.push({ kind: 'symbol', text: symbol });
    } else if (character !== ' ' && character !== '\t') {
      throw new MalformedError(`unexpected character ${character}`);
    }
    at += length;
  }
  return tokens;
}
