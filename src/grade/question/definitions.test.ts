import { describe, expect, it } from 'vitest';
import { checkAnswer } from './check-answer.ts';
import { checkSolution } from './check-solution.ts';
import { resolveDefinitions } from './definitions.ts';

/** A question, what is left of it when its definitions are worked out, an answer that is right, and one that is not. */
const resolved: readonly (readonly [question: string, asked: string, right: string, wrong: string])[] = [
  ['Let n = 19 - 3. Solve n = 4*x - 8 for x.', 'Solve 16 = 4*x - 8 for x.', '6', '2'],
  ['Let $k(q) = -q + 12$. Let $r$ be $k(9)$. Calculate the greatest common divisor of $r$ and $12$.', 'Calculate the greatest common divisor of 3 and 12.', '3', '12'], // prettier-ignore
  ['Suppose 4*t + u = 46, 0 = -28 + 2*u. Is 127 + t prime?', 'Is 127 + 8 prime?', 'False', 'True'],
  ['Let m(z) be the first derivative of z**3/3 - z**2 - 27*z - 72. Let y be m(-4). Let a(n) = 2*n. What is a(y)?', 'What is (-6)?', '-6', '6'], // prettier-ignore
  ['Let a(h) = 4*h**2 - 2*h. Factor a(u).', 'Factor (4*u^{2} - 2*u).', '2u(2u - 1)', '2u(2u + 1)'],
  ['Suppose 3*i = 7*i - 16. Find the third derivative of x**i wrt x.', 'Find the third derivative of x^{4} wrt x.', '24*x', '12*x'], // prettier-ignore
  ['What is the remainder when 55 is divided by (3/6)/((-7)/(-266))?', 'What is the remainder when 55 is divided by 19?', '17', '2'], // prettier-ignore
  ["Let g(x) = x**2 - 10*x - 10. What is g'(6)?", 'What is (2)?', '2', '-34'],
  ["f(x) = x**2 + 3*x. Find f'(1) + f(1).", 'Find 5 + 4.', '9', '8'],
  [
    'Let n = 16. Let k(q) = 12 - q. Solve 3*x + n = k(3) + 13 for x.',
    'Solve 3*x + 16 = 9 + 13 for x.',
    '2',
    '0',
  ],
  ['Let b be 2. Let n = b - 7. Solve n*s + 2*s = 12 for s.', 'Solve (-5)*s + 2*s = 12 for s.', '-4', '4'],
];

describe('questions that define their letters', () => {
  it.each(resolved)('reads %s', (question, asked, right, wrong) => {
    const { problem, workedOut } = resolveDefinitions(question)!;
    const tidy = (text: string): string => text.replace(/\s+(?=[.?,])/g, '').replace(/(?<![.?])$/, '.');
    expect([problem, workedOut].map(tidy)).toContain(asked);
    expect(checkAnswer(question, right).verdict).toBe('correct');
    expect(checkAnswer(question, wrong).verdict).toBe('wrong');
  });

  it('takes no letter in place of the number that is asked for', () => {
    const factors = 'Let m = -25 - -12. Let v = 26 + m. What are the prime factors of v?';
    expect(checkAnswer(factors, 'v').verdict).not.toBe('correct');
    expect(checkAnswer(factors, '13').verdict).toBe('correct');
    const value = 'Let f be 4/(-4) + 4. Let z(g) = g**2 - 4. Give z(f).';
    for (const name of ['f^2 - 4', 'z(f)', 'z(f) = z(3)'])
      expect(checkAnswer(value, name).verdict).toBe('unknown');
    expect(checkAnswer(value, 'z(f) = 5').verdict).toBe('correct');
    expect(checkAnswer(value, '5').verdict).toBe('correct');
  });

  it('takes letters in an answer for their numbers, but not the labels of choices', () => {
    const { answer } = resolveDefinitions('Let d = -4. Sort 3, d, 1.')!;
    expect(answer('d, 1, 3')).toBe('-4, 1, 3');
    const choice = resolveDefinitions('Let b = -12. Which is the biggest?  (a) -1/3  (b) 7  (c) b')!;
    expect(choice.answer('b')).toBe('b');
    expect(choice.workedOut).toBe('Which is the biggest? (a) -1/3 (b) 7 (c) -12');
  });

  it.each([
    'Let n = 9999. Is n**n**n prime?',
    'What is the remainder when 7**(9**(9**9)) is divided by 5?',
    'Let k(q) = q**9. Let r be k(k(k(10**40))). What is the units digit of r**99999?',
    'Let n = 1/0. Is n prime?',
  ])('gives up on what is too large: %s', (question) => {
    expect(checkAnswer(question, '3').verdict).toBe('unknown');
    expect(checkSolution(['$\\boxed{3}$'], { problem: question }).steps).toHaveLength(1);
  });

  it.each([
    'Simplify $(1 + i)/(2 - i)$.',
    'Let $a = 3$. Simplify $(a + 2i)(1 - i)$.',
    'Let $z = 3 + 4i$. Find $z^2$.',
    'Calculate $(2 + i)^3$.',
  ])('leaves the imaginary unit what it is in %s', (question) => {
    const { problem = '', workedOut = '' } = resolveDefinitions(question) ?? {};
    expect(`${problem} ${workedOut}`).not.toMatch(/\bu\b|\d ?u\b/);
  });

  it.each([
    // two solutions, or none
    'Suppose x^2 = 4. What is x + 1?',
    'Suppose x + y = 3. What is x?',
    'Suppose x + 1 = 2, x + 1 = 3. Is x prime?',
    // a sentence that is no definition
    'Let n = 3. Tom gives n apples to Ann. Anna has 5. How many has Ann?',
    'Let n be a positive integer. Is n prime?',
    'Let n = m + 1. Is n prime?',
    'What is 3x + 1?',
    '',
  ])('claims nothing of %s', (question) => {
    for (const answer of ['1', '3', '2', 'k']) expect(checkAnswer(question, answer).verdict).toBe('unknown');
  });
});
