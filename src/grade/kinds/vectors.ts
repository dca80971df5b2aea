/** Matrices entry by entry, and vectors in their notations: columns, rows, tuples, unit vectors. */
import { different, equal, type Decision } from '../algebra/decide.ts';
import type { Node } from '../parse/tree.ts';
import type { Context, Of } from './answer.ts';
import { compareExpressions } from './numbers.ts';
import { compareWords } from './words.ts';

export function compareMatrices(gold: Of<'matrix'>, pred: Of<'matrix'>, context: Context): Decision {
  if (
    gold.rows.length !== pred.rows.length ||
    gold.rows.some((row, index) => row.length !== pred.rows[index]!.length)
  ) {
    return different(
      'structure',
      'matrices of different size',
      `${gold.rows.length}×${gold.rows[0]?.length ?? 0} against ${pred.rows.length}×${pred.rows[0]?.length ?? 0}`,
    );
  }
  let doubt: Decision | null = null;
  for (const [i, row] of gold.rows.entries()) {
    for (const [j, entry] of row.entries()) {
      const decision = compareEntries(entry, pred.rows[i]![j]!, context);
      if (decision.verdict === 'different')
        return { ...decision, reason: `entry (${i + 1}, ${j + 1}): ${decision.reason}` };
      if (decision.verdict === 'unknown') doubt ??= decision;
    }
  }
  return doubt ?? equal('structure', 'entry by entry');
}

function compareEntries(gold: Node, pred: Node, context: Context): Decision {
  if (gold.kind === 'text' && pred.kind === 'text') return compareWords(gold.text, pred.text, false);
  return compareExpressions(gold, pred, context);
}

export function vectorBridge(
  items: Of<'items'>,
  matrix: Of<'matrix'>,
  context: Context,
  swapped: boolean,
): Decision | null {
  const flat =
    matrix.rows.length === 1
      ? [...matrix.rows[0]!]
      : matrix.rows.every((row) => row.length === 1)
        ? matrix.rows.map((row) => row[0]!)
        : null;
  if (flat === null) return rowsBridge(items, matrix, context);
  // i − 2j has no third coordinate written: it is zero beside one that has.
  if (flat.length === 2 && items.items.length === 3 && /^(?:add|multiply|negate)$/.test(matrix.node.kind))
    flat.push({ kind: 'number', value: { n: 0n, d: 1n }, places: 0, start: 0, end: 0 });
  if (items.items.length !== flat.length)
    return different(
      'structure',
      'vectors of different length',
      `${items.items.length} against ${flat.length}`,
    );
  for (const [index, item] of items.items.entries()) {
    if (item.kind !== 'value') return null;
    const decision = swapped
      ? compareExpressions(flat[index]!, item.value, context)
      : compareExpressions(item.value, flat[index]!, context);
    if (decision.verdict !== 'equal')
      return { ...decision, reason: `entry ${index + 1}: ${decision.reason}` };
  }
  return equal('structure', 'entry by entry');
}

/** `[[1, 2], [3, 4]]` against a matrix. */
function rowsBridge(items: Of<'items'>, matrix: Of<'matrix'>, context: Context): Decision | null {
  if (items.items.length !== matrix.rows.length) return null;
  for (const [index, item] of items.items.entries()) {
    if (item.kind !== 'items') return null;
    const row: Of<'matrix'> = { kind: 'matrix', node: matrix.node, rows: [matrix.rows[index]!] };
    const decision = vectorBridge(item, row, context, true);
    if (decision?.verdict !== 'equal') return decision;
  }
  return equal('structure', 'row by row');
}
