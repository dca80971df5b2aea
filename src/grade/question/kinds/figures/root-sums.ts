/**
 * "What is the sum of the roots of 2x^2 - 7x + 3 = 0?", "Solve x^2 - 5x + 6 = 0 and give the product of its roots.":
 * by Vieta's formulas, the roots themselves unknown.
 */
import * as q from '../../../../exact/rational.ts';
import { Budget } from '../../../algebra/budget.ts';
import { countRealRoots } from '../../../algebra/univariate.ts';
import type { ReadKind } from '../../worked.ts';
import { orOtherSort } from '../numbers/sorts.ts';
import { holds } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { polynomialOf, shown } from './quantities.ts';

const equation = '(?:the )?(?:quadratic )?(?:equation|polynomial|quadratic)?:? ?';
const roots = '(?:two |real )?(?:roots|solutions|zeros|zeroes)';
const sums = patterns(
  `{find} the (?<what>sum|product) of (?:the |both |all )?${roots} (?:of|to) ${equation}{f:formula}`,
  `(?:solve|consider|for|given) ${equation}{f:formula}{and} {find} the (?<what>sum|product) of (?:its|the|both|all) ${roots}`,
  `(?:solve|consider|given) ${equation}{f:formula}\\. {find} the (?<what>sum|product) of (?:its|the|both|all) ${roots}`,
);

export const readRootSum: ReadKind = (text) => {
  const found = captured(text, sums);
  const p = polynomialOf(found?.['f'] ?? '');
  if (found === null || p === null || p.length < 3) return null;
  try {
    // Counted once or twice, real or not: where all are real and different, every reading gives the same.
    if (countRealRoots(p, new Budget()) !== p.length - 1) return null;
  } catch {
    return null;
  }
  const leading = p[p.length - 1]!;
  const isSum = found['what']?.toLowerCase() === 'sum';
  const odd = (p.length - 1) % 2 === 1;
  const part = isSum ? p[p.length - 2]! : p[0]!;
  const ratio = q.divide(part, leading);
  const value = shown(isSum || odd ? q.negate(ratio) : ratio);
  // The roots themselves are no answer.
  return { kind: 'worked', check: (answer) => orOtherSort(holds(value, answer), answer, 'number') };
};
