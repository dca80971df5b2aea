/**
 * Symbolic derivatives of trees, one rule a construct (sum, product, quotient, chain), without simplification: the
 * result is meant for the normal form and for sampling, not for reading. Unknown constructs give null.
 */
import { symbolsOf, type Node } from '../parse/tree.ts';

const at = { start: 0, end: 0 } as const;
const number = (value: number): Node =>
  value < 0
    ? { kind: 'negate', arg: number(-value), ...at }
    : { kind: 'number', value: { n: BigInt(value), d: 1n }, places: 0, ...at };
const add = (...args: Node[]): Node => ({ kind: 'add', args, ...at });
const times = (...args: Node[]): Node => ({ kind: 'multiply', args, ...at });
const over = (numerator: Node, denominator: Node): Node => ({
  kind: 'divide',
  numerator,
  denominator,
  ...at,
});
const negate = (arg: Node): Node => ({ kind: 'negate', arg, ...at });
const power = (base: Node, exponent: Node): Node => ({ kind: 'power', base, exponent, ...at });
const call = (name: string, arg: Node): Node => ({ kind: 'call', name, args: [arg], ...at });
const square = (u: Node): Node => power(u, number(2));
const root = (radicand: Node): Node => ({ kind: 'root', radicand, index: null, ...at });

/** d/du of the known functions of one argument. */
const outer: Readonly<Record<string, (u: Node) => Node>> = {
  sin: (u) => call('cos', u),
  cos: (u) => negate(call('sin', u)),
  tan: (u) => square(call('sec', u)),
  cot: (u) => negate(square(call('csc', u))),
  sec: (u) => times(call('sec', u), call('tan', u)),
  csc: (u) => negate(times(call('csc', u), call('cot', u))),
  arcsin: (u) => over(number(1), root(add(number(1), negate(square(u))))),
  arccos: (u) => negate(over(number(1), root(add(number(1), negate(square(u)))))),
  arctan: (u) => over(number(1), add(number(1), square(u))),
  arccot: (u) => negate(over(number(1), add(number(1), square(u)))),
  arcsec: (u) => over(number(1), times(call('abs', u), root(add(square(u), number(-1))))),
  arccsc: (u) => negate(over(number(1), times(call('abs', u), root(add(square(u), number(-1)))))),
  sinh: (u) => call('cosh', u),
  cosh: (u) => call('sinh', u),
  tanh: (u) => over(number(1), square(call('cosh', u))),
  arcsinh: (u) => over(number(1), root(add(square(u), number(1)))),
  arccosh: (u) => over(number(1), root(add(square(u), number(-1)))),
  arctanh: (u) => over(number(1), add(number(1), negate(square(u)))),
  ln: (u) => over(number(1), u),
  abs: (u) => over(u, call('abs', u)),
};

/** d(tree)/d(variable), or null where no rule applies. */
export function differentiate(tree: Node, variable: string): Node | null {
  if (!symbolsOf(tree).includes(variable) && !mentionsCall(tree)) return number(0);
  switch (tree.kind) {
    case 'symbol':
      return number(tree.name === variable ? 1 : 0);
    case 'add':
      return all(tree.args, variable, (parts) => add(...parts));
    case 'negate':
      return all([tree.arg], variable, ([d]) => negate(d!));
    case 'multiply':
      return all(tree.args, variable, (parts) =>
        add(
          ...parts.map((d, index) =>
            times(...tree.args.map((factor, other) => (other === index ? d : factor))),
          ),
        ),
      );
    case 'divide':
      return all([tree.numerator, tree.denominator], variable, ([a, b]) =>
        over(add(times(a!, tree.denominator), negate(times(tree.numerator, b!))), square(tree.denominator)),
      );
    case 'power':
      return differentiatePower(tree.base, tree.exponent, variable);
    case 'root':
      return differentiatePower(tree.radicand, over(number(1), tree.index ?? number(2)), variable);
    case 'call':
      return differentiateCall(tree, variable);
    case 'fence':
      return tree.items.length === 1 ? differentiate(tree.items[0]!, variable) : null;
    case 'percent':
      return all([tree.arg], variable, ([d]) => over(d!, number(100)));
    case 'big':
      if (tree.operator !== 'sum' || tree.variable === variable) return null;
      return all([tree.body], variable, ([d]) => ({ ...tree, body: d! }));
    default:
      return null;
  }
}

function mentionsCall(tree: Node): boolean {
  return tree.kind === 'big' || tree.kind === 'derivative';
}

function all(parts: readonly Node[], variable: string, combine: (derivatives: Node[]) => Node): Node | null {
  const derivatives: Node[] = [];
  for (const part of parts) {
    const derivative = differentiate(part, variable);
    if (derivative === null) return null;
    derivatives.push(derivative);
  }
  return combine(derivatives);
}

/** u^c: c·u^(c−1)·u′; in general u^v·(v′ ln u + v u′/u). */
function differentiatePower(base: Node, exponent: Node, variable: string): Node | null {
  if (!symbolsOf(exponent).includes(variable))
    return all([base], variable, ([d]) => times(exponent, power(base, add(exponent, number(-1))), d!));
  return all([base, exponent], variable, ([u, v]) =>
    times(power(base, exponent), add(times(v!, call('ln', base)), over(times(exponent, u!), base))),
  );
}

function differentiateCall(tree: Extract<Node, { kind: 'call' }>, variable: string): Node | null {
  const [u, base] = tree.args;
  if (u === undefined) return null;
  if (tree.name === 'log') {
    const natural = call('ln', base ?? number(10));
    return all([u], variable, ([d]) => over(d!, times(u, natural)));
  }
  const rule = Object.hasOwn(outer, tree.name) ? outer[tree.name] : undefined;
  if (rule !== undefined) return all([u], variable, ([d]) => times(rule(u), d!));
  // f(x) of an unknown f: f′(x)·x′
  if (tree.args.length !== 1) return null;
  return all([u], variable, ([d]) => times({ ...tree, name: `${tree.name}'` }, d!));
}
