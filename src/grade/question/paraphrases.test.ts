import { describe, expect, it } from 'vitest';
import { checkAnswer } from './check-answer.ts';
import { inKnownWords } from './paraphrases.ts';

const verdict = (problem: string, answer: string): string => checkAnswer(problem, answer).verdict;

/** A question, its answer, and one that is wrong. */
const asked: readonly (readonly [string, string, string])[] = [
  ['Apply the quadratic formula to $n^2 + 8n - 2 = 0$.', '-4 - 3\\sqrt{2}, -4 + 3\\sqrt{2}', '4, 1'],
  ['Which numbers $b$ satisfy $2b + 6 < 22$?', 'b < 8', 'b > 8'],
  ['Clear the denominators and solve $\\frac{35}{z - 4} = \\frac{30}{z - 3}$.', '-3', '3'],
  ['Remove the brackets in $(2x - 1)(x - 3)$. Give an exact answer.', '2x^2 - 7x + 3', '2x^2 + 7x + 3'],
  [
    'Put $\\frac{3}{m - 3} + \\frac{1}{m + 2}$ over one denominator.',
    '\\frac{4m + 3}{(m - 3)(m + 2)}',
    '\\frac{4m}{m + 2}',
  ],
  ['Which function is the slope of (3*t + 2)**4?', '12(3t + 2)^3', '4(3t + 2)^3'],
  ['If f(y) = (y + 3)/(5y + 2), find d/dy (f(y)).', '\\frac{-13}{(5y + 2)^2}', '\\frac{13}{(5y + 2)^2}'],
  ['How large is the signed area under -6*x + 4 between 2 and 3?', '-11', '11'],
  ['What distance separates -113 from -2?', '111', '-115'],
  ['After how many steps do cycles of length 12 and 18 first meet again?', '36', '6'],
  [
    'Which letter marks the value nearest to $-1$?  (a) $-9.58$  (b) $0.5$  (c) $-0.8$',
    '\\text{c}',
    '\\text{b}',
  ],
  ['If $869$ sweets are packed in bags of $51$, how many remain?', '2', '17'],
  ['Find 20 - 23, where the digits are read in base 4.', '-3', '-1'],
  ['Continue the geometric pattern 3, 15, 75, ... up to place 6.', '9375', '1875'],
  ['Let u = 84/2. Which is the greatest number that both 49 and u are multiples of?', '7', '294'],
  ['Let $n = -50 + 47$. Differentiate $nz^3 - 4z$.', '-9z^2 - 4', '-3z^2 - 4'],
  [
    'A film starts at 2:02 AM and lasts $97$ minutes. When does it end?',
    '\\text{3:39 AM}',
    '\\text{3:29 AM}',
  ],
];

describe('a question in other words', () => {
  it.each(asked)('%s', (problem, right, wrong) => {
    expect(verdict(problem, right)).toBe('correct');
    expect(verdict(problem, wrong)).toBe('wrong');
  });

  it('is not seen where a word more or another order asks for something else', () => {
    for (const text of [
      'Find 2323 in base 7.',
      'If 869 sweets are packed in bags of 51, how many bags remain closed?',
      'What distance separates Paris from Rome by train and 5 minutes more?',
      'Which numbers satisfy neither 2b < 4 nor b > 9?',
      'Name the smaller of two numbers.',
    ])
      expect(verdict(text, '3'), text).toBe('unknown');
    expect(inKnownWords('Take 80% off 25.')).toBe('Take 80% off 25.');
  });

  it('stays what it is in the words that are known', () => {
    for (const text of ['Solve 2x = 4 for x.', 'What is the mean of 1, 2, 6?', 'Expand (x + 1)(x - 1).'])
      expect(inKnownWords(text)).toBe(text);
    for (const [problem] of asked) {
      const known = inKnownWords(problem);
      expect(inKnownWords(known)).toBe(known);
    }
  });
});
