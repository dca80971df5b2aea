/** Greatest common divisors, least common multiples and common denominators, of two numbers or more. */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind } from '../../worked.ts';
import { askedWhole, holdNumber, worked } from './answers.ts';
import { listParts, numberIn, plainAnswer } from './written.ts';
import { exactValues, groupsIn, sentenceOf } from './wording.ts';

const find = '(?:what is|calculate|find|determine|give|compute|work out)';
const list = '([-+*/^(){}.,\\d ]*\\d[)} ]*(?:(?:, | and |, and )[-+*/^(){}.\\d ]*\\d[)} ]*)+)';
const divisors = [
  new RegExp(
    `^${find} the (?:greatest|highest|largest|biggest) common (?:divisor|factor) of ${list}$|^${find} the (?:gcd|hcf|gcf) of ${list}$|^(?:gcd|hcf|gcf) ?\\(([\\d, ]+)\\)$`,
    'i',
  ),
  new RegExp(
    `^${find} the (?:greatest|highest|largest|biggest) (?:number|integer|whole number) (?:that divides|dividing) both ${list}$`,
    'i',
  ),
];
const multiples = [
  new RegExp(
    `^${find} the (?:least|lowest|smallest) common multiple of ${list}$|^${find} the lcm of ${list}$|^lcm ?\\(([\\d, ]+)\\)$`,
    'i',
  ),
  new RegExp(
    `^${find} the (?:least|lowest|smallest) positive (?:number|integer) (?:divisible by|that is a multiple of) both ${list}$`,
    'i',
  ),
];
const denominators = [
  new RegExp(`^${find} the (least |lowest |smallest |)common denominator (?:of|for) ${list}$`, 'i'),
];

function numbersIn(written: string): readonly q.Rational[] | null {
  const values = exactValues(listParts(written) ?? ['']);
  return values === null || values.length < 2 ? null : values;
}

const lcm = (a: bigint, b: bigint): bigint => (a / q.gcd(a, b)) * b;

export const readCommon: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const [size = '', fractions = ''] = groupsIn(sentence, denominators) ?? [];
  if (fractions !== '') {
    const bottom = numbersIn(fractions)
      ?.map(({ d }) => d)
      .reduce(lcm);
    if (bottom === undefined) return null;
    return worked((answer) => {
      const bare = plainAnswer(answer);
      const found = numberIn(bare)?.value;
      const isOther = size === '' && found !== undefined && q.isInteger(found) && found.n !== bottom;
      // Any common multiple of the denominators is a common denominator.
      if (isOther && found.n !== 0n && found.n % bottom === 0n)
        return unknownCheck('a common denominator, but not the least');
      return holdNumber(q.rational(bottom), bare, ['integer']);
    });
  }
  const [divided] = groupsIn(sentence, divisors) ?? [];
  const [multiplied] = groupsIn(sentence, multiples) ?? [];
  const numbers = numbersIn(divided ?? multiplied ?? '');
  if (numbers?.every((one) => q.isInteger(one) && one.n > 0n) !== true) return null;
  return askedWhole(numbers.map(({ n }) => n).reduce(divided === undefined ? lcm : q.gcd));
};
