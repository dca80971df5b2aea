import { describe, expect, it } from 'vitest';
import { checkAnswer } from './check-answer.ts';
import { answerEvidence, checkSolution } from './check-solution.ts';
import { readQuestion } from './read-question.ts';

/** A question, an answer that is right, and one that is not. */
const decided: readonly (readonly [question: string, right: string, wrong: string])[] = [
  ['Solve 3x+5=20', '5', '20'],
  ['Solve $3x + 5 = 20$ for $x$.', 'x = 5', 'x = -5'],
  ['For what value of $n$ is $5 \\times 8 \\times 2 \\times n = 7!$?', '63', '62'],
  ['Solve $x^2 - 5x + 6 = 0$.', 'x = 2 \\text{ or } x = 3', '2'],
  ['Find the roots of m^2 + 3m + 2.', '-2, -1', '2, 1'],
  ['Solve the equation: $|x|=x^{2}$', '$x=-1, x=0$ or $x=1$', 'x=0 or x=1'],
  ['Solve 2x + 3 > 7.', 'x > 2', 'x < 2'],
  ['Solve $p^2 - 31p + 210 \\ge 0$.', 'p \\le 10 \\text{ or } p \\ge 21', 'p \\le 9 \\text{ or } p \\ge 21'],
  [
    'Solve $p^2 - 31p + 210 \\ge 0$ for $p$.',
    '$p \\le 10$ or $p \\ge 21$',
    'p \\le 30 \\text{ or } p \\ge 1',
  ],
  ['Solve $2t < 3$.', 't < \\frac{3}{2}', 't \\le \\frac{3}{2}'],
  ['What are the factors of g**3 + 16*g**2 + 55*g?', 'g(g + 11)(g + 5)', 'g(g + 11)(g + 6)'],
  ['Solve $x + y = 3$, $x - y = 1$.', 'x = 2, y = 1', 'x = 1, y = 2'],
  ['What is the derivative of 3*x**2 + 5*x?', '6*x + 5', '6*x'],
  ['Find the second derivative of 249*k**5 + k - 80 wrt k.', '4980*k**3', '4980*k**2'],
  ['Differentiate $x \\sin x$ with respect to $x$.', '\\sin x + x \\cos x', '\\cos x'],
  ['Integrate $6x^2 + 2$ with respect to $x$.', '2x^3 + 2x + C', '2x^3 + C'],
  ['Compute $\\int_{1}^{2} 2x \\, dx$.', '3', '4'],
  ['What is 15% of 240?', '36', '30'],
  ['Calculate 12 times 4.', '48', '46'],
  ['What is the sum of 96 and -74?', '22', '-22'],
  ['Expand $(x + 1)^2$.', 'x^2 + 2x + 1', 'x^2 + 1'],
  ['Factor $x^2 - 9$.', '(x - 3)(x + 3)', '(x - 3)^2'],
  ['Write 18/24 in lowest terms.', '\\frac{3}{4}', '\\frac{2}{3}'],
  ['Let f(x) = x^2 + 1. What is f(3)?', '10', '9'],
  ['Evaluate $3x - 1$ when $x = -4$.', '-13', '-11'],
  ['What is the greatest common divisor of 12 and 18?', '6', '3'],
  ['Find the lowest common multiple of 12 and 18.', '36', '72'],
  ['What is the remainder when 29 is divided by 4?', '1', '7'],
  ['Calculate $i^{11}$.', '-i', 'i'],
];

