/**
 * Different kinds of answer that people use for the same thing: an interval and an inequality, a tuple and a column,
 * a ratio and a fraction, an equation and its solved form. What no bridge joins is different in kind.
 */
import { different, unknown, type Decision } from '../algebra/decide.ts';
import { substitute } from '../algebra/substitute.ts';
import { symbolsOf } from '../parse/tree.ts';
import type { Answer, Compare, Context, Of, Region } from './answer.ts';
import { withoutRepeats } from './collections.ts';
import { compareExpressions } from './numbers.ts';
import { ratioBridge } from './ratios.ts';
import { compareRegions, regionOf } from './regions.ts';
import { compareRelations } from './relations.ts';
import { vectorBridge } from './vectors.ts';

/** The region an answer may stand for besides what it is. */
function asRegion(answer: Answer, context: Context): Region | null {
  if (answer.kind === 'region') return answer.region;
  if (answer.kind === 'relation' || answer.kind === 'items' || answer.kind === 'words')
    return regionOf(answer.node, context);
  return null;
}

/** Different kinds that may mean the same. Null where they cannot. */
export function bridge(gold: Answer, pred: Answer, context: Context, compare: Compare): Decision | null {
  if (gold.kind === 'region' || pred.kind === 'region') return regionBridge(gold, pred, context);
  if (gold.kind === 'items' && gold.shape !== 'tuple' && pred.kind === 'value' && gold.items.length > 1) {
    const distinct = withoutRepeats(gold.items, context, compare);
    if (distinct.length === 1) return compare(distinct[0]!, pred, context);
  }
  if (gold.kind === 'items' && gold.items.length === 1) return compare(gold.items[0]!, pred, context);
  if (pred.kind === 'items' && pred.items.length === 1) return compare(gold, pred.items[0]!, context);
  if (gold.kind === 'items' && pred.kind === 'matrix') return vectorBridge(gold, pred, context, false);
  if (gold.kind === 'matrix' && pred.kind === 'items') return vectorBridge(pred, gold, context, true);
  if (gold.kind === 'ratio' && pred.kind === 'value') return ratioBridge(gold, pred, context);
  if (gold.kind === 'value' && pred.kind === 'ratio') return ratioBridge(pred, gold, context);
  if (gold.kind === 'residue' && pred.kind === 'value') return compareResidueValue(gold, pred, context);
  if (gold.kind === 'value' && pred.kind === 'residue')
    return compareExpressions(gold.value, pred.value, context);
  if (gold.kind === 'relation' && pred.kind === 'items') return rootsBridge(gold, pred, context);
  if (gold.kind === 'items' && pred.kind === 'relation') return rootsBridge(pred, gold, context);
  if (gold.kind === 'relation' && pred.kind === 'value') return relationBridge(gold.node, pred, context);
  if (gold.kind === 'value' && pred.kind === 'relation') return relationBridge(pred.node, gold, context);
  if (gold.kind === 'matrix' && pred.kind === 'value' && gold.rows.length === 1 && gold.rows[0]!.length === 1)
    return compareExpressions(gold.rows[0]![0]!, pred.value, context);
  return null;
}

/** `2x + 4y − 3 = 0` against `y = …`: the value's own equation is compared. */
function relationBridge(
  relation: Of<'relation'>['node'],
  value: Of<'value'>,
  context: Context,
): Decision | null {
  return value.equation === undefined ? null : compareRelations(relation, value.equation, context);
}

function compareResidueValue(gold: Of<'residue'>, pred: Of<'value'>, context: Context): Decision {
  return compareExpressions(gold.value, pred.value, context);
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

/** `x^2 = 4` against `±2`: every item solves the polynomial equation and there are as many as its degree. */
function rootsBridge(relation: Of<'relation'>, items: Of<'items'>, context: Context): Decision | null {
  const names = symbolsOf(relation.node);
  const [left, right] = relation.node.operands;
  const [name] = names;
  if (
    name === undefined ||
    names.length > 1 ||
    items.shape === 'tuple' ||
    relation.node.operators.join() !== '=' ||
    left === undefined ||
    right === undefined
  )
    return null;
  for (const item of items.items) {
    if (item.kind !== 'value' || symbolsOf(item.value).length > 0) return null;
    const decision = compareExpressions(
      substitute(left, name, item.value),
      substitute(right, name, item.value),
      context,
    );
    if (decision.verdict !== 'equal')
      return { ...decision, reason: `an item does not solve the equation: ${decision.reason}` };
  }
  return unknown('structure', 'all items solve the equation; whether there are more is not decided');
}
