import { describe, expect, it } from 'vitest';
import { packRows } from '../packing.ts';
import { encodeBatch, encodeHeader } from './batch-stream.ts';

describe('a stream of batches', () => {
  it('has the layout that scale/vouch_scale/batches.py reads', () => {
    const document = { tokenIds: Int32Array.of(7, 8, 9), weights: Float32Array.of(0, 0.25, 0.75) };
    const bytes = encodeBatch(packRows([document], [[0], []], 4), {
      cursor: { next: 3, pending: [1] },
      metrics: { epoch: 0.5 },
    });
    const ints = (at: number, count: number): number[] =>
      Array.from({ length: count }, (_, i) => bytes.readInt32LE(at + 4 * i));
    expect(bytes.readUInt32LE(0)).toBe(2);
    expect(ints(4, 8)).toEqual([7, 8, 9, 0, 0, 0, 0, 0]);
    expect(ints(36, 8)).toEqual([0, 0, 0, -1, -1, -1, -1, -1]);
    expect(ints(68, 2)).toEqual([0, 1]);
    expect([bytes.readFloatLE(76), bytes.readFloatLE(80)]).toEqual([0.25, 0.75]);
    const text = bytes.subarray(88);
    expect(bytes.readUInt32LE(84)).toBe(text.length);
    expect(JSON.parse(text.toString())).toEqual({
      cursor: { next: 3, pending: [1] },
      metrics: { epoch: 0.5 },
    });
  });

  it('begins with one line', () => {
    const line = encodeHeader({ rows: 2, length: 4, evaluation: 1 }).toString();
    expect(line.endsWith('\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({ version: 1, rows: 2, length: 4, evaluation: 1 });
  });
});
