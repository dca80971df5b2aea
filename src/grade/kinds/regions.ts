/**
 * Sets of reals: interval notation, unions, differences with finite sets, inequalities in one variable with linear
 * sides or absolute values. Regions are compared piece by piece, end points as values and by whether they belong.
 */
import { different, equal, type Decision } from '../algebra/decide.ts';
import { substitute } from '../algebra/substitute.ts';
import { symbolsOf, type Node, type RelationOperator } from '../parse/tree.ts';
import type { Context, Endpoint, Piece, Region } from './answer.ts';
import { approximate, compareExpressions } from './numbers.ts';

const nowhere = { start: 0, end: 0 } as const;
const infinite = (value: number): Endpoint => ({ node: null, value, closed: false });
const allReals: Region = { pieces: [{ lo: infinite(-Infinity), hi: infinite(Infinity) }] };
const empty: Region = { pieces: [] };

function isInfinity(node: Node): 1 | -1 | null {
  if (node.kind === 'constant' && node.name === 'infinity') return 1;
  if (node.kind === 'negate' && isInfinity(node.arg) === 1) return -1;
  return null;
}

function endpoint(node: Node, closed: boolean, context: Context): Endpoint {
  const infinity = isInfinity(node);
  if (infinity !== null) return infinite(infinity * Infinity);
  return { node, value: approximate(node, context), closed };
}

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
      return regionOf(node.condition, context);
    case 'list':
      return listRegion(node, context);
    case 'text':
      return /^(?:all )?(?:real numbers?|reals)$|^all (?:values|numbers)$/i.test(node.text.trim())
        ? allReals
        : null;
    default:
      return null;
  }
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
    if (node.operator === 'union') region = normal([...region.pieces, ...other.pieces]);
    else region = intersect(region, node.operator === 'intersection' ? other : complement(other));
  }
  return region;
}

function listRegion(node: Extract<Node, { kind: 'list' }>, context: Context): Region | null {
  const relations = node.items.filter((item) => item.kind === 'relation');
  if (
    relations.length !== node.items.length &&
    !node.items.every(
      (item) => item.kind === 'relation' || item.kind === 'fence' || item.kind === 'setOperation',
    )
  )
    return null;
  if (relations.some((item) => item.operators.every((operator) => operator === '='))) return null;
  const regions = node.items.map((item) => regionOf(item, context));
  if (regions.some((region) => region === null)) return null;
  const names = new Set(relations.flatMap((item) => symbolsOf(item)));
  if (names.size > 1) return null;
  const [first, ...rest] = regions as Region[];
  const together = node.separators.some((separator) => separator === 'and' || separator === 'where');
  const excluding = relations.some((item) => item.operators.includes('!='));
  return rest.reduce(
    (sum, region) =>
      together || excluding ? intersect(sum, region) : normal([...sum.pieces, ...region.pieces]),
    first!,
  );
}

const flipped: Readonly<Partial<Record<RelationOperator, RelationOperator>>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '!=': '!=',
};

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

/** The solutions of one inequality: a named quantity, a linear expression or an absolute value against a constant. */
function solve(left: Node, operator: RelationOperator, right: Node, context: Context): Region | null {
  if (symbolsOf(left).length === 0 && !isNamed(left))
    return isNamed(right) || symbolsOf(right).length > 0
      ? solveFor(right, flipped[operator]!, left, context)
      : null;
  if (symbolsOf(right).length === 0) return solveFor(left, operator, right, context);
  const difference: Node = {
    kind: 'add',
    args: [left, { kind: 'negate', arg: right, ...nowhere }],
    ...nowhere,
  };
  return solveFor(difference, operator, number(0), context);
}

/** f(x), P(A): a quantity that is named by a call is bounded like a variable. */
function isNamed(node: Node): boolean {
  return node.kind === 'call' && /^[A-Za-z](?:_.*)?'*$/.test(node.name);
}

function number(value: number): Node {
  return { kind: 'number', value: { n: BigInt(value), d: 1n }, places: 0, ...nowhere };
}

function half(bound: Node, operator: RelationOperator, context: Context): Region {
  const at = endpoint(bound, operator === '<=' || operator === '>=', context);
  if (operator === '!=')
    return {
      pieces: [
        { lo: infinite(-Infinity), hi: { ...at, closed: false } },
        { lo: { ...at, closed: false }, hi: infinite(Infinity) },
      ],
    };
  return {
    pieces: [
      operator === '<' || operator === '<='
        ? { lo: infinite(-Infinity), hi: at }
        : { lo: at, hi: infinite(Infinity) },
    ],
  };
}

