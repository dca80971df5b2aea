/**
 * Two expressions as values: exact equality first, then what the conventions allow between a decimal and the number
 * it rounds. A decimal may stand for another value if it is that value's correct rounding at its last place and
 * close enough; two exact values never pass for each other.
 */
import { decideEqual, different, equal, type Decision } from '../algebra/decide.ts';
import { evaluateAt } from '../algebra/evaluate.ts';
import { mapNode } from '../algebra/substitute.ts';
import { someNode, symbolsOf, type Node } from '../parse/tree.ts';
import type { Context } from './answer.ts';
import { upToConstant } from './integration-constant.ts';

/** Default bound on the relative error of an accepted rounding. */
export const defaultRoundingTolerance = 1e-4;

/** The approximate real value of a constant tree, or NaN. */
export function approximate(node: Node, context: Context): number {
  if (symbolsOf(node).length > 0) return Number.NaN;
  const value = evaluateAt(node, new Map(), context.budget);
  return value === null || Math.abs(value.im) > 1e-9 * (1 + Math.abs(value.re)) ? Number.NaN : value.re;
}

/** Decimal places of a decimal literal (behind a sign or percent), or null for everything else. */
export function decimalPlacesOf(node: Node): number | null {
  if (node.kind === 'negate') return decimalPlacesOf(node.arg);
  if (node.kind === 'percent') {
    const places = decimalPlacesOf(node.arg);
    return places === null ? null : places + 2;
  }
  // 4.5 × 10^6 rounds at 10^5.
  if (node.kind === 'multiply' && node.args.length === 2) {
    const [mantissa, scale] = node.args as [Node, Node];
    const exponent = powerOfTen(scale);
    const places = decimalPlacesOf(mantissa);
    return exponent === null || places === null ? null : places - exponent;
  }
  return node.kind === 'number' && node.places > 0 && node.repeating !== true ? node.places : null;
}

function powerOfTen(node: Node): number | null {
  if (
    node.kind !== 'power' ||
    node.base.kind !== 'number' ||
    node.base.value.n !== 10n ||
    node.base.value.d !== 1n
  )
    return null;
  const { exponent } = node;
  if (exponent.kind === 'number' && exponent.value.d === 1n) return Number(exponent.value.n);
  return exponent.kind === 'negate' && exponent.arg.kind === 'number' && exponent.arg.value.d === 1n
    ? -Number(exponent.arg.value.n)
    : null;
}

function isLog(node: Node): boolean {
  return node.kind === 'call' && node.name === 'log' && node.args.length === 1;
}
const isLn = (node: Node): boolean => node.kind === 'call' && node.name === 'ln';

/** Whether i is an index or a variable in the gold answer: nobody leaves a power of the imaginary unit standing. */
function usesIAsVariable(gold: Node): boolean {
  return someNode(gold, (node) => node.kind === 'power' && isI(node.base) && node.exponent.kind === 'number');
}
const isI = (node: Node): boolean => node.kind === 'constant' && node.name === 'i';

function withVariableI(node: Node): Node {
  return mapNode(node, (child) =>
    isI(child) ? { kind: 'symbol', name: 'i', start: child.start, end: child.end } : null,
  );
}

/** 1, −1, or 0 where the tree is no infinity. */
function infinitySign(node: Node): number {
  if (node.kind === 'negate') return -infinitySign(node.arg);
  return node.kind === 'constant' && node.name === 'infinity' ? 1 : 0;
}

/** `C_1`, `C1` and `c_{1}` are the same constant of a general solution. */
const isNumberedConstant = (name: string): boolean => /^C_\d$/.test(name);

function withPlainConstants(node: Node): Node {
  return mapNode(node, (child) =>
    child.kind === 'symbol' && isNumberedConstant(child.name)
      ? { ...child, name: child.name.toLowerCase() }
      : null,
  );
}

