import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../check-answer.ts';
import { readQuestion } from '../../read-question.ts';

interface Case {
  readonly question: string;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  /** Neither proven nor disproved. */
  readonly open?: readonly string[];
}

const cases: readonly Case[] = [
  {
    question: 'What is the next term in 135255, 135226, 135187, 135138, 135079, 135010?',
    right: ['134931', '134{,}931'],
    wrong: ['134930', '-134931'],
    open: ['134931, 134842', 'about 134931', '135010 - 79'],
  },
  { question: '$$ 2, 6, 18, 54 $$ ... What is the next number?', right: ['162'], wrong: ['108'] },
  {
    question: "What is the f'th term of 409, 831, 1277, 1759, 2289, 2879?",
    right: ['2*f**3 + 408*f - 1', 'a_f = 2f^3 + 408f - 1', '408f + 2f^{3} - 1'],
    wrong: ['2*f**3 + 408*f + 1', '408f'],
    open: ['2n^3 + 408n - 1', '2x^3 + 408x - 1'],
  },
  { question: "What is the i'th term of -221, -539, -857?", right: ['97 - 318*i'], wrong: ['97 + 318*i'] },
  {
    question: 'Find the 7th term of the arithmetic sequence 8, 13, 18, ...',
    right: ['38', '$a_7 = 38$', '38.0'],
    wrong: ['43', '33'],
    open: ['8 + 6 \\cdot 5', '38%', '38^\\circ', '38 m'],
  },
  {
    question: 'Find the sum of the first 4 terms of the geometric sequence 4, 12, 36, ...',
    right: ['160'],
    wrong: ['108'],
  },
  {
    question: 'Find the sum of the first 4 terms of the geometric series 1, 1/2, 1/4, ...',
    right: ['15/8', '\\frac{15}{8}', '1.875'],
    wrong: ['2', '1.8'],
    open: ['1.88'],
  },
  {
    question: 'Let t(a) = -17*a**2 - 3*a - 7. Let b(k) = -37*k**2 - 6*k. Give 6*b(o) - 13*t(o).',
    right: ['-o**2 + 3*o + 91', '3o - o^2 + 91'],
    wrong: ['-o**2 + 3*o - 91'],
    open: ['6*b(o) - 13*t(o)', '6(-37o^2 - 6o) - 13(-17o^2 - 3o - 7)'],
  },
  {
    question: 'If $f(x) = 3x + 2$ and $g(x) = (x - 1)^2$, what is $f(g(-2))$?',
    right: ['29'],
    wrong: ['25', '27'],
    open: ['3 \\cdot 9 + 2'],
  },
  {
    question: 'Let h(q) = q**2 + 1. Let g(c) = 4*h(c) - c. What is g(2)?',
    right: ['18'],
    wrong: ['22'],
  },
  {
    question: 'Rearrange (2*k + 3)*(k - 1) + 4*k**2 to the form a + c*k + z*k**2 and give z.',
    right: ['6'],
    wrong: ['2', '-3'],
  },
  {
    question: 'If $(3i + 1)(i - 2)$ is written as $ai^2 + bi + c$, what is $b$?',
    right: ['-5'],
    wrong: ['5', '3'],
  },
  {
    question: 'Simplify ((q**(2/5))**(-37)/(q*q/q**(6/5)*q**1))**(-41) assuming q is positive.',
    right: ['q**(3403/5)', 'q^{\\frac{3403}{5}}'],
    wrong: ['q**(-3403/5)', 'q'],
    open: ['(q^{3403})^{1/5}', '1/q^{-3403/5}', 'x^{3403/5}', '2q'],
  },
  { question: 'Write $e^2ee^3$ as a single power of $e$.', right: ['e^6'], wrong: ['e^5'] },
  {
    question: 'Write $t^2 + 6t - 12$ in the form $(t + h)^2 + k$.',
    right: ['(t + 3)^2 - 21', '\\left(t+3\\right)^{2}-21'],
    wrong: ['(t + 3)^2 - 12', '(t + 6)^2 - 12'],
    open: ['t^2 + 6t - 12', '(t + 2)^2 + 2t - 16', '(x + 3)^2 - 21'],
  },
  {
    question: 'Write 1/(x + 1) + 1/(x - 1) as a single fraction.',
    right: ['\\frac{2x}{(x + 1)(x - 1)}', '2x/(x^2 - 1)', '\\frac{4x}{2(x+1)(x-1)}'],
    wrong: ['\\frac{2}{x^2 - 1}'],
    open: ['\\frac{1}{x - 1} + \\frac{1}{x + 1}'],
  },
  {
    question: 'Perform the addition and simplify: 1/(x + 1) + 1/(x - 1)',
    right: ['\\frac{2x}{x^2 - 1}'],
    wrong: ['\\frac{2x}{x^2 + 1}'],
    open: ['\\frac{4x}{2(x + 1)(x - 1)}'],
  },
  {
    question: 'Collect the terms in 3*x - 2 + x**2 - x.',
    right: ['x**2 + 2*x - 2', '2x - 2 + x^2'],
    wrong: ['x^2 + 2x + 2'],
    open: ['x^2 + x + x - 2', 'x(x + 2) - 2'],
  },
  {
    question: 'Find the equation of the tangent to y = -x^2 - 3x + 3 at x = 1.',
    right: ['y = -5x + 4', '5x + y = 4'],
    wrong: ['y = -5x - 4', 'y = -3x + 3'],
    open: ['-5x + 4'],
  },
  {
    question: 'For which x is the derivative of f(x) = x^3 - 3x + 1 zero?',
    right: ['-1, 1', 'x = 1 or x = -1'],
    wrong: ['1', '0, 1'],
    open: ['(1, -1)'],
  },
  {
    question: 'Find $\\lim_{x \\to 3} \\frac{x^2 - 9}{x - 3}$.',
    right: ['6'],
    wrong: ['0', '3'],
  },
  {
    question: 'Find the limit of (10*n**2 - 7)/(-6*n**2 + 1) as n goes to infinity.',
    right: ['-\\frac{5}{3}', '-5/3'],
    wrong: ['5/3', '0'],
    open: ['-1.67'],
  },
  { question: 'Calculate ∫ from 1 to 2 of (6t + 5) dt.', right: ['14'], wrong: ['15'] },
  { question: 'Combine like terms in 516 − 169 − 347.', right: ['0'], wrong: ['1'] },
  { question: 'What is the integral from 1 to 4 of (-4*x - 4) dx?', right: ['-42'], wrong: ['42'] },
];

