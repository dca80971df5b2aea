/**
 * The value of a tree at a point, in complex doubles with error bounds. Undefined values (division by zero,
 * logarithm of zero, overflow, words) are null. Unknown functions get a fixed arbitrary value for each argument, so
 * that f(x+1) equals f(1+x) and differs from f(x).
 */
import { toNumber } from '../../exact/rational.ts';
import { hash32 } from '../../base/random.ts';
import { isInfinity, type Node } from '../parse/tree.ts';
import type { Budget } from './budget.ts';
import * as c from './complex.ts';
import { improperIntegral, infiniteSum, limitAt } from './convergence.ts';
import type { Approximation } from './complex.ts';
import { differentiate } from './differentiate.ts';
import { valueOfDigits } from './normal.ts';
import { numericFunctions } from './numeric-functions.ts';
import { integrate } from './quadrature.ts';

export type Point = ReadonlyMap<string, Approximation>;

const maxSummands = 4_000;

/** Evaluates `node`; variables that `point` lacks make it null. */
export function evaluateAt(node: Node, point: Point, budget: Budget): Approximation | null {
  budget.tick();
  const value = evaluateNode(node, point, budget);
  return value !== null &&
    Number.isFinite(value.re) &&
    Number.isFinite(value.im) &&
    Number.isFinite(value.error)
    ? value
    : null;
}

function evaluateNode(node: Node, point: Point, budget: Budget): Approximation | null {
  const inner = (child: Node): Approximation | null => evaluateAt(child, point, budget);
  switch (node.kind) {
    case 'number':
      return c.real(toNumber(node.value));
    case 'based':
      return c.real(Number(valueOfDigits(node.digits, BigInt(node.base))));
    case 'symbol':
      return point.get(node.name) ?? null;
    case 'constant':
      return constant(node.name, point);
    case 'add':
      return fold(node.args, inner, c.add);
    case 'multiply':
      return fold(node.args, inner, c.multiply);
    case 'mixed':
      return fold([node.whole, node.fraction], inner, c.add);
    case 'negate': {
      const value = inner(node.arg);
      return value === null ? null : c.negate(value);
    }
    case 'divide':
      return both(inner(node.numerator), inner(node.denominator), c.divide);
    case 'percent':
      return both(inner(node.arg), c.real(100), c.divide);
    case 'power':
      return powerOf(node, inner);
    case 'root':
      return rootOf(node, inner);
    case 'degree':
      return degrees(node, inner);
    case 'call':
      return callOf(node, inner);
    case 'derivative':
      return derivative(node, point, budget);
    case 'big':
      return big(node, point, budget);
    case 'fence':
      return node.items.length === 1 ? inner(node.items[0]!) : null;
    default:
      return null;
  }
}

function constant(name: string, point: Point): Approximation | null {
  const assigned = point.get(name);
  if (assigned !== undefined) return assigned;
  if (name === 'pi') return c.real(Math.PI);
  if (name === 'e') return c.real(Math.E);
  return name === 'i' ? c.complex(0, 1) : null;
}

function fold(
  args: readonly Node[],
  inner: (node: Node) => Approximation | null,
  step: (a: Approximation, b: Approximation) => Approximation,
): Approximation | null {
  let total: Approximation | null = null;
  for (const arg of args) {
    const value = inner(arg);
    if (value === null) return null;
    total = total === null ? value : step(total, value);
  }
  return total;
}

function both(
  a: Approximation | null,
  b: Approximation | null,
  step: (a: Approximation, b: Approximation) => Approximation | null,
): Approximation | null {
  return a === null || b === null ? null : step(a, b);
}

/** `p/q` with small whole parts, seen through brackets and signs; else null. */
function wholeRatio(node: Node): readonly [number, number] | null {
  if (node.kind === 'negate') {
    const ratio = wholeRatio(node.arg);
    return ratio === null ? null : [-ratio[0], ratio[1]];
  }
  if (node.kind === 'number')
    return node.value.d <= 1_000n && node.value.n <= 100_000n
      ? [Number(node.value.n), Number(node.value.d)]
      : null;
  if (node.kind !== 'divide') return null;
  const above = wholeRatio(node.numerator);
  const below = wholeRatio(node.denominator);
  if (above === null || below === null || above[1] !== 1 || below[1] !== 1 || below[0] <= 0) return null;
  let [a, b] = [Math.abs(above[0]), below[0]];
  while (b !== 0) [a, b] = [b, a % b];
  return a === 0 ? [0, 1] : [above[0] / a, below[0] / a];
}

function powerOf(
  node: Extract<Node, { kind: 'power' }>,
  inner: (node: Node) => Approximation | null,
): Approximation | null {
  const base = inner(node.base);
  if (base === null) return null;
  const ratio = wholeRatio(node.exponent);
  if (ratio !== null && ratio[1] !== 1) {
    const root = c.root(base, ratio[1]);
    return root === null ? null : c.power(root, { re: ratio[0], im: 0, error: 0 });
  }
  const exponent = inner(node.exponent);
  return exponent === null ? null : c.power(base, exponent);
}

