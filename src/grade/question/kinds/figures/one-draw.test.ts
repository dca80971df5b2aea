import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../check-answer.ts';

const asked: readonly (readonly [question: string, right: string, wrong: string])[] = [
  ['Roll a fair six-sided die. What is the probability of getting an even number?', '1/2', '1/3'],
  ['A die is thrown once. Find the probability of getting a number greater than 4.', '1/3', '1/2'],
  ["What's the chance of rolling a 6 on a fair die?", '1/6', '6'],
  ['How likely is an odd number with a 12-sided die?', '50%', '1/12'],
  ['A fair die is thrown. What is the probability of not getting a 6?', '5/6', '1/6'],
  ['A card is drawn from a standard deck of 52. What is the probability that it is a king?', '1/13', '1/52'],
  ['What is the probability of drawing a heart from a deck of cards?', '0.25', '1/13'],
  [
    'A bag contains 4 red, 3 blue and 5 green marbles. One is drawn at random. Find the probability that it is blue.',
    '1/4',
    '1/3',
  ],
  [
    'A box has 3 red and 5 white balls. What is the probability of drawing one that is not red?',
    '5/8',
    '3/8',
  ],
  [
    'A bag has 2 red, 3 blue and 5 green balls. What is the probability of drawing a red or blue ball?',
    '1/2',
    '1/5',
  ],
  ['A number from 1 to 20 is picked at random. What is the probability of a prime number?', '2/5', '9/20'],
  [
    'A number from 1 to 300 is picked at random. What is the probability of a prime number?',
    '31/150',
    '63/300',
  ],
  ['A fair coin is flipped once. What is the chance of tails?', '1/2', '1'],
];

describe('the chance of one draw', () => {
  it.each(asked)('%s', (question, right, wrong) => {
    expect(checkAnswer(question, right).verdict).toBe('correct');
    expect(checkAnswer(question, wrong).verdict).toBe('wrong');
  });

  it.each([
    'A loaded die is rolled. What is the probability of a 6?',
    'Two cards are drawn from a deck of 52 cards. What is the probability that both are kings?',
    'A bag contains 4 red and 3 blue marbles. One is drawn at random. Find the probability that it is green.',
    'A die is rolled. What is the probability of a nice number?',
    'A die is rolled twice. What is the probability of a 6?',
  ])('is not seen in %s', (question) => {
    expect(checkAnswer(question, '1/2').verdict).toBe('unknown');
  });
});
