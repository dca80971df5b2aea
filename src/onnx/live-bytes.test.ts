import { describe, expect, it } from 'vitest';
import { liveBytes, valueBytes } from './live-bytes.ts';
import { GraphBuilder } from './operations.ts';

describe('bytes alive', () => {
  it('counts intermediate values from their maker to their last reader, not inputs and outputs', () => {
    const b = new GraphBuilder('chain');
    const x = b.input('x', 'float32', ['N', 4]);
    const first = b.exp(x);
    const second = b.exp(first);
    const third = b.exp(second);
    // first lives until here: three values at once
    b.output(b.add(third, first));
    expect(liveBytes(b.finish(), { N: 10 })).toBe(3 * 160);
    expect(valueBytes(x, { N: 10 })).toBe(160);
    expect(() => valueBytes(x)).toThrow(/expected a size of "N"/);
  });

  it('takes a size that nobody knows to be that of the largest operand', () => {
    const b = new GraphBuilder('unknown');
    const x = b.input('x', 'float32', [10, 4]);
    const made = b.reshape(b.exp(x), b.input('dims', 'int64', [2]));
    b.output(b.exp(b.exp(made)));
    expect(liveBytes(b.finish())).toBe(2 * 160);
  });
});
