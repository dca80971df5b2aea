import { describe, expect, it } from 'vitest';
import { bytesOf, halfBits } from './dtypes.ts';
import { pruned } from './builder.ts';
import { GraphBuilder } from './operations.ts';

describe('graph builder', () => {
  it('infers symbolic shapes through products, reshapes and reductions', () => {
    const b = new GraphBuilder('shapes');
    const x = b.input('x', 'float32', ['B', 'T', 12]);
    const w = b.constant('float32', [12, 8], new Array<number>(96).fill(0.5));
    const y = b.matMul(x, w);
    expect(y.shape).toEqual(['B', 'T', 8]);
    const heads = b.transpose(b.reshape(y, [0, 0, 2, -1]), [0, 2, 1, 3]);
    expect(heads.shape).toEqual(['B', 2, 'T', 4]);
    expect(b.reduceMean(heads, [-1]).shape).toEqual(['B', 2, 'T', 1]);
    expect(b.reduceSum(heads, [1], false).shape).toEqual(['B', 'T', 4]);
    expect(b.shape(heads, 0, 2).shape).toEqual([2]);
    expect(b.greater(y, b.scalar(0)).dtype).toBe('bool');
    expect(b.slice(y, 2, 1, 100).shape).toEqual(['B', 'T', 7]);
    expect(b.split(y, [3, 5], -1).map((part) => part.shape?.[2])).toEqual([3, 5]);
  });

  it('refuses contradictions where they are written', () => {
    const b = new GraphBuilder('contradictions');
    const x = b.input('x', 'float32', ['B', 12]);
    expect(() => b.matMul(x, b.constant('float32', [3, 2], [1, 2, 3, 4, 5, 6]))).toThrow(
      /inner sizes, got 12 and 3/,
    );
    expect(() => b.input('x', 'float32', [])).toThrow(/expected a new name, got "x" again/);
    const bytes = bytesOf('float32', [1, 2]);
    expect(() => b.initializer('w', 'float32', [3], { kind: 'bytes', bytes })).toThrow(
      /expected 12 bytes .*got 8/,
    );
  });

  it('prunes what no output needs and goes on where a graph ended', () => {
    const b = new GraphBuilder('prune');
    const x = b.input('x', 'float32', [2]);
    b.mul(x, b.constant('float32', [2], [3, 4]));
    const kept = b.add(x, b.constant('float32', [2], [1, 2]));
    b.output(kept);
    const graph = pruned(b.finish());
    expect(graph.nodes.map((node) => node.op)).toEqual(['Add']);
    expect(graph.initializers).toHaveLength(1);
    const more = GraphBuilder.from(graph);
    more.output(more.neg(kept));
    expect(more.finish().outputs).toHaveLength(2);
    expect(graph.outputs).toHaveLength(1);
  });
});

describe('half floats', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2.5, 0xc100],
    [65504, 0x7bff],
    [65520, 0x7c00],
    [6.103515625e-5, 0x0400],
    [5.960464477539063e-8, 0x0001],
    [1.00048828125, 0x3c00],
    [1.00146484375, 0x3c02],
    [Infinity, 0x7c00],
  ])('%d is 0x%s', (value, bits) => {
    expect(halfBits(value)).toBe(bits);
  });
});
