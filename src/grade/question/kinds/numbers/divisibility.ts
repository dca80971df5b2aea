/** "Is 7 a factor of 91?", "Does 7 divide 91?", "True or false: 91 is divisible by 7." */
import type { ReadKind } from '../../worked.ts';
import { askedTruth } from './answers.ts';
import { claims, filled, sentenceOf, template, wholeNumber } from './wording.ts';

const divisorFirst = [
  template('is # a [factor|divisor] of #'),
  template(`${claims} # is a [factor|divisor] of #`),
  template('does # divide # [evenly|exactly|]'),
  template(`${claims} # divides # [evenly|exactly|]`),
];
const multipleFirst = [
  template('is # [a multiple of|divisible by|evenly divisible by|exactly divisible by] #'),
  template(`${claims} # is [a multiple of|divisible by|evenly divisible by|exactly divisible by] #`),
];

export const readDivisibility: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const first = filled(sentence, divisorFirst);
  const [divisor = '', multiple = ''] = first ?? [...(filled(sentence, multipleFirst) ?? [])].reverse();
  const [d, m] = [wholeNumber(divisor), wholeNumber(multiple)];
  // Whether 0 or a negative number divides is a matter of definition.
  if (d === null || m === null || d <= 0n || m === 0n) return null;
  return askedTruth(m % d === 0n);
};
