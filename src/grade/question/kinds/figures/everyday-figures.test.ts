import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../check-answer.ts';

describe('questions about slopes, inverses, conjugates and powers of numbers', () => {
  it.each([
    ['Find the gradient of the curve y = x^3 - x at x = 2.', '11', '6'],
    ['How steep is y = -2x^2 - 1 at x = 4?', '-16', '-33'],
    ['Find the inverse of f(x) = 2x - 4.', '\\frac{x + 4}{2}', '2x + 4'],
    ['Find the inverse of f(x) = 2x - 4.', 'f^{-1}(x) = x/2 + 2', 'f^{-1}(x) = x/2 - 2'],
    ['Find the conjugate of 3 - 2i.', '3 + 2i', '-3 - 2i'],
    ['Write 2^3 * 2^4 as a single power of 2.', '2^7', '2^{12}'],
    ['Divide 60 in the ratio 2:3.', '24, 36', '20, 40'],
    ['What are the zeros of f(x) = x^2 - 9?', '3, -3', '3'],
    ['Simplify sqrt(72).', '6*sqrt(2)', '8'],
    ['What is the interior angle sum of a hexagon?', '720', '540'],
    ['Find the slope of a line perpendicular to y = 2x + 1.', '-1/2', '2'],
    ['The sum of three consecutive integers is 72. What is the largest?', '25', '23'],
    ['Share 45 sweets between Amy and Ben in the ratio 4:5. How many does Ben get?', '25', '20'],
    ['A $60 jacket is discounted by 25%. What is the sale price?', '45', '15'],
    [
      'Lisa had 50 stickers. She gave 12 to her brother and bought 20 more. How many has she now?',
      '58',
      '18',
    ],
    ['A tank holds 200 litres and loses 8 litres every hour. How much is left after 6 hours?', '152', '48'],
    ['Calculate the variance of 1, 2, 3, 4, 5 (population).', '2', '2.5'],
    ['Find the population standard deviation of 2, 4, 4, 4, 5, 5, 7, 9.', '2', '4'],
    ['Find the population standard deviation of 1, 2, 3.', '\\sqrt{2/3}', '1'],
    ['Find the equation of the line through (0, 3) with slope 2.', 'y = 2x + 3', 'y = 3x + 2'],
    ['Let A = {1,2,3,4} and B = {3,4,5}. Find A ∩ B.', '{3, 4}', '{1, 2, 3, 4, 5}'],
    ['Compute $\\sum_{k=1}^{20} k$.', '210', '190'],
    ['What is $(x^3)^3$?', 'x^9', 'x^6'],
    ['What is 255 in hexadecimal?', 'FF', 'FE'],
    ['What time is it 95 minutes after 10:40?', '12:15', '12:05'],
    ['A train leaves at 9:15 and arrives at 11:50. How long does the journey take?', '2 h 35 min', '3 h'],
    ['How many minutes are there between 9:15 and 11:50?', '155', '275'],
    ['Convert 150 degrees to radians.', '5\\pi/6', '150^\\circ'],
    ['The mean of 4, 7, x and 9 is 8. Find x.', '12', '11'],
    ['What is the place value of 7 in 47,582?', '7000', '7'],
    ['Find the remainder when $x^3 + 2x - 5$ is divided by $x - 2$.', '7', '-17'],
    ['What is the circumference of a circle with diameter 10 (in terms of pi)?', '10\\pi', '5\\pi'],
    [
      'A ladder 10 m long leans against a wall with its foot 6 m from the wall. How high does it reach?',
      '8',
      '4',
    ],
    ['Put in ascending order: 0.3, 1/4, 0.28.', '1/4, 0.28, 0.3', '0.28, 0.3, 1/4'],
  ])('%s', (question, right, wrong) => {
    expect(checkAnswer(question, right).verdict).toBe('correct');
    expect(checkAnswer(question, wrong).verdict).toBe('wrong');
  });

  it.each([
    // not in the form that was asked for, or in an order that may be meant otherwise
    ['Write 2^3 * 2^4 as a single power of 2.', '128'],
    ['Divide 60 in the ratio 2:3.', '36, 24'],
    ['What is (x^3)^3 = ?', 'x^6'],
    ['What is the inverse of g(t) = 2t + 1?', '\\frac{x - 1}{2}'],
  ])('leaves open: %s %s', (question, answer) => {
    expect(checkAnswer(question, answer).verdict).toBe('unknown');
  });
});