describe('polynomials, sequences and functions', () => {
  it.each(cases)('$question', ({ question, right, wrong, open = [] }) => {
    for (const answer of right)
      expect([answer, checkAnswer(question, answer).verdict]).toEqual([answer, 'correct']);
    for (const answer of wrong) {
      const check = checkAnswer(question, answer);
      expect([answer, check.verdict, check.relation]).toEqual([answer, 'wrong', 'different']);
      expect(check.counterexample).toBeTruthy();
    }
    for (const answer of open)
      expect([answer, checkAnswer(question, answer).verdict]).toEqual([answer, 'unknown']);
  });

  it.each([
    // the terms do not fix how it goes on
    'What is the next term in 2, 3, 5, 7, 11?',
    'What is next in 1, 2?',
    'What is next in 1, 2, 3, 5, 8?',
    'What is the next prime in 3, 5, 7?',
    // not arithmetic at all
    'Find the 7th term of the arithmetic sequence 8, 13, 19, ...',
    'Find the 5th term of the sequence that does not start 2, 4, 6.',
    'Find the sum of the first 10 even terms of the arithmetic sequence 1, 2, 3, ...',
    'Let f(x) = 2x + 1. Find f^{-1}(x).',
    'Let f(x) = 2x + 1. Find f(2) and f(3).',
    'Let f(x) = 2x + 1 and g(x) = x. Find the degree of f(g(x)).',
    'Let f(x) = kx + 1. Find f(f(x)).',
    'Let f(x) = 2x. Find g(f(x)).',
    'Express (x + 1)^2 as a + b*x + c*x**2 and give a + b.',
    'Express (x + 1)^2 as a + b*x and give a.',
    'Simplify a*b/a assuming a is positive.',
    'Write 2x^2 + 4x in the form $(x + h)^2 + k$.',
    'Find the limit of sin(x)/x as x approaches 0.',
    'Find the limit of 1/x as x approaches 0.',
    'Find the limit of x^2 as x approaches 3 from the left.',
  ])('does not read %s', (question) => {
    expect(readQuestion(question)).toBeNull();
  });
});
