import { describe, expect, it } from 'vitest';
import { withErrorRanges, checkExact, checkExactRow } from './check-exact.ts';

describe('checkExact', () => {
  it('gives the contract: steps with ranges, no scores, the first error by the exact checks', () => {
    const solution = '3x + 5 = 20\n3x = 25\nSo x = 25/3.';
    const result = checkExact('Solve 3x + 5 = 20.', solution);
    expect(result.steps.map((step) => solution.slice(step.start, step.end))).toEqual(
      result.steps.map((s) => s.text),
    );
    expect(result.steps.map(({ value, soFar }) => [value, soFar])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
    expect(result.steps.map(({ exact }) => exact.verdict)).toEqual(['correct', 'wrong', 'correct']);
    expect(result).toMatchObject({ version: 1, firstError: 1, firstErrorBy: 'exact', confidence: null });
    expect(result.answer).toBe('x = 25/3');
  });

  it('has nothing to say of prose, and says so', () => {
    const result = checkExact('Why?', 'Because the sky is blue.');
    expect(result.firstError).toBeNull();
    expect(result.firstErrorBy).toBeNull();
    expect(result.steps[0]?.exact.verdict).toBe('unknown');
  });

  it('checks rows with the same fields', () => {
    const row = checkExactRow({ id: 'a', steps: ['Simplify 2(x+3).', '= 2x + 5'] });
    expect(row).toMatchObject({ id: 'a', firstError: 1, firstErrorBy: 'exact' });
    expect(row.steps[1]).toMatchObject({ index: 1, exact: { verdict: 'wrong', relation: 'different' } });
    expect(row.steps[1]?.exact.counterexample).toContain('x =');
  });
});

it('the wrong formula of the first error is told, and that of each refuted step behind it', () => {
  const solution = [
    'We have $3x + 5 = 20$.',
    'Subtract five: $3x = 20 - 5$, so $3x = 25$.',
    'Divide: $x = \\frac{25}{3}$.',
    'That is $x = 8$.',
  ].join('\n\n');
  const result = withErrorRanges(checkExact('Solve $3x + 5 = 20$.', solution));
  const at = (range?: { readonly start: number; readonly end: number }): string | undefined =>
    range && solution.slice(range.start, range.end);
  expect(result.firstError).toBe(1);
  expect(at(result.errorRange)).toBe('$3x = 25$');
  expect(result.steps.map(({ errorRange }) => at(errorRange))).toEqual([
    undefined,
    '$3x = 25$',
    undefined,
    '$x = 8$',
  ]);
});
