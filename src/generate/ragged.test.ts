import { describe, expect, it } from 'vitest';
import { Pace } from './ragged.ts';

describe('the pace of reading', () => {
  it('follows the measured speed: slow chunks get smaller, fast ones larger', () => {
    const pace = new Pace();
    pace.learn(64, 64);
    expect(pace.chunkTokens).toBe(120);
    pace.learn(120, 1200);
    expect(pace.chunkTokens).toBeLessThan(120);
    pace.learn(120, 1);
    expect(pace.chunkTokens).toBeGreaterThan(120);
  });

  it('stays as it is where it was fixed', () => {
    const pace = new Pace(512);
    for (const ms of [0.1, 10, 100_000]) {
      pace.learn(512, ms);
      expect(pace.chunkTokens).toBe(512);
    }
  });
});
