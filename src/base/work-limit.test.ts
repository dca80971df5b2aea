import { describe, expect, it } from 'vitest';
import { WorkLimit } from './work-limit.ts';

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

describe('a limit on work', () => {
  it('grants the time that went by without work', () => {
    const limit = new WorkLimit(60);
    wait(80);
    expect(limit.isOver).toBe(false);
    expect(limit.remainingMs).toBeGreaterThan(0);
  });

  it('is over when the work has had its time, and stays over', () => {
    const limit = new WorkLimit(30);
    toil(60);
    expect(limit.isOver).toBe(true);
    expect(limit.remainingMs).toBe(0);
  });

  it('ends by the clock in the end, however little was worked', () => {
    const limit = new WorkLimit(10);
    wait(110);
    expect(limit.isOver).toBe(true);
  });
});
