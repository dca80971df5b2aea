import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../check-answer.ts';
import { readQuestion } from '../../read-question.ts';

const cases: readonly (readonly [question: string, right: readonly string[], wrong: readonly string[]])[] = [
  [
    'What is prob of sequence hrah when four letters picked without replacement from rhfhhhaxhaffh?',
    ['1/286', '\\frac{1}{286}'],
    ['1/285', '2/143'],
  ],
  [
    'Four letters picked without replacement from {g: 3, e: 12}. Give prob of sequence egge.',
    ['11/455'],
    ['66/455'],
  ],
  [
    'Two letters are picked without replacement from aaqa. Find the probability of drawing, in order, qq.',
    ['0'],
    ['1/12'],
  ],
  [
    'Calculate prob of picking 1 r, 1 t and 2 c when four letters picked without replacement from ctcrtcrrttttt.',
    ['63/715'],
    ['21/715'],
  ],
  [
    'Three letters picked without replacement from {u: 7, o: 2, v: 1}. What is prob of picking 3 v?',
    ['0'],
    ['1/120'],
  ],
  [
    'Two letters picked without replacement from aaqa. What is prob of picking 2 a?',
    ['1/2', '0.5', '50%'],
    ['9/16', '5%'],
  ],
  [
    'Two fair dice are rolled. What is the probability that the sum is 7?',
    ['1/6', '\\frac{6}{36}'],
    ['1/7', '7/36'],
  ],
  ['Two dice are thrown. What is the probability that the sum is at least 11?', ['1/12'], ['1/18']],
  ['Two fair dice are rolled. What is the probability of a double of at least 2?', ['5/36'], ['1/6']],
  ['What is the chance of exactly 2 heads in 4 coin tosses?', ['3/8', '0.375', '37.5%'], ['1/2', '1/16']],
  [
    'A bag contains 6 red and 3 blue balls. One is drawn at random. What is the probability that it is red?',
    ['2/3'],
    ['1/3', '1/2'],
  ],
  [
    'Two balls are taken without replacement from 4 red and 6 blue ones. Find the probability that both are red.',
    ['2/15'],
    ['4/25', '1/3'],
  ],
  [
    'A jar holds 4 red and 6 blue marbles. Two are drawn without replacement. What is the probability that they have different colours?',
    ['8/15'],
    ['12/25', '4/15'],
  ],
  ['In how many ways can 2 books be chosen from 7?', ['21'], ['42', '49']],
  ['In how many ways can 4 people stand in a row?', ['24'], ['16', '4']],
  ['How many ordered selections of 2 out of 8 items are there?', ['56'], ['28', '64']],
  ['Compute C(17, 4).', ['2380'], ['2381', '57120']],
  ['In how many ways can the letters of the word BOOK be arranged?', ['12'], ['24']],
  [
    'In a class, 19 students like football, 20 like tennis and 15 like both. How many like at least one?',
    ['24'],
    ['39', '9'],
  ],
  [
    'Among 25 people 23 speak French, 14 speak German and 12 speak both. How many speak neither?',
    ['0'],
    ['12'],
  ],
  [
    '18 people speak French, 14 speak German and 7 speak both. How many speak French only?',
    ['11'],
    ['18', '7'],
  ],
];

describe('chances and ways', () => {
  it.each(cases)('%s', (question, right, wrong) => {
    for (const answer of right)
      expect([answer, checkAnswer(question, answer).verdict]).toEqual([answer, 'correct']);
    for (const answer of wrong)
      expect([answer, checkAnswer(question, answer).verdict]).toEqual([answer, 'wrong']);
  });

  it('does not decide about a rounded chance', () => {
    expect(
      checkAnswer('Two dice are thrown. What is the probability that the sum is 7?', '0.17').verdict,
    ).toBe('unknown');
  });

  it.each([
    // the number of letters and what is to be drawn do not agree
    'Three letters picked without replacement from aaqa. What is prob of sequence aq?',
    'Two letters picked with replacement from aaqa. What is prob of sequence aq?',
    'Two letters picked without replacement from aaqa. What is prob of sequence aq or qa?',
    'Two loaded dice are rolled. What is the probability that the sum is 7?',
    'Two fair dice are rolled. What is the probability that the sum is not 7?',
    'Three fair dice are rolled. What is the probability that the sum is 7?',
    'A bag contains 6 red and 3 blue balls. One is drawn at random. What is the probability that it is green?',
    'A bag contains 6 red and 3 blue balls. Two are drawn with replacement. What is the probability that both are red?',
    'In how many ways can 4 people stand in a row if Tom is first?',
    'In how many ways can the letters of the word BOOK be arranged so that the two Os stand together?',
    'In how many ways can 9 books be chosen from 7?',
    '18 people speak French, 14 speak German and 20 speak both. How many speak French only?',
  ])('does not read %s', (question) => {
    expect(readQuestion(question)).toBeNull();
  });
});
