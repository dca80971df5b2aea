/**
 * Two answers of any kinds: one table of comparisons for equal kinds, and a few bridges between kinds that people use
 * for the same thing (a tuple for an interval, a column for a tuple, one value for a list of one). What no bridge
 * joins is different in kind.
 */
import * as q from '../../exact/rational.ts';
import { different, equal, unknown, type Decision } from '../algebra/decide.ts';
import { substitute } from '../algebra/substitute.ts';
import { symbolsOf, type Node } from '../parse/tree.ts';
import type { Answer, Context, Region } from './answer.ts';
import { compareFamilies, parameterOf } from './families.ts';
import { approximate, compareExpressions } from './numbers.ts';
import { scaled, symbolsAsUnits } from './quantities.ts';
import { compareRegions, regionOf } from './regions.ts';
import { compareRelations } from './relations.ts';
import { sameDimensions, unitless } from './units.ts';
import { compareWords } from './words.ts';

type Of<K extends Answer['kind']> = Extract<Answer, { kind: K }>;

/** Decides whether `pred` says what `gold` says. */
export function compareAnswers(gold: Answer, pred: Answer, context: Context): Decision {
  context.budget.tick();
  if (gold.kind === pred.kind) return compareSame(gold, pred, context);
  return (
    bridge(gold, pred, context) ??
    different('structure', `${article(gold)} against ${article(pred)}`, 'different kinds of answer')
  );
}

const articles: Readonly<Record<Answer['kind'], string>> = {
  value: 'a value',
  items: 'a list or tuple',
  region: 'a set of reals',
  matrix: 'a matrix',
  relation: 'an equation or inequality',
  ratio: 'a ratio',
  residue: 'a residue',
  cases: 'a case distinction',
  words: 'words',
};

function article(answer: Answer): string {
  return articles[answer.kind];
}

function compareSame(gold: Answer, pred: Answer, context: Context): Decision {
  switch (gold.kind) {
    case 'value':
      return compareValues(gold, pred as Of<'value'>, context);
    case 'items':
      return compareItems(gold, pred as Of<'items'>, context);
    case 'region':
      return compareRegions(gold.region, (pred as Of<'region'>).region, context);
    case 'matrix':
      return compareMatrices(gold, pred as Of<'matrix'>, context);
    case 'relation':
      return compareRelations(gold.node, (pred as Of<'relation'>).node, context);
    case 'ratio':
      return compareRatios(gold.parts, (pred as Of<'ratio'>).parts, context);
    case 'residue': {
      const other = pred as Of<'residue'>;
      const modulus = compareExpressions(gold.modulus, other.modulus, context);
      return modulus.verdict === 'equal'
        ? compareResidues(gold.value, other.value, gold.modulus, context)
        : { ...modulus, reason: `the modulus: ${modulus.reason}` };
    }
    case 'cases':
      return compareCases(gold, pred as Of<'cases'>, context);
    case 'words':
      return compareWords(gold.text, (pred as Of<'words'>).text, context.options.caseSensitive === true);
  }
}

function compareValues(gold: Of<'value'>, pred: Of<'value'>, context: Context): Decision {
  const hasGold = !unitless(gold.unit);
  const hasPred = !unitless(pred.unit);
  if (hasGold !== hasPred) {
    const read = hasGold ? symbolsAsUnits(pred.value) : symbolsAsUnits(gold.value);
    if (read !== null && hasGold) return compareValues(gold, { ...pred, ...read }, context);
    if (read !== null) return compareValues({ ...gold, ...read }, pred, context);
  }
  if (hasGold && hasPred) {
    if (!sameDimensions(gold.unit, pred.unit))
      return different('structure', 'units of different dimension', 'the units do not convert');
    const ratio = q.divide(pred.unit.factor, gold.unit.factor);
    return compareNumbers(gold.value, scaled(pred.value, ratio), context);
  }
  if (hasGold !== hasPred && context.options.units === 'require')
    return different('structure', 'a unit is missing', 'unit on one side only');
  return compareNumbers(gold.value, pred.value, context);
}