function assumptions(context: Context): { positive: boolean; integers: boolean | readonly string[] } {
  const { options, instructions } = context;
  return {
    positive: options.positive ?? instructions.positive,
    integers: options.integers ?? instructions.integers,
  };
}

/** Decides gold = pred as numbers or functions under the conventions. */
export function compareExpressions(gold: Node, pred: Node, context: Context): Decision {
  const [goldInfinity, predInfinity] = [infinitySign(gold), infinitySign(pred)];
  if (goldInfinity !== 0 || predInfinity !== 0) {
    if (goldInfinity === predInfinity) return equal('structure', 'both infinite');
    return different('structure', 'infinite against finite or of other sign', 'an infinity');
  }
  if (symbolsOf(gold).some(isNumberedConstant) || symbolsOf(pred).some(isNumberedConstant)) {
    return compareExpressions(withPlainConstants(gold), withPlainConstants(pred), context);
  }
  const first = decideEqual(gold, pred, assumptions(context), context.budget);
  if (first.verdict === 'equal') return first;
  if (usesIAsVariable(gold)) return compareExpressions(withVariableI(gold), withVariableI(pred), context);
  const natural =
    someNode(gold, isLog) !== someNode(pred, isLog) && (someNode(gold, isLn) || someNode(pred, isLn));
  if (natural) {
    const second = decideEqual(asNatural(gold), asNatural(pred), assumptions(context), context.budget);
    if (second.verdict === 'equal')
      return { ...second, reason: `${second.reason}, reading log as the natural logarithm` };
  }
  return roundsTo(gold, pred, context) ?? upToConstant(gold, pred, context, assumptions(context)) ?? first;
}

function asNatural(node: Node): Node {
  return mapNode(node, (child) =>
    isLog(child) && child.kind === 'call' ? { ...child, name: 'ln', args: child.args.map(asNatural) } : null,
  );
}

/** Equal by rounding, under the options and the problem's instructions, or null. */
function roundsTo(gold: Node, pred: Node, context: Context): Decision | null {
  const x = approximate(gold, context);
  const y = approximate(pred, context);
  if (Number.isNaN(x) || Number.isNaN(y)) return null;
  const { options, instructions } = context;
  const difference = Math.abs(x - y);
  const size = Math.max(Math.abs(x), Math.abs(y));
  const slack = 1e-9 * size;
  if (options.relativeTolerance !== undefined && difference <= options.relativeTolerance * size * (1 + 1e-9))
    return equal('rounding', `within the relative tolerance ${options.relativeTolerance}`);
  const goldPlaces = decimalPlacesOf(gold);
  const predPlaces = decimalPlacesOf(pred);
  const wanted = options.decimalPlaces ?? instructions.decimalPlaces;
  if (wanted !== null && (predPlaces ?? goldPlaces) !== null) {
    const rounded = (value: number): number => Math.round(value * 10 ** wanted + Math.sign(value) * 1e-7);
    const enough = predPlaces === null || predPlaces >= Math.min(wanted, goldPlaces ?? wanted);
    if (enough && rounded(x) === rounded(y)) return equal('rounding', `equal to ${wanted} decimal places`);
  }
  const tolerance = options.roundingTolerance ?? defaultRoundingTolerance;
  if (difference > tolerance * size * 1.001) return null;
  for (const [places, other] of [
    [predPlaces, goldPlaces],
    [goldPlaces, predPlaces],
  ] as const) {
    if (places === null || (other !== null && other <= places && other === places)) continue;
    if (difference <= 0.5000001 * 10 ** -places + slack)
      return equal('rounding', `rounds correctly at ${places} decimal places`);
    // Cutting digits off is accepted beyond three places: 0.3333, 2.6666. What is cut off is nearer to zero.
    const [short, full] = places === predPlaces ? [y, x] : [x, y];
    if (places > 3 && difference < 10 ** -places && Math.abs(short) <= Math.abs(full))
      return equal('rounding', `cut off after ${places} decimal places`);
  }
  return null;
}
