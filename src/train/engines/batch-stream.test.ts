import { describe, expect, it } from 'vitest';
import { packRows } from '../packing.ts';
import { encodeBatch, encodeHeader } from './batch-stream.ts';

describe('a stream of batches', () => {
  it('has the layout that scale/vouch_scale/batches.py reads', () => {
    const document = {
      tokenIds: Int32Array.of(7, 8, 9),
      weights: Float32Array.of(0, 0.25, 0.5),
      branches: [{ at: 2, tokenIds: Int32Array.of(5, 6), weights: Float32Array.of(0, 0.25) }],
    };
    const bytes = encodeBatch(packRows([document], [[], [0]], 4), {
      cursor: { next: 3, pending: [1] },
      metrics: { epoch: 0.5 },
    });
    const ints = (at: number, count: number): number[] =>
      Array.from({ length: count }, (_, i) => bytes.readInt32LE(at + 4 * i));
    expect(bytes.readUInt32LE(0)).toBe(3);
    const tokens = Array.from({ length: 5 }, (_, i) => ints(4 + 32 * i, 8));
    expect(tokens).toEqual([
      [0, 0, 0, 0, 7, 8, 9, 5],
      [-1, -1, -1, -1, 0, 0, 0, 1],
      [0, 0, 0, 0, 0, 1, 2, 2],
      [-1, -1, -1, -1, -1, -1, -1, 4],
      [0, 0, 0, 0, 0, 0, 0, 2],
    ]);
    expect(ints(164, 3)).toEqual([4, 5, 7]);
    expect(ints(176, 3)).toEqual([8, 9, 6]);
    expect([0, 4, 8].map((at) => bytes.readFloatLE(188 + at))).toEqual([0.25, 0.5, 0.25]);
    const text = bytes.subarray(204);
    expect(bytes.readUInt32LE(200)).toBe(text.length);
    expect(JSON.parse(text.toString())).toEqual({
      cursor: { next: 3, pending: [1] },
      metrics: { epoch: 0.5 },
    });
  });

  it('begins with one line', () => {
    const line = encodeHeader({ rows: 2, length: 4, evaluation: 1 }).toString();
    expect(line.endsWith('\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({ version: 2, rows: 2, length: 4, evaluation: 1 });
  });
});
