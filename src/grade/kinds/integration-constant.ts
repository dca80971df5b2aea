/**
 * `F(x) + C`: two antiderivatives with a free constant agree if they differ by a constant. What makes a letter such a
 * constant is its place (added once, or scaled with the whole) and its name: a capital C or K beside variables, or a
 * small letter where nothing else speaks for a variable (x² + c, not a + c).
 */
import { decideEqual, different, type DecideOptions, type Decision } from '../algebra/decide.ts';
import { mapNode } from '../algebra/substitute.ts';
import { someNode, symbolsOf, type Node } from '../parse/tree.ts';
import type { Context } from './answer.ts';

const nowhere = { start: 0, end: 0 } as const;
const constantNames = /^[CcKk](?:_?\{?\d\}?)?$/;
const capital = /^[CK]/;
const integrals =
  /\\int|∫|\b(?:integrals?|integrate|integration|anti-?derivatives?|primitives?|differential equation)\b/i;

function number(n: bigint, d = 1n): Node {
  return { kind: 'number', value: { n, d }, places: d === 1n ? 0 : 3, ...nowhere };
}

/** Points where usual antiderivatives have a value, one a variable. */
const anchors = [number(1_735n, 1_000n), number(2_319n, 1_000n), number(1_187n, 1_000n)];

/** Equal or missing its constant; null where the gold answer has no constant, or the rest differs. */
export function upToConstant(
  gold: Node,
  pred: Node,
  context: Context,
  assumptions: DecideOptions,
): Decision | null {
  const goldConstant = freeConstant(gold);
  const predConstant = freeConstant(pred);
  if (goldConstant === null) return null;
  const isMarked = capital.test(goldConstant) || goldConstant !== predConstant;
  if (predConstant === null && context.options.requireConstant !== false)
    return capital.test(goldConstant)
      ? different('structure', 'the constant of integration is missing', 'no + C')
      : null;
  const a = without(gold, goldConstant);
  const b = predConstant === null ? pred : without(pred, predConstant);
  const names = [...new Set([...symbolsOf(a), ...symbolsOf(b)])];
  const asked = integrals.test(context.options.problem ?? '');
  if (names.length === 0 || names.length > anchors.length || names.some((name) => /^[ABD]$/.test(name)))
    return null;
  if (!isMarked && !asked && (names.length > 1 || goldConstant.startsWith('k') || isLinear(a, names[0]!)))
    return null;
  const shift = (tree: Node): Node => {
    const place = (node: Node): Node | null =>
      node.kind === 'symbol' && names.includes(node.name) ? anchors[names.indexOf(node.name)]! : null;
    const there: Node = { kind: 'negate', arg: mapNode(tree, place), ...nowhere };
    return { kind: 'add', args: [tree, there], ...nowhere };
  };
  const decision = decideEqual(shift(a), shift(b), assumptions, context.budget);
  return decision.verdict === 'equal'
    ? { ...decision, reason: `equal up to a constant (${decision.reason})` }
    : null;
}

function without(tree: Node, name: string): Node {
  return mapNode(tree, (node) => (node.kind === 'symbol' && node.name === name ? number(0n) : null));
}

/** Whether a tree is a sum of numbers and multiples of the variable by sight: x + c is a line rather than ∫ 1 dx. */
function isLinear(node: Node, name: string): boolean {
  switch (node.kind) {
    case 'add':
    case 'multiply':
      return (
        node.args.every((arg) => isLinear(arg, name)) &&
        (node.kind === 'add' || node.args.filter((arg) => symbolsOf(arg).length > 0).length <= 1)
      );
    case 'negate':
      return isLinear(node.arg, name);
    case 'divide':
      return isLinear(node.numerator, name) && symbolsOf(node.denominator).length === 0;
    default:
      return node.kind === 'symbol' || symbolsOf(node).length === 0;
  }
}

/** The name of the constant that a sum, or a multiple of a sum by a number, holds once; null where there is none. */
function freeConstant(node: Node): string | null {
  if (!someNode(node, (at) => at.kind === 'add')) return null;
  return symbolsOf(node).find((name) => constantNames.test(name) && isAdded(node, name)) ?? null;
}

function isAdded(node: Node, name: string): boolean {
  const holds = (part: Node): boolean => symbolsOf(part).includes(name);
  switch (node.kind) {
    case 'symbol':
      return node.name === name;
    case 'negate':
      return isAdded(node.arg, name);
    case 'add':
    case 'multiply': {
      const [only, more] = node.args.filter(holds);
      if (only === undefined || more !== undefined || !isAdded(only, name)) return false;
      return node.kind === 'add' || node.args.every((arg) => arg === only || symbolsOf(arg).length === 0);
    }
    case 'divide':
      return symbolsOf(node.denominator).length === 0 && isAdded(node.numerator, name);
    default:
      return false;
  }
}
