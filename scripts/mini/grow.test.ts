import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sequenceLogits } from '../../src/features/logits.ts';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import { deepened, grow } from './grow.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('growing a decoder', () => {
  it('spreads the new layers evenly, each behind the one it copies', () => {
    expect(deepened(4, 6).map(({ from }) => from)).toEqual([0, 1, 1, 2, 3, 3]);
    expect(deepened(4, 6).map(({ isNew }) => isNew)).toEqual([false, false, true, false, false, true]);
    expect(() => deepened(4, 4)).toThrow(/more than 4/);
    expect(() => deepened(4, 9)).toThrow(/at most 8/);
  });

  it('computes the same as before', async () => {
    const small = randomCheckpoint({});
    const folder = mkdtempSync(join(tmpdir(), 'vouch-grow-'));
    folders.push(small, folder);
    const large = join(folder, 'large');
    await grow(small, 3, large);
    expect(existsSync(join(large, 'tokenizer.json'))).toBe(true);
    const ids = [3, 9, 4, 17];
    const before = await sequenceLogits(small, ids, {});
    const after = await sequenceLogits(large, ids, {});
    after.forEach((row, t) => {
      row.forEach((value, v) => {
        expect(value).toBeCloseTo(before[t]![v]!, 5);
      });
    });
  });
});
