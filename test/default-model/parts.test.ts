/** A problem with parts end to end: each part has its own vote, verdict and confidence, as data and in the terminal. */
import { describe, expect, it } from 'vitest';
import { partsResult, solveInParts } from '../support/parts.ts';

describe('a problem with parts', () => {
  it('has an answer, a vote and a confidence for each', () => {
    const { parts, winner, candidates } = partsResult('trusted');
    expect(parts?.map(({ part, winner: one }) => [part, one?.answer])).toEqual([
      ['a', '5'],
      ['b', '5'],
    ]);
    for (const { winner: one, groups } of parts ?? []) {
      expect(one?.confidence).toBeGreaterThan(0.7);
      expect(groups[0]?.votes).toBeGreaterThanOrEqual(3);
    }
    expect(winner?.answer).toBe('(a) 5, (b) 5');
    // The whole is no surer than its least certain part.
    const confidences = (parts ?? []).map((one) => one.winner?.confidence ?? 0);
    expect(winner?.confidence).toBe(Math.min(...confidences));
    expect(candidates.some(({ text }) => /\(b\)[^]*5/.test(text))).toBe(true);
  });

  it('names the part that cannot be trusted, and keeps the other', () => {
    const { parts, winner, abstained } = partsResult('doubted');
    expect(parts?.[0]?.winner?.answer).toBe('5');
    expect(parts?.[0]?.winner?.confidence).toBeGreaterThan(0.7);
    expect(parts?.[1]).toMatchObject({ part: 'b', winner: null });
    expect(winner).toBeNull();
    expect(abstained?.reason).toMatch(/^part \(b\): /);
  });

  it('is listed a line a part in the terminal', () => {
    const trusted = solveInParts('trusted');
    expect(trusted.out).toMatch(/\n {2}\(a\) 5 {3}\(\d of 4 votes, confidence \d\d%\)\n/);
    expect(trusted.out).toMatch(/\n {2}\(b\) 5 {3}\(\d of 4 votes, confidence \d\d%\)\n/);
    expect(trusted.code).toBe(0);
    const doubted = solveInParts('doubted');
    expect(doubted.out).toMatch(/\n {2}\(a\) 5 {3}\(\d of 4 votes, confidence \d\d%\)\n/);
    expect(doubted.out).toMatch(/\n {2}\(b\) no answer that can be trusted: .*%/);
    expect(doubted.code).toBe(3);
  });
});
