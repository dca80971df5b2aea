import { describe, expect, it } from 'vitest';
import type { Draft } from './lookup.ts';
import { bestWidth, passMs } from './pass-costs.ts';

const bound = { tokens: [1, 4, 16], ms: [20, 26, 104] };

describe('the cost of a pass', () => {
  const expected: readonly (readonly [number, number])[] = [
    [1, 20],
    [2, 22],
    [4, 26],
    [10, 65],
    [16, 104],
    [32, 208],
  ];
  it.each(expected)('of %i tokens lies on the lines between what was measured', (tokens, ms) => {
    expect(passMs(bound, tokens)).toBeCloseTo(ms, 9);
  });
});

describe('the width of a pass', () => {
  const draft = (...chances: number[]): Draft => ({ ids: chances.map((_, i) => i), chances });
  const cases: readonly (readonly [string, readonly Draft[], number])[] = [
    ['nothing is drafted', [draft()], 1],
    ['a likely draft is checked where tokens cost little', [draft(0.9, 0.85, 0.8)], 4],
    ['an unlikely one is not', [draft(0.1, 0.05)], 1],
    ['no further than it pays', [draft(0.9, 0.85, 0.8, 0.1, 0.05, 0.05)], 4],
    ['a certain draft of any length', [draft(...new Array<number>(9).fill(1))], 4],
    ['one row of four does not pay for the others', [draft(0.9, 0.8), draft(), draft(), draft()], 1],
  ];
  it.each(cases)('%s', (_, drafts, width) => {
    expect(bestWidth(drafts, bound)).toBe(width);
  });

  it('is not so wide that a request to cancel would wait', () => {
    const slow = { tokens: [1, 16], ms: [60, 600] };
    const certain = draft(...new Array<number>(15).fill(1));
    expect(passMs(slow, bestWidth([certain], slow))).toBeLessThanOrEqual(150);
  });
});
