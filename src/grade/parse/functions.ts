/** Functions with and without brackets, functions of a document's own, sums, products, integrals and limits. */
import { looseArgument } from './arguments.ts';
import type { Cursor } from './cursor.ts';
import type { BigNode, Node } from './tree.ts';

const inverse: ReadonlyMap<string, string> = new Map(
  ['sin', 'cos', 'tan', 'cot', 'sec', 'csc', 'sinh', 'cosh', 'tanh'].map((name) => [name, `arc${name}`]),
);
/** Named functions that take a list in brackets. */
const several = new Set(['gcd', 'lcm', 'max', 'min', 'binomial', 'log']);

/** `sin x`, `sin^2 x`, `sin^{-1} x`, `log_2 8`, `max(a, b)`, `f^{-1}`. */
export function readFunction(cursor: Cursor): Node {
  const token = cursor.next();
  const { start } = token;
  let name = token.text;
  let base: Node | null = null;
  let exponent: Node | null = null;
  for (;;) {
    if (base === null && cursor.operator('_')) {
      cursor.next();
      base = looseArgument(cursor);
    } else if (exponent === null && cursor.operator('^')) {
      cursor.next();
      exponent = scriptExponent(cursor);
    } else break;
  }
  const inverted = inverse.get(name);
  if (exponent !== null && inverted !== undefined && isMinusOne(exponent)) {
    name = inverted;
    exponent = null;
  }
  if (name === 'sqrt' || name === 'cbrt') return rootOf(cursor, name, start, exponent);
  const args = functionArguments(cursor, name);
  if (name === 'log' && base !== null) args.push(base);
  if (name === 'lg') args.push({ kind: 'number', value: { n: 10n, d: 1n }, places: 0, start, end: start });
  if (name === 'log' || name === 'lg') name = 'log';
  if (name === 'exp' && args.length === 1) {
    const e: Node = { kind: 'constant', name: 'e', start, end: start };
    return power({ kind: 'power', base: e, exponent: args[0]!, start, end: cursor.end }, exponent, cursor);
  }
  return power({ kind: 'call', name, args, start, end: cursor.end }, exponent, cursor);
}

function power(base: Node, exponent: Node | null, cursor: Cursor): Node {
  return exponent === null ? base : { kind: 'power', base, exponent, start: base.start, end: cursor.end };
}

function rootOf(cursor: Cursor, name: string, start: number, exponent: Node | null): Node {
  const radicand = looseArgument(cursor);
  const index: Node | null =
    name === 'cbrt' ? { kind: 'number', value: { n: 3n, d: 1n }, places: 0, start, end: start } : null;
  return power({ kind: 'root', radicand, index, start, end: cursor.end }, exponent, cursor);
}

function scriptExponent(cursor: Cursor): Node {
  if (cursor.is('open', '{')) return looseArgument(cursor);
  if (cursor.operator('-')) {
    const { start } = cursor.next();
    const arg = cursor.grammar.atom(cursor);
    return { kind: 'negate', arg, start, end: arg.end };
  }
  return cursor.grammar.atom(cursor);
}

function isMinusOne(node: Node): boolean {
  return (
    node.kind === 'negate' && node.arg.kind === 'number' && node.arg.value.n === 1n && node.arg.value.d === 1n
  );
}

function functionArguments(cursor: Cursor, name: string): Node[] {
  if (cursor.is('open', '(') || cursor.is('open', '[')) {
    const inner = cursor.grammar.atom(cursor);
    if (inner.kind === 'fence' && (several.has(name) || inner.items.length === 1)) return [...inner.items];
    return [inner];
  }
  if (cursor.is('open', '{')) return [cursor.grammar.atom(cursor)];
  return [bareArgument(cursor)];
}

/** The argument of `sin 2x cos y` is `2x`: factors side by side up to the next function, sign or separator. */
function bareArgument(cursor: Cursor): Node {
  const start = cursor.peek().start;
  if (cursor.operator('-') || cursor.operator('+')) {
    const sign = cursor.next();
    const arg = bareArgument(cursor);
    return sign.text === '-' ? { kind: 'negate', arg, start, end: arg.end } : arg;
  }
  const factors: Node[] = [cursor.deeper(() => cursor.grammar.power(cursor))];
  for (;;) {
    const token = cursor.peek();
    const first = factors[0]!;
    const bracketed = token.kind === 'open' && first.kind !== 'number';
    const fits =
      token.kind === 'symbol' ||
      token.kind === 'constant' ||
      (token.kind === 'command' &&
        (token.text === 'frac' || token.text === 'sqrt' || token.text === 'vec')) ||
      (token.kind === 'open' && (token.text === '(' || token.text === '{') && !bracketed);
    if (!fits) break;
    factors.push(cursor.grammar.power(cursor));
  }
  return factors.length === 1 ? factors[0]! : { kind: 'multiply', args: factors, start, end: cursor.end };
}

