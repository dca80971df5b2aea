/**
 * From the parser's tree to terms: the value of an expression of a derivation. What has no value here (words, units,
 * diagrams, relations) gives null, which the checker answers with "unknown".
 */
import { type Node } from '../parse/tree.ts';
import {
  add,
  call,
  constant,
  divide,
  multiply,
  negate,
  number,
  power,
  root,
  substitute,
  symbol,
  type Term,
} from './term.ts';

const maxSumTerms = 200;

/** The value of a node; null where it has none here. `sign` is what ± stands for in this reading. */
export function toTerm(node: Node, sign: 1 | -1 = 1): Term | null {
  const go = (part: Node): Term | null => toTerm(part, sign);
  switch (node.kind) {
    case 'number':
      return number(node.value.n, node.value.d);
    case 'symbol':
      return symbol(node.name);
    case 'constant':
      return node.name === 'pi' || node.name === 'e' || node.name === 'i' || node.name === 'infinity'
        ? constant(node.name)
        : null;
    case 'add':
      return collect(node.args.map(go), add);
    case 'multiply':
      return collect(node.args.map(go), multiply);
    case 'negate':
      return collect([go(node.arg)], negate);
    case 'plusMinus':
      return collect([go(node.arg)], (term) => (sign * node.sign > 0 ? term : negate(term)));
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
      return collect([go(node.body)], (body) => ({
        kind: 'derivative',
        body,
        variable: node.variable,
        order: node.order,
      }));
    case 'big':
      return bigTerm(node, go);
    case 'based':
      return basedNumber(node.digits, node.base);
    case 'fence':
      return node.items.length === 1 && (node.open === '[' || node.open === '{' || node.open === '\\{')
        ? go(node.items[0] as Node)
        : null;
    default:
      return null;
  }
}

function collect(terms: readonly (Term | null)[], build: (...terms: Term[]) => Term): Term | null {
  const known = terms.filter((term) => term !== null);
  return known.length === terms.length ? build(...known) : null;
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

function bigTerm(node: Node & { kind: 'big' }, go: (part: Node) => Term | null): Term | null {
  const body = go(node.body);
  if (body === null || node.variable === null) return null;
  const lower = node.lower === null ? null : go(node.lower);
  const upper = node.upper === null ? null : go(node.upper);
  if (node.operator === 'integral') {
    if (node.lower === null && node.upper === null)
      return { kind: 'integral', body, variable: node.variable, bounds: null };
    return lower && upper
      ? { kind: 'integral', body, variable: node.variable, bounds: { lower, upper } }
      : null;
  }
  if (node.operator === 'limit' || lower?.kind !== 'number' || upper?.kind !== 'number') return null;
  const count = Number(upper.numerator - lower.numerator) + 1;
  if (lower.denominator !== 1n || upper.denominator !== 1n || !(count >= 0 && count <= maxSumTerms))
    return null;
  const variable = node.variable;
  const parts = Array.from({ length: count }, (_, i) => {
    const value = number(lower.numerator + BigInt(i));
    return replace(body, variable, value);
  });
  return node.operator === 'sum' ? add(...parts) : multiply(...parts);
}

function replace(term: Term, name: string, value: Term): Term {
  return substitute(term, new Map([[name, value]]));
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
