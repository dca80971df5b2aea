/** The reverse walk; the rules it asks are tested beside their tables (`rules/`). */
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../onnx/operations.ts';
import { createSession } from '../runtime/session.ts';
import { float32Tensor, int64Tensor } from '../runtime/tensor.ts';
import { appendGradients } from './gradient.ts';

describe('the reverse walk', () => {
  it('gives zeros for what nothing depends on, and stops at integers', async () => {
    const b = new GraphBuilder('walk');
    const x = b.input('x', 'float32', [3]);
    const unused = b.input('unused', 'float32', [2]);
    const n = b.input('n', 'int64', [3]);
    const y = b.mul(x, b.cast(n, 'float32'));
    const seed = b.expand(b.scalar(1), [3]);
    const made = appendGradients(b, { targets: ['x', 'unused', 'n'], seeds: new Map([[y.name, seed]]) });
    for (const gradient of made.values()) b.output(b.identity(gradient));
    const graph = b.finish();
    const session = await createSession(graph);
    try {
      const out = await session.run(
        {
          x: float32Tensor([3], [1, 2, 3]),
          unused: float32Tensor([2], [0, 0]),
          n: int64Tensor([3], [4, 5, 6]),
        },
        graph.outputs.map(({ name }) => name),
      );
      const [dx, du, dn] = graph.outputs.map(({ name }) =>
        [...(out[name]!.data as Float32Array)].map(Number),
      );
      expect(dx).toEqual([4, 5, 6]);
      expect(du).toEqual([0, 0]);
      expect(dn).toEqual([0, 0, 0]);
      expect(unused.name).toBe('unused');
    } finally {
      await session.dispose();
    }
  });

  it('names the operator that has no gradient, and unknown targets', () => {
    const b = new GraphBuilder('walk');
    const x = b.input('x', 'float32', [1, 4]);
    const y = b.apply('MatMulNBits', [x, b.input('w', 'uint8', [4, 1, 2]), b.input('s', 'float32', [4])], {
      K: 4,
      N: 4,
    })[0]!;
    expect(() => appendGradients(b, { targets: ['x'], seeds: new Map([[y.name, y]]) })).toThrow(
      /MatMulNBits.*dequantise/,
    );
    expect(() => appendGradients(b, { targets: ['nothing'], seeds: new Map() })).toThrow(/"nothing"/);
  });

  it('refuses to guess whether a symbolic size was broadcast', () => {
    const b = new GraphBuilder('walk');
    const y = b.add(b.input('x', 'float32', ['n']), b.input('z', 'float32', [5]));
    expect(() => appendGradients(b, { targets: ['x'], seeds: new Map([[y.name, y]]) })).toThrow(
      /name equal sizes equally/,
    );
  });
});