describe('an answer held against its question', () => {
  it.each(decided)('decides %s', (question, right, wrong) => {
    expect(checkAnswer(question, right)).toMatchObject({ verdict: 'correct', relation: 'equivalent' });
    const refuted = checkAnswer(question, wrong);
    expect(refuted).toMatchObject({ verdict: 'wrong', relation: 'different' });
    expect(refuted.counterexample).toBeTruthy();
  });

  it.each([
    // more is asked than the formulas say
    'Find the sum of the squares of the roots of $x^2 - 5x + 6 = 0$.',
    'Find the positive solution of $x^2 = 4$.',
    'If $f(x) = 2x^3 + 4$, find $f^{-1}(58)$.',
    'Evaluate: $\\left(\\begin{array}{c}n \\\\ n-2\\end{array}\\right), n \\geq 2$',
    'Let g(x) = 2x + 4. What is g^{-1}(6)?',
    'Find the number of solutions to $x^2 - 5x + 6 = 0$.',
    'Tom has 3 apples and buys 5. How many does he have?',
    'Prove that $x^2 \\ge 0$.',
    'What is $x$?',
    '',
  ])('does not read %s', (question) => {
    expect(readQuestion(question)).toBeNull();
    expect(checkAnswer(question, '7').verdict).toBe('unknown');
  });

  it('proves nothing by repeating the question, and asks for the form', () => {
    expect(checkAnswer('Simplify $2x + 3x$.', '2x + 3x').verdict).toBe('unknown');
    expect(checkAnswer('Factor $x^2 - 9$.', 'x^2 - 9').verdict).toBe('unknown');
    expect(checkAnswer('Expand $(x + 1)^2$.', '(1 + x)^2').verdict).toBe('unknown');
  });

  it.each([
    ['Simplify sqrt(48)', '2\\sqrt{12}', '4\\sqrt{3}'],
    ['Simplify $\\sqrt{18} + \\sqrt{2}$.', '3\\sqrt{2} + \\sqrt{2}', '4\\sqrt{2}'],
    ['Simplify 18/42', '\\frac{9}{21}', '\\frac{3}{7}'],
    ['Write 2.125 as a fraction', '2.125', '\\frac{17}{8}'],
  ])('proves of %s no half-way answer %s', (question, halfWay, simplest) => {
    expect(checkAnswer(question, halfWay).verdict).toBe('unknown');
    expect(checkAnswer(question, simplest).verdict).toBe('correct');
  });

  it('proves no answer whose brackets do not close, and no line for a slope', () => {
    expect(checkAnswer('What is the antiderivative of 1/x?', '\\ln(|1|3x').verdict).toBe('unknown');
    expect(checkAnswer('Solve 2x + 3 > 7.', 'x \\in (2, \\infty)').verdict).toBe('correct');
    expect(checkAnswer('Find the slope of the line through (1, 2) and (3, 8).', 'y = 3').verdict).toBe(
      'wrong',
    );
    expect(checkAnswer('Find the slope of the line through (1, 2) and (3, 8).', 'm = 3').verdict).toBe(
      'correct',
    );
  });

  it('proves what follows for one of several unknowns', () => {
    expect(checkAnswer('Solve 2*x + y = 7, x - y = 2 for x.', '3').verdict).toBe('correct');
    expect(checkAnswer('Solve 2*x + y = 7, x - y = 2 for x.', '2').verdict).not.toBe('correct');
    expect(checkAnswer('Solve 2*x + y = 7, x - y = 2 for x.', '3, 49').verdict).not.toBe('correct');
  });

  it('proves no unknown by itself, and no equation that is only restated', () => {
    const system = 'Solve 2x + y = 4, x - y = 2 for x.';
    for (const answer of ['x', 'x = x', '2x = 4', 'x > 1'])
      expect(checkAnswer(system, answer).verdict).not.toBe('correct');
    expect(checkAnswer(system, '\\frac{4}{2}').verdict).toBe('correct');
    expect(checkAnswer('Solve 2x = 8 for x.', '2x = 8').verdict).toBe('unknown');
    expect(checkAnswer('Solve |x| < 3.', '|x| < 3').verdict).toBe('unknown');
    for (const answer of ['x = -2, 2', 'x = \\pm 2', '-2, 2', 'x = 2 \\text{ or } x = -2'])
      expect(checkAnswer('Solve x^2 = 4.', answer).verdict, answer).toBe('correct');
  });

  it('takes nothing for an answer that is merely true', () => {
    for (const truth of [
      '\\log_2(32) = 5',
      '2 + 2 = 4',
      '\\lim_{n \\to \\infty} \\frac{1}{n} = 0',
      '\\log_4(8) = \\frac{3}{2}',
    ]) {
      expect(checkAnswer('Solve $4r = -28$.', truth).verdict).not.toBe('correct');
      expect(checkAnswer('Find the derivative of $\\arctan(e^x)$.', truth).verdict).not.toBe('correct');
      expect(checkAnswer('Compute $\\int_{1}^{2} 2x \\, dx$.', truth).verdict).not.toBe('correct');
      expect(checkAnswer('What is 15% of 240?', truth).verdict).not.toBe('correct');
    }
    expect(checkAnswer('Differentiate $x^2$.', "f'(x) = 2x").verdict).toBe('correct');
    expect(checkAnswer('Differentiate $x^2$.', '\\frac{dy}{dx} = 2x').verdict).toBe('correct');
  });

  it('leaves open what depends on signs, letters or words', () => {
    expect(checkAnswer('Simplify $\\sqrt{x^2}$.', 'x').verdict).toBe('unknown');
    expect(checkAnswer('Suppose that -2*f - 2 < 29. What can be said of f?', 'n \\le 14').verdict).toBe(
      'unknown',
    );
    expect(checkAnswer('Evaluate $1/0$.', '\\text{undefined}').verdict).toBe('unknown');
  });

  it('takes no part of a line for the answer', () => {
    const problem = 'Solve x^2 - 5x + 6 = 0';
    for (const end of ['$x = 2$ or $x = 3$', 'x = 2 or x = 3', 'So $x = 3$ is one of them.'])
      expect(checkSolution(['$(x - 2)(x - 3) = 0$', end], { problem }).firstError).toBeNull();
    expect(checkSolution(['$(x - 2)(x - 3) = 0$', '$\\boxed{3}$'], { problem }).firstError).toBe(1);
  });

  it('clears the line of an answer that it proves, whatever stood before it', () => {
    const lines = ['$22 = 2 \\cdot 11$', '$11 = 11 \\cdot 1$', '$\\boxed{2 \\cdot 11}$'];
    const checked = checkSolution(lines, { problem: 'What is the prime factorization of 22?' });
    expect(checked.steps.map(({ verdict }) => verdict)).toEqual(['correct', 'correct', 'correct']);
    expect(checked.firstError).toBeNull();
  });

  it('stands at the line that states the answer', () => {
    const problem = 'Find the derivative of $3x^2 + 5x$.';
    const wrong = checkSolution(['The slope is $6x$.', '$\\boxed{6x}$'], { problem });
    expect(wrong).toMatchObject({ firstError: 0 });
    expect(wrong.steps[1]).toMatchObject({ verdict: 'wrong', tier: 'question' });
    expect(answerEvidence(wrong.steps)).toBe(-1);
    // where a computation gives the wrong answer, the answer is no second error
    const area = checkSolution(['$15 * 9 = 135$', '$\\boxed{135}$'], {
      problem: 'Find the perimeter of a rectangle with length 15 and width 9.',
    });
    expect([area.firstError, area.steps[0]?.counterexample]).toEqual([0, 'it is 48']);
    const middle = checkSolution(['$x$: $<<4-8=-4>>-4$, $y$: $<<1-5=-4>>-4$', '$\\boxed{(-4, -4)}$'], {
      problem: 'What is the midpoint of (4, 1) and (8, -5)?',
    });
    expect(middle.firstError).toBe(0);
    const terms = checkSolution(['$x^2$: $32$, $x$: $<<-2*2=-4>>-4$', '$\\boxed{32x^2 - 4x}$'], {
      problem: 'Work out $h(a(x))$ for $h(y) = 3y^2 - 2y$ and $a(z) = 2z$.',
    });
    expect(terms.firstError).toBe(0);
    // a right line that answers something else is none: x was solved for, x + 3 is asked for
    const other = checkSolution(['$4x = 16$', '$x = 4$', '$\\boxed{4}$'], {
      problem: 'Suppose 4x - 11 = 5. What is x + 3?',
    });
    expect(other.firstError).toBe(2);
    const right = checkSolution(['$6x + 5$', '$\\boxed{6x + 5}$'], { problem });
    expect(right).toMatchObject({ firstError: null });
    expect(answerEvidence(right.steps)).toBe(1);
    expect(answerEvidence(checkSolution(['$\\boxed{5}$'], { problem: 'How old is she?' }).steps)).toBe(0);
  });
});
