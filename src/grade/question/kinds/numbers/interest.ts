/** Simple interest, and what a sum becomes at compound interest, in the words of textbooks. */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { holdNumber, worked } from './answers.ts';
import { numberIn, plainAnswer } from './written.ts';
import { plainValues, filled, sentenceOf, template } from './wording.ts';

const find = '[what is|find|calculate|determine|work out|compute]';
const percent = '[%|percent|per cent]';
const money = '[dollars|euros|pounds|]';
const yearly = '[a year|per year|per annum]';
const simple = [
  template(`${find} the simple interest on # ${money} at #${percent} ${yearly} for # [years|year]`),
  template(`${find} the simple interest on # ${money} for # [years|year] at #${percent} ${yearly}`),
  template(`how much simple interest does # ${money} earn in # [years|year] at #${percent} ${yearly}`),
  template(
    `# ${money} is lent for # [years|year] at #${percent} simple interest ${yearly}. how much interest is paid`,
  ),
];
/** The sum, the rate and the years, in this order. */
const compound = [
  template(
    `# ${money} [are|is] invested at #${percent} compound interest ${yearly}. what is the [amount|balance] after # [years|year]`,
  ),
  template(`a deposit of # ${money} grows by #${percent} every year. what is it worth after # [years|year]`),
];
const becomes = [
  template(
    `[find|calculate] what # ${money} become after # [years|year] at #${percent} compounded [yearly|annually]`,
  ),
];

const hundred = q.rational(100);
const cent = q.rational(1, 100);
const longestYears = 60;

function askedMoney(value: q.Rational): WorkedQuestion {
  const isInCents = q.isInteger(q.multiply(value, hundred));
  return worked((answer) => {
    const bare = plainAnswer(answer).replace(/ ?(?:dollars|euros|pounds)$/i, '');
    const found = numberIn(bare)?.value;
    const isNear = found !== undefined && q.compare(q.absolute(q.subtract(found, value)), cent) < 0;
    if (!isInCents && isNear && !q.equals(found, value)) return unknownCheck('rounded to cents');
    return holdNumber(value, bare);
  });
}

export const readInterest: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  // The rate and the years may change places in simple interest: the product is the same.
  const parts = plainValues(filled(sentence, simple) ?? []) ?? [];
  const inOrder = plainValues(filled(sentence, compound) ?? []) ?? [];
  const turned = plainValues(filled(sentence, becomes) ?? []) ?? [];
  if ([...parts, ...inOrder, ...turned].some((part) => q.sign(part) <= 0)) return null;
  if (parts.length === 3) return askedMoney(q.divide(parts.reduce(q.multiply), hundred));
  const [sum, second, third] = inOrder.length === 3 ? inOrder : turned;
  const [rate, years] = inOrder.length === 3 ? [second, third] : [third, second];
  if (sum === undefined || rate === undefined || years === undefined) return null;
  if (!q.isInteger(years) || years.n > BigInt(longestYears)) return null;
  const factor = q.add(q.one, q.divide(rate, hundred));
  return askedMoney(q.multiply(sum, q.power(factor, years.n)));
};
