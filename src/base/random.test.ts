import { describe, expect, it } from 'vitest';
import { hash32, Random, uniformAt } from './random.ts';

describe('random', () => {
  it('depends on nothing but its arguments', () => {
    expect(uniformAt(1, 2, 3)).toBe(uniformAt(1, 2, 3));
    const a = new Random(7);
    const b = new Random(7);
    expect(Array.from({ length: 5 }, () => a.next())).toEqual(Array.from({ length: 5 }, () => b.next()));
  });

  it('is uniform enough: 16 bins of 64,000 draws stay within five standard deviations', () => {
    const bins = new Array<number>(16).fill(0);
    for (let i = 0; i < 64_000; i++) bins[Math.floor(uniformAt(3, i % 7, i) * 16)]!++;
    for (const count of bins) expect(Math.abs(count - 4000)).toBeLessThan(5 * Math.sqrt(4000));
  });

  it('gives neighbouring seeds, streams and counters unrelated bits', () => {
    const seen = new Set<number>();
    for (let s = 0; s < 20; s++)
      for (let r = 0; r < 20; r++) for (let c = 0; c < 20; c++) seen.add(hash32(s, r, c));
    expect(seen.size).toBeGreaterThan(7995);
  });

  it('draws integers over the whole closed range and shuffles without loss', () => {
    const random = new Random(11);
    const drawn = new Set(Array.from({ length: 200 }, () => random.integer(-2, 2)));
    expect([...drawn].sort((x, y) => x - y)).toEqual([-2, -1, 0, 1, 2]);
    expect(random.shuffled([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
    expect(() => random.integer(2, 1)).toThrow(/low <= high/);
  });
});
