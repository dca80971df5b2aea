/**
 * Atoms: numbers in all their notations, variables with subscripts, words, and the dispatch to brackets, functions,
 * commands and environments. It knows no operators.
 */
import { parseDecimal, rational } from '../../exact/rational.ts';
import { subscriptText } from './arguments.ts';
import { readBars, readBracket } from './brackets.ts';
import { readCommand } from './constructs.ts';
import type { Cursor } from './cursor.ts';
import { readEnvironment } from './environments.ts';
import { readBig, readFunction, readUnknownFunction } from './functions.ts';
import type { Token } from './tokens.ts';
import type { Node } from './tree.ts';
import { isConditionWord } from './expressions.ts';

export function readAtom(cursor: Cursor): Node {
  const token = cursor.peek();
  switch (token.kind) {
    case 'number':
      return readBased(cursor) ?? readNumber(cursor);
    case 'symbol':
      return readBased(cursor) ?? readSymbol(cursor);
    case 'constant':
      return readBased(cursor) ?? readConstant(cursor);
    case 'function':
      return readFunction(cursor);
    case 'text':
      return readWords(cursor);
    case 'open':
      return readBracket(cursor);
    case 'command':
      return readCommand(cursor);
    case 'big':
      return readBig(cursor);
    case 'begin':
      return readEnvironment(cursor);
    case 'operator':
      return readSignAtom(cursor);
    default:
      return cursor.fail(token.kind === 'eof' ? 'the expression ends too early' : `unexpected ${token.text}`);
  }
}

function readSignAtom(cursor: Cursor): Node {
  const token = cursor.peek();
  switch (token.text) {
    case '|':
    case '||':
      return readBars(cursor);
    case 'ellipsis':
      cursor.next();
      return { kind: 'ellipsis', start: token.start, end: token.end };
    case '.':
      return readPointed(cursor);
    case '%':
      cursor.next();
      return { kind: 'text', text: '%', start: token.start, end: token.end };
    case '_':
    case '^':
      return readLeadingScript(cursor);
    case "'":
    case '"':
    case '`':
    case "''":
    case 'quad':
      cursor.next();
      return cursor.deeper(() => readAtom(cursor));
    case 'circ':
    case 'degree':
      cursor.next();
      return { kind: 'text', text: 'degree', start: token.start, end: token.end };
    default:
      return cursor.fail(`unexpected ${token.text}`);
  }
}

/** `{}_5C_2`: permutations and combinations with the first number in front. */
function readLeadingScript(cursor: Cursor): Node {
  const { start } = cursor.next();
  const upper = cursor.deeper(() => readAtom(cursor));
  const letter = cursor.peek();
  if (letter.kind === 'symbol' && /^[CP]$/.test(letter.text) && cursor.is('operator', '_', 1)) {
    cursor.next();
    cursor.next();
    const lower = cursor.deeper(() => readAtom(cursor));
    return {
      kind: 'call',
      name: letter.text === 'C' ? 'binomial' : 'permutations',
      args: [upper, lower],
      start,
      end: cursor.end,
    };
  }
  return cursor.fail('a subscript without anything before it');
}

/** `.\overline{3}` and the like: a repeating decimal without its zero. */
function readPointed(cursor: Cursor): Node {
  const { start } = cursor.next();
  const period = readPeriod(cursor);
  if (period === null) return cursor.fail('unexpected .');
  return repeating('', period, start, cursor.end);
}

/** The digits under `\overline{…}` or `\dot{…}`, or in brackets, right after a decimal. */
function readPeriod(cursor: Cursor): string | null {
  const bracket = cursor.is('open', '(') && !cursor.peek().spaced;
  const dot = cursor.is('command', 'dot');
  if (!bracket && !dot && !cursor.is('command', 'overline')) return null;
  const digits = bracket ? cursor.peek(1) : cursor.peek(2);
  const closed = bracket ? cursor.is('close', ')', 2) : cursor.is('close', '}', 3);
  if (digits.kind !== 'number' || !/^\d{1,60}$/.test(digits.text) || !closed) return null;
  for (let taken = 0; taken < (bracket ? 3 : 4); taken++) cursor.next();
  return digits.text;
}

