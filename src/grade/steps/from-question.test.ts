/** Lines that are recognised by what was asked, and near misses of them, which must not be. */
import { describe, expect, it } from 'vitest';
import { checkSolution } from '../question/check-solution.ts';

/** Verdicts of the lines of one solution, with time enough on a busy machine. */
const verdicts = (problem: string, ...lines: readonly string[]): readonly string[] =>
  checkSolution(lines, { problem, timeLimitMs: 20_000 }).steps.map(({ verdict }) => verdict);

describe('a line is recognised by the question', () => {
  it.each([
    [
      'Factor the polynomial 5n^3 + 13n^2 - 26n + 8.',
      '$(n - 1)(5n^2 + 18n - 8)$',
      '$(n - 1)(5n^2 + 18n - 7)$',
    ],
    [
      'What is the tangent line to y = x^2 - 3x - 4 at x = 2?',
      'Derivative: $2x - 3$',
      'Derivative: $2x + 3$',
    ],
    [
      'Find all $x$ at which $f(x) = x^2 - 6x - 4$ is stationary.',
      'Set to zero: $2x - 6 = 0$',
      'Set to zero: $2x - 4 = 0$',
    ],
    ['Work out $\\int_{-1}^{3} (-2t + 5) \\, dt$.', '$F(t) = -t^2 + 5t$', '$F(t) = -t^2 + 4t$'],
    [
      'Differentiate $(4t - 4)(-3t - 2)$.',
      "$u = 4t - 4$, $u' = 4$, $v = -3t - 2$, $v' = -3$",
      "$u = 4t - 4$, $u' = 4$, $v = -3t - 2$, $v' = 3$",
    ],
    ['Differentiate $\\frac{4t - 1}{-3t - 2}$.', "$u' = 4$, $v' = -3$", "$u' = 4$, $v' = -2$"],
  ])('%s', (problem, right, near) => {
    expect(verdicts(problem, right)).toEqual(['correct']);
    expect(verdicts(problem, near)).not.toEqual(['correct']);
  });

  it('puts the values found into the equation that is asked about, in plain text too', () => {
    const problem = 'Let z = -2 + -28. Work out the value of y if 2*y - 24 = z.';
    expect(verdicts(problem, '$z = -2 + -28 = -30$', 'Substitute: $2y - 24 = -30$')).toEqual([
      'correct',
      'correct',
    ]);
    expect(verdicts(problem, '$z = -2 + -28 = -30$', 'Substitute: $2y - 24 = -20$')[1]).not.toBe('correct');
  });

  it('says nothing of a name that is no derivative, after one that is', () => {
    const problem = 'Differentiate $(4t - 4)(-3t - 2)$.';
    const named = "$u = 4t - 4$, $u' = 4$, $v = -3t - 2$, $v' = -3$";
    expect(verdicts(problem, named, '$w = 99$')[1]).not.toBe('correct');
    expect(verdicts(problem, "$u = 4t - 4$, $u' = 4$, $w = 7$")).not.toEqual(['correct']);
    expect(verdicts(problem, 'Suppose $4 = 0$')).not.toEqual(['correct']);
  });

  it('goes on from the parts of a quotient: the rule with them put in', () => {
    const problem = 'Differentiate $\\frac{4t - 1}{-3t - 2}$.';
    const rule = "$u'v - uv' = (4)(-3t - 2) - (4t - 1)(-3)$";
    expect(verdicts(problem, "$u' = 4$, $v' = -3$", rule)).toEqual(['correct', 'correct']);
  });

  it('takes nothing in a plain text to be true: a line that differs from it is not wrong', () => {
    const problem = 'Some people think that x = 3y + 1. Find x if y = 2.';
    expect(verdicts(problem, 'Substitute: $x = 5$')).not.toContain('wrong');
  });
});
