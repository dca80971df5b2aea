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
    ['What are the zeros of $x^2 + x - 12$?', '(x + 4)(x - 3)'],
    ['Find the slope of the line through (1, 2) and (3, 8).', 'y = 3x - 1'],
    ['What is the equation of the line through (-16, 15) and (1, -16)?', '-\\frac{31}{17}'],
    ['What is the midpoint of (2, 4) and (6, 10)?', '\\sqrt{52}'],
    ['What is the 10th term of the sequence 2, 5, 8?', '3a - 1'],
    ['What is the prime factorization of 84?', '\\text{False}'],
    ['Find the second derivative of -26g^3 + 6g.', '-7035'],
    ['What is the third derivative of 2*m**3 + 5 wrt m?', '6'],
    ['Solve 3c = -2q + 4, -2 = -2q - 2c for c and q.', '2'],
  ])('is wrong: %s %s', (problem, answer) => {
    expect(checkAnswer(problem, answer)).toMatchObject({ verdict: 'wrong', relation: 'different' });
  });

  it('is none where a letter could be a unit or an operator', () => {
    const right = [
      ['Find the third derivative of 421258*o**3 + 513765*o**2 wrt o.', '2527548'],
      ['What is the second derivative of 44558605*m**2 + 265905376*m wrt m?', '89117210'],
    ] as const;
    for (const [problem, answer] of right) expect(checkAnswer(problem, answer).verdict).not.toBe('wrong');
  });

  it('leaves a yes or no to the question behind its definitions', () => {
    expect(checkAnswer('Let t = 158 + 676. Is 835 >= t?', '\\text{True}').verdict).toBe('correct');
    expect(checkAnswer('Let t = 158 + 676. Is 835 >= t?', '\\text{False}').verdict).toBe('wrong');
    expect(
      checkAnswer('Let $a = 447 - 206$. Let $f = 394 - 383$. Is $a < f$?', '\\text{False}').verdict,
    ).toBe('correct');
  });

  it.each([
    // 1 and 0 for true and false
    ['Is 91 prime?', '0'],
    // a name, which may stand for anything
    ['Is 3 at least 4?', 't'],
    ['Round 3.14159 to 2 decimal places.', '\\pi'],
    ['What is the units digit of 344?', 'x + 1'],
    ['Find the slope of the line through (1, 2) and (3, 8).', '3m'],
    // the same number twice
    ['Round 3.14159 to 2 decimal places.', '3.14, 3.14'],
  ])('is left open where that is not plain: %s %s', (problem, answer) => {
    expect(checkAnswer(problem, answer).verdict).toBe('unknown');
  });
});
