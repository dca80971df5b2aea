/**
 * The tightest operators of the grammar: exponents, and what stands behind an operand (`n!`, `20%`, `30°15′`, `y′`).
 * Raised marks that are no exponents (degrees, primes, one-sided limits) are told apart here.
 */
import { looseArgument } from './arguments.ts';
import type { Cursor } from './cursor.ts';
import { callsByName } from './functions.ts';
import { symbolsOf, type Node } from './tree.ts';

export function readPower(cursor: Cursor): Node {
  let base = readPostfix(
    cursor,
    cursor.deeper(() => cursor.grammar.atom(cursor)),
  );
  while (cursor.operator('^')) {
    cursor.next();
    base = readPostfix(cursor, raise(cursor, base));
  }
  return base;
}

function raise(cursor: Cursor, base: Node): Node {
  const start = base.start;
  const token = cursor.peek();
  if (isDegreeMark(cursor)) return degree(cursor, base);
  if (isPrimeMark(cursor)) {
    const primes = primeCount(cursor);
    return base.kind === 'symbol' ? { ...base, name: base.name + "'".repeat(primes), end: cursor.end } : base;
  }
  if (token.kind === 'operator' && token.text === '*') {
    cursor.next();
    return { kind: 'call', name: 'star', args: [base], start, end: cursor.end };
  }
  const half = halfLine(cursor, base);
  if (half !== null) return half;
  if (token.kind === 'operator' && (token.text === '+' || token.text === '-') && endsAfter(cursor)) {
    // A one-sided limit: `x \to 0^+`.
    cursor.next();
    return base;
  }
  const exponent =
    token.kind === 'open' && token.text === '{' ? looseArgument(cursor) : readSignedFactor(cursor);
  if (
    base.kind === 'symbol' &&
    isMinusOne(exponent) &&
    cursor.is('open', '(') &&
    callsByName(cursor, base.name)
  ) {
    const bracket = cursor.grammar.atom(cursor);
    return { kind: 'call', name: `${base.name}^{-1}`, args: [bracket], start, end: cursor.end };
  }
  return { kind: 'power', base, exponent, start, end: exponent.end };
}

/** `ℝ^+`, `ℝ^-`, `ℝ^*`: the positive, the negative, the non-zero reals. Null, with nothing taken, for all else. */
function halfLine(cursor: Cursor, base: Node): Node | null {
  const braced = cursor.is('open', '{');
  const sign = cursor.peek(braced ? 1 : 0);
  const operator = sign.kind === 'operator' ? half.get(sign.text) : undefined;
  if (base.kind !== 'constant' || base.name !== 'reals' || operator === undefined) return null;
  if (braced && !cursor.is('close', '}', 2)) return null;
  for (let taken = 0; taken < (braced ? 3 : 1); taken++) cursor.next();
  const range = { start: base.start, end: cursor.end };
  const element: Node = { kind: 'symbol', name: 'x', ...range };
  const zero: Node = { kind: 'number', value: { n: 0n, d: 1n }, places: 0, ...range };
  const condition: Node = { kind: 'relation', operands: [element, zero], operators: [operator], ...range };
  return { kind: 'setBuilder', element, condition, ...range };
}

const half: ReadonlyMap<string, '>' | '<' | '!='> = new Map([
  ['+', '>'],
  ['-', '<'],
  ['*', '!='],
]);

function endsAfter(cursor: Cursor): boolean {
  const token = cursor.peek(1);
  return token.kind === 'eof' || token.kind === 'close' || (token.kind === 'operator' && token.text === ',');
}

function isMinusOne(node: Node): boolean {
  return (
    node.kind === 'negate' && node.arg.kind === 'number' && node.arg.value.n === 1n && node.arg.value.d === 1n
  );
}

function isDegreeMark(cursor: Cursor): boolean {
  const mark = (ahead: number): boolean =>
    cursor.is('operator', 'circ', ahead) ||
    cursor.is('operator', 'degree', ahead) ||
    cursor.is('symbol', 'o', ahead);
  return (
    (mark(0) && !cursor.is('symbol', 'o')) ||
    (cursor.is('open', '{') && mark(1) && (cursor.is('close', '}', 2) || cursor.is('eof', undefined, 2)))
  );
}

