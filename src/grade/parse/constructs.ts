/** LaTeX constructs with arguments: fractions, roots, binomials, accents, boxes, blackboard letters. */
import { argument, looseArgument } from './arguments.ts';
import type { Cursor } from './cursor.ts';
import type { ConstantName, Node } from './tree.ts';

/** Letters of number sets. */
export const blackboard: Readonly<Record<string, ConstantName>> = {
  R: 'reals',
  Z: 'integers',
  N: 'naturals',
  Q: 'rationals',
  C: 'complexes',
};

export function readCommand(cursor: Cursor): Node {
  const token = cursor.next();
  const { start } = token;
  switch (token.text) {
    case 'frac': {
      const numerator = argument(cursor);
      const denominator = argument(cursor);
      const fraction: Node = { kind: 'divide', numerator, denominator, start, end: cursor.end };
      return readDerivative(cursor, fraction) ?? fraction;
    }
    case 'binom': {
      const args = [argument(cursor), argument(cursor)];
      return { kind: 'call', name: 'binomial', args, start, end: cursor.end };
    }
    case 'sqrt':
    case 'cbrt':
    case 'fourthroot':
      return readRoot(cursor, token.text, start);
    case 'vec':
    case 'hat':
    case 'tilde':
    case 'overline':
    case 'dot':
    case 'ddot':
      return accent(cursor, token.text, start);
    case 'mathbb': {
      const inner = looseArgument(cursor);
      const constant = inner.kind === 'symbol' ? blackboard[inner.name] : undefined;
      return constant === undefined
        ? { ...inner, start, end: cursor.end }
        : { kind: 'constant', name: constant, start, end: cursor.end };
    }
    case 'overset': {
      argument(cursor);
      const inner = argument(cursor);
      return { ...inner, start, end: cursor.end };
    }
    case 'underbrace': {
      const inner = argument(cursor);
      if (cursor.operator('_') || cursor.operator('^')) {
        cursor.next();
        argument(cursor);
      }
      return { ...inner, start, end: cursor.end };
    }
    case 'textcolor': {
      argument(cursor);
      return cursor.is('open', '{')
        ? { ...looseArgument(cursor), start, end: cursor.end }
        : cursor.grammar.atom(cursor);
    }
    case 'tag':
    case 'rule': {
      looseArgument(cursor);
      return { kind: 'text', text: '', start, end: cursor.end };
    }
    default: {
      const inner = looseArgument(cursor);
      return { ...inner, start, end: cursor.end };
    }
  }
}

function readRoot(cursor: Cursor, name: string, start: number): Node {
  let index: Node | null = null;
  if (name !== 'sqrt')
    index = { kind: 'number', value: { n: name === 'cbrt' ? 3n : 4n, d: 1n }, places: 0, start, end: start };
  else if (cursor.is('open', '[') && cursor.is('close', ']', 1)) {
    cursor.next();
    cursor.next();
  } else if (cursor.is('open', '[')) {
    cursor.next();
    index = cursor.within(false, () => cursor.grammar.sum(cursor));
    cursor.closeTolerantly(']');
  }
  const radicand = looseArgument(cursor);
  return { kind: 'root', radicand, index, start, end: cursor.end };
}

/** `\vec{v}`, `\hat{i}`, `\overline{AB}`: part of the name of a single symbol, else nothing or a conjugate. */
function accent(cursor: Cursor, mark: string, start: number): Node {
  const inner = looseArgument(cursor);
  const end = cursor.end;
  const bold = mark === 'vec' || mark === 'hat';
  if (inner.kind === 'symbol')
    return { kind: 'symbol', name: bold ? `vec:${inner.name}` : `${mark}:${inner.name}`, start, end };
  if (inner.kind === 'constant' && bold && inner.name.length === 1)
    return { kind: 'symbol', name: `vec:${inner.name}`, start, end };
  if (mark === 'overline' && inner.kind !== 'multiply')
    return { kind: 'call', name: 'conjugate', args: [inner], start, end };
  return { ...inner, start, end };
}

interface Differential {
  readonly order: number;
  readonly of: Node | null;
}

/** `d`, `dy`, `d^2y`, `∂f`: a leading d, its order and what follows it. */
function differential(node: Node): Differential | null {
  const factors = node.kind === 'multiply' ? node.args : [node];
  const [head, ...rest] = factors;
  const isD = (at: Node | undefined): boolean =>
    at?.kind === 'symbol' && (at.name === 'd' || at.name === 'partial');
  const powered =
    head?.kind === 'power' && isD(head.base) && head.exponent.kind === 'number'
      ? Number(head.exponent.value.n)
      : null;
  if (head === undefined || (!isD(head) && powered === null) || rest.length > 1) return null;
  return { order: powered ?? 1, of: rest[0] ?? null };
}

/** `\frac{d}{dx} f`, `\frac{dy}{dx}`, `\frac{d^2y}{dx^2}`, or null where it is an ordinary fraction. */
function readDerivative(cursor: Cursor, fraction: Extract<Node, { kind: 'divide' }>): Node | null {
  const above = differential(fraction.numerator);
  const below = differential(fraction.denominator);
  if (above === null || below?.of == null) return null;
  const by = below.of.kind === 'power' ? below.of.base : below.of;
  if (by.kind !== 'symbol') return null;
  const body = above.of ?? cursor.deeper(() => cursor.grammar.product(cursor));
  return {
    kind: 'derivative',
    body,
    variable: by.name,
    order: above.order,
    start: fraction.start,
    end: cursor.end,
  };
}
