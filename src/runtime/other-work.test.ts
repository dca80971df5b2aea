import { describe, expect, it } from 'vitest';
import { othersShare, workSnapshot } from './other-work.ts';

const before = { busyMs: 1000, totalMs: 10_000, ownMs: 50 };

describe('the work of others', () => {
  it('is what the cores did without this process', () => {
    expect(othersShare(before, { busyMs: 1300, totalMs: 10_400, ownMs: 150 })).toBe(0.5);
    expect(othersShare(before, { busyMs: 1100, totalMs: 10_400, ownMs: 150 })).toBe(0);
  });

  it('stays within none and all, whatever the counters round', () => {
    expect(othersShare(before, { busyMs: 1090, totalMs: 10_400, ownMs: 150 })).toBe(0);
    expect(othersShare(before, { busyMs: 1410, totalMs: 10_400, ownMs: 50 })).toBe(1);
  });

  it('is nothing where the counters say nothing', () => {
    expect(othersShare(before, { busyMs: 1040, totalMs: 10_050, ownMs: 50 })).toBe(0);
    expect(othersShare({ busyMs: 0, totalMs: 0, ownMs: 1 }, { busyMs: 0, totalMs: 0, ownMs: 9 })).toBe(0);
  });

  it('is read from counters that only grow', () => {
    const [first, second] = [workSnapshot(), workSnapshot()];
    expect(second.totalMs).toBeGreaterThanOrEqual(first.totalMs);
    expect(second.ownMs).toBeGreaterThanOrEqual(first.ownMs);
    expect(first.busyMs).toBeGreaterThan(0);
  });
});
