/**
 * Inequalities in one variable → sets of reals: a bounded variable, a linear side, an absolute value, and polynomials
 * and their quotients by the signs between their exact roots and poles.
 */
import { UndefinedError } from '../algebra/fraction.ts';
import { normalise, NotAnExpressionError } from '../algebra/normal.ts';
import {
  evaluateUnivariate,
  realRoots,
  signPolynomial,
  univariateOf,
  type RealRoot,
} from '../algebra/univariate.ts';
import * as q from '../../exact/rational.ts';
import { substitute } from '../algebra/substitute.ts';
import { childrenOf, isInfinity, symbolsOf, type Node, type RelationOperator } from '../parse/tree.ts';
import type { Context, Endpoint, Piece, Region } from './answer.ts';
import { approximate } from './numbers.ts';
import { allReals, empty, infinite, intersect, normal } from './region-sets.ts';

const nowhere = { start: 0, end: 0 } as const;

export const flipped: Readonly<Partial<Record<RelationOperator, RelationOperator>>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '!=': '!=',
};

/** The solutions of one inequality: a named quantity, a linear expression or an absolute value against a constant. */
export function solve(left: Node, operator: RelationOperator, right: Node, context: Context): Region | null {
  if (symbolsOf(left).length === 0 && !isNamed(left))
    return isNamed(right) || symbolsOf(right).length > 0
      ? solveFor(right, flipped[operator]!, left, context)
      : null;
  if (symbolsOf(right).length === 0) return solveFor(left, operator, right, context);
  return solveFor(subtract(left, right), operator, number(0), context);
}

function subtract(left: Node, right: Node): Node {
  return { kind: 'add', args: [left, { kind: 'negate', arg: right, ...nowhere }], ...nowhere };
}

/** Where a rational function of one variable has the asked sign; null where its roots cannot be written exactly. */
function bySigns(
  difference: Node,
  operator: RelationOperator,
  name: string,
  context: Context,
): Region | null {
  const { budget } = context;
  try {
    const form = normalise(difference, { budget, assumptions: {} });
    const signs = signPolynomial(form, name, budget);
    if (signs === null) return null;
    const roots = realRoots(signs, budget);
    const poles = polesOf(difference, name, context);
    if (roots === null || poles === null) return null;
    const isPole = ({ value }: RealRoot): boolean => poles.some((pole) => same(pole.value, value));
    const marks = [...roots, ...poles.filter((pole) => !roots.some((root) => same(root.value, pole.value)))];
    marks.sort((a, b) => a.value - b.value);
    const holds = (sign: number): boolean =>
      operator === '!=' ? sign !== 0 : operator.startsWith('<') ? sign < 0 : sign > 0;
    const atRoots = operator.endsWith('=') && operator !== '!=';
    const pieces: Piece[] = [];
    for (let index = 0; index <= marks.length; index++) {
      const [before, after] = [marks[index - 1], marks[index]];
      const sign = q.sign(evaluateUnivariate(signs, between(before?.value, after?.value)));
      if (holds(sign)) pieces.push({ lo: end(before, -Infinity), hi: end(after, Infinity) });
      if (atRoots && after !== undefined && !isPole(after)) {
        const point = { node: after.node, value: after.value, closed: true };
        pieces.push({ lo: point, hi: point });
      }
    }
    return normal(pieces);
  } catch (error) {
    if (error instanceof NotAnExpressionError || error instanceof UndefinedError) return null;
    throw error;
  }
}

const same = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * (1 + Math.abs(a));

function end(mark: RealRoot | undefined, otherwise: number): Endpoint {
  return mark === undefined ? infinite(otherwise) : { node: mark.node, value: mark.value, closed: false };
}

/** A rational strictly between two marks, or beyond the only one. */
function between(lo: number | undefined, hi: number | undefined): q.Rational {
  const middle =
    lo === undefined
      ? hi === undefined
        ? 0
        : hi - 1 - Math.abs(hi)
      : hi === undefined
        ? lo + 1 + Math.abs(lo)
        : (lo + hi) / 2;
  const scale = 2 ** 40;
  return Math.abs(middle) < 2 ** 12
    ? q.rational(BigInt(Math.round(middle * scale)), BigInt(scale))
    : q.rational(BigInt(Math.round(middle)));
}

/** Where a denominator that stands in the tree is zero, cancelled ones too. */
function polesOf(tree: Node, name: string, context: Context): RealRoot[] | null {
  const poles: RealRoot[] = [];
  const visit = (node: Node): boolean => {
    const denominator =
      node.kind === 'divide'
        ? node.denominator
        : node.kind === 'power' && node.exponent.kind === 'negate'
          ? node.base
          : null;
    if (denominator !== null && symbolsOf(denominator).length > 0) {
      const form = normalise(denominator, { budget: context.budget, assumptions: {} });
      const polynomial = univariateOf(form.numerator, name);
      const roots = polynomial === null ? null : realRoots(polynomial, context.budget);
      if (roots === null) return false;
      poles.push(...roots);
    }
    return childrenOf(node).every(visit);
  };
  return visit(tree) ? poles : null;
}

/** f(x), P(A): a quantity that is named by a call is bounded like a variable. */
function isNamed(node: Node): boolean {
  return node.kind === 'call' && /^[A-Za-z](?:_.*)?'*$/.test(node.name);
}

function number(value: number): Node {
  return { kind: 'number', value: { n: BigInt(value), d: 1n }, places: 0, ...nowhere };
}

/** An end point: its tree, its approximate value, whether it belongs. */
export function endpoint(node: Node, closed: boolean, context: Context): Endpoint {
  const infinity = isInfinity(node);
  if (infinity !== null) return infinite(infinity * Infinity);
  return { node, value: approximate(node, context), closed };
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
  const infinity = isInfinity(bound);
  if (infinity !== null) return operator.startsWith(infinity > 0 ? '<' : '>') ? allReals : empty;
  if (subject.kind === 'symbol' || isNamed(subject)) return half(bound, operator, context);
  if (subject.kind === 'call' && subject.name === 'abs' && subject.args.length === 1)
    return absolute(subject.args[0]!, operator, bound, context);
  const names = symbolsOf(subject);
  const [name] = names;
  if (name === undefined || names.length > 1) return null;
  const exact = bySigns(subtract(subject, bound), operator, name, context);
  if (exact !== null) return exact;
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
