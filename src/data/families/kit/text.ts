/**
 * Small pieces of formulas, as the families' ASCII (`3*x**2 - 5`) and as LaTeX lines of a solution, where a
 * coefficient may carry a calculator mark. Also the sizes and letters that problems are drawn from.
 */
import type { Random } from '../../../base/random.ts';
import { tex } from './notation.ts';
import { q, type Amount } from './rational.ts';
import type { Result } from './work.ts';

/** `3*x`, `-x`, `2*x/5`, `0`; with an empty monomial the number itself. */
export function term(coefficient: Amount, monomial = ''): string {
  const c = q(coefficient);
  if (c.sign() === 0) return '0';
  if (monomial === '') return c.toString();
  const size = c.abs();
  const top = size.n === 1n ? monomial : `${size.n.toString()}*${monomial}`;
  return `${c.sign() < 0 ? '-' : ''}${top}${size.isInteger() ? '' : `/${size.d.toString()}`}`;
}

/** Joins signed terms with + and -; zeros vanish unless nothing else is left. */
export function joined(terms: readonly string[]): string {
  const kept = terms.filter((text) => text !== '0');
  if (kept.length === 0) return '0';
  return kept
    .map((text, index) => (index === 0 ? text : text.startsWith('-') ? ` - ${text.slice(1)}` : ` + ${text}`))
    .join('');
}

/** `x**3`, `x`, or nothing. */
export function power(letter: string, exponent: number): string {
  return exponent === 0 ? '' : exponent === 1 ? letter : `${letter}**${exponent}`;
}

/** A polynomial in ASCII from its coefficients, lowest degree first. */
export function polynomial(coefficients: readonly Amount[], letter: string): string {
  return joined(coefficients.map((c, k) => term(c, power(letter, k))).reverse());
}

/** LaTeX of a polynomial. */
export function polynomialTex(coefficients: readonly Amount[], letter: string): string {
  return tex(polynomial(coefficients, letter));
}

/** LaTeX `3x`, `-x`, `5`, with the calculator's mark before it: `<<7-4=3>>3x`. */
export function marked(result: Result, monomial = ''): string {
  const hidden = result.mark.slice(0, result.mark.length - result.tex.length);
  return hidden + (monomial === '' ? result.tex : tex(term(result.value, monomial)));
}

/** LaTeX `+ 5` or `- 5`. */
export function signed(value: Amount, monomial = ''): string {
  const text = tex(term(value, monomial));
  return text.startsWith('-') ? `- ${text.slice(1)}` : `+ ${text}`;
}

/** LaTeX of a number, in brackets when negative. */
export function enclosed(value: Amount): string {
  const v = q(value);
  return v.sign() < 0 ? `(${v.toLatex()})` : v.toLatex();
}

/** LaTeX of a sum whose terms are LaTeX with their own signs: `2x`, `-5`. */
export function sumTex(terms: readonly string[]): string {
  return terms
    .map((text, i) => (i === 0 ? text : text.startsWith('-') ? ` - ${text.slice(1)}` : ` + ${text}`))
    .join('');
}

const letters = Array.from('abcdfghjklmnopqrstuvwxyz');

/** Beside one of these letters, in a product, this one would spell the name of a logarithm: `ln`, `lg`. */
const spelling: Readonly<Record<string, readonly string[]>> = { l: ['n', 'g'], n: ['l'], g: ['l'] };

/** A letter for an unknown: x, y, … more often than others, never e or i, and none of those taken. */
export function letterFor(random: Random, taken: readonly string[] = []): string {
  const pool = random.chance(0.45) ? ['x', 'x', 'y', 'z', 't', 'n', 'a', 'm'] : letters;
  const free = pool.filter((letter) => !taken.includes(letter));
  const rest = letters.filter((letter) => !taken.includes(letter));
  const found = random.pick(free.length > 0 ? free : rest);
  const spells = (letter: string): boolean => (spelling[letter] ?? []).some((other) => taken.includes(other));
  return spells(found) ? random.pick(rest.filter((letter) => !spells(letter))) : found;
}

/** As {@link integerOfSize}, never 0. */
export function nonZero(random: Random, low: number, high: number): number {
  for (;;) {
    const value = random.integer(low, high);
    if (value !== 0) return value;
  }
}

/** Linear interpolation over the difficulties 1 to 10, rounded. */
export function scaled(difficulty: number, low: number, high: number): number {
  return Math.round(low + ((high - low) * (difficulty - 1)) / 9);
}

/** Geometric interpolation over the difficulties 1 to 10, rounded: for sizes of numbers. */
export function grown(difficulty: number, low: number, high: number): number {
  return Math.round(low * (high / low) ** ((difficulty - 1) / 9));
}

/** A decimal numeral with `places` digits after the point, trailing zeros removed. */
export function decimalText(units: bigint | number, places: number): string {
  const value = q(units).over(10n ** BigInt(places));
  return value.toDecimal() ?? value.toString();
}

const ordinalWords = [
  'zeroth',
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
];

/** `first` … `tenth`. */
export function ordinal(n: number): string {
  return ordinalWords[n] ?? 'tenth';
}

/** `1st`, `22nd`, `13th`. */
export function numeralOrdinal(n: number): string {
  const isTeen = Math.floor(n / 10) % 10 === 1;
  return `${n}${isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}
