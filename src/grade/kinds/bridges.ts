/**
 * Different kinds of answer that people use for the same thing: an interval and an inequality, a tuple and a column,
 * a ratio and a fraction, an equation and its solved form. What no bridge joins is different in kind.
 */
import { different, equal, unknown, type Decision } from '../algebra/decide.ts';
import { UndefinedError } from '../algebra/fraction.ts';
import { normalise, NotAnExpressionError } from '../algebra/normal.ts';
import { countRealRoots, squareFree, univariateOf } from '../algebra/univariate.ts';
import { substitute } from '../algebra/substitute.ts';
import { symbolsOf, type Node } from '../parse/tree.ts';
import type { Answer, Compare, Context, Of, Region } from './answer.ts';
import { withoutRepeats } from './collections.ts';
import { compareFamilies, parameterOf } from './families.ts';
import { identityNamed, unitVectorCoordinates } from './matrices.ts';
import { namesDiffer } from './names.ts';
import { approximate, compareExpressions } from './numbers.ts';
import { comparePiecewise } from './piecewise.ts';
import { compareResidues, ratioBridge } from './ratios.ts';
import { compareRegions, regionOf } from './regions.ts';
import { compareRelations } from './relations.ts';
import { readUnit } from './units.ts';
import { vectorBridge } from './vectors.ts';

const nowhere = { start: 0, end: 0 } as const;

/** The region an answer may stand for besides what it is. */
function asRegion(answer: Answer, context: Context): Region | null {
  if (answer.kind === 'region') return answer.region;
  if (answer.kind === 'relation' || answer.kind === 'items' || answer.kind === 'words')
    return regionOf(answer.node, context);
  return null;
}

/** Different kinds that may mean the same. Null where they cannot. */
export function bridge(gold: Answer, pred: Answer, context: Context, compare: Compare): Decision | null {
  if (gold.kind === 'region' || pred.kind === 'region') {
    const decision = regionBridge(gold, pred, context);
    if (decision !== null) return decision;
    const points = gold.kind === 'region' ? pointsOf(gold) : pred.kind === 'region' ? pointsOf(pred) : null;
    if (points === null) return null;
    return gold.kind === 'region' ? compare(points, pred, context) : compare(gold, points, context);
  }
  if (gold.kind === 'items' && gold.shape !== 'tuple' && pred.kind === 'value' && gold.items.length > 1) {
    const distinct = withoutRepeats(gold.items, context, compare);
    if (distinct.length === 1) return compare(distinct[0]!, pred, context);
  }
  if (pred.kind === 'items' && pred.shape === 'list' && gold.kind === 'value' && pred.items.length > 1) {
    const distinct = withoutRepeats(pred.items, context, compare);
    if (distinct.length === 1) return compare(gold, distinct[0]!, context);
  }
  const families = familyBridge(gold, pred, context);
  if (families !== null) return families;
  if (gold.kind === 'items' && gold.items.length === 1) return compare(gold.items[0]!, pred, context);
  if (pred.kind === 'items' && pred.items.length === 1) return compare(gold, pred.items[0]!, context);
  if (gold.kind === 'items' && pred.kind === 'matrix') return vectorBridge(gold, pred, context, false);
  if (gold.kind === 'matrix' && pred.kind === 'items') return vectorBridge(pred, gold, context, true);
  if (gold.kind === 'cases' && pred.kind === 'value') return comparePiecewise(gold.node, pred.value, context);
  if (gold.kind === 'value' && pred.kind === 'cases') return comparePiecewise(gold.value, pred.node, context);
  const unit = unitVectorBridge(gold, pred, context, compare);
  if (unit !== null) return unit;
  if (gold.kind === 'ratio' && pred.kind === 'value') return ratioBridge(gold, pred, context);
  if (gold.kind === 'value' && pred.kind === 'ratio') return ratioBridge(pred, gold, context);
  if (gold.kind === 'residue' && pred.kind === 'value') return residueBridge(gold, pred, context);
  if (gold.kind === 'value' && pred.kind === 'residue') return residueBridge(pred, gold, context);
  if (gold.kind === 'items' && pred.kind === 'value') return pointBridge(gold, pred, context, compare);
  if (gold.kind === 'value' && pred.kind === 'items') return pointBridge(pred, gold, context, compare);
  if (gold.kind === 'relation' && pred.kind === 'items' && pred.shape !== 'tuple')
    return rootsBridge(gold, pred.items, context, compare);
  if (gold.kind === 'items' && pred.kind === 'relation' && gold.shape !== 'tuple')
    return rootsBridge(pred, gold.items, context, compare);
  if (gold.kind === 'relation' && pred.kind === 'value')
    return relationBridge(gold.node, pred, context) ?? namedRoot(gold, pred, context, compare);
  if (gold.kind === 'value' && pred.kind === 'relation')
    return relationBridge(pred.node, gold, context) ?? namedRoot(pred, gold, context, compare);
  if (gold.kind === 'matrix' && pred.kind === 'value' && gold.rows.length === 1 && gold.rows[0]!.length === 1)
    return compareExpressions(gold.rows[0]![0]!, pred.value, context);
  return null;
}

