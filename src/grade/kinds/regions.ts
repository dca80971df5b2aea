/**
 * Sets of reals: interval notation, unions, differences with finite sets, inequalities in one variable. Regions are
 * compared piece by piece, end points as values and by whether they belong.
 */
import { different, equal, type Decision } from '../algebra/decide.ts';
import { symbolsOf, type Node } from '../parse/tree.ts';
import type { Context, Piece, Region } from './answer.ts';
import { endpoint, flipped, solve } from './inequalities.ts';
import { compareExpressions } from './numbers.ts';
import { allReals, complement, empty, intersect, normal, union } from './region-sets.ts';

/** The region a tree denotes, or null where it denotes none (or needs more algebra than there is here). */
export function regionOf(node: Node, context: Context): Region | null {
  switch (node.kind) {
    case 'fence':
      return fenceRegion(node, context);
    case 'constant':
      return node.name === 'reals' ? allReals : node.name === 'emptyset' ? empty : null;
    case 'setOperation':
      return operation(node, context);
    case 'relation':
      return relationRegion(node, context);
    case 'setBuilder':
      return builtRegion(node, context);
    case 'list':
      return listRegion(node, context);
    case 'text':
      if (/^(?:no (?:real )?solutions?|none|(?:the )?empty set)$/i.test(node.text.trim())) return empty;
      return /^(?:all )?(?:real numbers?|reals)$|^all (?:values|numbers)$/i.test(node.text.trim())
        ? allReals
        : null;
    default:
      return null;
  }
}

/** The condition's set, within that of the element where it names one: `{x ∈ ℝ : x ≠ 1}`. */
function builtRegion(node: Extract<Node, { kind: 'setBuilder' }>, context: Context): Region | null {
  const region = regionOf(node.condition, context);
  const within = node.element.kind === 'relation' ? regionOf(node.element, context) : null;
  return region === null || within === null ? region : intersect(region, within);
}

function fenceRegion(node: Extract<Node, { kind: 'fence' }>, context: Context): Region | null {
  const [a, b] = node.items;
  if (node.open === '\\{') {
    const points = node.items.map((item) => endpoint(item, true, context));
    return points.some((point) => Number.isNaN(point.value))
      ? null
      : normal(points.map((point) => ({ lo: point, hi: point })));
  }
  if (node.open === '{' || node.open === '<' || node.items.length !== 2 || a === undefined || b === undefined)
    return null;
  if ([a, b].some((item) => item.kind === 'relation' || item.kind === 'fence' || item.kind === 'text'))
    return null;
  const lo = endpoint(a, node.open === '[', context);
  const hi = endpoint(b, node.close === ']', context);
  return lo.value > hi.value ? null : { pieces: [{ lo, hi }] };
}

function operation(node: Extract<Node, { kind: 'setOperation' }>, context: Context): Region | null {
  const regions = node.args.map((arg) => regionOf(arg, context));
  if (regions.some((region) => region === null)) return null;
  const [first, ...rest] = regions as Region[];
  let region = first!;
  for (const other of rest) {
    context.budget.check();
    if (node.operator === 'union') region = union(region, other);
    else region = intersect(region, node.operator === 'intersection' ? other : complement(other));
  }
  return region;
}

/** `x ≠ 0, 2`: the values that follow an excluded one are excluded too. */
function withExcludedValues(items: readonly Node[]): readonly Node[] {
  const [first] = items;
  if (first?.kind !== 'relation' || first.operators.join() !== '!=') return items;
  return items.map((item) =>
    item.kind === 'relation' || item.kind === 'text' || symbolsOf(item).length > 0
      ? item
      : { ...first, operands: [first.operands[0]!, item] },
  );
}

