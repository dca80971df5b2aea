/** "Collect the terms in 4x + 3 - 2x + x^2.": the answer must be equal, with every power once and no brackets. */
import type { ReadKind } from '../../worked.ts';
import { answeredBy, inLetter } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { lettersIn, readPolynomial, readValue, renamed, shown } from './quantities.ts';

const sentences = patterns(
  '(?:collect|combine|gather) (?:the )?(?:like )?terms (?:in|of) {formula:formula}',
  'simplify {formula:formula} by (?:combining|collecting) like terms',
  '(?:collect|combine|add up) (?:the |like )?terms:? (?:of |in )?{formula:formula}',
  'what is {formula:formula} after collecting like terms',
);

/** How many terms a sum without brackets has. */
const termsOf = (sum: string): number =>
  sum
    .replace(/\{[^{}]*\}/g, '')
    .replace(/^\s*-/, '')
    .split(/[-+]/).length;

export const readCollect: ReadKind = (text) => {
  const { formula = '' } = captured(text, sentences) ?? {};
  const [letter = '', another] = lettersIn(formula);
  const value = letter === '' ? readValue(formula) : null;
  if (value !== null) return answeredBy(shown(value));
  const coefficients = another === undefined && letter !== '' ? readPolynomial(formula, letter) : null;
  if (coefficients === null) return null;
  const fewest = Math.max(1, coefficients.filter(({ n }) => n !== 0n).length);
  return inLetter(
    renamed(formula, letter, 'x'),
    letter,
    (answer) => !/[()]|\\frac/.test(answer) && termsOf(answer) === fewest,
  );
};
