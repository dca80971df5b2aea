/**
 * From terms to the parser's trees, without source ranges: the way to the grader's algebra, which decides constants
 * exactly, differentiates, and evaluates over the complex numbers. Matrices and values known only as doubles have no
 * tree and give null.
 */
import { type Node } from '../parse/tree.ts';
import { type Term } from './term.ts';

const nowhere = { start: 0, end: 0 } as const;

/** The tree of a term; null where a part has none. */
export function toNode(term: Term): Node | null {
  switch (term.kind) {
    case 'number': {
      const size = term.numerator < 0n ? -term.numerator : term.numerator;
      const value: Node = { kind: 'number', value: { n: size, d: term.denominator }, places: 0, ...nowhere };
      return term.numerator < 0n ? { kind: 'negate', arg: value, ...nowhere } : value;
    }
    case 'symbol':
    case 'constant':
      return { ...term, ...nowhere };
    case 'add':
      return joined(term.terms, (args) => ({ kind: 'add', args, ...nowhere }));
    case 'multiply':
      return joined(term.factors, (args) => ({ kind: 'multiply', args, ...nowhere }));
    case 'power':
      return joined([term.base, term.exponent], ([base, exponent]) => power(base as Node, exponent as Node));
    case 'call':
      return joined(term.inputs, (args) => ({ kind: 'call', name: term.name, args, ...nowhere }));
    case 'integral':
      return term.bounds === null ? null : big('integral', term.body, term.variable, term.bounds);
    case 'series':
      return big(term.operator, term.body, term.variable, term.bounds);
    default:
      return null;
  }
}

function joined(parts: readonly Term[], build: (nodes: Node[]) => Node): Node | null {
  const nodes: Node[] = [];
  for (const part of parts) {
    const node = toNode(part);
    if (node === null) return null;
    nodes.push(node);
  }
  return build(nodes);
}

/** Reciprocals and roots as people write them, which is how the grader knows them best. */
function power(base: Node, exponent: Node): Node {
  if (exponent.kind === 'number' && exponent.value.n === 1n) {
    const index: Node = { ...exponent, value: { n: exponent.value.d, d: 1n } };
    return { kind: 'root', radicand: base, index: exponent.value.d === 2n ? null : index, ...nowhere };
  }
  if (exponent.kind === 'negate' && exponent.arg.kind === 'number' && exponent.arg.value.d === 1n) {
    const one: Node = { kind: 'number', value: { n: 1n, d: 1n }, places: 0, ...nowhere };
    const isOne = exponent.arg.value.n === 1n;
    const denominator: Node = isOne ? base : { kind: 'power', base, exponent: exponent.arg, ...nowhere };
    return { kind: 'divide', numerator: one, denominator, ...nowhere };
  }
  return { kind: 'power', base, exponent, ...nowhere };
}

function big(
  operator: 'sum' | 'product' | 'integral',
  body: Term,
  variable: string,
  bounds: { readonly lower: Term; readonly upper: Term },
): Node | null {
  return joined([body, bounds.lower, bounds.upper], ([inner, lower, upper]) => ({
    kind: 'big',
    operator,
    variable,
    lower: lower as Node,
    upper: upper as Node,
    body: inner as Node,
    ...nowhere,
  }));
}
