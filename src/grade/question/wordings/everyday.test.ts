import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../check-answer.ts';

/** A question as somebody types it, its answer, and one that is wrong. */
const asked: readonly (readonly [string, string, string])[] = [
  ['If 5n - 8 = 27, then n = ?', '7', '5'],
  ['If $2y + 1 = 9$, what is y?', '4', '5'],
  ['What value of t makes 4t + 9 = 33 true?', '6', '8'],
  ['I need x in $\\frac{x}{4} + 2 = 7$', '20', '36'],
  ['Which number x fulfils 9x = 72?', '8', '9'],
  ['Solve $2x^2 - 8 = 0$ over the reals.', '-2, 2', '2'],
  ['lcm(5, 7) = ?', '35', '12'],
  ['Prime factorization of 84', '2^2 \\cdot 3 \\cdot 7', '2 \\cdot 3 \\cdot 7'],
  ['What remains when 75 is divided by 8?', '3', '9'],
  ['Convert 0.375 to a fraction.', '\\frac{3}{8}', '\\frac{3}{7}'],
  ['Write 3/8 as a decimal.', '0.375', '0.38'],
  ['What do you get if you multiply 12 by 13?', '156', '25'],
  ['What do you get when you subtract 4 from 9?', '5', '-5'],
  ['What is the square of 14?', '196', '28'],
  ['What is the square root of 169?', '13', '84'],
  ['Find the cube root of 64.', '4', '8'],
  ['Sum of the integers from 1 to 100', '5050', '4950'],
  ['Evaluate log base 3 of 81.', '4', '27'],
  ['Find cos(60 degrees).', '\\frac{1}{2}', '\\frac{\\sqrt{3}}{2}'],
  ['What is the sine of 30 degrees?', '\\frac{1}{2}', '1'],
  ['Convert 1011 from binary to decimal.', '11', '13'],
  ['Write 13 in binary.', '1101', '1011'],
  ['A price of 80 is increased by 25%. What is the new price?', '100', '105'],
  ['A shirt costs 40 dollars and is reduced by 15%. What does it cost now?', '34', '25'],
  ['What number comes next: 2, 4, 8, 16?', '32', '24'],
  ['Find the 10th term of 2, 5, 8, ...', '29', '32'],
  ['What is the sum of the first 10 terms of 3, 7, 11, ...?', '210', '39'],
  ['Find the volume of a cylinder of radius 2 and height 5.', '20\\pi', '10\\pi'],
  ['In a triangle, $67^\\circ$ and $52^\\circ$ are known angles. Which angle is missing?', '61', '119'],
  ['How many ways are there to choose 3 people out of 8?', '56', '336'],
  ['In how many orders can 5 books be placed on a shelf?', '120', '25'],
  ["Find f'(x) for f(x) = 4x^3.", '12x^2', '4x^2'],
  ['Midpoint of (2, 4) and (6, 10)?', '(4, 7)', '(8, 14)'],
  ['Average of 3, 5 and 10?', '6', '9'],
  ['Share 60 in the ratio 2:3. What is the larger part?', '36', '24'],
  ['A car drives 150 km in 3 hours. What is its average speed in km/h?', '50', '450'],
  ['A train travels at 80 km/h for 3 hours. How far does it go?', '240', '83'],
  ['0.5x + 1.5 = 4, x = ?', '5', '2.5'],
  ["Find f'(2) if f(x) = x^2 + 3x.", '7', '10'],
  ['d/dx of ln(x)', '\\frac{1}{x}', '\\ln x'],
  ['What is 12 squared?', '144', '24'],
  ['Write 3/5 as a percentage.', '60', '35'],
  ['Find the sum of the first 20 natural numbers.', '210', '190'],
  ['What is the y-intercept of y = 2x - 5?', '-5', '5/2'],
  ['lim x->2 (x^2 - 4)/(x - 2)', '4', '0'],
  ['1 + 2 + 4 + ... + 64', '127', '128'],
  ['Work out a if 3a + 2b = 18 and b = 3.', '4', '5'],
  ['\\begin{equation}3a + 2 = 14\\end{equation} $a$ = ?', '4', '5'],
  ['Find the equation of the line with slope 2 through (1, 5).', 'y = 2x + 3', 'y = 2x + 5'],
  ['What is {1,2,3,4} ∩ {2,4,6}?', '{2, 4}', '{1, 2, 3, 4, 6}'],
  ['Calculate 5/6 ÷ 2/3.', '5/4', '5/9'],
  ['Evaluate tan(pi/4).', '1', '4'],
  ['Write 45% as a fraction in simplest form.', '9/20', '45'],
];

describe('a question as people type it', () => {
  it.each(asked)('%s', (problem, right, wrong) => {
    expect(checkAnswer(problem, right).verdict).toBe('correct');
    expect(checkAnswer(problem, wrong).verdict).toBe('wrong');
  });

  it.each([
    'If 5n - 8 = 27 and m = 3, then how large is n + m?',
    'If f(x) = 3x has a zero, what is the sum of its zeros?',
    'What is the square of the hypotenuse of 3 and 4?',
    'A car drives 150 km in 3 hours and rests for 1. What is its average speed in km/h?',
    'How many ways are there to choose 3 people out of 8 if two of them refuse to go together?',
    "Find f'(2) if f(x) = x^2 + 3x and g(x) = x.",
    'Two coins are tossed. What is the probability of two different sides?',
    'Average of the first 10 primes',
    'Sum of the integers from 1 to 100 that are even',
  ])('is not seen in %s', (problem) => {
    expect(checkAnswer(problem, '7').verdict).toBe('unknown');
  });
});
