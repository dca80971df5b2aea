/** Functions given by cases. */
import { different, equal, type Decision } from '../algebra/decide.ts';
import type { Node } from '../parse/tree.ts';
import type { Context, Of } from './answer.ts';
import { compareExpressions } from './numbers.ts';
import { comparePiecewise } from './piecewise.ts';
import { compareRegions, regionOf } from './regions.ts';
import { compareRelations } from './relations.ts';

/** Two case distinctions: as functions of one variable, or else case by case as they are written. */
export function compareCases(gold: Of<'cases'>, pred: Of<'cases'>, context: Context): Decision {
  return comparePiecewise(gold.node, pred.node, context) ?? compareWritten(gold, pred, context);
}

function compareWritten(gold: Of<'cases'>, pred: Of<'cases'>, context: Context): Decision {
  const a = gold.node.rows;
  const b = [...pred.node.rows];
  if (a.length !== b.length)
    return different('structure', 'a different number of cases', `${a.length} against ${b.length}`);
  const otherwise = (node: Node | null): boolean => node === null || node.kind === 'text';
  const left = a.filter((row) => {
    const { condition } = row;
    if (condition === null || otherwise(condition)) return true;
    const partner = b.findIndex(
      (candidate) =>
        candidate.condition !== null &&
        !otherwise(candidate.condition) &&
        compareExpressions(row.value, candidate.value, context).verdict === 'equal' &&
        compareConditions(condition, candidate.condition, context),
    );
    if (partner >= 0) b.splice(partner, 1);
    return partner < 0;
  });
  // "Otherwise" may stand for one written condition: what is left over on either side is that one case.
  const [last, candidate] = [left[0], b[0]];
  if (last === undefined || candidate === undefined) return equal('structure', 'case by case');
  const fits = otherwise(last.condition) || otherwise(candidate.condition);
  if (
    left.length > 1 ||
    !fits ||
    compareExpressions(last.value, candidate.value, context).verdict !== 'equal'
  )
    return different('structure', 'a case has no partner', 'value or condition differs');
  return equal('structure', 'case by case');
}

function compareConditions(gold: Node, pred: Node, context: Context): boolean {
  const [a, b] = [regionOf(gold, context), regionOf(pred, context)];
  if (a !== null && b !== null) return compareRegions(a, b, context).verdict === 'equal';
  if (gold.kind === 'relation' && pred.kind === 'relation')
    return compareRelations(gold, pred, context).verdict === 'equal';
  return false;
}
