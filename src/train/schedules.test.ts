import { describe, expect, it } from 'vitest';
import { defaultSchedule, rateAt, type Schedule } from './schedules.ts';

describe('schedules', () => {
  const base: Schedule = { ...defaultSchedule, warmupSteps: 4, totalSteps: 24, finalRatio: 0.1 };

  it('warms up linearly and never starts at zero', () => {
    expect([0, 1, 2, 3].map((step) => rateAt(base, step))).toEqual([0.25, 0.5, 0.75, 1]);
  });

  const cases: readonly (readonly [Partial<Schedule>, number, number])[] = [
    [{ kind: 'constant' }, 23, 1],
    [{ kind: 'linear' }, 14, 0.55],
    [{ kind: 'linear' }, 24, 0.1],
    [{ kind: 'cosine' }, 14, 0.55],
    [{ kind: 'cosine' }, 4, 1],
    [{ kind: 'cosine' }, 99, 0.1],
    [{ kind: 'wsd', decayShare: 0.25 }, 18, 1],
    [{ kind: 'wsd', decayShare: 0.25 }, 21, 0.55],
    [{ kind: 'wsd', decayShare: 0.25 }, 24, 0.1],
  ];
  it.each(cases)('%j at step %i is %f of the peak', (change, step, expected) => {
    expect(rateAt({ ...base, ...change }, step)).toBeCloseTo(expected, 12);
  });
});
