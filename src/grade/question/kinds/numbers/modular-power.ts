/** "What is 7^8 mod 5?", "Find the remainder when 3^20 is divided by 7." */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind } from '../../worked.ts';
import { holdNumber, worked } from './answers.ts';
import { numberIn, plainAnswer } from './written.ts';
import { filled, sentenceOf, template, wholeNumber } from './wording.ts';

const largestExponent = 10n ** 30n;

/** `a^n` modulo m, whole numbers above 0; null where the text is no power. */
export function powerModulo(written: string, modulus: bigint): bigint | null {
  const [, base, raised] = /^\(?(\d{1,30})\)? ?\^ ?\(?\{?(\d{1,30})\}?\)?$/.exec(written) ?? [];
  if (base === undefined || raised === undefined) return null;
  let exponent = BigInt(raised);
  if (exponent > largestExponent || exponent === 0n || modulus <= 0n) return null;
  let factor = BigInt(base) % modulus;
  let result = 1n % modulus;
  for (; exponent > 0n; exponent /= 2n) {
    if (exponent % 2n === 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return result;
}

const find = '[what is|find|calculate|compute|determine|evaluate|give|work out|]';
const modulo = [template(`${find} # [mod|modulo] #`), template(`${find} # (mod #)`)];
const remainders = [
  template(`${find} the remainder [when|if] # is divided by #`),
  template(
    `${find} the remainder of # [on division by|divided by|when divided by|when it is divided by|over] #`,
  ),
  template('[what|which] remainder does # leave [on division by|when divided by] #'),
];

export const readModularPower: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const remainder = filled(sentence, remainders);
  const [written = '', by = ''] = remainder ?? filled(sentence, modulo) ?? [];
  const modulus = /^\(?\d+\)?$/.test(by) ? wholeNumber(by) : null;
  // "7 + 8 mod 5" may be grouped in two ways.
  const isClear = remainder !== null || !/[-+/]/.test(written.replace(/^-/, ''));
  if (modulus === null || modulus <= 0n || !isClear) return null;
  const n = wholeNumber(written);
  const value = powerModulo(written, modulus) ?? (n !== null && n >= 0n ? n % modulus : null);
  if (value === null) return null;
  return worked((answer) => {
    const bare = plainAnswer(answer);
    const found = numberIn(bare)?.value;
    // A number of the same class may be meant as an answer.
    if (found !== undefined && q.isInteger(found) && found.n !== value && (found.n - value) % modulus === 0n)
      return unknownCheck('congruent, but not the least remainder');
    return holdNumber(q.rational(value), bare, ['integer']);
  });
};
