/** Trees with a variable replaced; bound variables of sums and integrals shadow it. */
import type { Node } from '../parse/tree.ts';

const numberNode = (value: number): Node => {
  const magnitude: Node = {
    kind: 'number',
    value: { n: BigInt(Math.abs(value)), d: 1n },
    places: 0,
    start: 0,
    end: 0,
  };
  return value < 0 ? { kind: 'negate', arg: magnitude, start: 0, end: 0 } : magnitude;
};

/** `tree` with every free occurrence of the variable replaced by a whole number or another tree. */
export function substitute(tree: Node, variable: string, by: Node | number): Node {
  const replacement = typeof by === 'number' ? numberNode(by) : by;
  return mapNode(tree, (node) => {
    if (node.kind === 'symbol' && node.name === variable) return replacement;
    if (node.kind === 'constant' && node.name === variable) return replacement;
    if (node.kind === 'big' && node.variable === variable) return node;
    // An indexed name follows its index: F_k with k replaced by 3 is F_3.
    if (node.kind === 'symbol' && node.name.endsWith(`_${variable}`)) {
      const index = typeof by === 'number' ? String(by) : by.kind === 'symbol' ? by.name : null;
      return index === null ? null : { ...node, name: `${node.name.slice(0, -variable.length)}${index}` };
    }
    return null;
  });
}

/** Rebuilds a tree from the top; where `change` gives a node, that stands and is not descended into. */
export function mapNode(tree: Node, change: (node: Node) => Node | null): Node {
  const changed = change(tree);
  if (changed !== null) return changed;
  const go = (child: Node): Node => mapNode(child, change);
  switch (tree.kind) {
    case 'add':
    case 'multiply':
    case 'call':
    case 'ratio':
    case 'logic':
    case 'setOperation':
      return { ...tree, args: tree.args.map(go) };
    case 'negate':
    case 'plusMinus':
    case 'percent':
      return { ...tree, arg: go(tree.arg) };
    case 'degree':
      return { ...tree, arg: go(tree.arg) };
    case 'divide':
      return { ...tree, numerator: go(tree.numerator), denominator: go(tree.denominator) };
    case 'power':
      return { ...tree, base: go(tree.base), exponent: go(tree.exponent) };
    case 'root':
      return { ...tree, radicand: go(tree.radicand), index: tree.index === null ? null : go(tree.index) };
    case 'mixed':
      return { ...tree, whole: go(tree.whole), fraction: go(tree.fraction) };
    case 'big':
      return {
        ...tree,
        lower: tree.lower && go(tree.lower),
        upper: tree.upper && go(tree.upper),
        body: go(tree.body),
      };
    case 'derivative':
      return { ...tree, body: go(tree.body) };
    case 'relation':
      return { ...tree, operands: tree.operands.map(go) };
    case 'list':
    case 'fence':
      return { ...tree, items: tree.items.map(go) };
    case 'matrix':
      return { ...tree, rows: tree.rows.map((row) => row.map(go)) };
    case 'cases':
      return {
        ...tree,
        rows: tree.rows.map((row) => ({
          value: go(row.value),
          condition: row.condition && go(row.condition),
        })),
      };
    case 'setBuilder':
      return { ...tree, element: go(tree.element), condition: go(tree.condition) };
    default:
      return tree;
  }
}