function isPrimeMark(cursor: Cursor): boolean {
  const mark = (ahead: number): boolean =>
    cursor.is('operator', "'", ahead) || cursor.is('operator', "''", ahead);
  return mark(0) || (cursor.is('open', '{') && mark(1));
}

function primeCount(cursor: Cursor): number {
  let count = 0;
  const braced = cursor.take('open', '{') !== null;
  while (cursor.operator("'") || cursor.operator("''")) count += cursor.next().text.length;
  if (braced) cursor.closeTolerantly('}');
  return count;
}

/** `30^\circ`, `30°15'`, `30^\circ 15' 20''`. */
function degree(cursor: Cursor, base: Node): Node {
  const braced = cursor.take('open', '{') !== null;
  cursor.next();
  if (braced) cursor.closeTolerantly('}');
  return minutes(cursor, base);
}

function minutes(cursor: Cursor, base: Node): Node {
  const parts: Node[] = [];
  while (parts.length < 2 && cursor.is('number') && primeFollows(cursor)) {
    parts.push(cursor.grammar.atom(cursor));
    if (cursor.operator('^')) cursor.next();
    primeCount(cursor);
  }
  const [first, second] = parts;
  return {
    kind: 'degree',
    arg: base,
    ...(first ? { minutes: first } : {}),
    ...(second ? { seconds: second } : {}),
    start: base.start,
    end: cursor.end,
  };
}

function primeFollows(cursor: Cursor): boolean {
  const mark = (ahead: number): boolean =>
    cursor.is('operator', "'", ahead) || cursor.is('operator', "''", ahead);
  if (mark(1)) return true;
  return cursor.is('operator', '^', 1) && (mark(2) || (cursor.is('open', '{', 2) && mark(3)));
}

/** `n!`, `20%`, `30°`, `y'`. */
function readPostfix(cursor: Cursor, operand: Node): Node {
  let node = operand;
  for (;;) {
    const { start } = node;
    if (cursor.operator('!')) {
      cursor.next();
      const double = cursor.operator('!') && !cursor.peek().spaced;
      if (double) cursor.next();
      node = {
        kind: 'call',
        name: double ? 'doubleFactorial' : 'factorial',
        args: [node],
        start,
        end: cursor.end,
      };
    } else if (cursor.operator('%')) {
      cursor.next();
      node = { kind: 'percent', arg: node, start, end: cursor.end };
    } else if (cursor.operator('degree')) {
      cursor.next();
      node = minutes(cursor, node);
    } else if (cursor.operator("'") || cursor.operator("''")) {
      const mark = cursor.next().text;
      const [variable, other] = symbolsOf(node);
      if (node.kind === 'symbol') node = { ...node, name: node.name + mark, end: cursor.end };
      else if (variable !== undefined && other === undefined && node.kind !== 'call')
        // (x³)′
        node = { kind: 'derivative', body: node, variable, order: mark.length, start, end: cursor.end };
      else
        node = {
          kind: 'multiply',
          args: [node, { kind: 'text', text: mark, start: cursor.end - mark.length, end: cursor.end }],
          start,
          end: cursor.end,
        };
    } else return node;
  }
}

/** After `*`, `/` or `^` a sign may stand: `2 * -3`, `2^-1`. */
export function readSignedFactor(cursor: Cursor): Node {
  const sign = cursor.peek();
  if (sign.kind === 'operator' && ['+', '-', '±', '∓'].includes(sign.text)) {
    cursor.next();
    const arg = cursor.deeper(() => readSignedFactor(cursor));
    if (sign.text === '+') return arg;
    return sign.text === '-'
      ? { kind: 'negate', arg, start: sign.start, end: arg.end }
      : { kind: 'plusMinus', sign: sign.text === '±' ? 1 : -1, arg, start: sign.start, end: arg.end };
  }
  return readPower(cursor);
}
