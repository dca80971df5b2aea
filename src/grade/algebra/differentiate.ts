/**
 * Symbolic derivatives of trees, one rule a construct (sum, product, quotient, chain), without simplification: the
 * result is meant for the normal form and for sampling, not for reading. Unknown constructs give null.
 */
import { childrenOf, type Node } from '../parse/tree.ts';
import type { Budget } from './budget.ts';

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

/**
 * d(tree)/d(variable), or null where no rule applies. Subtrees that a derivative holds several times are shared, and
 * differentiated once when it is differentiated again.
 */
export function differentiate(tree: Node, variable: string, budget: Budget): Node | null {
  return new Differentiation(variable, budget).of(tree);
}

class Differentiation {
  private readonly variable: string;
  private readonly budget: Budget;
  private readonly known = new Map<Node, Node | null>();
  private readonly dependence = new Map<Node, boolean>();

  constructor(variable: string, budget: Budget) {
    this.variable = variable;
    this.budget = budget;
  }

  of(tree: Node): Node | null {
    this.budget.tick();
    let derivative = this.known.get(tree);
    if (derivative === undefined) {
      derivative = this.depends(tree) || mentionsCall(tree) ? this.rule(tree) : number(0);
      this.known.set(tree, derivative);
    }
    return derivative;
  }

  private depends(tree: Node): boolean {
    let depends = this.dependence.get(tree);
    if (depends === undefined) {
      depends =
        tree.kind === 'symbol'
          ? tree.name === this.variable
          : childrenOf(tree).some((child) => this.depends(child));
      this.dependence.set(tree, depends);
    }
    return depends;
  }

  private rule(tree: Node): Node | null {
    switch (tree.kind) {
      case 'symbol':
        return number(1);
      case 'add':
        return this.all(tree.args, (parts) => add(...parts));
      case 'negate':
        return this.all([tree.arg], ([d]) => negate(d!));
      case 'multiply':
        return this.all(tree.args, (parts) =>
          add(
            ...parts.map((d, index) =>
              times(...tree.args.map((factor, other) => (other === index ? d : factor))),
            ),
          ),
        );
      case 'divide':
        return this.all([tree.numerator, tree.denominator], ([a, b]) =>
          over(add(times(a!, tree.denominator), negate(times(tree.numerator, b!))), square(tree.denominator)),
        );
      case 'power':
        return this.power(tree.base, tree.exponent);
      case 'root':
        return this.power(tree.radicand, over(number(1), tree.index ?? number(2)));
      case 'call':
        return this.call(tree);
      case 'fence':
        return tree.items.length === 1 ? this.of(tree.items[0]!) : null;
      case 'percent':
        return this.all([tree.arg], ([d]) => over(d!, number(100)));
      case 'big':
        if (tree.operator !== 'sum' || tree.variable === this.variable) return null;
        return this.all([tree.body], ([d]) => ({ ...tree, body: d! }));
      default:
        return null;
    }
  }

  private all(parts: readonly Node[], combine: (derivatives: Node[]) => Node): Node | null {
    const derivatives: Node[] = [];
    for (const part of parts) {
      const derivative = this.of(part);
      if (derivative === null) return null;
      derivatives.push(derivative);
    }
    return combine(derivatives);
  }

  /** u^c: c·u^(c−1)·u′; in general u^v·(v′ ln u + v u′/u). */
  private power(base: Node, exponent: Node): Node | null {
    if (!this.depends(exponent))
      return this.all([base], ([d]) => times(exponent, power(base, add(exponent, number(-1))), d!));
    return this.all([base, exponent], ([u, v]) =>
      times(power(base, exponent), add(times(v!, call('ln', base)), over(times(exponent, u!), base))),
    );
  }

  private call(tree: Extract<Node, { kind: 'call' }>): Node | null {
    const [u, base] = tree.args;
    if (u === undefined) return null;
    if (tree.name === 'log') {
      const natural = call('ln', base ?? number(10));
      return this.all([u], ([d]) => over(d!, times(u, natural)));
    }
    const rule = Object.hasOwn(outer, tree.name) ? outer[tree.name] : undefined;
    if (rule !== undefined) return this.all([u], ([d]) => times(rule(u), d!));
    // f(x) of an unknown f: f′(x)·x′
    if (tree.args.length !== 1) return null;
    return this.all([u], ([d]) => times({ ...tree, name: `${tree.name}'` }, d!));
  }
}

function mentionsCall(tree: Node): boolean {
  return tree.kind === 'big' || tree.kind === 'derivative';
}