function rootOf(
  node: Extract<Node, { kind: 'root' }>,
  inner: (node: Node) => Approximation | null,
): Approximation | null {
  const radicand = inner(node.radicand);
  if (radicand === null) return null;
  if (node.index === null) return c.squareRoot(radicand);
  const index = inner(node.index);
  if (index === null) return null;
  if (index.im === 0 && Number.isInteger(index.re) && index.re >= 1) return c.root(radicand, index.re);
  const exponent = c.divide(c.real(1), index);
  return exponent === null ? null : c.power(radicand, exponent);
}

function degrees(
  node: Extract<Node, { kind: 'degree' }>,
  inner: (node: Node) => Approximation | null,
): Approximation | null {
  let total = inner(node.arg);
  for (const [part, divisor] of [
    [node.minutes, 60],
    [node.seconds, 3600],
  ] as const) {
    if (part === undefined) continue;
    const value = both(inner(part), c.real(divisor), c.divide);
    total = both(total, value, c.add);
  }
  return total === null ? null : c.multiply(total, c.real(Math.PI / 180));
}

function callOf(
  node: Extract<Node, { kind: 'call' }>,
  inner: (node: Node) => Approximation | null,
): Approximation | null {
  const args: Approximation[] = [];
  for (const arg of node.args) {
    const value = inner(arg);
    if (value === null) return null;
    args.push(value);
  }
  const known = numericFunctions.get(node.name);
  return known === undefined ? arbitrary(node.name, args) : known(args);
}

/** A value that depends on the function's name and on its arguments to nine digits, and on nothing else. */
export function arbitrary(name: string, args: readonly Approximation[]): Approximation {
  let seed = 0x811c9dc5;
  for (const character of name) seed = Math.imul(seed ^ character.codePointAt(0)!, 0x01000193);
  let stream = 0;
  for (const { re, im } of args) {
    for (const part of [re, im]) {
      const digits = Math.abs(part) < 1e-12 ? 0 : Number(part.toPrecision(9));
      const text = digits.toString();
      for (let at = 0; at < text.length; at++)
        stream = Math.imul(stream ^ text.charCodeAt(at), 0x5bd1e995) + at;
    }
  }
  return c.real(0.5 + (hash32(seed, stream, 1) / 2 ** 32) * 2);
}

function derivative(
  node: Extract<Node, { kind: 'derivative' }>,
  point: Point,
  budget: Budget,
): Approximation | null {
  if (node.body.kind === 'symbol' && node.body.name !== node.variable)
    return point.get(`${node.body.name}${"'".repeat(node.order)}`) ?? null;
  let body: Node | null = node.body;
  for (let order = 0; order < Math.min(node.order, 4) && body !== null; order++)
    body = differentiate(body, node.variable, budget);
  return body === null ? null : evaluateAt(body, point, budget);
}

/** Limits, and sums and integrals up to infinity; undefined where the node is none of them. */
function withoutEnd(
  node: Extract<Node, { kind: 'big' }>,
  point: Point,
  budget: Budget,
): Approximation | null | undefined {
  const { operator, variable, lower, upper } = node;
  if (variable === null || lower === null) return undefined;
  const body = (x: number): Approximation | null =>
    evaluateAt(node.body, new Map(point).set(variable, c.real(x)), budget);
  if (operator === 'limit') {
    const to = isInfinity(lower) ?? evaluateAt(lower, point, budget);
    if (to === null) return null;
    if (typeof to === 'number') return limitAt(body, to * Infinity, budget);
    return c.isReal(to) ? limitAt(body, to.re, budget) : null;
  }
  if (upper === null || isInfinity(upper) !== 1 || operator === 'product') return undefined;
  const first = evaluateAt(lower, point, budget);
  if (first === null || !c.isReal(first)) return null;
  if (operator === 'integral') return improperIntegral(body, first.re, budget);
  return Number.isInteger(first.re) ? infiniteSum(body, first.re, budget) : null;
}

function big(node: Extract<Node, { kind: 'big' }>, point: Point, budget: Budget): Approximation | null {
  const unbounded = withoutEnd(node, point, budget);
  if (unbounded !== undefined) return unbounded;
  if (node.variable === null || node.lower === null || node.upper === null) return null;
  const lower = evaluateAt(node.lower, point, budget);
  const upper = evaluateAt(node.upper, point, budget);
  if (lower === null || upper === null) return null;
  if (node.operator === 'integral') {
    const { variable, body } = node;
    return integrate(
      (t) => evaluateAt(body, new Map(point).set(variable, c.real(t)), budget),
      lower,
      upper,
      budget,
    );
  }
  if (
    node.operator === 'limit' ||
    !Number.isInteger(lower.re) ||
    !Number.isInteger(upper.re) ||
    upper.re - lower.re > maxSummands
  )
    return null;
  let total = c.real(node.operator === 'sum' ? 0 : 1);
  for (let index = lower.re; index <= upper.re; index++) {
    const term = evaluateAt(node.body, new Map(point).set(node.variable, c.real(index)), budget);
    if (term === null) return null;
    total = node.operator === 'sum' ? c.add(total, term) : c.multiply(total, term);
  }
  return total;
}