function repeating(before: string, period: string, start: number, end: number): Node {
  // 0.a(p) = (ap − a) / (10^|a| (10^|p| − 1))
  const [whole = '', fraction = ''] = before.split('.');
  const shifted = BigInt(`${whole}${fraction}${period}` || '0') - BigInt(`${whole}${fraction}` || '0');
  const scale = 10n ** BigInt(fraction.length) * (10n ** BigInt(period.length) - 1n);
  return { kind: 'number', value: rational(shifted, scale), places: 0, repeating: true, start, end };
}

function readNumber(cursor: Cursor): Node {
  const token = cursor.next();
  const { start } = token;
  if (
    cursor.is('operator', '.') &&
    (cursor.is('command', 'overline', 1) || cursor.is('command', 'dot', 1) || cursor.is('open', '(', 1)) &&
    !cursor.peek().spaced &&
    !cursor.peek(1).spaced
  ) {
    const position = cursor.position;
    cursor.next();
    const period = readPeriod(cursor);
    if (period !== null) return repeating(token.text, period, start, cursor.end);
    cursor.rewind(position);
  }
  if ((token.places ?? 0) > 0 && !cursor.peek().spaced) {
    const period = readPeriod(cursor);
    if (period !== null) return repeating(token.text, period, start, cursor.end);
    const digits = repeatedTail(cursor, token);
    if (digits !== null) return repeating(digits.before, digits.period, start, cursor.end);
  }
  const number: Node = {
    kind: 'number',
    value: token.value!,
    places: token.places ?? 0,
    start,
    end: token.end,
  };
  if ((token.places ?? 0) > 0 || token.special === true) return number;
  return readMixed(cursor, number) ?? number;
}

/** `0.333…` and `0.1666…`: the last digit, written three times or more, goes on for ever. */
function repeatedTail(cursor: Cursor, token: Token): { before: string; period: string } | null {
  if (!cursor.operator('ellipsis')) return null;
  const { text } = token;
  const fraction = text.slice(text.indexOf('.') + 1);
  for (let size = 1; size <= 12 && size * 2 <= fraction.length; size++) {
    const period = fraction.slice(-size);
    const times = size === 1 ? 3 : 2;
    if (fraction.endsWith(period.repeat(times))) {
      cursor.next();
      return { before: text.slice(0, text.length - size), period };
    }
  }
  return null;
}

/** `2\frac{1}{3}`, `2½`, `2 1/3`: a whole number and a proper fraction side by side are their sum. */
function readMixed(cursor: Cursor, whole: Node): Node | null {
  const next = cursor.peek();
  const position = cursor.position;
  let fraction: Node | null = null;
  if (next.kind === 'number' && next.special === true) {
    cursor.next();
    fraction = { kind: 'number', value: next.value!, places: 0, start: next.start, end: next.end };
  } else if (next.kind === 'command' && next.text === 'frac' && numbersAhead(cursor)) {
    fraction = readCommand(cursor);
    if (!isProper(fraction)) fraction = null;
  } else if (
    next.kind === 'number' &&
    next.places === 0 &&
    next.spaced &&
    cursor.is('operator', '/', 1) &&
    cursor.is('number', undefined, 2)
  ) {
    const numerator = numberNode(cursor.next());
    cursor.next();
    const denominator = numberNode(cursor.next());
    fraction = { kind: 'divide', numerator, denominator, start: numerator.start, end: denominator.end };
    if (!isProper(fraction)) fraction = null;
  }
  if (fraction === null || cursor.operator('^')) {
    cursor.rewind(position);
    return null;
  }
  return { kind: 'mixed', whole, fraction, start: whole.start, end: fraction.end };
}