function listRegion(node: Extract<Node, { kind: 'list' }>, context: Context): Region | null {
  const items = withExcludedValues(node.items);
  const relations = items.filter((item) => item.kind === 'relation');
  if (
    relations.length !== items.length &&
    !items.every((item) => item.kind === 'relation' || item.kind === 'fence' || item.kind === 'setOperation')
  )
    return null;
  if (relations.some((item) => item.operators.every((operator) => operator === '='))) return null;
  const regions = items.map((item) => regionOf(item, context));
  if (regions.some((region) => region === null)) return null;
  const names = new Set(relations.flatMap((item) => symbolsOf(item)));
  if (names.size > 1) return null;
  const [first, ...rest] = regions as Region[];
  // only excluded values, and nothing that they are excluded from
  if (first === undefined) return null;
  const together =
    relations.length === items.length &&
    node.separators.some((separator) => separator === 'and' || separator === 'where');
  const excluding = relations.some((item) => item.operators.includes('!='));
  const all = (join: typeof union): Region => rest.reduce((sum, region) => join(sum, region), first);
  if (together || excluding) return all(intersect);
  // `x > -1, x < 4`: bounds that together would leave nothing out are meant to hold at once.
  const either = all(union);
  const both = node.separators.includes('or') || !isEverything(either) ? empty : all(intersect);
  return both.pieces.length > 0 ? both : either;
}

function isEverything({ pieces: [first, ...more] }: Region): boolean {
  return first?.lo.value === -Infinity && first.hi.value === Infinity && more.length === 0;
}

function relationRegion(node: Extract<Node, { kind: 'relation' }>, context: Context): Region | null {
  const [first, second] = node.operands;
  const [operator] = node.operators;
  if (node.operands.length === 2 && operator === 'in' && second !== undefined && first?.kind === 'symbol')
    return regionOf(second, context);
  if (
    node.operands.length === 2 &&
    operator === '=' &&
    first?.kind === 'symbol' &&
    second !== undefined &&
    (second.kind === 'setOperation' || (second.kind === 'fence' && second.open !== '{'))
  )
    return regionOf(second, context);
  if (!node.operators.every((each) => flipped[each] !== undefined)) return null;
  let region = allReals;
  for (const [index, each] of node.operators.entries()) {
    const half = solve(node.operands[index]!, each, node.operands[index + 1]!, context);
    if (half === null) return null;
    region = intersect(region, half);
  }
  return region;
}

/** The whole numbers of a bounded set as trees, or null where there are none or very many. */
export function wholeNumbersIn(region: Region): Node[] | null {
  const points: Node[] = [];
  for (const { lo, hi } of region.pieces) {
    if (!(hi.value - lo.value < 200)) return null;
    for (let value = Math.ceil(lo.value - 1e-9); value <= hi.value + 1e-9; value++) {
      const [first, last] = [Math.abs(value - lo.value) < 1e-9, Math.abs(value - hi.value) < 1e-9];
      if ((first && !lo.closed) || (last && !hi.closed)) continue;
      const magnitude: Node = {
        kind: 'number',
        value: { n: BigInt(Math.abs(value)), d: 1n },
        places: 0,
        start: 0,
        end: 0,
      };
      points.push(value < 0 ? { kind: 'negate', arg: magnitude, start: 0, end: 0 } : magnitude);
    }
  }
  return points.length === 0 ? null : points;
}

function show({ lo, hi }: Piece): string {
  const end = (value: number): string =>
    Number.isFinite(value) ? String(Number(value.toPrecision(6))) : value > 0 ? '∞' : '-∞';
  return `${lo.closed ? '[' : '('}${end(lo.value)}, ${end(hi.value)}${hi.closed ? ']' : ')'}`;
}

function showRegion(region: Region): string {
  return region.pieces.length === 0 ? '∅' : region.pieces.map(show).join(' ∪ ');
}

/** Equal if all pieces have equal ends that belong or not on both sides. */
export function compareRegions(gold: Region, pred: Region, context: Context): Decision {
  const witness = `${showRegion(gold)} against ${showRegion(pred)}`;
  if (gold.pieces.length !== pred.pieces.length)
    return different('structure', 'the sets have different pieces', witness);
  for (const [index, a] of gold.pieces.entries()) {
    const b = pred.pieces[index]!;
    for (const side of ['lo', 'hi'] as const) {
      const [x, y] = [a[side], b[side]];
      if (x.node === null || y.node === null) {
        if (x.value !== y.value) return different('structure', 'an end point differs', witness);
        continue;
      }
      if (x.closed !== y.closed)
        return different('structure', 'an end point belongs to one set only', witness);
      const decision = compareExpressions(x.node, y.node, context);
      if (decision.verdict !== 'equal') return { ...decision, reason: `an end point: ${decision.reason}` };
    }
  }
  return equal('structure', 'the same set of reals');
}
