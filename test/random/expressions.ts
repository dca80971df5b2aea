/**
 * Random expression trees, the same rewritten by identities, and the same with one thing changed, for the tests and
 * the comparison with other engines. Rewritings are equal wherever both sides are defined; a change is not, for real
 * variables, at almost every point.
 */
import type { Random } from '../../src/base/random.ts';
import type { Node } from '../../src/grade/parse/tree.ts';

const nowhere = { start: 0, end: 0 } as const;

export const number = (value: number): Node => {
  const magnitude: Node = {
    kind: 'number',
    value: { n: BigInt(Math.abs(value)), d: 1n },
    places: 0,
    ...nowhere,
  };
  return value < 0 ? { kind: 'negate', arg: magnitude, ...nowhere } : magnitude;
};
const variable = (name: string): Node => ({ kind: 'symbol', name, ...nowhere });
const add = (...args: Node[]): Node => ({ kind: 'add', args, ...nowhere });
const multiply = (...args: Node[]): Node => ({ kind: 'multiply', args, ...nowhere });
const divide = (numerator: Node, denominator: Node): Node => ({
  kind: 'divide',
  numerator,
  denominator,
  ...nowhere,
});
const power = (base: Node, exponent: number): Node => ({
  kind: 'power',
  base,
  exponent: number(exponent),
  ...nowhere,
});
const negate = (arg: Node): Node => ({ kind: 'negate', arg, ...nowhere });
const call = (name: string, arg: Node): Node => ({ kind: 'call', name, args: [arg], ...nowhere });

/** A tree of at most `depth` levels over x and y. Denominators are positive, so that it is defined everywhere. */
export function randomExpression(random: Random, depth: number): Node {
  if (depth === 0 || random.chance(0.15))
    return random.chance(0.5) ? variable(random.pick(['x', 'y'])) : number(random.integer(2, 9));
  const inner = (): Node => randomExpression(random, depth - 1);
  switch (random.integer(0, 6)) {
    case 0:
      return add(inner(), inner(), number(random.integer(2, 9)));
    case 1:
      return add(inner(), negate(inner()));
    case 2:
      return multiply(number(random.integer(2, 9)), inner());
    case 3:
      return multiply(inner(), inner());
    case 4:
      return divide(inner(), add(power(variable('x'), 2), number(random.integer(2, 9))));
    case 5:
      return power(
        add(variable(random.pick(['x', 'y'])), number(random.integer(2, 5))),
        random.integer(2, 3),
      );
    default:
      return call(random.pick(['sin', 'cos']), multiply(number(random.integer(2, 4)), variable('x')));
  }
}

/** The same value, written otherwise: operands exchanged, brackets multiplied out, fractions expanded, identities. */
export function rewritten(node: Node, random: Random): Node {
  const inner = (child: Node): Node => rewritten(child, random);
  switch (node.kind) {
    case 'add': {
      const args = node.args.map(inner);
      return add(...args.slice(1), args[0]!);
    }
    case 'multiply': {
      const [first, second, ...rest] = node.args as [Node, Node, ...Node[]];
      if (rest.length === 0 && second.kind === 'add' && random.chance(0.6))
        return add(...second.args.map((term) => multiply(inner(first), inner(term))));
      return multiply(inner(second), inner(first), ...rest);
    }
    case 'divide': {
      const factor = number(random.integer(2, 5));
      return divide(multiply(inner(node.numerator), factor), multiply(factor, inner(node.denominator)));
    }
    case 'power': {
      const { base } = node;
      if (
        base.kind !== 'add' ||
        base.args.length !== 2 ||
        node.exponent.kind !== 'number' ||
        node.exponent.value.n !== 2n
      )
        return multiply(base, { ...node, exponent: add(node.exponent, number(-1)) });
      const [a, b] = base.args as [Node, Node];
      return add(power(a, 2), multiply(number(2), a, b), power(b, 2));
    }
    case 'negate':
      return multiply(number(-1), inner(node.arg));
    case 'call': {
      const square: Node = power(call('cos', divide(node.args[0]!, number(2))), 2);
      if (node.name === 'cos') return add(multiply(number(2), square), number(-1));
      const half = divide(node.args[0]!, number(2));
      return multiply(number(2), call('sin', half), call('cos', half));
    }
    default:
      return node;
  }
}

/** Another value: one number raised by one, or a sign turned, or a variable exchanged where there is no number. */
export function changed(node: Node, random: Random): Node {
  if (node.kind === 'number') return { ...node, value: { n: node.value.n + 1n, d: node.value.d } };
  if (node.kind === 'symbol') return add(node, number(1));
  if (node.kind === 'negate') return node.arg;
  if (node.kind === 'power') return { ...node, base: changed(node.base, random) };
  if (node.kind === 'call') return negate(node);
  if (node.kind === 'divide') return { ...node, denominator: changed(node.denominator, random) };
  if (node.kind === 'add' || node.kind === 'multiply') {
    const index = node.kind === 'multiply' ? 0 : random.integer(0, node.args.length - 1);
    return { ...node, args: node.args.map((arg, at) => (at === index ? changed(arg, random) : arg)) };
  }
  return negate(node);
}
