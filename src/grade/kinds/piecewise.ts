/**
 * Functions given by cases as functions: where the pieces of one meet those of the other, their values must agree,
 * inside by sampling there, at a shared end point by its value. So a border may belong to either piece of a
 * continuous function, and |x| is its two cases.
 */
import { decideEqual, different, equal, type Decision } from '../algebra/decide.ts';
import { substitute } from '../algebra/substitute.ts';
import { symbolsOf, type Node } from '../parse/tree.ts';
import type { Context, Region } from './answer.ts';
import { compareExpressions } from './numbers.ts';
import { allReals, complement, empty, intersect, union } from './region-sets.ts';
import { regionOf } from './regions.ts';

interface Part {
  readonly value: Node;
  readonly region: Region;
}

/** The pieces with their sets; "otherwise" is what the others leave. Null where a condition is no set of reals. */
function partsOf(node: Node, context: Context): Part[] | null {
  if (node.kind !== 'cases') return [{ value: node, region: allReals }];
  const parts: Part[] = [];
  let covered = empty;
  for (const { value, condition } of node.rows) {
    const otherwise = condition === null || condition.kind === 'text';
    const region = otherwise ? complement(covered) : regionOf(condition, context);
    if (region === null) return null;
    parts.push({ value, region });
    covered = union(covered, region);
  }
  return parts;
}

/** Whether two functions of one variable agree piece by piece; null where they cannot be taken apart. */
export function comparePiecewise(gold: Node, pred: Node, context: Context): Decision | null {
  const [a, b] = [partsOf(gold, context), partsOf(pred, context)];
  const names = new Set([gold, pred].flatMap(symbolsOf));
  const [name, other] = [...names];
  if (a === null || b === null || name === undefined || other !== undefined) return null;
  const [x, y] = [a, b].map((parts) => parts.reduce((sum, part) => union(sum, part.region), empty)) as [
    Region,
    Region,
  ];
  if (JSON.stringify(endsOf(x)) !== JSON.stringify(endsOf(y)))
    return different('structure', 'the cases cover different sets', 'another domain');
  for (const left of a) {
    for (const right of b) {
      const shared = intersect(left.region, right.region);
      const decision = agreeOn(left.value, right.value, { region: shared, name }, context);
      if (decision !== null && decision.verdict !== 'equal') return decision;
    }
  }
  return equal('structure', 'the same values on every piece');
}

const endsOf = (region: Region): readonly unknown[] =>
  region.pieces.map(({ lo, hi }) => [String(lo.value), String(hi.value), lo.closed, hi.closed]);

function agreeOn(
  gold: Node,
  pred: Node,
  { region, name }: { readonly region: Region; readonly name: string },
  context: Context,
): Decision | null {
  for (const { lo, hi } of region.pieces) {
    if (lo.value === hi.value && lo.node !== null) {
      const at = (tree: Node): Node => substitute(tree, name, lo.node!);
      const decision = compareExpressions(at(gold), at(pred), context);
      if (decision.verdict !== 'equal') return decision;
      continue;
    }
    const middle = midpoint(lo.value, hi.value);
    const width = Number.isFinite(hi.value - lo.value) ? (hi.value - lo.value) / 2 : 8;
    const decision = decideEqual(
      gold,
      pred,
      {
        allowed: (point) => {
          const at = point.get(name);
          return at?.im === 0 && at.re > lo.value && at.re < hi.value;
        },
        around: { name, middle, width },
      },
      context.budget,
    );
    if (decision.verdict !== 'equal') return decision;
  }
  return null;
}

function midpoint(lo: number, hi: number): number {
  if (Number.isFinite(lo) && Number.isFinite(hi)) return (lo + hi) / 2;
  return Number.isFinite(lo) ? lo + 8 : Number.isFinite(hi) ? hi - 8 : 0;
}