function solveFor(subject: Node, operator: RelationOperator, bound: Node, context: Context): Region | null {
  if (isInfinity(bound) !== null) return allReals;
  if (subject.kind === 'symbol' || isNamed(subject)) return half(bound, operator, context);
  if (subject.kind === 'call' && subject.name === 'abs' && subject.args.length === 1)
    return absolute(subject.args[0]!, operator, bound, context);
  const names = symbolsOf(subject);
  const [name] = names;
  if (name === undefined || names.length > 1) return null;
  const constantTerm = substitute(subject, name, 0);
  const slope: Node = {
    kind: 'add',
    args: [substitute(subject, name, 1), { kind: 'negate', arg: constantTerm, ...nowhere }],
    ...nowhere,
  };
  const [atZero, rise, atThree] = [constantTerm, slope, substitute(subject, name, 3)].map((tree) =>
    approximate(tree, context),
  ) as [number, number, number];
  const linear =
    Math.abs(atZero + 3 * rise - atThree) < 1e-9 * (1 + Math.abs(atThree)) &&
    linearAt(subject, name, [atZero, rise], context);
  if (!linear || Number.isNaN(rise) || rise === 0) return null;
  const solution: Node = {
    kind: 'divide',
    numerator: { kind: 'add', args: [bound, { kind: 'negate', arg: constantTerm, ...nowhere }], ...nowhere },
    denominator: slope,
    ...nowhere,
  };
  return half(solution, rise > 0 ? operator : flipped[operator]!, context);
}

function linearAt(
  subject: Node,
  name: string,
  [constantTerm, slope]: readonly [number, number],
  context: Context,
): boolean {
  return [-2, 7, -11].every((at) => {
    const value = approximate(substitute(subject, name, at), context);
    return Math.abs(value - (constantTerm + slope * at)) < 1e-9 * (1 + Math.abs(value));
  });
}

function absolute(inner: Node, operator: RelationOperator, bound: Node, context: Context): Region | null {
  const value = approximate(bound, context);
  const lower: Node = { kind: 'negate', arg: bound, ...nowhere };
  if (Number.isNaN(value)) return null;
  if (value < 0) return operator === '<' || operator === '<=' ? empty : allReals;
  const [up, down] = [
    solveFor(inner, operator, bound, context),
    solveFor(inner, flipped[operator]!, lower, context),
  ];
  if (up === null || down === null) return null;
  if (operator === '<' || operator === '<=' || operator === '!=') return intersect(up, down);
  return normal([...up.pieces, ...down.pieces]);
}

/** Sorted, with touching and overlapping pieces joined. Pieces with symbolic ends stay as they are. */
function normal(pieces: readonly Piece[]): Region {
  if (pieces.some(({ lo, hi }) => Number.isNaN(lo.value) || Number.isNaN(hi.value))) return { pieces };
  const sorted = [...pieces].sort(
    (a, b) => a.lo.value - b.lo.value || Number(b.lo.closed) - Number(a.lo.closed),
  );
  const joined: Piece[] = [];
  for (const piece of sorted) {
    const last = joined.at(-1);
    const gap = last === undefined ? 1 : piece.lo.value - last.hi.value;
    const touches =
      last !== undefined && (gap < -1e-12 || (Math.abs(gap) <= 1e-12 && (last.hi.closed || piece.lo.closed)));
    if (!touches) joined.push(piece);
    else joined[joined.length - 1] = { lo: last.lo, hi: later(last.hi, piece.hi) };
  }
  return { pieces: joined };
}

function later(a: Endpoint, b: Endpoint): Endpoint {
  if (a.value === b.value) return a.closed ? a : b;
  return a.value > b.value ? a : b;
}

function intersect(a: Region, b: Region): Region {
  const pieces: Piece[] = [];
  for (const x of a.pieces) {
    for (const y of b.pieces) {
      const lo =
        x.lo.value === y.lo.value
          ? x.lo.closed
            ? y.lo
            : x.lo
          : x.lo.value > y.lo.value || y.lo.value === -Infinity
            ? x.lo
            : y.lo;
      const hi =
        x.hi.value === y.hi.value
          ? x.hi.closed
            ? y.hi
            : x.hi
          : x.hi.value < y.hi.value || y.hi.value === Infinity
            ? x.hi
            : y.hi;
      if (lo.value > hi.value || (lo.value === hi.value && !(lo.closed && hi.closed))) continue;
      pieces.push({ lo, hi });
    }
  }
  return normal(pieces);
}

function complement(region: Region): Region {
  let rest = allReals;
  for (const { lo, hi } of region.pieces) {
    const left: Piece = { lo: infinite(-Infinity), hi: { ...lo, closed: !lo.closed } };
    const right: Piece = { lo: { ...hi, closed: !hi.closed }, hi: infinite(Infinity) };
    rest = intersect(rest, { pieces: [left, right].filter(({ lo: a, hi: b }) => a.value < b.value) });
  }
  return rest;
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
