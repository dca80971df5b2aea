/**
 * What words and marks mean beside numbers: units and their kinds, words that belong to a calculation, words that go on
 * with the sentence, and when "of" and "x" multiply. Tables and small looks around a token; no grammar.
 */
import { isInteger } from '../../exact/rational.ts';
import { type Token } from './arithmetic-tokens.ts';

/** Words at the edge of an operand that may belong to the calculation. */
export const dangerous = new Set(
  (
    'of times plus minus by than per half twice double triple thrice quarter third squared cubed over into divided multiplied ' +
    'added subtracted sum product difference root mod modulo remainder base log ln sin cos tan r x and or from to more less each every dozen'
  ).split(' '),
);

/** Words that go on with the sentence and are no unit of the number before them. */
const sentenceWords = new Set(
  (
    'because since so then thus therefore hence is are was were be equals which that but while if when where as for with at on he she they ' +
    'it has have had we need needs gives get gets makes leaves means'
  ).split(' '),
);

export function isNoUnit(word: string): boolean {
  const lower = word.toLowerCase();
  if (lower === 'per' || lower === 'each') return false;
  return word.length === 1 || dangerous.has(lower) || sentenceWords.has(lower);
}

export const scaleWords = new Set(
  'dozen hundred thousand million billion trillion k hundreds thousands millions half quarter score pair pairs'.split(
    ' ',
  ),
);

export const conversions: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'second seconds sec secs s',
    'minute minutes min mins',
    'hour hours hr hrs h',
    'day days',
    'week weeks',
    'month months',
    'year years',
    'inch inches in',
    'foot feet ft',
    'yard yards yd',
    'mile miles mi',
    'mm millimeters millimeter',
    'cm centimeters centimeter centimetres',
    'meter meters m metres metre',
    'km kilometers kilometer kilometres',
    'gram grams g',
    'kg kilogram kilograms',
    'mg milligrams',
    'ounce ounces oz',
    'pound pounds lb lbs',
    'ton tons tonnes',
    'cent cents ¢',
    'dollar dollars $',
    'quarter quarters',
    'dime dimes',
    'nickel nickels',
    'penny pennies',
    'cup cups',
    'pint pints',
    'quart quarts',
    'gallon gallons',
    'liter liters litre litres L',
    'ml mL milliliters milliliter',
    'dozen dozens',
    'degree degrees',
    'radian radians',
  ].flatMap((names) => names.split(' ').map((name) => [name, names.split(' ')[0] ?? name])),
);

/** "20% of 50", "1/2 of 10". */
export function isPercentAt(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token?.kind === 'operator' && token.text === '%';
}

export function isPartOf(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  const isPercent = before?.kind === 'operator' && before.text === '%';
  const slash = tokens[at - 2];
  const isFraction =
    before?.kind === 'close' ||
    (before?.kind === 'number' && slash?.kind === 'operator' && slash.text === '/');
  return isPercent || isFraction || (before?.kind === 'number' && !isInteger(before.value));
}

/** "3 x 4". */
export function isTimes(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  const next = tokens[at + 1];
  const before = tokens[at - 1];
  return (
    token?.kind === 'word' &&
    /^[xX]$/.test(token.text) &&
    (before?.kind === 'number' || before?.kind === 'close') &&
    (next?.kind === 'number' || next?.kind === 'open' || next?.kind === 'currency')
  );
}
