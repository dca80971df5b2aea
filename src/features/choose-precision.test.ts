import { describe, expect, it } from 'vitest';
import { fastest } from './choose-precision.ts';

describe('the precision of auto', () => {
  it('is the fastest of those that keep the quality', () => {
    const f32 = { precision: 'f32', change: 0, msPerStep: 30 } as const;
    const int8 = { precision: 'int8', change: 0.005, msPerStep: 12 } as const;
    const int4 = { precision: 'int4', change: 0.14, msPerStep: 8 } as const;
    expect(fastest([f32, int8, int4])).toBe('int8');
    expect(fastest([f32, int4])).toBe('f32');
    expect(fastest([f32, { ...int8, msPerStep: 40 }])).toBe('f32');
    expect(fastest([{ ...int4, change: NaN }])).toBe('f32');
  });
});
