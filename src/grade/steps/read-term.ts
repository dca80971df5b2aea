/**
 * From the parser's tree to terms: the value of an expression of a derivation. What has no value here (words, units,
 * diagrams, relations) gives null, which the checker answers with "unknown".
 */
import { type Node, someNode } from '../parse/tree.ts';
import { ellipsisSum } from './ellipsis.ts';
import { isMatrix, matrixTerm } from './matrix.ts';
import {
  add,
  call,
  constant,
  divide,
  freeSymbols,
  mapTerm,
  multiply,
  negate,
  number,
  power,
  root,
  someTerm,
  subtract,
  substitute,
  symbol,
  type Term,
} from './term.ts';

/** How a tree is read: what ± stands for, and the text it was parsed from, for marks that the tree does not keep. */
export interface Reading {
  readonly sign: 1 | -1;
  readonly source: string;
}

const plain: Reading = { sign: 1, source: '' };
const maxSumTerms = 200;

/** The value of a node; null where it has none here. */
export function toTerm(node: Node, reading: Reading = plain): Term | null {
  const go = (part: Node): Term | null => toTerm(part, reading);
  switch (node.kind) {
    case 'number':
      return number(node.value.n, node.value.d);
    case 'symbol':
      return symbolTerm(node.name);
    case 'constant':
      return node.name === 'pi' || node.name === 'e' || node.name === 'i' || node.name === 'infinity'
        ? constant(node.name)
        : null;
    case 'add':
      return node.args.some((arg) => arg.kind === 'ellipsis')
        ? ellipsisSum(node.args.map((arg) => (arg.kind === 'ellipsis' ? null : go(arg))))
        : collect(node.args.map(go), add);
    case 'multiply':
      return productTerm(node, reading);
    case 'negate':
      return collect([go(node.arg)], negate);
    case 'plusMinus':
      return collect([go(node.arg)], (term) => (reading.sign * node.sign > 0 ? term : negate(term)));
    case 'divide':
      return collect([go(node.numerator), go(node.denominator)], divide);
    case 'mixed':
      return collect([go(node.whole), go(node.fraction)], add);
    case 'power':
      return collect([go(node.base), go(node.exponent)], power);
    case 'root':
      return rootTerm(go(node.radicand), node.index === null ? number(2n) : go(node.index));
    case 'percent':
      return collect([go(node.arg)], (term) => multiply(number(1n, 100n), term));
    case 'degree':
      return node.minutes || node.seconds
        ? null
        : collect([go(node.arg)], (term) => multiply(number(1n, 180n), constant('pi'), term));
    case 'call':
      return callTerm(node.name, node.args.map(go));
    case 'derivative':
      return derivativeTerm(node, reading);
    case 'big':
      return bigTerm(node, reading);
    case 'based':
      return basedNumber(node.digits, node.base);
    case 'matrix':
      return node.delimiter === '|'
        ? collect([rowsTerm(node.rows, go)], (inner) => call('det', inner))
        : rowsTerm(node.rows, go);
    case 'fence':
      return fenceTerm(node, go);
    default:
      return null;
  }
}

function collect(terms: readonly (Term | null)[], build: (...terms: Term[]) => Term): Term | null {
  const known = terms.filter((term) => term !== null);
  return known.length === terms.length ? build(...known) : null;
}

/** `\bar z` is the conjugate where the letter is one of a complex number; elsewhere a bar makes another name. */
function symbolTerm(name: string): Term | null {
  // A command that the parser does not know.
  if (name.startsWith('\\')) return null;
  const barred = /^overline:([zw])$/.exec(name)?.[1];
  return barred === undefined ? symbol(name) : call('conjugate', symbol(barred));
}

