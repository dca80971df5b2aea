/** "Convert 231 (base 4) to base 2", "What is 1101 in decimal?", "In base 9, what is 10 + 2?" */
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { worked } from './answers.ts';
import { plainAnswer } from './written.ts';
import { groupsIn, sentenceOf } from './wording.ts';

const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
const longest = 60;

/** The value of a numeral; null where a digit does not belong to the base. */
function valueOf(numeral: string, base: number): bigint | null {
  const bare = numeral.toLowerCase().replace(/^-/, '');
  if (bare === '' || bare.length > longest) return null;
  let value = 0n;
  for (const digit of bare) {
    const at = digits.indexOf(digit);
    if (at < 0 || at >= base) return null;
    value = value * BigInt(base) + BigInt(at);
  }
  return numeral.startsWith('-') ? -value : value;
}

/** Holds a numeral against the value that it should have. */
function holdNumeral(value: bigint, base: number, answer: string): StepCheck {
  const [, numeral = '', ...named]: readonly (string | undefined)[] =
    /^(-?[\da-z]+)(?: ?\(base (\d+)\)| in base (\d+)| ?_ ?\{?\(?(\d+)\)?\}?)?$/i.exec(plainAnswer(answer)) ??
    [];
  // Whole numbers stay whole in every base.
  if (/^-?\d+\.\d*[1-9]\d*$/.test(plainAnswer(answer)))
    return refuted('worked out again: not the same', 'it is a whole number');
  const said = named.find((one) => one !== undefined);
  const isPlain =
    numeral !== '' && !/^-?0[\da-z]/i.test(numeral) && (said === undefined || Number(said) === base);
  const found = isPlain ? valueOf(numeral, base) : null;
  if (!isPlain || (found === null && /[a-z]/i.test(numeral)))
    return unknownCheck(`the answer is not plainly a numeral in base ${base}`);
  if (found === value) return proven(`worked out again in base ${base}`);
  return refuted('worked out again: another number', `it is ${value.toString(base)}`);
}

const asked = (value: bigint, base: number): WorkedQuestion =>
  worked((answer) => holdNumeral(value, base, answer));

const n = '(-?[\\da-f]+)';
const b = '(\\d{1,2})';
const from = `(?:\\(base ${b}\\)|\\(in base ${b}\\)|in base ${b}|from base ${b}|_ ?\\{?${b}\\}?)`;
const show = '(?:convert|what is|write|express|change|rewrite|give|find|)';
const named = `base ${b} (?:number|numeral)`;

/** Each with what its groups are, in order: the numeral, the base that it has, the base that is asked for. */
const conversions: readonly RegExp[] = [
  new RegExp(`^${show} ?${n} ?${from} ?,? (?:to|in|into|as) (?:a )?base ${b}(?: integer| number)?$`, 'i'),
  new RegExp(`^${n} is a numeral in base ${b}\\. (?:what is it in|convert it to) base ${b}$`, 'i'),
];
const baseFirst: readonly RegExp[] = [
  new RegExp(`^(?:write|express|convert|give) the ${named} ${n} (?:in|to|into) base ${b}$`, 'i'),
  new RegExp(`^how is the ${named} ${n} written in base ${b}$`, 'i'),
];
const targetFirst: readonly RegExp[] = [
  new RegExp(
    `^(?:find|determine|work out|give|what is) the base ${b} (?:representation|form) of the ${named} ${n}$`,
    'i',
  ),
];
const subscript = `${n} ?_ ?\\{?${b}\\}?`;
const targetOfSubscript = new RegExp(
  `^(?:find|determine|give|what is) the base ${b} (?:representation|form|equivalent) of ${subscript}$`,
  'i',
);
const fromTen = new RegExp(`^(?:convert|change) (-?\\d+) (?:from base 10 )?to base ${b}$`, 'i');

/** Names of bases as the bases themselves. */
const withBases = (sentence: string): string =>
  sentence
    .replace(/\bbinary number\b/i, 'base 2 number')
    .replace(/\bhexadecimal number\b/i, 'base 16 number')
    .replace(/\boctal number\b/i, 'base 8 number')
    .replace(/\bdecimal number\b/i, 'base 10 number')
    .replace(/\b(to|in|into) (?:binary|base two)$/i, '$1 base 2')
    .replace(/\b(to|in|into) (?:decimal|base ten)$/i, '$1 base 10')
    .replace(/\b(to|in|into) octal$/i, '$1 base 8')
    .replace(/\b(to|in|into) hexadecimal$/i, '$1 base 16');

function converted(numeral: string, base: string, target: string): WorkedQuestion | null {
  const [own, wanted] = [Number(base), Number(target)];
  if (own < 2 || own > 36 || wanted < 2 || wanted > 36) return null;
  const value = valueOf(numeral, own);
  return value === null ? null : asked(value, wanted);
}

export const readBaseConversion: ReadKind = (text) => {
  const sentence = withBases(sentenceOf(text));
  const [numeral, base, target] = groupsIn(sentence, conversions) ?? [];
  if (numeral !== undefined && base !== undefined && target !== undefined)
    return converted(numeral, base, target);
  const [own, written, wanted] = groupsIn(sentence, baseFirst) ?? [];
  if (own !== undefined && written !== undefined && wanted !== undefined)
    return converted(written, own, wanted);
  const [to, of, number] = groupsIn(sentence, targetFirst) ?? [];
  if (to !== undefined && of !== undefined && number !== undefined) return converted(number, of, to);
  const [asBase, ofNumeral, inOwn] = groupsIn(sentence, [targetOfSubscript]) ?? [];
  if (asBase !== undefined && ofNumeral !== undefined && inOwn !== undefined)
    return converted(ofNumeral, inOwn, asBase);
  const plain = fromTen.exec(sentence);
  return plain === null ? null : converted(plain[1] ?? '', '10', plain[2] ?? '');
};

const sum = `${n} ([-+]) ${n}`;
const inBase: readonly RegExp[] = [
  new RegExp(`^in base ${b}, (?:what is|find|give|calculate|compute|work out) ${sum}$`, 'i'),
  new RegExp(`^(?:working|counting|calculating) in base ${b}, (?:find|give|what is) ${sum}$`, 'i'),
];
const baseLast = new RegExp(`^(?:calculate|work out|compute|evaluate|what is) ${sum} in base ${b}$`, 'i');

function total(left: string, sign: string, right: string, base: number): bigint | null {
  const [a, c] = [valueOf(left, base), valueOf(right, base)];
  return a === null || c === null ? null : sign === '+' ? a + c : a - c;
}

export const readSumInBase: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const [stated = '', left = '', sign = '', right = ''] = groupsIn(sentence, inBase) ?? [];
  const base = Number(stated);
  if (base >= 2 && base <= 36) {
    const value = total(left, sign, right, base);
    return value === null ? null : asked(value, base);
  }
  const last = baseLast.exec(sentence);
  if (last === null) return null;
  const [, x = '', between = '', y = '', end = ''] = last;
  const [wanted, inDecimal] = [Number(end), total(x, between, y, 10)];
  const value = wanted >= 2 && wanted <= 36 ? total(x, between, y, wanted) : null;
  if (value === null) return null;
  // "17 + 5 in base 8" may also ask for the decimal sum, written in that base.
  return worked((answer) => {
    const check = holdNumeral(value, wanted, answer);
    if (inDecimal === null || inDecimal === value) return check;
    return check.verdict === 'correct' || holdNumeral(inDecimal, wanted, answer).verdict === 'correct'
      ? unknownCheck('whether the numbers themselves are in that base is not said')
      : check;
  });
};
