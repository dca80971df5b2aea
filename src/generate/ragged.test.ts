import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newCache } from '../model/cache.ts';
import { type Decoder, openDecoder } from '../model/load.ts';
import { extendRagged, Pace } from './ragged.ts';

const folder = path.join(import.meta.dirname, '../../test/data/checkpoints/llama-plain');
let decoder: Decoder;
/** Tokens of each run, all rows together. */
let runs: number[] = [];
let afterRun: () => void = () => undefined;
beforeAll(async () => {
  const opened = await openDecoder(folder, { session: { threads: 1 } });
  decoder = Object.assign(Object.create(opened) as Decoder, {
    extend: async (batch: Parameters<Decoder['extend']>[0]) => {
      runs.push(batch.newTokens * batch.cache.rows);
      const logits = await opened.extend(batch);
      afterRun();
      return logits;
    },
  });
});
afterAll(() => decoder.dispose());

/** A pace that measured so many tokens a millisecond. */
function paceOf(tokensPerMs: number): Pace {
  const pace = new Pace();
  pace.learn(1000 * tokensPerMs, 1000);
  return pace;
}

/** Eight tokens a chunk, however fast they are: the model here is so small that any measured pace soon takes it whole. */
const slowPace = (): Pace => new Pace(8);

describe('the pace of prefilling', () => {
  it('fits a chunk into the time that a request to cancel may wait', () => {
    expect(new Pace().chunkTokens).toBe(64);
    for (const tokensPerMs of [0.1, 0.5, 2, 8]) {
      const { chunkTokens } = paceOf(tokensPerMs);
      expect(chunkTokens / tokensPerMs).toBeLessThanOrEqual(200);
    }
    expect([paceOf(0.001).chunkTokens, paceOf(1000).chunkTokens]).toEqual([8, 1024]);
  });

  it('hears of slowness from any chunk, of speed only from a large one', () => {
    const pace = paceOf(1);
    const before = pace.chunkTokens;
    pace.learn(2, 0.1);
    expect(pace.chunkTokens).toBe(before);
    pace.learn(2, 20);
    expect(pace.chunkTokens).toBeLessThan(before);
  });
});

describe('a fixed pace', () => {
  it('stays as it is', () => {
    const pace = new Pace(512);
    for (const ms of [0.1, 10, 100_000]) {
      pace.learn(512, ms);
      expect(pace.chunkTokens).toBe(512);
    }
  });
});

describe('lists in chunks', () => {
  const lists = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], [], [4, 5, 6]];
  const extend = (pace: Pace, signal?: AbortSignal): ReturnType<typeof extendRagged> => {
    runs = [];
    const cache = newCache(decoder.config, 3, 16);
    return extendRagged(decoder, { cache, pastLengths: [0, 0, 0], lists }, { pace, signal });
  };

  it('give the logits that one run gives, for rows that end in any of them', async () => {
    const whole = await extend(paceOf(1));
    expect(runs).toEqual([39]);
    const cut = await extend(slowPace());
    expect(runs).toEqual([6, 6, 6, 6, 6, 6, 3]);
    expect([whole[1], cut[1]]).toEqual([null, null]);
    for (const row of [0, 2]) {
      const distance = cut[row]!.map((value, i) => Math.abs(value - whole[row]![i]!));
      expect(Math.max(...distance)).toBeLessThan(1e-4);
    }
  });

  it('stop behind the chunk in which they are cancelled', async () => {
    const controller = new AbortController();
    afterRun = () => {
      if (runs.length === 2) controller.abort();
    };
    await expect(extend(slowPace(), controller.signal)).rejects.toThrow('cancelled');
    expect(runs).toHaveLength(2);
    afterRun = () => undefined;
  });
});