/** One family against several that give the same numbers: kπ against 2kπ and (2k+1)π. */
function familyBridge(gold: Answer, pred: Answer, context: Context): Decision | null {
  const nodes = (answer: Answer): Node[] | null => {
    if (answer.kind === 'value') return [answer.value];
    if (answer.kind !== 'items' || answer.shape === 'tuple') return null;
    const values = answer.items.map((item) => (item.kind === 'value' ? item.value : null));
    return values.every((value) => value !== null) ? values : null;
  };
  const [a, b] = [nodes(gold), nodes(pred)];
  return a === null || b === null ? null : compareFamilies(a, b, context);
}

/** `i + 2j + 3k` in plain letters, `\binom{3}{-1}`, and `I_2`, next to a vector or matrix. */
function unitVectorBridge(gold: Answer, pred: Answer, context: Context, compare: Compare): Decision | null {
  const isVector = (answer: Answer): boolean =>
    answer.kind === 'matrix' || (answer.kind === 'items' && answer.shape === 'tuple');
  const asVector = (answer: Answer, beside: Answer): Answer | null => {
    if (answer.kind !== 'value') return null;
    const { node } = answer;
    const unit = beside.kind === 'matrix' ? identityNamed(node, beside.rows.length) : null;
    if (unit !== null) return { kind: 'matrix', node, rows: unit };
    const entries =
      node.kind === 'call' && node.name === 'binomial'
        ? node.args
        : unitVectorCoordinates(answer.value, true);
    return entries === null ? null : { kind: 'matrix', node, rows: entries.map((entry) => [entry]) };
  };
  const [a, b] = [asVector(gold, pred), asVector(pred, gold)];
  if (isVector(gold) && b !== null) return compare(gold, b, context);
  return isVector(pred) && a !== null ? compare(a, pred, context) : null;
}

/** A set of single points as their list. */
function pointsOf(answer: Of<'region'>): Answer | null {
  const items = answer.region.pieces.map(({ lo, hi }): Answer | null =>
    lo.node !== null && lo.closed && lo.value === hi.value
      ? { kind: 'value', node: lo.node, value: lo.node, unit: readUnit(''), name: null }
      : null,
  );
  return items.length > 0 && items.every((item) => item !== null)
    ? { kind: 'items', node: answer.node, items, shape: 'set', name: null }
    : null;
}

/** `P(1, 2)`: the point P. */
function pointBridge(
  items: Of<'items'>,
  value: Of<'value'>,
  context: Context,
  compare: Compare,
): Decision | null {
  const coordinates = coordinatesOf(value.node);
  if (coordinates?.length !== items.items.length) return null;
  const decisions = coordinates.map((arg, index) =>
    compare(
      items.items[index]!,
      { kind: 'value', node: arg, value: arg, unit: readUnit(''), name: null },
      context,
    ),
  );
  return (
    decisions.find(({ verdict }) => verdict !== 'equal') ?? equal('structure', 'coordinate by coordinate')
  );
}

function coordinatesOf(node: Node): readonly Node[] | null {
  if (node.kind === 'call') return /^[A-Z]'*$/.test(node.name) ? node.args : null;
  if (node.kind !== 'multiply' || node.args.length !== 2) return null;
  const [name, bracket] = node.args as [Node, Node];
  const isPoint = name.kind === 'symbol' && /^[A-Z]'*$/.test(name.name);
  return isPoint && bracket.kind === 'fence' && bracket.open === '(' ? bracket.items : null;
}

