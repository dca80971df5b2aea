/** Ratios by proportion, residues by their modulus. */
import { different, equal, type Decision } from '../algebra/decide.ts';
import type { Node } from '../parse/tree.ts';
import type { Context, Of } from './answer.ts';
import { approximate, compareExpressions } from './numbers.ts';

export function compareRatios(gold: readonly Node[], pred: readonly Node[], context: Context): Decision {
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

/** a ≡ b modulo the whole number m; other moduli compare the values. */
export function compareResidues(gold: Node, pred: Node, modulus: Node, context: Context): Decision {
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

/** `3:4` against 3/4. */
export function ratioBridge(ratio: Of<'ratio'>, value: Of<'value'>, context: Context): Decision | null {
  const [a, b] = ratio.parts;
  if (ratio.parts.length !== 2 || a === undefined || b === undefined) return null;
  return compareExpressions(
    { kind: 'divide', numerator: a, denominator: b, start: 0, end: 0 },
    value.value,
    context,
  );
}
