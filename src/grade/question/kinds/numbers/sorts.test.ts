import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../check-answer.ts';

describe('an answer of another sort than was asked for', () => {
  it.each([
    ['Does 25 divide 207524500?', '207524500'],
    ['Is 91 prime?', '7, 13'],
    ['Is 3 at least 4?', '-36'],
    ['What is the units digit of 344?', '\\text{False}'],
    ['What is the third biggest value in 0.4, -2/73, 75?', '\\text{True}'],
    ['What is 17 - 4*3?', '\\text{no}'],
    ['What are the prime factors of 437301?', '\\text{False}'],
    ['Sort 3, 1, 2 in ascending order.', '\\text{True}'],
    ['Solve 3x + 5 = 20.', '\\text{True}'],
    ['Find the second derivative of -26g^3 + 6g.', '-7035'],
    ['Solve 3c = -2q + 4, -2 = -2q - 2c for c and q.', '2'],
  ])('is wrong: %s %s', (problem, answer) => {
    expect(checkAnswer(problem, answer)).toMatchObject({ verdict: 'wrong', relation: 'different' });
  });

  it.each([
    // 1 and 0 for true and false
    ['Is 91 prime?', '0'],
    // a name, which may stand for anything
    ['Is 3 at least 4?', 't'],
    ['Round 3.14159 to 2 decimal places.', '\\pi'],
    ['What is the units digit of 344?', 'x + 1'],
    // the same number twice
    ['Round 3.14159 to 2 decimal places.', '3.14, 3.14'],
  ])('is left open where that is not plain: %s %s', (problem, answer) => {
    expect(checkAnswer(problem, answer).verdict).toBe('unknown');
  });
});
