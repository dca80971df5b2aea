/** "What is the tens digit of 5281?", "Which digit stands in the hundreds place of 912?", "the last digit of 7^100". */
import type { ReadKind } from '../../worked.ts';
import { powerModulo } from './modular-power.ts';
import { askedWhole } from './answers.ts';
import { filled, sentenceOf, template, wholeNumber } from './wording.ts';

const places: readonly (readonly [RegExp, number])[] = [
  [/^(?:units?|ones?|last)$/, 0],
  [/^tens$/, 1],
  [/^hundreds$/, 2],
  [/^thousands$/, 3],
  [/^ten[- ]thousands$/, 4],
  [/^hundred[- ]thousands$/, 5],
  [/^millions$/, 6],
  [/^ten[- ]millions$/, 7],
  [/^hundred[- ]millions$/, 8],
  [/^billions$/, 9],
  [/^ten[- ]billions$/, 10],
  [/^hundred[- ]billions$/, 11],
];

const named = [
  template('[what is|find|give|state|determine|calculate|compute|work out|name] the @ digit [of|in] #'),
  template('[which|what] digit [is in|stands in|occupies|is at] the @ place [of|in] #'),
];
const valued = [
  template('[what is|find|give|state|determine] the place value of [the digit |]# [of|in] #'),
  template('[what is|find|give|state|determine] the value of the digit # [of|in] #'),
];
const numberFirst = [template('in #, [what|which] is the @ digit')];

/** "The place value of 7 in 47,582": 7000; null where the digit stands in several places, or in none. */
function placeValue(digit: string, number: string): bigint | null {
  const n = wholeNumber(number);
  if (n === null || n < 0n || !/^\d$/.test(digit)) return null;
  const digits = String(n);
  const at = digits.indexOf(digit);
  if (at < 0 || digits.lastIndexOf(digit) !== at) return null;
  return BigInt(digit) * 10n ** BigInt(digits.length - 1 - at);
}

export const readPlaceValue: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const [digit = '', number = ''] = filled(sentence, valued) ?? [];
  const value = placeValue(digit, number);
  if (value !== null) return askedWhole(value);
  const [name = '', written = ''] =
    filled(sentence, named) ?? [...(filled(sentence, numberFirst) ?? [])].reverse();
  const at = places.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1];
  if (at === undefined) return null;
  if (at === 0) {
    const last = powerModulo(written, 10n);
    if (last !== null) return askedWhole(last);
  }
  const n = wholeNumber(written);
  if (n === null || n < 0n) return null;
  return askedWhole((n / 10n ** BigInt(at)) % 10n);
};
