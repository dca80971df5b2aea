/** Lists, sets and tuples: item by item, in order where order means something. */
import { different, equal, type Decision } from '../algebra/decide.ts';
import type { Node } from '../parse/tree.ts';
import type { Answer, Compare, Context, Of } from './answer.ts';
import { compareFamilies } from './families.ts';
import { sameLine } from './lines.ts';
import { compareRegions, regionOf } from './regions.ts';

export function compareItems(
  gold: Of<'items'>,
  pred: Of<'items'>,
  context: Context,
  compare: Compare,
): Decision {
  const intervals = asIntervals(gold, pred, context);
  if (intervals !== null) return intervals;
  const families = compareFamilyLists(gold.items, pred.items, context);
  if (families !== null) return families;
  if ((isAlternatives(gold) && isBracketed(pred)) || (isAlternatives(pred) && isBracketed(gold)))
    return different(
      'structure',
      'values of one unknown against a point or interval',
      'brackets on one side',
    );
  const byName = inOrderOfNames(gold.items, pred.items);
  if (byName !== null) return inOrder(gold.items, byName, context, compare);
  const ordered =
    gold.shape === 'tuple' ||
    pred.shape === 'tuple' ||
    context.options.listOrder === 'given' ||
    context.instructions.inOrder;
  const eitherSet = !context.instructions.inOrder && (gold.shape === 'set' || pred.shape === 'set');
  if (eitherSet && ordered && (gold.shape !== 'set') !== (pred.shape !== 'set'))
    return tupleAgainstSet(gold, pred, context, compare);
  if (ordered && !eitherSet) {
    const decision = inOrder(gold.items, pred.items, context, compare);
    return decision.verdict === 'equal' ? decision : (sameLine(gold, pred, context) ?? decision);
  }
  const solutions =
    eitherSet || [...gold.items, ...pred.items].every((item) => item.kind !== 'value' || item.name !== null);
  return asSets(
    solutions ? withoutRepeats(gold.items, context, compare) : gold.items,
    solutions ? withoutRepeats(pred.items, context, compare) : pred.items,
    context,
    compare,
  );
}

/** The items of the second list in the order of the first one's names, where both name the same unknowns once each. */
function inOrderOfNames(gold: readonly Answer[], pred: readonly Answer[]): Answer[] | null {
  const names = (items: readonly Answer[]): string[] =>
    items.map((item) => (item.kind === 'value' ? item.name : null)).filter((name) => name !== null);
  const [a, b] = [names(gold), names(pred)];
  const complete = a.length === gold.length && b.length === pred.length && a.length === b.length;
  if (!complete || new Set(a).size !== a.length || a.some((name) => !b.includes(name))) return null;
  return a.map((name) => pred[b.indexOf(name)]!);
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
  const bracket = (open: string): boolean => open === '(' || open === '[' || open === ']';
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
function tupleAgainstSet(gold: Of<'items'>, pred: Of<'items'>, context: Context, compare: Compare): Decision {
  // Square brackets around two numbers are an interval before they are a pair; explicit set braces are no interval.
  const square = [gold, pred].some(
    ({ node }) => node.kind === 'fence' && (node.open === '[' || node.open === ']'),
  );
  const braces = [gold, pred].some(({ node }) => node.kind === 'fence' && node.open === '\\{');
  if (context.options.tupleAsSet === false || (square && braces))
    return different('structure', 'a tuple against a set', 'different kinds of answer');
  if (gold.shape === 'list' || pred.shape === 'list') return asSets(gold.items, pred.items, context, compare);
  return inOrder(gold.items, pred.items, context, compare);
}

const isBracketed = ({ node }: Of<'items'>): boolean =>
  node.kind === 'fence' && (node.open === '(' || node.open === '[');

/** `x = -3 or x = 5`: every value is said to be the same unknown's. */
function isAlternatives({ items }: Of<'items'>): boolean {
  const names = items.map((item) => (item.kind === 'value' ? item.name : null));
  return (
    names.length > 1 && names.every((name) => name !== null && /^[a-z]$/.test(name) && name === names[0])
  );
}

function inOrder(
  gold: readonly Answer[],
  pred: readonly Answer[],
  context: Context,
  compare: Compare,
): Decision {
  if (gold.length !== pred.length)
    return different('structure', 'a different number of entries', `${gold.length} against ${pred.length}`);
  let doubt: Decision | null = null;
  for (const [index, item] of gold.entries()) {
    const decision = compare(item, pred[index]!, context);
    if (decision.verdict === 'different')
      return { ...decision, reason: `entry ${index + 1}: ${decision.reason}` };
    if (decision.verdict === 'unknown')
      doubt ??= { ...decision, reason: `entry ${index + 1}: ${decision.reason}` };
  }
  return doubt ?? equal('structure', 'entry by entry');
}

/** Each value once. */
export function withoutRepeats(items: readonly Answer[], context: Context, compare: Compare): Answer[] {
  const kept: Answer[] = [];
  for (const item of items)
    if (!kept.some((other) => compare(other, item, context).verdict === 'equal')) kept.push(item);
  return kept;
}

/** Each item of one list finds its own partner in the other. */
function asSets(
  gold: readonly Answer[],
  pred: readonly Answer[],
  context: Context,
  compare: Compare,
): Decision {
  if (gold.length !== pred.length)
    return different('structure', 'a different number of items', `${gold.length} against ${pred.length}`);
  const free = [...pred];
  let doubt: Decision | null = null;
  for (const [index, item] of gold.entries()) {
    let partner = -1;
    let nearest: Decision | null = null;
    for (const [at, candidate] of free.entries()) {
      const decision = compare(item, candidate, context);
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
