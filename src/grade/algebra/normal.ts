/**
 * Tree → normal form: a quotient of polynomials over generators (variables, radicals, exponentials, functions).
 * What is equal by the field operations, by exact radicals, special angles, and the laws of exponents and
 * logarithms gets equal forms or differs by exactly zero. It decides nothing that needs sampling, and refuses
 * what is no expression (lists, relations, words) with {@link NotAnExpressionError}.
 */
import * as q from '../../exact/rational.ts';
import type { Node } from '../parse/tree.ts';
import { differentiate } from './differentiate.ts';
import * as f from './fraction.ts';
import type { Fraction } from './fraction.ts';
import * as g from './generators.ts';
import { applyFunction } from './functions.ts';
import { raise } from './powers.ts';
import { of, type Ring } from './ring.ts';
import { substitute } from './substitute.ts';

/** The tree is not an expression with a value: a list, a relation, a word, an infinity. */
export class NotAnExpressionError extends Error {
  override readonly name = 'NotAnExpressionError';
}

/** Sums and products with whole bounds are written out up to this many terms. */
const maxExpandedTerms = 400;

/** The normal form. Throws NotAnExpressionError, UndefinedError (division by zero), BudgetError, SizeLimitError. */
export function normalise(node: Node, ring: Ring): Fraction {
  ring.budget.tick();
  const { budget } = ring;
  const inner = (child: Node): Fraction => normalise(child, ring);
  switch (node.kind) {
    case 'number':
      return f.fromRational(node.value);
    case 'based':
      return f.fromRational(q.rational(valueOfDigits(node.digits, BigInt(node.base))));
    case 'symbol':
      return of(g.variable(node.name), ring);
    case 'constant':
      return constant(node.name, ring);
    case 'add':
      return node.args.map(inner).reduce((sum, term) => f.add(sum, term, budget));
    case 'negate':
      return f.negate(inner(node.arg));
    case 'multiply':
      return node.args.map(inner).reduce((product, factor) => f.multiply(product, factor, budget));
    case 'divide':
      return f.divide(inner(node.numerator), inner(node.denominator), budget);
    case 'mixed':
      return f.add(inner(node.whole), inner(node.fraction), budget);
    case 'power':
      return raise(inner(node.base), inner(node.exponent), ring);
    case 'root': {
      const index = node.index === null ? f.fromRational(q.rational(2)) : inner(node.index);
      return raise(inner(node.radicand), f.divide(f.oneFraction, index, budget), ring);
    }
    case 'percent':
      return f.multiply(inner(node.arg), f.fromRational(q.rational(1, 100)), budget);
    case 'degree':
      return degrees(node, ring);
    case 'call':
      return applyFunction(node.name, node.args.map(inner), ring);
    case 'derivative':
      return derivative(node, ring);
    case 'big':
      return big(node, ring);
    case 'fence':
      if (node.items.length === 1 && node.open !== '<') return inner(node.items[0]!);
      throw new NotAnExpressionError('brackets around several items');
    default:
      throw new NotAnExpressionError(`${/^[aeiou]/.test(node.kind) ? 'an' : 'a'} ${node.kind} has no value`);
  }
}

function constant(name: Extract<Node, { kind: 'constant' }>['name'], ring: Ring): Fraction {
  switch (name) {
    case 'pi':
      return of(g.piGenerator, ring);
    case 'e':
      return of({ key: 'x:e:{}', nature: 'constant' }, ring);
    case 'i':
      return of(g.imaginaryUnit, ring);
    default:
      throw new NotAnExpressionError(`${name} is not a number`);
  }
}

/** The value of digits 0–9, A–Z in a base. */
export function valueOfDigits(digits: string, base: bigint): bigint {
  let value = 0n;
  for (const digit of Array.from(digits)) value = value * base + BigInt(Number.parseInt(digit, 36));
  return value;
}

function degrees(node: Extract<Node, { kind: 'degree' }>, ring: Ring): Fraction {
  const part = (child: Node | undefined, divisor: number): Fraction =>
    child === undefined
      ? f.zeroFraction
      : f.multiply(normalise(child, ring), f.fromRational(q.rational(1, divisor)), ring.budget);
  const sum = f.add(
    f.add(part(node.arg, 1), part(node.minutes, 60), ring.budget),
    part(node.seconds, 3600),
    ring.budget,
  );
  return f.multiply(
    sum,
    f.multiply(of(g.piGenerator, ring), f.fromRational(q.rational(1, 180)), ring.budget),
    ring.budget,
  );
}

function derivative(node: Extract<Node, { kind: 'derivative' }>, ring: Ring): Fraction {
  // dy/dx of a bare y is a name of its own: y', y''.
  if (node.body.kind === 'symbol' && node.body.name !== node.variable)
    return of(g.variable(`${node.body.name}${"'".repeat(node.order)}`), ring);
  let body: Node = node.body;
  for (let order = 0; order < Math.min(node.order, 6); order++) {
    const next = differentiate(body, node.variable, ring.budget);
    if (next === null) throw new NotAnExpressionError('a derivative that cannot be taken');
    body = next;
  }
  return normalise(body, ring);
}

function big(node: Extract<Node, { kind: 'big' }>, ring: Ring): Fraction {
  const { operator, variable, lower, upper, body } = node;
  if (
    (operator === 'sum' || operator === 'product') &&
    variable !== null &&
    lower !== null &&
    upper !== null
  ) {
    const first = wholeValue(lower, ring);
    const last = wholeValue(upper, ring);
    if (first !== null && last !== null && last - first < maxExpandedTerms) {
      let total = operator === 'sum' ? f.zeroFraction : f.oneFraction;
      for (let index = first; index <= last; index++) {
        const term = normalise(substitute(body, variable, index), ring);
        total = operator === 'sum' ? f.add(total, term, ring.budget) : f.multiply(total, term, ring.budget);
      }
      return total;
    }
  }
  return of(g.opaque(bigKey(node, ring), 'function'), ring);
}

function wholeValue(node: Node, ring: Ring): number | null {
  try {
    const value = f.rationalValue(normalise(node, ring));
    return value !== null && value.d === 1n && value.n > -1_000_000n && value.n < 1_000_000n
      ? Number(value.n)
      : null;
  } catch (error) {
    if (error instanceof NotAnExpressionError) return null;
    throw error;
  }
}

/** Sums and integrals with the same bounds and body, the bound variable renamed, share one generator. */
function bigKey(node: Extract<Node, { kind: 'big' }>, ring: Ring): string {
  const { operator, variable, lower, upper, body } = node;
  const renamed =
    variable === null ? body : substitute(body, variable, { kind: 'symbol', name: '·', start: 0, end: 0 });
  const keyOf = (child: Node | null): string => {
    if (child === null) return '';
    if (child.kind === 'constant' && child.name === 'infinity') return 'inf';
    if (child.kind === 'negate' && child.arg.kind === 'constant' && child.arg.name === 'infinity')
      return '-inf';
    return f.keyOf(normalise(child, ring));
  };
  return `${operator}{${keyOf(lower)}}{${keyOf(upper)}}{${keyOf(renamed)}}`;
}
