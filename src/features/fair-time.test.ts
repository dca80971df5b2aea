import { describe, expect, it } from 'vitest';
import { withFairTime } from './fair-time.ts';

/** The clock runs, the processor does not: what a busy machine does to a process. */
function wait(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Real work, measured by the processor and not by the clock. */
function toil(ms: number): void {
  const before = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 >= ms) return;
  }
}

describe('a time limit on a busy machine', () => {
  it('is stretched where the time went by without work', () => {
    const limits: number[] = [];
    const result = withFairTime(40, (limit) => {
      limits.push(limit);
      if (limits.length === 1) wait(60);
      return limits.length;
    });
    expect(result).toBe(2);
    expect(limits[1]).toBeGreaterThan(40);
    expect(limits[1]).toBeLessThanOrEqual(400);
  });

  it('holds for work that ends before it, and is asked once', () => {
    const limits: number[] = [];
    withFairTime(60_000, (limit) => limits.push(limit));
    expect(limits).toEqual([60_000]);
  });

  it('has twice its length at most where the work is what took the time, however busy the machine is', () => {
    let rounds = 0;
    withFairTime(30, () => {
      rounds += 1;
      toil(60);
    });
    expect(rounds).toBeLessThanOrEqual(2);
  });
});
