/** "Complete the square for x^2 - 6x - 10.": the answer must be the same polynomial, as a square plus a number. */
import type { ReadKind } from '../../worked.ts';
import { inLetter } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { lettersIn, readPolynomial, renamed } from './quantities.ts';

const form = '(?<form>[A-Za-z]? ?\\([A-Za-z] ?[-+] ?[A-Za-z]\\)\\^\\{?2\\}? ?[-+] ?[A-Za-z])';
const sentences = patterns(
  'complete the square(?: for| in| of|:) {formula:formula}',
  'complete the square {formula:formula}',
  `(?:write|express|rewrite|put) {formula:formula} in the form ${form}`,
  `what is {formula:formula} in the form ${form}`,
  '(?:write|express|rewrite|put) {formula:formula} in (?:completed square|vertex) form',
  '(?:find|determine|give|what is) the vertex form of {formula:formula}',
);

/** `a(x - h)^2 + k` or `ax^2 + k`, with numbers. */
const number = '(?:\\d+(?:\\.\\d+)?(?:/\\d+)?|\\\\[dt]?frac\\{\\d+\\}\\{\\d+\\}|\\(\\d+/\\d+\\))';
const square = new RegExp(
  `^-?${number}?\\*?(?:\\(x[-+]${number}\\)|\\(?x\\)?)\\^\\{?2\\}?(?:[-+]${number})?$|^-?${number}[-+]${number}?(?:\\(x[-+]${number}\\)|\\(?x\\)?)\\^\\{?2\\}?$`,
);

function isCompleted(answer: string, letter: string): boolean {
  const bare = renamed(answer, letter, 'x').replace(/\\left|\\right|\\cdot|\s/g, '');
  return square.test(bare.replace(/−/g, '-'));
}

export const readSquare: ReadKind = (text) => {
  const { formula = '', form: asked } = captured(text, sentences) ?? {};
  const [letter = '', another] = lettersIn(formula);
  const coefficients = another === undefined && letter !== '' ? readPolynomial(formula, letter) : null;
  if (coefficients?.length !== 3) return null;
  const [, , leading] = coefficients;
  // A form without a factor before the square is for polynomials without one, and of the same letter.
  const isMonic = leading?.n === 1n && leading.d === 1n;
  if (asked !== undefined && !isMonic && asked.trim().startsWith('(')) return null;
  if (asked !== undefined && !asked.includes(`(${letter}`)) return null;
  return inLetter(renamed(formula, letter, 'x'), letter, (answer) => isCompleted(answer, letter));
};