/** Letters that name functions even where a product could be meant. */
const functionLetters = /^(?:[fghFGH]|\\?[A-Za-z]+)(?:_[^']*)?'*$/;
const alwaysFunctions = /^[fghFGH](?:_[^']*)?'*$/;
/** Variables: before a bracket they mean a product, unless the bracket holds what they depend on. */
const variables = /^(?:x|y|z|t|n|m|k|a|b|c|d|i|j|l|r|s|u|v|w|alpha|beta|gamma|lambda|theta|rho|A|B|C|D|R|V)$/;

/** `f(x)`, `P(A)`, `W(n)`, `y'(0)`: a call where the name is a function's, else null and the cursor stays. */
export function readUnknownFunction(cursor: Cursor, symbol: Extract<Node, { kind: 'symbol' }>): Node | null {
  if (!cursor.is('open', '(') || cursor.is('operator', 'mod', 1) || !functionLetters.test(symbol.name))
    return null;
  if (!alwaysFunctions.test(symbol.name)) {
    if (symbol.name.startsWith('\\')) return null;
    if (symbol.name.length === 1 ? isVariableBefore(cursor, symbol.name) : !symbol.name.endsWith("'"))
      return null;
  }
  const bracket = cursor.grammar.atom(cursor);
  const args = bracket.kind === 'fence' && bracket.open === '(' ? bracket.items : [bracket];
  return { kind: 'call', name: symbol.name, args, start: symbol.start, end: cursor.end };
}

/** Whether a name before an opening bracket is a function's: `f^{-1}(x)` is an inverse, `c^{-1}(a + b)` a quotient. */
export function callsByName(cursor: Cursor, name: string): boolean {
  return alwaysFunctions.test(name) || !isVariableBefore(cursor, name);
}

function isVariableBefore(cursor: Cursor, name: string): boolean {
  const inner = cursor.peek(1);
  const single = cursor.is('close', ')', 2);
  if (single && inner.kind === 'symbol' && inner.text === 't' && /^[xyzrsuvaAV]$/.test(name)) return false;
  if (single && inner.kind === 'symbol' && inner.text === 'x' && /^[yuvwABCD]$/.test(name)) return false;
  // `a(n) = 3n − 1` defines a sequence.
  if (single && inner.kind === 'symbol' && cursor.is('operator', '=', 3) && cursor.position === 1)
    return false;
  if (variables.test(name)) return true;
  // p, q, P, T, … take a single argument: p(x), P(3), T(n)
  return !(single && (inner.kind === 'symbol' || inner.kind === 'number'));
}

/** `\sum_{k=1}^{n} k`, `\int_0^1 f(x)\,dx`, `\lim_{x \to 0} …`. */
export function readBig(cursor: Cursor): Node {
  const token = cursor.next();
  const operator = token.text as BigNode['operator'];
  let lower: Node | null = null;
  let upper: Node | null = null;
  for (;;) {
    if (lower === null && cursor.operator('_')) {
      cursor.next();
      lower = looseArgument(cursor);
    } else if (upper === null && cursor.operator('^')) {
      cursor.next();
      upper = scriptExponent(cursor);
    } else break;
  }
  if (operator === 'integral') return integral(cursor, token.start, lower, upper);
  let variable: string | null = null;
  if (lower?.kind === 'relation' && lower.operands[0]!.kind === 'symbol' && lower.operators.length === 1) {
    variable = lower.operands[0]!.name;
    lower = lower.operands[1]!;
  } else if (
    lower?.kind === 'relation' &&
    lower.operands[0]!.kind === 'constant' &&
    lower.operands[0]!.name === 'i'
  ) {
    variable = 'i';
    lower = lower.operands[1]!;
  }
  const body = cursor.deeper(() => cursor.grammar.product(cursor));
  return { kind: 'big', operator, variable, lower, upper, body, start: token.start, end: cursor.end };
}

function integral(cursor: Cursor, start: number, lower: Node | null, upper: Node | null): Node {
  const differential = findDifferential(cursor);
  if (differential === null) {
    const body = cursor.deeper(() => cursor.grammar.product(cursor));
    return { kind: 'big', operator: 'integral', variable: null, lower, upper, body, start, end: cursor.end };
  }
  const one: Node = { kind: 'number', value: { n: 1n, d: 1n }, places: 0, start, end: start };
  const body =
    differential === cursor.position
      ? one
      : cursor.until(differential, () => cursor.deeper(() => cursor.grammar.sum(cursor)));
  if (cursor.position < differential) cursor.fail('cannot read the integrand');
  cursor.next();
  const variable = cursor.next().text;
  return { kind: 'big', operator: 'integral', variable, lower, upper, body, start, end: cursor.end };
}

/** The position of the `d` of the next `dx` at this bracket level, or null. Inner integrals keep theirs. */
function findDifferential(cursor: Cursor): number | null {
  let depth = 0;
  let integrals = 0;
  for (let ahead = 0; ahead < 2_000; ahead++) {
    const token = cursor.peek(ahead);
    if (token.kind === 'eof') return null;
    if (token.kind === 'open' || token.kind === 'begin') depth++;
    if ((token.kind === 'close' || token.kind === 'end') && --depth < 0) return null;
    if (depth > 0) continue;
    if (token.kind === 'operator' && (token.text === '=' || token.text === ',')) return null;
    if (token.kind === 'big' && token.text === 'integral') integrals++;
    if (
      token.kind === 'symbol' &&
      token.text === 'd' &&
      cursor.is('symbol', undefined, ahead + 1) &&
      --integrals < 0
    )
      return cursor.position + ahead;
  }
  return null;
}
