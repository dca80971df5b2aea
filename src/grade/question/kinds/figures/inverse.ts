/** "Find the inverse of f(x) = 2x - 4", "Invert y = 3x + 1": the inverse of a linear function. */
import * as q from '../../../../exact/rational.ts';
import type { ReadKind } from '../../worked.ts';
import { inLetter } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { lettersIn, polynomialText, readPolynomial } from './quantities.ts';

const rule = '(?:the function )?(?:[a-zA-Z]\\([a-z]\\)|y) ?= ?{formula:formula}';
const sentences = patterns(
  `{find} the inverse(?: function)? (?:of|to|for) ${rule}`,
  `invert ${rule}`,
  `(?:let |given |if )?${rule}[.,]? {find} (?:the|its) inverse(?: function)?`,
  `which function undoes ${rule}`,
);

/** `f^{-1}(x) =`, `y =`: the name of the answer. */
const name = /^\s*(?:[a-zA-Z]\s*(?:\^\s*\{?\s*-1\s*\}?|⁻¹)?\s*\(\s*[a-z]\s*\)|y)\s*=/;

export const readInverse: ReadKind = (text) => {
  const { formula = '' } = captured(text, sentences) ?? {};
  const [letter = '', another] = lettersIn(formula);
  const [b, m, more] = (another === undefined && readPolynomial(formula, letter)) || [];
  if (b === undefined || m === undefined || more !== undefined || q.isZero(m)) return null;
  const inverse = polynomialText([q.negate(q.divide(b, m)), q.divide(q.one, m)], 'x');
  const question = inLetter(inverse, letter);
  return { kind: 'worked', check: (answer) => question.check(answer.replace(name, '')) };
};
