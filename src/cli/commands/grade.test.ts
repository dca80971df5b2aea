import { describe, expect, it } from 'vitest';
import { gradeRow, readGradeOptions } from './grade.ts';

describe('vouch grade --batch', () => {
  it('answers a row with its verdict, tier and reason', () => {
    expect(gradeRow({ id: 7, gold: '\\frac12', pred: '0.5' })).toMatchObject({
      id: 7,
      verdict: 'equal',
      tier: 'exact',
    });
    expect(gradeRow({ id: 'a', gold: '2', pred: '3' })).toMatchObject({ id: 'a', verdict: 'different' });
  });

  it("takes the problem's instructions and the options of the row", () => {
    const row = { id: 1, gold: '\\frac{100}{3}', pred: '33.33' };
    expect(gradeRow({ ...row, problem: 'Round to 2 decimal places.' })).toMatchObject({ verdict: 'equal' });
    expect(
      gradeRow({ id: 2, gold: '33.3', pred: '33.0', options: { relativeTolerance: 0.01 } }),
    ).toMatchObject({ verdict: 'equal', tier: 'rounding' });
    expect(gradeRow({ id: 3, gold: '1, 2', pred: '2, 1', options: { listOrder: 'given' } })).toMatchObject({
      verdict: 'different',
    });
  });

  it('names the field that is wrong', () => {
    expect(() => gradeRow({ gold: '1', pred: '1' })).toThrow(/^id: expected/);
    expect(() => gradeRow({ id: 1, gold: 1, pred: '1' })).toThrow(/^gold: expected a string/);
    expect(() => readGradeOptions({ listorder: 'any' })).toThrow(/got listorder/);
    expect(() => readGradeOptions({ percent: 'sometimes' })).toThrow(
      /options.percent: expected "both" or "value"/,
    );
    expect(() => readGradeOptions([])).toThrow(/expected a JSON object/);
  });
});
