/** "Round 34.18 to the nearest ten", "What is 0.268 correct to 1 dp?", "the cube root of 438 to the nearest integer". */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { askedWhole, holdNumber, worked } from './answers.ts';
import { numberIn, plainAnswer } from './written.ts';
import { countOf, exactValue, filled, ordinalOf, sentenceOf, template, wholeNumber } from './wording.ts';

const round = '[round|approximate|give|write|express|what is] #';
const to = '[correct to|rounded to|to|rounded off to|,rounded to]';
const nearest = [
  template(`${round} ${to} the nearest @`),
  template(`${round} ${to} the nearest #`),
  template('to the nearest @, what is #'),
  template('to the nearest #, what is #'),
];
const places = [template(`${round} ${to} ~ [decimal place|decimal places|dp|dps|d.p.]`)];
const figures = [
  template(`${round} ${to} ~ [significant figure|significant figures|significant digits|s.f.|sf]`),
];

const powers: Readonly<Record<string, number>> = {
  integer: 0,
  'whole number': 0,
  unit: 0,
  ten: 1,
  hundred: 2,
  thousand: 3,
  'ten thousand': 4,
  'hundred thousand': 5,
  million: 6,
  'ten million': 7,
  tenth: -1,
  hundredth: -2,
  thousandth: -3,
};

/** The power of ten that "one hundred", "1000" or "integer" names. */
function powerNamed(name: string): number | null {
  const bare = name.trim().toLowerCase().replaceAll(',', '');
  if (/^10*$/.test(bare)) return bare.length - 1;
  return powers[bare.replace(/^(?:one|a) /, '')] ?? null;
}

const powerOfTen = (power: number): q.Rational => q.power(q.rational(10), BigInt(power));

/** The multiple of 10^power below a number, and the one above where it lies right between the two. */
function roundings(value: q.Rational, power: number): readonly q.Rational[] {
  const unit = powerOfTen(power);
  const scaled = q.divide(value, unit);
  const low = q.floor(scaled);
  const beyond = q.compare(q.subtract(scaled, q.rational(low)), q.rational(1, 2));
  const near = beyond < 0 ? [low] : beyond > 0 ? [low + 1n] : [low, low + 1n];
  return near.map((n) => q.multiply(q.rational(n), unit));
}

/** The power of ten of the last of `figures` significant figures. */
function lastPower(value: q.Rational, figures: number): number | null {
  if (q.isZero(value) || figures < 1) return null;
  const size = q.absolute(value);
  let power = 0;
  while (q.compare(size, powerOfTen(power + 1)) >= 0) power++;
  while (q.compare(size, powerOfTen(power)) < 0) power--;
  return power - figures + 1;
}

function askedRounding(value: q.Rational, power: number): WorkedQuestion {
  const [first, second] = roundings(value, power);
  return worked((answer) => {
    const bare = plainAnswer(answer);
    const found = numberIn(bare);
    if (first === undefined || found === null) return unknownCheck('the answer is not a plain number');
    // A half is rounded up, away from zero or to the even side.
    if (second !== undefined && [first, second].some((near) => q.equals(near, found.value)))
      return unknownCheck('right between two: which way it is rounded is a convention');
    return holdNumber(first, bare, ['integer', 'decimal', 'scientific']);
  });
}

const smallestPower = -12;

export const readRounding: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const byPower = filled(sentence, nearest);
  const isNameFirst = /^to the/i.test(sentence);
  const [written = '', name = ''] = byPower === null ? [] : isNameFirst ? [...byPower].reverse() : byPower;
  const value = exactValue(written);
  if (value !== null) {
    const power = powerNamed(name);
    return power === null ? null : askedRounding(value, power);
  }
  const byPlaces = filled(sentence, places);
  const [number = '', kept = ''] = byPlaces ?? filled(sentence, figures) ?? [];
  const [digits, rounded] = [countOf(kept), exactValue(number)];
  if (digits === null || rounded === null) return null;
  const last = byPlaces === null ? lastPower(rounded, digits) : -digits;
  return last === null || last < smallestPower ? null : askedRounding(rounded, last);
};

const rootName = '~ root of #';
const toInteger = '[to|,rounded to|rounded to] the nearest [integer|whole number]';
const roots = [
  template(`[what is|give|find|calculate|determine|compute|round] the ${rootName} ${toInteger}`),
  template(`[what is|give|find|calculate|determine|compute|round] the ${rootName}, ${toInteger}`),
  template(`to the nearest [integer|whole number], what is the ${rootName}`),
  template(`calculate and round the ${rootName} ${toInteger}`),
];
const fractionalPowers = [template('what is # to the power of 1 / #, to the nearest [integer|whole number]')];

export const readNearestRoot: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const [word = '', written = ''] = filled(sentence, roots) ?? [];
  const [base = '', index = ''] = filled(sentence, fractionalPowers) ?? [];
  const degree =
    word === ''
      ? Number(wholeNumber(index) ?? 0n)
      : ({ square: 2, cube: 3 }[word.toLowerCase()] ?? ordinalOf(word));
  const n = wholeNumber(word === '' ? base : written);
  if (degree === null || degree < 2 || degree > 20 || n === null || n < 0n) return null;
  const low = q.integerRoot(n, degree);
  // n against (low + 1/2)^degree, which is never a whole number.
  const isAbove = 2n ** BigInt(degree) * n > (2n * low + 1n) ** BigInt(degree);
  return askedWhole(isAbove ? low + 1n : low);
};
