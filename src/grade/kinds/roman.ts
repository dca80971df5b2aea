/** Roman numerals against numbers: `XIV` is 14. */
import { equal, type Decision } from '../algebra/decide.ts';
import type { Context } from './answer.ts';
import { bareWords } from './clean.ts';

const canonical = /^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;
const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

/** The value of a numeral in its one canonical spelling, or null. */
function romanValue(text: string): number | null {
  if (text === '' || !canonical.test(text)) return null;
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    const value = values[text.charAt(at)]!;
    const isTaken = value < (values[text.charAt(at + 1)] ?? 0);
    sum += isTaken ? -value : value;
  }
  return sum;
}

const bare = (text: string): string =>
  bareWords(text)
    .replace(/\\(?:text|mathrm)\{([A-Z]+)\}/, '$1')
    .replaceAll(/[$\s]/g, '');

/**
 * Equal where one side is a numeral and the other the number that it stands for; null otherwise, since the same letters
 * may be a product or a name. A single letter counts only where the problem speaks of Roman numerals.
 */
export function compareRoman(gold: string, pred: string, context: Context): Decision | null {
  const [a, b] = [bare(gold), bare(pred)];
  const [numeral, number] = /^\d/.test(a) ? [b, a] : [a, b];
  if (!/^\d{1,4}$|^\d,\d{3}$/.test(number)) return null;
  if (numeral.length < 2 && !/\broman\b/i.test(context.options.problem ?? '')) return null;
  return romanValue(numeral) === Number(number.replace(',', ''))
    ? equal('text', 'the same number in Roman numerals')
    : null;
}