/** Percent and degrees are marks that may stand or be left out. */
function compareNumbers(gold: Node, pred: Node, context: Context): Decision {
  const family = compareFamilies([gold], [pred], context);
  if (family !== null && (family.verdict === 'equal' || parameterOf(gold) !== parameterOf(pred)))
    return family;
  const direct = compareExpressions(gold, pred, context);
  if (direct.verdict === 'equal') return direct;
  for (const mark of ['percent', 'degree'] as const) {
    const bareGold = gold.kind === mark;
    const barePred = pred.kind === mark;
    if (bareGold === barePred) continue;
    if (mark === 'percent' && context.options.percent === 'value') continue;
    if (mark === 'degree' && context.radians === true) continue;
    const without = compareExpressions(bareGold ? gold.arg : gold, barePred ? pred.arg : pred, context);
    if (without.verdict === 'equal')
      return { ...without, reason: `${without.reason}, the ${mark} sign left out on one side` };
  }
  return direct;
}

function compareItems(gold: Of<'items'>, pred: Of<'items'>, context: Context): Decision {
  const intervals = asIntervals(gold, pred, context);
  if (intervals !== null) return intervals;
  const families = compareFamilyLists(gold.items, pred.items, context);
  if (families !== null) return families;
  const ordered = gold.shape === 'tuple' || pred.shape === 'tuple' || context.options.listOrder === 'given';
  const eitherSet = gold.shape === 'set' || pred.shape === 'set';
  if (eitherSet && ordered && (gold.shape !== 'set') !== (pred.shape !== 'set'))
    return tupleAgainstSet(gold, pred, context);
  if (ordered && !eitherSet) return inOrder(gold.items, pred.items, context);
  const solutions =
    eitherSet || [...gold.items, ...pred.items].every((item) => item.kind !== 'value' || item.name !== null);
  return asSets(
    solutions ? withoutRepeats(gold.items, context) : gold.items,
    solutions ? withoutRepeats(pred.items, context) : pred.items,
    context,
  );
}

/** `(0, 1)` against `[0, 1]`: where the brackets differ and both can be intervals, they are. */
function asIntervals(gold: Of<'items'>, pred: Of<'items'>, context: Context): Decision | null {
  const [a, b] = [gold.node, pred.node];
  if (
    a.kind !== 'fence' ||
    b.kind !== 'fence' ||
    a.items.length !== 2 ||
    (a.open === b.open && a.close === b.close)
  )
    return null;
  const bracket = (open: string): boolean => open === '(' || open === '[';
  if (!bracket(a.open) || !bracket(b.open)) return null;
  const [x, y] = [regionOf(a, context), regionOf(b, context)];
  return x === null || y === null ? null : compareRegions(x, y, context);
}

function compareFamilyLists(
  gold: readonly Answer[],
  pred: readonly Answer[],
  context: Context,
): Decision | null {
  const nodes = (items: readonly Answer[]): Node[] | null =>
    items.every((item) => item.kind === 'value') ? items.map((item) => item.value) : null;
  const a = nodes(gold);
  const b = nodes(pred);
  return a === null || b === null ? null : compareFamilies(a, b, context);
}

/** A tuple is not a set; two intervals are no sets of two points either. Same order counts where options allow. */
function tupleAgainstSet(gold: Of<'items'>, pred: Of<'items'>, context: Context): Decision {
  if (context.options.tupleAsSet === false)
    return different('structure', 'a tuple against a set', 'different kinds of answer');
  if (gold.shape === 'list' || pred.shape === 'list') return asSets(gold.items, pred.items, context);
  return inOrder(gold.items, pred.items, context);
}

function inOrder(gold: readonly Answer[], pred: readonly Answer[], context: Context): Decision {
  if (gold.length !== pred.length)
    return different('structure', 'a different number of entries', `${gold.length} against ${pred.length}`);
  let doubt: Decision | null = null;
  for (const [index, item] of gold.entries()) {
    const decision = compareAnswers(item, pred[index]!, context);
    if (decision.verdict === 'different')
      return { ...decision, reason: `entry ${index + 1}: ${decision.reason}` };
    if (decision.verdict === 'unknown')
      doubt ??= { ...decision, reason: `entry ${index + 1}: ${decision.reason}` };
  }
  return doubt ?? equal('structure', 'entry by entry');
}

function withoutRepeats(items: readonly Answer[], context: Context): Answer[] {
  const kept: Answer[] = [];
  for (const item of items)
    if (!kept.some((other) => compareAnswers(other, item, context).verdict === 'equal')) kept.push(item);
  return kept;
}

