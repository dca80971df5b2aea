import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { distributionsOf } from './distribution.ts';
import { DistributionSession } from './distributionSession.ts';
import { assertSampling, plainSampling } from './options.ts';
import type { Sampling } from './options.ts';
import { argmax, drawToken, penalise } from './sampler.ts';

/** Logits whose softmax at temperature 1 is exactly these probabilities. */
const logitsFor = (probabilities: readonly number[]): Float32Array =>
  Float32Array.from(probabilities, (p) => Math.log(p));

const share = (probabilities: readonly number[], sampling: Partial<Sampling>): number[] => {
  const all = { ...plainSampling, ...sampling };
  const scale = all.temperature === 0 ? 1 : 1 / all.temperature;
  const distributions = distributionsOf(logitsFor(probabilities), 1, probabilities.length, [scale]);
  const counts = new Array<number>(probabilities.length).fill(0);
  const draws = 10_000;
  for (let i = 0; i < draws; i++) counts[drawToken(distributions, 0, all, (i + 0.5) / draws)]! += 1 / draws;
  return counts.map((count) => Math.round(count * 1000) / 1000);
};

describe('drawToken', () => {
  const p = [0.1, 0.4, 0.2, 0.3];
  const cases: readonly [string, Partial<Sampling>, readonly number[]][] = [
    ['the plain distribution', {}, [0.1, 0.4, 0.2, 0.3]],
    ['greedy', { temperature: 0 }, [0, 1, 0, 0]],
    ['top-k 1 is greedy', { topK: 1 }, [0, 1, 0, 0]],
    ['top-k 2: 0.4 and 0.3 renormalised', { topK: 2 }, [0, 0.571, 0, 0.429]],
    ['top-k beyond the vocabulary changes nothing', { topK: 9 }, [0.1, 0.4, 0.2, 0.3]],
    ['top-p keeps the token that crosses: 0.4 + 0.3 >= 0.6', { topP: 0.6 }, [0, 0.571, 0, 0.429]],
    ['top-p below the first token keeps it alone', { topP: 0.2 }, [0, 1, 0, 0]],
    ['min-p 0.5: at least half of 0.4', { minP: 0.5 }, [0, 0.444, 0.222, 0.333]],
    // After top-k 3 the masses are 0.4, 0.3, 0.2 of 0.9: 0.7 of 0.9 = 0.778 >= 0.75.
    ['top-p counts within what top-k left', { topK: 3, topP: 0.75 }, [0, 0.571, 0, 0.429]],
    // Squares: 0.01, 0.16, 0.04, 0.09, sum 0.30.
    ['temperature 1/2 squares', { temperature: 0.5 }, [0.033, 0.533, 0.133, 0.3]],
  ];
  for (const [name, sampling, expected] of cases) {
    it(name, () => {
      const got = share(p, sampling);
      for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 2);
    });
  }

  it('breaks ties by the lower id', () => {
    const equal = distributionsOf(new Float32Array(200).fill(1), 1, 200, [1]);
    expect(argmax(equal, 0)).toBe(0);
    const seen = new Set<number>();
    for (let i = 0; i < 100; i++) seen.add(drawToken(equal, 0, { ...plainSampling, topK: 3 }, i / 100));
    expect([...seen].sort()).toEqual([0, 1, 2]);
  });

  it('agrees over many blocks with a full sort, row by row', () => {
    const random = new Random(5);
    const vocabulary = 1000;
    const rows = 3;
    const logits = Float32Array.from({ length: rows * vocabulary }, () => random.normal() * 4);
    const distributions = distributionsOf(logits, rows, vocabulary, [1, 0.5, 2]);
    for (const sampling of [
      { topK: 20 },
      { topP: 0.8 },
      { minP: 0.05 },
      { topK: 50, topP: 0.9, minP: 0.01 },
    ]) {
      const all = { ...plainSampling, ...sampling };
      for (let row = 0; row < rows; row++) {
        const start = row * distributions.blocks * 64;
        const sorted = Array.from(distributions.probs.subarray(start, start + vocabulary), (q, id) => ({
          id,
          q,
        }));
        sorted.sort((x, y) => y.q - x.q || x.id - y.id);
        let kept = all.topK > 0 ? sorted.slice(0, all.topK) : sorted;
        const total = kept.reduce((sum, e) => sum + e.q, 0);
        let running = 0;
        kept = kept.filter((e) => {
          const before = running;
          running += e.q;
          return before < all.topP * total;
        });
        kept = kept.filter((e) => e.q >= all.minP * kept[0]!.q);
        const allowed = new Set(kept.map((e) => e.id));
        const drawn = new Set<number>();
        for (let i = 0; i < 2000; i++) drawn.add(drawToken(distributions, row, all, i / 2000));
        for (const id of drawn) expect(allowed.has(id)).toBe(true);
        expect(drawToken(distributions, row, all, 0)).toBe(Math.min(...allowed));
        const mass = kept.reduce((total, e) => total + e.q, 0);
        for (const { id, q } of kept) if (q > mass / 500) expect(drawn.has(id)).toBe(true);
      }
    }
  });

  it('reports invalid logits instead of drawing from them', () => {
    const nan = distributionsOf(Float32Array.of(1, NaN, 2), 1, 3, [1]);
    expect(() => drawToken(nan, 0, plainSampling, 0.5)).toThrow(/invalid logits/);
  });
});

describe('penalise', () => {
  it('divides positive and multiplies negative logits of seen tokens of one row', () => {
    const logits = Float32Array.of(9, 9, 2, -2, 4, 0);
    penalise(logits, 2, [0, 1], 2);
    expect([...logits]).toEqual([9, 9, 1, -4, 4, 0]);
  });
});

describe('assertSampling', () => {
  it('names the option that cannot be', () => {
    expect(() => {
      assertSampling({ ...plainSampling, topP: 0 });
    }).toThrow(/topP in \(0, 1\], got 0/);
    expect(() => {
      assertSampling({ ...plainSampling, temperature: NaN });
    }).toThrow(/temperature/);
    expect(() => {
      assertSampling({ ...plainSampling, topK: 1.5 });
    }).toThrow(/topK/);
    expect(() => {
      assertSampling({ ...plainSampling, minP: -1 });
    }).toThrow(/minP/);
    expect(() => {
      assertSampling({ ...plainSampling, repetitionPenalty: 0 });
    }).toThrow(/repetitionPenalty/);
  });
});

describe('DistributionSession', () => {
  it('gives what the plain form gives, padding and single blocks included', async () => {
    const random = new Random(8);
    for (const vocabulary of [40, 64, 1000]) {
      const session = await DistributionSession.create(vocabulary, 1);
      try {
        for (const rows of [1, 3]) {
          const logits = Float32Array.from({ length: rows * vocabulary }, () => random.normal() * 5);
          const scales = Float32Array.of(1, 0.5, 3).subarray(0, rows);
          const got = await session.run(logits, rows, scales);
          const expected = distributionsOf(logits, rows, vocabulary, scales);
          expect(got.blocks).toBe(expected.blocks);
          for (const name of ['probs', 'blockSums', 'blockMaxima'] as const) {
            expect(got[name].length).toBe(expected[name].length);
            for (const [i, value] of expected[name].entries()) {
              expect(Math.abs(got[name][i]! - value)).toBeLessThan(2e-6);
            }
          }
        }
      } finally {
        await session.dispose();
      }
    }
  });
});
