/** "Express (2x + 1)^2 as a + bx + cx^2 and give b.": a coefficient under the name that the form asked for gives it. */
import type { ReadKind } from '../../worked.ts';
import { zero } from '../../../../exact/rational.ts';
import { answeredBy } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { lettersIn, readPolynomial, shown } from './quantities.ts';

const into = '(?:as|in the form|to the form|into the form|to)';
const sentences = patterns(
  `(?:express|write|put|rewrite|rearrange|bring) {formula:formula} ${into} {form:formula} and (?:give|find|state) {name:letter}`,
  `(?:express|write|put|rewrite|rearrange|bring) {formula:formula} ${into} {form:formula}[.,]* (?:what is|find) {name:letter}`,
  `if {formula:formula} is (?:written|expressed|rewritten) ${into} {form:formula},? (?:what is|find) {name:letter}`,
  `{find} {name:letter} (?:when|if) {formula:formula} is (?:written|expressed|rearranged) ${into} {form:formula}`,
);

/** The power of `letter` that each name in `a + bx + cx^2` stands before; null for any other form. */
function powersIn(form: string, letter: string): Map<string, number> | null {
  const powers = new Map<string, number>();
  for (const term of form.replace(/\s|\\cdot|[{}]/g, '').split('+')) {
    const [, name = '', raised, power = '1'] =
      /^([A-Za-z])(?:\*?([A-Za-z])(?:\^(\d{1,2}))?)?$/.exec(term) ?? [];
    const at = raised === undefined ? 0 : Number(power);
    const isClear = name !== '' && name !== letter && (raised ?? letter) === letter;
    if (!isClear || powers.has(name) || [...powers.values()].includes(at)) return null;
    powers.set(name, at);
  }
  return powers;
}

export const readCoefficient: ReadKind = (text) => {
  const { formula = '', form = '', name = '' } = captured(text, sentences) ?? {};
  const [letter = '', another] = lettersIn(formula);
  if (letter === '' || another !== undefined) return null;
  const coefficients = readPolynomial(formula, letter);
  const powers = powersIn(form, letter);
  const power = powers?.get(name);
  if (coefficients === null || powers === null || power === undefined) return null;
  // A form with no place for one of the powers is not this one.
  const all = [...powers.values()];
  if (coefficients.some((coefficient, k) => coefficient.n !== 0n && !all.includes(k))) return null;
  return answeredBy(shown(coefficients[power] ?? zero));
};