/** `x ≡ 3 (mod 7)` against 7k + 3 or a representative. */
function residueBridge(residue: Of<'residue'>, value: Of<'value'>, context: Context): Decision {
  const parameter = parameterOf(value.value);
  if (parameter === null) return compareResidues(residue.value, value.value, residue.modulus, context);
  const [at0, at1] = [substitute(value.value, parameter, 0), substitute(value.value, parameter, 1)];
  const step: Node = { kind: 'add', args: [at1, { kind: 'negate', arg: at0, ...nowhere }], ...nowhere };
  const size = Math.abs(approximate(step, context));
  if (size !== Math.abs(approximate(residue.modulus, context)))
    return different('structure', 'another modulus', `steps of ${size}`);
  const line: Node = {
    kind: 'add',
    args: [
      at0,
      { kind: 'multiply', args: [step, { kind: 'symbol', name: parameter, ...nowhere }], ...nowhere },
    ],
    ...nowhere,
  };
  const linear = compareExpressions(value.value, line, context);
  return linear.verdict === 'equal' ? compareResidues(residue.value, at0, residue.modulus, context) : linear;
}

/** `2x + 4y − 3 = 0` against `y = …`: the value's own equation is compared. */
function relationBridge(
  relation: Of<'relation'>['node'],
  value: Of<'value'>,
  context: Context,
): Decision | null {
  if (value.equation === undefined) return null;
  const decision = compareRelations(relation, value.equation, context);
  return decision.verdict === 'equal' || symbolsOf(value.value).length > 0 ? decision : null;
}

/** `x^3 = 8` against `x = 2`: the value says whose it is. A bare number may be anything. */
function namedRoot(
  relation: Of<'relation'>,
  value: Of<'value'>,
  context: Context,
  compare: Compare,
): Decision | null {
  return value.name === null ? null : rootsBridge(relation, [value], context, compare);
}

function regionBridge(gold: Answer, pred: Answer, context: Context): Decision | null {
  if (
    context.options.intervalsAsInequalities === false &&
    (gold.node.kind === 'relation') !== (pred.node.kind === 'relation')
  ) {
    return different('structure', 'an inequality against an interval', 'different notation');
  }
  const [a, b] = [asRegion(gold, context), asRegion(pred, context)];
  if (a !== null && b !== null) return compareRegions(a, b, context);
  return null;
}

/** `x^2 = 4` against `±2`: every item solves the equation, and there are as many as it has roots, real or complex. */
function rootsBridge(
  relation: Of<'relation'>,
  items: readonly Answer[],
  context: Context,
  compare: Compare,
): Decision | null {
  const [name, other] = symbolsOf(relation.node);
  const [left, right] = relation.node.operands;
  if (name === undefined || other !== undefined || left === undefined || right === undefined) return null;
  if (relation.node.operators.join() !== '=') return null;
  const difference: Node = {
    kind: 'add',
    args: [left, { kind: 'negate', arg: right, ...nowhere }],
    ...nowhere,
  };
  const distinct = withoutRepeats(items, context, compare);
  for (const item of distinct) {
    if (item.kind !== 'value' || symbolsOf(item.value).length > 0 || namesDiffer(item.name, name))
      return null;
    const at = (side: Node): Node => substitute(side, name, item.value);
    const decision = compareExpressions(at(left), at(right), context);
    if (decision.verdict !== 'equal')
      return { ...decision, reason: `an item does not solve the equation: ${decision.reason}` };
  }
  const roots = rootCounts(difference, name, context);
  if (roots === null)
    return unknown('structure', 'all items solve the equation; whether there are more is not decided');
  const real = distinct.every(
    (item) => item.kind === 'value' && !Number.isNaN(approximate(item.value, context)),
  );
  if (distinct.length === roots.complex || (real && distinct.length === roots.real))
    return equal('exact', 'the solutions of the equation, all of them');
  return different('exact', 'solutions are missing', `${distinct.length} of ${roots.real} real ones`);
}

/** How many different real and complex roots a polynomial equation has. */
function rootCounts(
  difference: Node,
  name: string,
  context: Context,
): { readonly real: number; readonly complex: number } | null {
  const { budget } = context;
  try {
    const polynomial = univariateOf(normalise(difference, { budget, assumptions: {} }).numerator, name);
    if (polynomial === null || polynomial.length < 2) return null;
    const simple = squareFree(polynomial, budget);
    return { real: countRealRoots(simple, budget), complex: simple.length - 1 };
  } catch (error) {
    if (error instanceof NotAnExpressionError || error instanceof UndefinedError) return null;
    throw error;
  }
}
