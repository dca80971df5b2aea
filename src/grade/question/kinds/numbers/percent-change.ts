/** "Increase 40 by 15%", "the percentage change from 20 to 12", "11 is what percent of 22?". */
import * as q from '../../../../exact/rational.ts';
import { type StepCheck, unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { askedNumber, holdNumber, worked } from './answers.ts';
import { plainAnswer } from './written.ts';
import { plainValues, filled, sentenceOf, template } from './wording.ts';

const percent = '[%|percent|per cent]';
const newPrice = '[what is the new price|find the new price]';
const raised = [
  template(`[increase|raise] # by #${percent}`),
  template(`what is # [increased|raised] by #${percent}`),
  template(`a price of # rises by #${percent}. ${newPrice}`),
  template(`a number # grows by #${percent}. what does it become`),
];
const lowered = [
  template(`[decrease|reduce|lower] # by #${percent}`),
  template(`what is # [decreased|reduced|lowered] by #${percent}`),
  template(`a price of # falls by #${percent}. ${newPrice}`),
];
const taken = [
  template(
    `[what is|what number is|how much is|find|calculate|work out|determine|compute|] #${percent} of #`,
  ),
  template(`#${percent} of # is what`),
  template(`what does #${percent} of # come to`),
];
const takenOff = [template(`take #${percent} off #`)];

const find = '[what is|find|calculate|determine|work out|compute]';
const changes = [
  template(`${find} the [percent|percentage] change from # to #`),
  template('by what percentage does # change to become #'),
];
const directed = [template(`${find} the [percent|percentage] <increase|decrease> from # to #`)];
const shares = [
  template('[what|which] [percent|percentage] of # [is|gives] #'),
  template('what percentage is # of #'),
];
const wholeLast = [
  template('# is what [percent|percentage] of #'),
  template('[express|write|give] # as a [percent|percentage] of #'),
];
const wholes = [
  template(`# is #${percent} of [what|which] number`),
  template(`if #${percent} of a number is #, what is the number`),
  template(`#${percent} of [a|what] number is #. [find|what is] the number`),
];

const hundred = q.rational(100);

/** A number of percent, with the sign or without one; a word for the direction says the sign. */
function holdPercent(value: q.Rational, answer: string): StepCheck {
  const bare = plainAnswer(answer);
  const [, size = '', down] =
    /^(?:an? )?(.*?) ?(?:%|percent|per cent)?(?: (increase|decrease))?$/i.exec(bare) ?? [];
  const isNegative = q.sign(value) < 0;
  if (down !== undefined) {
    if (size.trim().startsWith('-')) return unknownCheck('a direction and a sign');
    const meant = /^d/i.test(down) ? q.negate(value) : value;
    return holdNumber(meant, size);
  }
  const check = holdNumber(value, size);
  if (check.verdict !== 'wrong') return check;
  const isMagnitude = isNegative && holdNumber(q.negate(value), size).verdict === 'correct';
  // 0.2 may be meant for 20%.
  const isFraction = !bare.includes('%') && holdNumber(q.divide(value, hundred), size).verdict === 'correct';
  return isMagnitude || isFraction ? unknownCheck('the direction or the unit is not said') : check;
}

const askedPercent = (value: q.Rational): WorkedQuestion => worked((answer) => holdPercent(value, answer));

/** part / whole in percent; null for a whole of 0 or below, where a percentage is not clear. */
function share(part: q.Rational, whole: q.Rational): q.Rational | null {
  return q.sign(whole) > 0 ? q.divide(q.multiply(part, hundred), whole) : null;
}

function changed(sentence: string): q.Rational | null {
  const up = plainValues(filled(sentence, raised) ?? []);
  const down = plainValues(filled(sentence, lowered) ?? []);
  const off = plainValues(filled(sentence, takenOff) ?? []);
  const [part, of] = plainValues(filled(sentence, taken) ?? []) ?? [];
  if (part !== undefined && of !== undefined) return q.divide(q.multiply(part, of), hundred);
  const [start, rate] =
    up?.length === 2 ? up : down?.length === 2 ? down : off?.length === 2 ? [...off].reverse() : [];
  if (start === undefined || rate === undefined || q.sign(rate) < 0) return null;
  const change = q.divide(q.multiply(start, rate), hundred);
  return up?.length === 2 ? q.add(start, change) : q.subtract(start, change);
}

function found(sentence: string): q.Rational | null {
  const [start, end] = plainValues(filled(sentence, changes) ?? []) ?? [];
  if (start !== undefined && end !== undefined) return share(q.subtract(end, start), start);
  const [direction = '', ...ends] = filled(sentence, directed) ?? [];
  const [before, after] = plainValues(ends) ?? [];
  if (before !== undefined && after !== undefined) {
    const difference = q.subtract(after, before);
    const size = /^d/i.test(direction) ? q.negate(difference) : difference;
    return q.sign(size) > 0 ? share(size, before) : null;
  }
  const first = plainValues(filled(sentence, [shares[0] ?? /$^/]) ?? []);
  const [whole, part] =
    first?.length === 2
      ? first
      : [...(plainValues(filled(sentence, [...shares.slice(1), ...wholeLast]) ?? []) ?? [])].reverse();
  return whole === undefined || part === undefined ? null : share(part, whole);
}

export const readPercent: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  const value = changed(sentence);
  if (value !== null) return askedNumber(value);
  const rate = found(sentence);
  if (rate !== null) return askedPercent(rate);
  const parts = plainValues(filled(sentence, wholes) ?? []);
  if (parts?.length !== 2) return null;
  const [part, of] = /^(?:if )?[^a-z]*(?:%|percent|per cent) of/i.test(sentence)
    ? [parts[1], parts[0]]
    : parts;
  if (part === undefined || of === undefined || q.sign(of) <= 0) return null;
  return askedNumber(q.divide(q.multiply(part, hundred), of));
};
