/** The written pairs of derivation lines stay decided and right: mistakes that must not happen do not. */
import { describe, expect, it } from 'vitest';
import { count, freshTally, measurePair } from './measure.ts';
import { readPairs } from './table.ts';

describe.each(['pairs.txt', 'students.txt'])('pairs of %s', (file) => {
  it('are decided for 95 of 100, 98 of 100 of these rightly, none falsely equivalent or falsely wrong', () => {
    const tally = freshTally();
    for (const pair of readPairs(new URL(file, import.meta.url))) count(tally, measurePair(pair, 10_000));
    expect(tally.pairs).toBeGreaterThan(300);
    expect(tally.decided / tally.pairs).toBeGreaterThanOrEqual(0.95);
    expect(tally.right / tally.decided).toBeGreaterThanOrEqual(0.98);
    expect(tally.falseEquivalent).toBe(0);
    expect(tally.rightCalledWrong).toBe(0);
  });
});