/** A product; `(…)'` is the derivative of what stands before the mark, and `×` between vectors their cross product. */
function productTerm(node: Node & { kind: 'multiply' }, reading: Reading): Term | null {
  const bracket = node.args.findIndex((arg) => arg.kind === 'text' && arg.text === boundsName);
  if (bracket >= 0) return betweenTerm(node, bracket, reading);
  const last = node.args[node.args.length - 1];
  const marks = last?.kind === 'text' ? /^'+$/.exec(last.text)?.[0].length : undefined;
  const args = marks === undefined ? node.args : node.args.slice(0, -1);
  const terms = args.map((arg) => toTerm(arg, reading));
  if (marks === undefined) {
    const isCross = args.some(
      (arg, i) => i > 0 && /\\times|×/.test(reading.source.slice(args[i - 1]?.end ?? 0, arg.start)),
    );
    if (!isCross || !terms.some((term) => term !== null && isVector(term))) return collect(terms, multiply);
    return terms.length === 2 ? collect(terms, (...factors) => call('cross', ...factors)) : null;
  }
  const body = terms[terms.length - 1] ?? null;
  const [variable, another] = body === null ? [] : [...freeSymbols(body)];
  if (body === null || variable === undefined || another !== undefined) return null;
  const derivative: Term = { kind: 'derivative', body, variable, order: marks, dependent: [] };
  return collect([...terms.slice(0, -1), derivative], multiply);
}

function isVector(term: Term): boolean {
  return isMatrix(term) || someTerm(term, (part) => part.kind === 'symbol' && part.name.startsWith('vec:'));
}

function rootTerm(radicand: Term | null, index: Term | null): Term | null {
  if (radicand === null || index === null) return null;
  if (index.kind !== 'number' || index.denominator !== 1n || index.numerator < 2n) return null;
  return root(radicand, index.numerator);
}

function callTerm(name: string, inputs: readonly (Term | null)[]): Term | null {
  const [first] = inputs;
  if (inputs.length === 1 && first) {
    if (name === 'sqrt') return root(first);
    if (name === 'cbrt') return root(first, 3n);
    if (name === 'log') return call('log', first, number(10n));
    if (name === 'lg') return call('log', first, number(10n));
    if (name === 'exp') return power(constant('e'), first);
  }
  return collect(inputs, (...known) => call(name, ...known));
}

/** The name under which `[F]_a^b` is parsed, as `name(F, a, b)`. */
export const boundsName = 'between';

function betweenTerm(node: Node & { kind: 'multiply' }, at: number, reading: Reading): Term | null {
  const fence = node.args[at + 1];
  if (fence?.kind !== 'fence' || fence.items.length !== 3) return null;
  const others = node.args.filter((_, i) => i !== at && i !== at + 1).map((arg) => toTerm(arg, reading));
  const value = collect(
    fence.items.map((item) => toTerm(item, reading)),
    difference,
  );
  return collect([...others, value], multiply);
}

/** `[F]` between two bounds: F at the upper less F at the lower one, in F's only symbol. */
function difference(body: Term, lower: Term, upper: Term): Term {
  const name = [...freeSymbols(body)][0] ?? '';
  const at = (value: Term): Term => substitute(body, new Map([[name, value]]));
  return freeSymbols(body).size > 1 ? call('between', body, lower, upper) : subtract(at(upper), at(lower));
}

/** Letters that stand for constants beside a variable of differentiation. */
const constantLetters = /^[abcdkmnpqCAB](?:_.*)?$/;

function derivativeTerm(node: Node & { kind: 'derivative' }, reading: Reading): Term | null {
  const body = toTerm(node.body, reading);
  if (body === null) return null;
  const { variable, order } = node;
  const names = [...freeSymbols(body)];
  const isPartial = /\\partial|∂/.test(reading.source.slice(node.start, node.end));
  const dependent = names.filter(
    (name) =>
      name !== variable &&
      !constantLetters.test(name) &&
      ((variable === 'x' && name === 'y') || !names.includes(variable)),
  );
  return { kind: 'derivative', body, variable, order, dependent: isPartial ? [] : dependent };
}

function bigTerm(node: Node & { kind: 'big' }, reading: Reading): Term | null {
  const [body, variable] =
    node.variable === null ? differential(node.body, reading) : [toTerm(node.body, reading), node.variable];
  if (body === null || variable === null) return null;
  const inner = variable === 'i' ? withIndexI(body) : body;
  const lower = node.lower === null ? null : toTerm(node.lower, reading);
  const upper = node.upper === null ? null : toTerm(node.upper, reading);
  if (node.operator === 'limit')
    return lower === null
      ? null
      : { kind: 'limit', body: inner, variable, at: lower, side: sideOf(node, reading.source) };
  if (node.lower === null && node.upper === null && node.operator === 'integral')
    return { kind: 'integral', body: inner, variable, bounds: null };
  if (lower === null || upper === null) return null;
  if (node.operator === 'integral')
    return { kind: 'integral', body: inner, variable, bounds: { lower, upper } };
  return seriesTerm(node.operator, inner, variable, { lower, upper });
}

