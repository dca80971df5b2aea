/**
 * Whether an answer has the form that was asked for: reduced fractions, no square factors under roots, factored or
 * expanded. Only asked where the problem (or an option) says so, and where the gold answer keeps to it itself.
 */
import * as q from '../../exact/rational.ts';
import { different, type Decision } from '../algebra/decide.ts';
import { someNode, symbolsOf, type Node } from '../parse/tree.ts';
import type { Answer, Context } from './answer.ts';

/** An objection to the form of an answer whose value is right, or null. */
export function formObjection(gold: Answer, pred: Answer, context: Context): Decision | null {
  const { instructions, options } = context;
  if (options.requireSolved !== false && isSolved(gold) && !isSolved(pred))
    return different('structure', 'the same solutions, but not solved for the unknown', 'not solved');
  if (gold.kind !== 'value' || pred.kind !== 'value') return null;
  if (
    (options.requireSimplified ?? instructions.simplified) &&
    isSimplified(gold.value) &&
    !isSimplified(pred.value)
  ) {
    return different('structure', 'the value is right, but not in simplest form', 'not simplified');
  }
  const [a, b] = [bare(gold.value), bare(pred.value)];
  if (symbolsOf(a).length === 0) return null;
  if (instructions.factored && isProduct(a) && b.kind === 'add')
    return different('structure', 'the value is right, but not factored', 'a sum');
  if (instructions.expanded && !instructions.factored && a.kind === 'add' && isProduct(b))
    return different('structure', 'the value is right, but not expanded', 'a product');
  return null;
}

/** Every equation or inequality that an answer is made of has a lone variable (its negative, its absolute value) on a side. */
function isSolved(answer: Answer): boolean {
  if (answer.kind === 'items') return answer.items.every(isSolved);
  if (answer.kind !== 'relation' && answer.kind !== 'region') return true;
  if (symbolsOf(answer.node).length > 1) return true;
  return !someNode(answer.node, (node) => node.kind === 'relation' && !isIsolated(node));
}

function isIsolated(relation: Extract<Node, { kind: 'relation' }>): boolean {
  return relation.operands.every((operand) => {
    const plain = bare(operand);
    const inner = plain.kind === 'call' && plain.name === 'abs' ? bare(plain.args[0]!) : plain;
    return inner.kind === 'symbol' || inner.kind === 'call' || symbolsOf(inner).length === 0;
  });
}

function bare(node: Node): Node {
  return node.kind === 'negate' ? bare(node.arg) : node;
}

function isProduct(node: Node): boolean {
  if (node.kind === 'power') return node.base.kind === 'add';
  return (
    node.kind === 'multiply' &&
    node.args.some(
      (factor) => factor.kind === 'add' || (factor.kind === 'power' && factor.base.kind === 'add'),
    )
  );
}

/** No fraction that cancels, no sum or product of plain numbers left to do, no square factor under a root. */
export function isSimplified(node: Node): boolean {
  return !someNode(node, (at) => {
    if (at.kind === 'divide' && whole(at.numerator) !== null && whole(at.denominator) !== null) {
      const [a, b] = [whole(at.numerator)!, whole(at.denominator)!];
      return b <= 1n || q.gcd(a, b) !== 1n;
    }
    if (at.kind === 'add' && at.args.filter((term) => whole(bare(term)) !== null).length > 1) return true;
    if (at.kind === 'multiply' && at.args.filter((factor) => whole(factor) !== null).length > 1) return true;
    if (at.kind === 'root' && at.index === null) {
      const radicand = whole(at.radicand);
      return radicand !== null && hasSquareFactor(radicand);
    }
    return false;
  });
}

function whole(node: Node): bigint | null {
  return node.kind === 'number' && node.value.d === 1n ? node.value.n : null;
}

function hasSquareFactor(n: bigint): boolean {
  if (n > 10n ** 12n) return false;
  for (let d = 2n; d * d <= n && d < 20_000n; d++) if (n % (d * d) === 0n) return true;
  return n < 2n;
}
