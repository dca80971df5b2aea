/** ± and ∓ written out: all of one expression take the same sign. */
import { someNode, type Node } from '../parse/tree.ts';

/** `a ± b` → `a + b`, `a − b`; all ± of one expression take the same sign, ∓ the other. */
export function expandPlusMinus(node: Node): Node[] {
  if (!someNode(node, (child) => child.kind === 'plusMinus')) return [node];
  return [withSign(node, 1), withSign(node, -1)];
}

function withSign(node: Node, sign: 1 | -1): Node {
  if (node.kind === 'plusMinus') {
    const arg = withSign(node.arg, sign);
    return node.sign * sign > 0 ? arg : { kind: 'negate', arg, start: node.start, end: node.end };
  }
  return rebuild(node, (child) => withSign(child, sign));
}

function rebuild(node: Node, change: (child: Node) => Node): Node {
  switch (node.kind) {
    case 'add':
    case 'multiply':
    case 'call':
      return { ...node, args: node.args.map(change) };
    case 'negate':
    case 'percent':
    case 'degree':
      return { ...node, arg: change(node.arg) };
    case 'divide':
      return { ...node, numerator: change(node.numerator), denominator: change(node.denominator) };
    case 'power':
      return { ...node, base: change(node.base), exponent: change(node.exponent) };
    case 'root':
      return { ...node, radicand: change(node.radicand) };
    case 'fence':
    case 'list':
      return { ...node, items: node.items.map(change) };
    case 'relation':
      return { ...node, operands: node.operands.map(change) };
    default:
      return node;
  }
}
