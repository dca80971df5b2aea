/** "Which is bigger: -3 or 1/2?", "Is 5 at least 7?", "Are 2/4 and 0.5 equal?", "Does -3 = 4?" */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import { proven, refuted } from '../../verdicts.ts';
import type { ReadKind } from '../../worked.ts';
import { askedTruth, holdNumber, worked } from './answers.ts';
import { plainAnswer } from './written.ts';
import { exactValues, filled, sentenceOf, template } from './wording.ts';

const bigger = 'bigger|greater|larger';
const smaller = 'smaller|less|lesser';
const which = [
  '[which|what] [number|value|] is <KIND>[:|,|] # or #',
  '[which|what] is the <KIND> [number|value|] [of|:|,|] # [or|and] #',
].map((one) => template(one.replace('KIND', `${bigger}|${smaller}`)));

type Holds = (order: number) => boolean;

const under: Holds = (order) => order < 0;
const over: Holds = (order) => order > 0;
const atMost: Holds = (order) => order <= 0;
const atLeast: Holds = (order) => order >= 0;
const same: Holds = (order) => order === 0;
const other: Holds = (order) => order !== 0;

/** Each comparison as it is written between two numbers; the first word decides between "is", "are", "do". */
const between: readonly (readonly [string, Holds])[] = [
  [`is # [${smaller}] than #`, under],
  ['is # < #', under],
  [`is # [${bigger}] than #`, over],
  ['is # > #', over],
  [`is # [at most|at most as big as|at most as large as|no more than|not more than] #`, atMost],
  [`is # [${smaller}] than or equal to #`, atMost],
  ['is # [<=|=<] #', atMost],
  [`is # [at least|at least as big as|at least as large as|no less than|not less than] #`, atLeast],
  [`is # [${bigger}] than or equal to #`, atLeast],
  ['is # [>=|=>] #', atLeast],
  ['is # [equal to|the same as|=] #', same],
  ['[is|does] # [=|equal] #', same],
  ['are # and # [equal|the same]', same],
  ['do # and # have the same value', same],
  ['is # [not equal to|different from|unequal to|!=] #', other],
  ['are # and # [unequal|nonequal|non-equal|not equal|different]', other],
  ['do # and # have different values', other],
];
const templates = between.map(([pattern, holds]) => [template(pattern), holds] as const);

/** One of two numbers is the answer, or that they are equal. */
function askedWhich([a, b]: readonly [q.Rational, q.Rational], isBigger: boolean): ReturnType<ReadKind> {
  const order = q.compare(a, b);
  const right = order > 0 === isBigger ? a : b;
  return worked((answer) => {
    const bare = plainAnswer(answer);
    const saysEqual = /^(?:(?:they|both) are )?(?:equal|the same)$/i.test(bare);
    if (order === 0)
      return saysEqual ? proven('compared again: equal') : unknownCheck('both numbers are the same');
    if (saysEqual) return refuted('compared again: not equal', `it is ${q.toDecimalText(right, 12)}`);
    return holdNumber(right, bare);
  });
}

export const readComparison: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const [word = '', ...numbers] = filled(sentence, which) ?? [];
  const [a, b] = exactValues(numbers) ?? [];
  if (a !== undefined && b !== undefined)
    return askedWhich([a, b], new RegExp(`^(?:${bigger})$`, 'i').test(word));
  for (const [pattern, holds] of templates) {
    const [left, right] = exactValues(filled(sentence, [pattern]) ?? []) ?? [];
    if (left !== undefined && right !== undefined) return askedTruth(holds(q.compare(left, right)));
  }
  return null;
};
