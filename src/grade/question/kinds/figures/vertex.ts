/** "Find the vertex of y = x^2 - 4x + 1": the point where a parabola turns. */
import * as q from '../../../../exact/rational.ts';
import type { ReadKind } from '../../worked.ts';
import { captured, patterns } from './patterns.ts';
import { pointAnswer } from './points.ts';
import { lettersIn, readPolynomial } from './quantities.ts';

const named = '(?:vertex|turning point)(?: point)?';
const curve =
  '(?:the (?:parabola|graph of|curve|function|quadratic(?: function)?) )?(?:(?:y|f\\(x\\)) ?= ?){formula:formula}';
const sentences = patterns(
  `{find} the ${named} of ${curve}`,
  `where is the ${named} of ${curve}`,
  `at which point does ${curve} turn`,
);

export const readVertex: ReadKind = (text) => {
  const { formula = '' } = captured(text, sentences) ?? {};
  const [letter = '', another] = lettersIn(formula);
  const [c, b, a, more] = (another === undefined && readPolynomial(formula, letter)) || [];
  if (c === undefined || b === undefined || a === undefined || more !== undefined) return null;
  const x = q.negate(q.divide(b, q.multiply(q.rational(2n), a)));
  return pointAnswer([x, q.add(c, q.multiply(q.divide(b, q.rational(2n)), x))]);
};
