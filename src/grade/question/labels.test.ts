import { describe, expect, it } from 'vitest';
import { checkAnswer } from './check-answer.ts';
import { withoutLabel } from './labels.ts';

describe('what stands before an exercise', () => {
  it.each([
    ['**Problem 2.** Solve $x = 3$.', 'Solve $x = 3$.'],
    ['\\textbf{Exercise 4.} Find $x$.', 'Find $x$.'],
    ['\\item Compute $2 + 3$.', 'Compute $2 + 3$.'],
    ['\\item[(b)] Compute $2 + 3$.', 'Compute $2 + 3$.'],
    ['- [ ] Simplify $\\sqrt{8}$', 'Simplify $\\sqrt{8}$'],
    ['> ## Exercise: Factor $x^2 - 1$', 'Factor $x^2 - 1$'],
    ['* Expand $(x+1)^2$', 'Expand $(x+1)^2$'],
    ['**a)** Expand $(x+1)^2$', 'Expand $(x+1)^2$'],
    ['Problem 3 (b): what is 2 + 2?', 'what is 2 + 2?'],
  ])('is left out: %s', (text, rest) => {
    expect(withoutLabel(text)).toBe(rest);
  });

  it.each(['- 3x = 6', '**3 + 5**', '*', 'Problem solving: 2 + 2', '-5 + 3', 'Exercise', '3 + 4 * 2', '#5'])(
    'is not taken from: %s',
    (text) => {
      expect(withoutLabel(text)).toBe(text);
    },
  );

  it('does not keep an answer from being proven', () => {
    expect(checkAnswer('**Problem 2.** Solve $x^2 - 7x + 12 = 0$.', '3, 4').verdict).toBe('correct');
    expect(checkAnswer('\\item Compute $\\int_1^3 (2x + 1)\\,dx$.', '10').verdict).toBe('correct');
    expect(
      checkAnswer('A shirt costs \\$40 and is reduced by 20%. What is the new price?', '32').verdict,
    ).toBe('correct');
  });
});