/** Whether `\\frac` has two plain numbers: anything longer is no mixed number and must not be read twice. */
function numbersAhead(cursor: Cursor): boolean {
  let ahead = 1;
  for (let part = 0; part < 2; part++) {
    const braced = cursor.is('open', '{', ahead);
    const digits = cursor.peek(braced ? ahead + 1 : ahead);
    if (digits.kind !== 'number') return false;
    if (braced && !cursor.is('close', '}', ahead + 2)) return false;
    if (!braced && part === 0 && digits.text.length > 1) return true;
    ahead += braced ? 3 : 1;
  }
  return true;
}

function numberNode(token: Token): Node {
  return {
    kind: 'number',
    value: token.value!,
    places: token.places ?? 0,
    start: token.start,
    end: token.end,
  };
}

function isProper(node: Node): boolean {
  return (
    node.kind === 'divide' &&
    node.numerator.kind === 'number' &&
    node.denominator.kind === 'number' &&
    node.numerator.value.d === 1n &&
    node.denominator.value.d === 1n &&
    node.numerator.value.n < node.denominator.value.n &&
    node.numerator.value.n > 0n
  );
}

/** `204_5`, `1A3_{16}`: digits, letters too, with a base of 2 to 36 below. */
function readBased(cursor: Cursor): Node | null {
  let count = 0;
  let digits = '';
  for (; count < 80; count++) {
    const token = cursor.peek(count);
    if (count > 0 && token.spaced) break;
    const digit =
      (token.kind === 'number' && /^\d+$/.test(token.text)) ||
      ((token.kind === 'symbol' || token.kind === 'constant') && /^[A-Za-z]$/.test(token.text));
    if (!digit) break;
    digits += token.text;
  }
  if (count === 0 || !cursor.is('operator', '_', count) || (cursor.peek().kind !== 'number' && count === 1))
    return null;
  const braced = cursor.is('open', '{', count + 1);
  const subscript = cursor.peek(count + (braced ? 2 : 1));
  const base = baseOf(subscript);
  if (base === null || (braced && !cursor.is('close', '}', count + 3))) return null;
  const valid = Array.from(digits.toUpperCase()).every((digit) => Number.parseInt(digit, 36) < base);
  if (!valid || (count > 1 && base <= 10)) return null;
  const { start } = cursor.peek();
  for (let taken = 0; taken < count + (braced ? 4 : 2); taken++) cursor.next();
  return { kind: 'based', digits: digits.toUpperCase(), base, start, end: cursor.end };
}

const baseNames: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  sixteen: 16,
};

function baseOf(token: Token): number | null {
  if (token.kind === 'text') return Object.hasOwn(baseNames, token.text) ? baseNames[token.text]! : null;
  if (token.kind !== 'number' || !/^\d{1,2}$/.test(token.text)) return null;
  const base = Number(parseDecimal(token.text)!.n);
  return base >= 2 && base <= 36 ? base : null;
}

function readSymbol(cursor: Cursor): Node {
  const token = cursor.next();
  let name = token.text;
  if (cursor.operator('_')) {
    cursor.next();
    name += `_${subscriptText(cursor)}`;
  }
  let primes = 0;
  while (!cursor.peek().spaced && (cursor.operator("'") || cursor.operator("''")))
    primes += cursor.next().text.length;
  name += "'".repeat(primes);
  const node: Node = { kind: 'symbol', name, start: token.start, end: cursor.end };
  return readUnknownFunction(cursor, node) ?? node;
}

function readConstant(cursor: Cursor): Node {
  const token = cursor.next();
  const name = token.text as Extract<Node, { kind: 'constant' }>['name'];
  if (cursor.operator('_') && (name === 'e' || name === 'i')) {
    cursor.next();
    return { kind: 'symbol', name: `${name}_${subscriptText(cursor)}`, start: token.start, end: cursor.end };
  }
  return { kind: 'constant', name, start: token.start, end: token.end };
}

/** Neighbouring words become one text. */
function readWords(cursor: Cursor): Node {
  const first = cursor.next();
  let text = first.text;
  while (cursor.is('text') && !isConditionWord(cursor.peek().text)) text += ` ${cursor.next().text}`;
  return { kind: 'text', text, start: first.start, end: cursor.end };
}
