/**
 * Equations and inequalities that define the same thing: sides moved, multiplied by constants, swapped. Two equations
 * are the same if the differences of their sides are proportional; chains are compared link by link.
 */
import { decideEqual, different, equal, unknown, type Decision } from '../algebra/decide.ts';
import { BudgetError } from '../algebra/budget.ts';
import { UndefinedError } from '../algebra/fraction.ts';
import { normalise, NotAnExpressionError } from '../algebra/normal.ts';
import * as p from '../algebra/polynomial.ts';
import * as q from '../../exact/rational.ts';
import { symbolsOf, type Node, type RelationOperator } from '../parse/tree.ts';
import type { Context } from './answer.ts';
import { compareExpressions } from './numbers.ts';

type Relation = Extract<Node, { kind: 'relation' }>;
const nowhere = { start: 0, end: 0 } as const;

const mirrored: Readonly<Record<string, RelationOperator>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '=': '=',
  '!=': '!=',
  '~': '~',
};

function difference(left: Node, right: Node): Node {
  return { kind: 'add', args: [left, { kind: 'negate', arg: right, ...nowhere }], ...nowhere };
}

/** Both relations with `<` and `<=` only, smaller side first. */
function directed(relation: Relation): { left: Node; operator: RelationOperator; right: Node }[] {
  return relation.operators.map((operator, index) => {
    const left = relation.operands[index]!;
    const right = relation.operands[index + 1]!;
    return operator === '>' || operator === '>='
      ? { left: right, operator: mirrored[operator]!, right: left }
      : { left, operator, right };
  });
}

export function compareRelations(gold: Relation, pred: Relation, context: Context): Decision {
  const a = directed(gold);
  const b = directed(pred);
  if (a.length !== b.length) return unknown('structure', 'chains of different length');
  if (a.length === 1) return compareLinks(a[0]!, b[0]!, context);
  const forward = a.map((link, index) => compareLinks(link, b[index]!, context));
  if (forward.every((decision) => decision.verdict === 'equal')) return equal('structure', 'link by link');
  const backward = a.map((link, index) => compareLinks(link, b[b.length - 1 - index]!, context));
  if (backward.every((decision) => decision.verdict === 'equal')) return equal('structure', 'link by link');
  return forward.find((decision) => decision.verdict !== 'equal')!;
}

interface Link {
  readonly left: Node;
  readonly operator: RelationOperator;
  readonly right: Node;
}

function compareLinks(gold: Link, pred: Link, context: Context): Decision {
  if (gold.operator !== pred.operator)
    return different('structure', 'different relations', `${gold.operator} against ${pred.operator}`);
  const sides = compareSides(gold, pred, context);
  if (sides.verdict === 'equal') return sides;
  if (!['=', '!=', '<', '<='].includes(gold.operator)) return sides;
  const names = new Set([...symbolsOf(gold.left), ...symbolsOf(gold.right)]);
  const others = new Set([...symbolsOf(pred.left), ...symbolsOf(pred.right)]);
  if (names.size !== others.size || [...names].some((name) => !others.has(name)))
    return different('structure', 'different variables', [...others].join(', '));
  return proportional(
    difference(gold.left, gold.right),
    difference(pred.left, pred.right),
    gold.operator === '=' || gold.operator === '!=',
    context,
  );
}

function compareSides(gold: Link, pred: Link, context: Context): Decision {
  const left = compareExpressions(gold.left, pred.left, context);
  if (left.verdict === 'equal') {
    const right = compareExpressions(gold.right, pred.right, context);
    if (right.verdict === 'equal') return equal(right.tier, 'both sides are equal');
    return right;
  }
  return left;
}

/** Whether a = c·b for a constant c ≠ 0 (c > 0 for inequalities), by normal forms and else by the quotient's samples. */
function proportional(a: Node, b: Node, anySign: boolean, context: Context): Decision {
  try {
    const ring = { budget: context.budget, assumptions: {} };
    const x = normalise(a, ring).numerator;
    const y = normalise(b, ring).numerator;
    if (!p.isZero(x) && !p.isZero(y) && x.size === y.size) {
      const ratio = q.divide(p.leadingCoefficient(x), p.leadingCoefficient(y));
      if (
        (anySign || ratio.n > 0n) &&
        p.isZero(p.subtract(x, p.scale(y, ratio, context.budget), context.budget))
      )
        return equal('exact', 'the equations are multiples of each other');
    }
    const polynomial = [...p.generatorsOf(x), ...p.generatorsOf(y)].every(
      (generator) => generator.nature === 'variable',
    );
    if (polynomial)
      return different('exact', 'the equations are no multiples of each other', 'their normal forms differ');
  } catch (error) {
    if (!(
      error instanceof NotAnExpressionError ||
      error instanceof UndefinedError ||
      (error instanceof BudgetError && !context.budget.exhausted)
    ))
      throw error;
  }
  if (!anySign) return unknown('structure', 'the inequalities could not be compared');
  const quotient: Node = { kind: 'divide', numerator: a, denominator: b, ...nowhere };
  const names = symbolsOf(a);
  const shifted = names.reduce<Node>((tree, name) => shift(tree, name), quotient);
  const decision = decideEqual(quotient, shifted, {}, context.budget);
  return decision.verdict === 'equal'
    ? { ...decision, reason: 'the equations are multiples of each other' }
    : { ...decision, reason: `the equations differ: ${decision.reason}` };
}

/** The tree at another place: every occurrence of the variable x becomes 2x + 1/3. */
function shift(tree: Node, name: string): Node {
  const constant = (n: bigint, d: bigint): Node => ({
    kind: 'number',
    value: { n, d },
    places: 0,
    ...nowhere,
  });
  const moved = (node: Node): Node => ({
    kind: 'add',
    args: [{ kind: 'multiply', args: [constant(2n, 1n), node], ...nowhere }, constant(1n, 3n)],
    ...nowhere,
  });
  const go = (node: Node): Node => {
    if (node.kind === 'symbol' && node.name === name) return moved(node);
    switch (node.kind) {
      case 'add':
      case 'multiply':
      case 'call':
        return { ...node, args: node.args.map(go) };
      case 'negate':
        return { ...node, arg: go(node.arg) };
      case 'divide':
        return { ...node, numerator: go(node.numerator), denominator: go(node.denominator) };
      case 'power':
        return { ...node, base: go(node.base), exponent: go(node.exponent) };
      case 'root':
        return { ...node, radicand: go(node.radicand) };
      default:
        return node;
    }
  };
  return go(tree);
}
