/** Sums in words: "total of 3 and 9", "subtract 5 from 9", "What is 3 less than 7?", "the difference between 2 and 9". */
import * as q from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind } from '../../worked.ts';
import { askedNumber, holdNumber, worked } from './answers.ts';
import { plainAnswer } from './written.ts';
import { filled, partInWords, plainValue, plainValues, sentenceOf, template } from './wording.ts';

const find = '[what is|calculate|find|work out|compute|determine|how much is|give|]';
const two = '# and #';

type Work = (a: q.Rational, b: q.Rational) => q.Rational;

const backwards: Work = (a, b) => q.subtract(b, a);

const sums: readonly (readonly [readonly RegExp[], Work])[] = [
  [
    [
      template(`${find} [the|] [total|sum] of ${two}`),
      template(`[add together|put together|add up|add|sum] ${two}`),
      template('add # to #'),
      template(`${find} # [more than|added to|plus] #`),
      template('increase # by #'),
      template('what is # increased by #'),
    ],
    q.add,
  ],
  [
    [template('[subtract|take] # from #'), template(`${find} # [less than|subtracted from|taken from] #`)],
    backwards,
  ],
  [
    [
      template(`${find} # [minus|take away|decreased by|reduced by|less] #`),
      template('[decrease|reduce] # by #'),
    ],
    q.subtract,
  ],
  [
    [
      template(`${find} [the|] product of ${two}`),
      template(`multiply # [and|by|with] #`),
      template(`${find} # [times|multiplied by] #`),
    ],
    q.multiply,
  ],
  [[template('divide # by #'), template(`${find} # divided by #`)], q.divide],
];

const differences = [
  template(`${find} [the|] <difference|distance> between ${two}`),
  template(`<how far apart> are ${two}`),
];
const fractionOf = new RegExp(
  `^(?:what is|calculate|find|work out|compute|determine|how much is|) ?(\\d+ ?/ ?\\d+|[a-z]+(?:[- ][a-z]+)*) of (\\d[\\d.,]*)$`,
  'i',
);

/** "3/4 of 20" and "a quarter of 12": a proper part of a number. */
function readFractionOf(sentence: string): q.Rational | null {
  const [, written = '', whole = ''] = fractionOf.exec(sentence) ?? [];
  const part = partInWords(written) ?? plainValue(written);
  const of = plainValue(whole);
  return part === null || of === null || q.isInteger(part) ? null : q.multiply(part, of);
}

export const readSum: ReadKind = (text) => {
  const sentence = sentenceOf(text);
  for (const [templates, work] of sums) {
    const [a, b] = plainValues(filled(sentence, templates) ?? []) ?? [];
    if (a === undefined || b === undefined) continue;
    return work === q.divide && q.isZero(b) ? null : askedNumber(work(a, b));
  }
  const [word = '', ...parts] = filled(sentence, differences) ?? [];
  const [a, b] = plainValues(parts) ?? [];
  if (a !== undefined && b !== undefined) {
    const size = q.absolute(q.subtract(a, b));
    return worked((answer) => {
      const bare = plainAnswer(answer);
      // A difference may be meant with its sign; a distance has none.
      const isSigned =
        /^diff/i.test(word) && q.sign(size) !== 0 && holdNumber(q.negate(size), bare).verdict === 'correct';
      return isSigned ? unknownCheck('a difference with its sign') : holdNumber(size, bare);
    });
  }
  const part = readFractionOf(sentence);
  return part === null ? null : askedNumber(part);
};