/** `\frac{dx}{x}` under an integral sign: the differential stands in a numerator. */
function differential(node: Node, reading: Reading): [Term | null, string | null] {
  if (node.kind !== 'divide') return [null, null];
  const factors = node.numerator.kind === 'multiply' ? node.numerator.args : [];
  const at = factors.findIndex(
    (factor, i) => factor.kind === 'symbol' && factor.name === 'd' && factors[i + 1]?.kind === 'symbol',
  );
  const variable = factors[at + 1];
  if (at < 0 || variable?.kind !== 'symbol') return [null, null];
  const rest = factors.filter((_, i) => i !== at && i !== at + 1).map((factor) => toTerm(factor, reading));
  const numerator = collect(rest, multiply);
  return [collect([numerator, toTerm(node.denominator, reading)], divide), variable.name];
}

/** Under a sum over i the letter is its index, not the imaginary unit. */
function withIndexI(body: Term): Term {
  return mapTerm(body, (part) => (part.kind === 'constant' && part.name === 'i' ? symbol('i') : part));
}

function sideOf(node: Node & { kind: 'big' }, source: string): -1 | 0 | 1 {
  const mark = /\\?(?:to|rightarrow|→)[^{}]*?\^\{?\s*([+-])\s*\}?/.exec(
    source.slice(node.start, node.body.start),
  )?.[1];
  return mark === '+' ? 1 : mark === '-' ? -1 : 0;
}

/** Short sums and products are written out; others stay written. */
function seriesTerm(
  operator: 'sum' | 'product',
  body: Term,
  variable: string,
  bounds: { readonly lower: Term; readonly upper: Term },
): Term | null {
  const { lower, upper } = bounds;
  const isIndexed = [...freeSymbols(body)].some((name) => subscriptOf(name)?.includes(variable));
  if (lower.kind !== 'number' || upper.kind !== 'number')
    return isIndexed ? null : { kind: 'series', operator, body, variable, bounds };
  const count = Number(upper.numerator - lower.numerator) + 1;
  if (lower.denominator !== 1n || upper.denominator !== 1n || !(count >= 0)) return null;
  if (count > maxSumTerms) return isIndexed ? null : { kind: 'series', operator, body, variable, bounds };
  const parts = Array.from({ length: count }, (_, i) => {
    const index = lower.numerator + BigInt(i);
    const values = new Map([[variable, number(index)]]);
    for (const name of freeSymbols(body))
      if (subscriptOf(name) === variable)
        values.set(name, symbol(name.slice(0, -variable.length) + String(index)));
    return substitute(body, values);
  });
  const isOpen = parts.some((part) =>
    [...freeSymbols(part)].some((name) => subscriptOf(name)?.includes(variable)),
  );
  if (isOpen) return null;
  return operator === 'sum' ? add(...parts) : multiply(...parts);
}

/** What stands after the first underscore of a name: `i` of `y_i`, `n+1` of `a_n+1`. */
function subscriptOf(name: string): string | undefined {
  return /_(.+)$/.exec(name)?.[1];
}

function basedNumber(digits: string, base: number): Term | null {
  let value = 0n;
  for (const digit of digits) {
    const d = Number.parseInt(digit, 36);
    if (!(d < base)) return null;
    value = value * BigInt(base) + BigInt(d);
  }
  return number(value);
}

function rowsTerm(rows: readonly (readonly Node[])[], go: (part: Node) => Term | null): Term | null {
  const entries = rows.map((row) => row.map(go));
  const known = entries.map((row) => row.filter((entry) => entry !== null));
  return known.every((row, i) => row.length === entries[i]?.length) ? matrixTerm(known) : null;
}

/** Brackets around one expression, or a vector: `(1, 2, 3)`, `⟨3, 4⟩`. */
function fenceTerm(node: Node & { kind: 'fence' }, go: (part: Node) => Term | null): Term | null {
  const [only] = node.items;
  if (node.items.length === 1 && only !== undefined)
    return node.open === '[' || node.open === '{' || node.open === '\\{' ? go(only) : null;
  const isVector = (node.open === '(' && node.close === ')') || node.open === '<';
  return isVector
    ? rowsTerm(
        node.items.map((item) => [item]),
        go,
      )
    : null;
}

export function hasPlusMinus(node: Node): boolean {
  return someNode(node, (part) => part.kind === 'plusMinus');
}
