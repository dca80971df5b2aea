import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { BatchMaker, packAll } from './data/batches.ts';
import type { DocumentSource } from './data/source.ts';
import { fillMask, packRows, planRows, type TrainingDocument } from './packing.ts';

const document = (
  ids: readonly number[],
  weights: readonly number[] = ids.map(() => 1),
): TrainingDocument => ({
  tokenIds: Int32Array.from(ids),
  weights: Float32Array.from(weights),
});

describe('packing', () => {
  it('puts each document into the fullest row that takes it', () => {
    expect(planRows([5, 4, 3, 3, 9], 2, 8)).toEqual({
      plan: [
        [0, 2],
        [1, 3],
      ],
      left: [4],
    });
  });

  it('lays out ids, positions and targets; only tokens with a weight are targets', () => {
    const batch = packRows([document([7, 8, 9], [0, 0, 0.5]), document([4, 5])], [[0, 1], []], 6);
    expect([...batch.tokenIds]).toEqual([7, 8, 9, 4, 5, 0, 0, 0, 0, 0, 0, 0]);
    expect([...batch.positions.subarray(0, 6)]).toEqual([0, 1, 2, 0, 1, 0]);
    expect([...batch.documents.subarray(0, 6)]).toEqual([0, 0, 0, 1, 1, -1]);
    expect([...batch.sources]).toEqual([1, 3]);
    expect([...batch.targets]).toEqual([9, 5]);
    expect([...batch.weights]).toEqual([0.5, 1]);
    expect([...batch.members]).toEqual([0, 1]);
    expect([...batch.places]).toEqual([2, 1]);
    expect(batch.usedTokens).toBe(5);
    expect(() => packRows([document([1, 2, 3])], [[0]], 2)).toThrow(/at most 2 tokens/);
  });

  it('lets a token see its own document only, itself at least, and no further back than the window', () => {
    const batch = packRows([document([1, 2, 3]), document([4, 5])], [[0, 1]], 6);
    const seen = (group: number, window: number | null): string[] => {
      const mask = new Float32Array(group * 36);
      fillMask(mask, batch, { group, window });
      return Array.from({ length: group * 6 }, (_, t) =>
        Array.from(mask.subarray(t * 6, t * 6 + 6), (value) => (value === 0 ? 'x' : '.')).join(''),
      );
    };
    const plain = ['x.....', 'xx....', 'xxx...', '...x..', '...xx.', '.....x'];
    expect(seen(1, null)).toEqual(plain);
    expect(seen(2, null)).toEqual([...plain, ...plain]);
    expect(seen(1, 2)).toEqual(['x.....', 'xx....', '.xx...', '...x..', '...xx.', '.....x']);
  });

  it('packs a whole list and says of each target which document it is of', () => {
    const random = new Random(4);
    const documents = Array.from({ length: 40 }, (_, i) =>
      document(Array.from({ length: random.integer(2, 16) }, (_, t) => 100 * i + t)),
    );
    const found = new Set<number>();
    for (const batch of packAll(documents, 2, 16))
      batch.targets.forEach((id, m) => {
        expect(id).toBe(100 * batch.members[m]! + batch.places[m]!);
        found.add(id);
      });
    expect(found.size).toBe(documents.reduce((sum, { tokenIds }) => sum + tokenIds.length - 1, 0));
  });
});

describe('batches', () => {
  const source: DocumentSource = {
    name: 'numbers',
    size: null,
    at: (index) => (index % 7 === 3 ? null : document(Array.from({ length: 2 + (index % 11) }, () => index))),
  };
  const shape = { rows: 2, length: 24, microBatches: 2 };

  it('uses every document once, in nearly full rows, with weights that add up to 1', () => {
    const maker = new BatchMaker(source, shape);
    const used: number[] = [];
    for (let i = 0; i < 20; i++) {
      const batches = maker.take();
      expect(batches.reduce((sum, { weights }) => sum + weights.reduce((a, b) => a + b, 0), 0)).toBeCloseTo(
        1,
        5,
      );
      expect(batches.reduce((sum, { usedTokens }) => sum + usedTokens, 0)).toBeGreaterThan(0.9 * 96);
      for (const batch of batches)
        batch.positions.forEach((position, n) => {
          if (position === 0 && batch.documents[n]! >= 0) used.push(batch.tokenIds[n]!);
        });
    }
    expect(new Set(used).size).toBe(used.length);
    const { next, pending } = maker.cursor;
    const expected = Array.from({ length: next }, (_, i) => i).filter(
      (i) => i % 7 !== 3 && !pending.includes(i),
    );
    expect(used.sort((a, b) => a - b)).toEqual(expected);
  });

  it('goes on from its cursor with the same batches', () => {
    const maker = new BatchMaker(source, shape);
    for (let i = 0; i < 5; i++) maker.take();
    const again = new BatchMaker(source, shape, maker.cursor);
    for (let i = 0; i < 3; i++) expect(again.take()).toEqual(maker.take());
  });
});