/** Each item of one list finds its own partner in the other. */
function asSets(gold: readonly Answer[], pred: readonly Answer[], context: Context): Decision {
  if (gold.length !== pred.length)
    return different('structure', 'a different number of items', `${gold.length} against ${pred.length}`);
  const free = [...pred];
  let doubt: Decision | null = null;
  for (const [index, item] of gold.entries()) {
    let partner = -1;
    let nearest: Decision | null = null;
    for (const [at, candidate] of free.entries()) {
      const decision = compareAnswers(item, candidate, context);
      if (decision.verdict === 'equal') {
        partner = at;
        break;
      }
      if (decision.verdict === 'unknown') nearest = decision;
    }
    if (partner >= 0) free.splice(partner, 1);
    else if (nearest !== null) doubt = nearest;
    else
      return different(
        'structure',
        `item ${index + 1} has no partner`,
        `${free.length} items of the other list are left`,
      );
  }
  return doubt ?? equal('structure', 'item by item, in any order');
}

function compareMatrices(gold: Of<'matrix'>, pred: Of<'matrix'>, context: Context): Decision {
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

function compareRatios(gold: readonly Node[], pred: readonly Node[], context: Context): Decision {
  if (gold.length !== pred.length)
    return different(
      'structure',
      'ratios of different length',
      `${gold.length} against ${pred.length} parts`,
    );
  const cross = (a: Node, b: Node): Node => ({ kind: 'multiply', args: [a, b], start: 0, end: 0 });
  for (let index = 1; index < gold.length; index++) {
    const decision = compareExpressions(
      cross(gold[0]!, pred[index]!),
      cross(gold[index]!, pred[0]!),
      context,
    );
    if (decision.verdict !== 'equal') return { ...decision, reason: `the ratios differ: ${decision.reason}` };
  }
  // 0 : 1 and 0 : 2 are proportional to everything that begins with 0.
  if (
    gold.some((part) => approximate(part, context) === 0) ||
    pred.some((part) => approximate(part, context) === 0)
  ) {
    const zeros = gold.every(
      (part, index) => (approximate(part, context) === 0) === (approximate(pred[index]!, context) === 0),
    );
    if (
      !zeros ||
      gold.some((part, index) => compareExpressions(part, pred[index]!, context).verdict !== 'equal')
    )
      return different('structure', 'the ratios differ', 'a part is zero');
  }
  return equal('exact', 'proportional');
}

function compareResidues(gold: Node, pred: Node, modulus: Node, context: Context): Decision {
  const [a, b, m] = [gold, pred, modulus].map((node) => approximate(node, context)) as [
    number,
    number,
    number,
  ];
  if (![a, b, m].every((value) => Number.isSafeInteger(value)) || m === 0)
    return compareExpressions(gold, pred, context);
  return (a - b) % m === 0
    ? equal('exact', `congruent modulo ${Math.abs(m)}`)
    : different('exact', `not congruent modulo ${Math.abs(m)}`, `${a} against ${b}`);
}

function compareCases(gold: Of<'cases'>, pred: Of<'cases'>, context: Context): Decision {
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

/** The region an answer may stand for besides what it is. */
function asRegion(answer: Answer, context: Context): Region | null {
  if (answer.kind === 'region') return answer.region;
  if (answer.kind === 'relation' || answer.kind === 'items' || answer.kind === 'words')
    return regionOf(answer.node, context);
  return null;
}

/** Different kinds that may mean the same. Null where they cannot. */
function bridge(gold: Answer, pred: Answer, context: Context): Decision | null {
  if (gold.kind === 'region' || pred.kind === 'region') return regionBridge(gold, pred, context);
  if (gold.kind === 'items' && gold.shape !== 'tuple' && pred.kind === 'value' && gold.items.length > 1) {
    const distinct = withoutRepeats(gold.items, context);
    if (distinct.length === 1) return compareAnswers(distinct[0]!, pred, context);
  }
  if (gold.kind === 'items' && gold.items.length === 1) return compareAnswers(gold.items[0]!, pred, context);
  if (pred.kind === 'items' && pred.items.length === 1) return compareAnswers(gold, pred.items[0]!, context);
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

function vectorBridge(
  items: Of<'items'>,
  matrix: Of<'matrix'>,
  context: Context,
  swapped: boolean,
): Decision | null {
  const flat =
    matrix.rows.length === 1
      ? matrix.rows[0]!
      : matrix.rows.every((row) => row.length === 1)
        ? matrix.rows.map((row) => row[0]!)
        : null;
  if (flat === null) return rowsBridge(items, matrix, context);
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

function ratioBridge(ratio: Of<'ratio'>, value: Of<'value'>, context: Context): Decision | null {
  const [a, b] = ratio.parts;
  if (ratio.parts.length !== 2 || a === undefined || b === undefined) return null;
  return compareExpressions(
    { kind: 'divide', numerator: a, denominator: b, start: 0, end: 0 },
    value.value,
    context,
  );
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
