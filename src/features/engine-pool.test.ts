import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeRandomModel } from '../../test/process/random-model.ts';
import { openLocalEngine } from '../engine/local.ts';
import type { ModelChoice } from './contracts.ts';
import { EnginePool, type EnginePoolOptions } from './engine-pool.ts';

let folder = '';
let pool: EnginePool;
let loads: string[] = [];
/** Names of the models in memory, busy ones with a star, after each change. */
let held: string[][] = [];

function open(options: Partial<EnginePoolOptions> = {}): EnginePool {
  pool = new EnginePool({
    load: async ({ model = '' }) => {
      loads.push(model);
      const engine = await openLocalEngine(join(folder, model), {
        decoder: { precision: 'f32', session: { threads: 1 } },
      });
      return { engine, bytes: 1 };
    },
    onChange: (models) => {
      held.push(models.map(({ model, busy }) => `${model.split(/[\\/]/).at(-1) ?? ''}${busy ? '*' : ''}`));
    },
    ...options,
  });
  return pool;
}
const choice = (model: string): ModelChoice => ({ model, precision: 'f32' });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-pool-'));
  for (const name of ['a', 'b', 'c']) await writeRandomModel(join(folder, name));
  [loads, held] = [[], []];
});
afterEach(async () => {
  await pool.dispose();
  rmSync(folder, { recursive: true });
});

describe('engines in memory', () => {
  it('are loaded once for all who ask at the same time, and unloaded when idle, not before', async () => {
    open({ idleMs: 50 });
    const [first, second] = await Promise.all([pool.acquire(choice('a')), pool.acquire(choice('a'))]);
    expect(loads).toEqual(['a']);
    expect(second.engine).toBe(first.engine);
    first.release();
    first.release(); // Twice is once.
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(held.at(-1)).toEqual(['a*']);
    const sampled = await second.engine.sample([
      { prompt: { tokenIds: [1, 2] }, rows: 1, seed: 1, maxNewTokens: 2 },
    ]);
    expect(sampled.rows[0]).toHaveLength(1);
    second.release();
    await vi.waitFor(() => {
      expect(held.at(-1)).toEqual([]);
    });
    await expect(second.engine.sample([])).rejects.toThrow(/disposed/);
    (await pool.acquire(choice('a'))).release();
    expect(loads).toEqual(['a', 'a']);
  });

  it('make room for another model: the one that was idle longest goes, one in use stays', async () => {
    open({ most: 2 });
    const a = await pool.acquire(choice('a'));
    (await pool.acquire(choice('b'))).release();
    (await pool.acquire(choice('c'))).release();
    expect(held.at(-1)).toEqual(['a*', 'c']);
    a.release();
    await pool.unloadIdle();
    expect(held.at(-1)).toEqual([]);
  });

  it('tell everyone who waits why a load failed, and the next request tries again', async () => {
    open();
    const wrong = choice('missing');
    const outcomes = await Promise.allSettled([pool.acquire(wrong), pool.acquire(wrong)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(pool.acquire(wrong)).rejects.toThrow(/config\.json|model folder/);
    expect(loads).toEqual(['missing', 'missing']);
  });
});
