import { describe, expect, it } from 'vitest';
import { WakingTime } from './waking.ts';

const hour = 3_600_000;
const cases: readonly (readonly [what: string, took: readonly number[], counts: readonly number[]])[] = [
  ['work as it comes counts as it is', [200, 900, 100], [200, 900, 100]],
  ['an hour of sleep counts as the longest stretch', [200, 300, hour, 250], [200, 300, 300, 250]],
  ['sleep again later is seen again', [200, hour, 250, hour], [200, 200, 250, 250]],
  ['a slow moment is no sleep', [200, 50_000, 200], [200, 50_000, 200]],
  ['long stretches are compared with long ones', [60_000, 400_000], [60_000, 400_000]],
  ['a machine that has become slow is no sleep', [200, 70_000, 70_000, 71_000], [200, 200, 70_000, 71_000]],
  ['nothing is known of the first stretch', [hour, 200], [hour, 200]],
];

describe('waking time', () => {
  it.each(cases)('%s', (_, took, counts) => {
    const waking = new WakingTime();
    expect(took.map((ms) => waking.counted(ms))).toEqual(counts);
  });
});
