import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import type { Value } from '../onnx/graph.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { type OperatorName, operators } from '../onnx/operators.ts';
import { createSession, type Feeds } from '../runtime/session.ts';
import { dataOf, float32Tensor, int64Tensor } from '../runtime/tensor.ts';
import { appendGradients } from './gradient.ts';
import { rules } from './rules/index.ts';

interface Case {
  /** What is peculiar about it, beside the operator. */
  readonly name?: string;
  readonly op: OperatorName;
  /** Shapes of the real inputs, or their values. */
  readonly inputs: readonly (
    readonly number[] | { readonly dims: readonly number[]; readonly values: readonly number[] }
  )[];
  readonly build: (b: GraphBuilder, x: readonly Value[]) => Value;
  /** Draw positive inputs (logarithms, roots). */
  readonly positive?: boolean;
  /** Build with symbolic instead of numeric sizes. */
  readonly symbolic?: boolean;
  readonly tolerance?: number;
}

const two = [
  [2, 3],
  [2, 3],
] as const;
const rope = (b: GraphBuilder, x: Value): Value => {
  const angles = Array.from({ length: 8 }, (_, i) => i * 0.3);
  const cos = b.constant('float32', [4, 2], angles.map(Math.cos));
  const sin = b.constant('float32', [4, 2], angles.map(Math.sin));
  return b.rotaryEmbedding([x, cos, sin, b.constant('int64', [1, 3], [2, 0, 1])], { num_heads: 2 });
};
const unary = (op: OperatorName, method: (b: GraphBuilder, x: Value) => Value, positive = false): Case => ({
  op,
  inputs: [[2, 3]],
  build: (b, [x]) => method(b, x!),
  positive,
});
const binary = (
  op: OperatorName,
  method: (b: GraphBuilder, x: Value, y: Value) => Value,
  positive = false,
): Case[] =>
  (
    [
      ['same shape', [2, 3], [2, 3]],
      ['row', [2, 3], [3]],
      ['column', [2, 1], [2, 3]],
      ['both stretched', [4, 1, 3], [2, 1]],
      ['scalar', [], [2, 2]],
    ] as const
  ).map(([name, x, y]) => ({ name, op, inputs: [x, y], build: (b, v) => method(b, v[0]!, v[1]!), positive }));

const cases: readonly Case[] = [
  unary('Abs', (b, x) => b.abs(x)),
  ...binary('Add', (b, x, y) => b.add(x, y)),
  unary('Cast', (b, x) => b.cast(b.cast(x, 'float64'), 'float32')),
  {
    op: 'Clip',
    inputs: [{ dims: [5], values: [-2, -0.5, 0.1, 0.4, 0.9] }],
    build: (b, [x]) => b.clip(x!, b.scalar(-0.4), b.scalar(0.5)),
  },
  { op: 'Clip', name: 'one bound', inputs: [[7]], build: (b, [x]) => b.clip(x!, undefined, b.scalar(0.5)) },
  {
    op: 'Concat',
    inputs: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    build: (b, x) => b.concat(x, 1),
  },
  {
    op: 'Concat',
    name: 'symbolic sizes',
    symbolic: true,
    inputs: [
      [2, 3],
      [4, 3],
    ],
    build: (b, x) => b.concat(x, 0),
  },
  unary('Cos', (b, x) => b.cos(x)),
  { op: 'CumSum', inputs: [[2, 4]], build: (b, [x]) => b.cumSum(x!, 1) },
  {
    op: 'CumSum',
    name: 'exclusive, reversed',
    inputs: [[2, 4]],
    build: (b, [x]) => b.cumSum(x!, 1, { exclusive: 1, reverse: 1 }),
  },
  ...binary('Div', (b, x, y) => b.div(x, y), true),
  unary('Erf', (b, x) => b.erf(x)),
  unary('Exp', (b, x) => b.exp(x)),
  { op: 'Expand', inputs: [[2, 1]], build: (b, [x]) => b.expand(x!, [3, 2, 4]) },
  { op: 'Flatten', inputs: [[2, 3, 2]], build: (b, [x]) => b.apply('Flatten', [x], { axis: 1 })[0]! },
  {
    op: 'FusedMatMul',
    inputs: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    build: (b, [x, y]) => b.fusedMatMul(x!, y!, { transB: 1, alpha: 0.5 }),
  },
  {
    op: 'FusedMatMul',
    name: 'left transposed',
    inputs: [
      [2, 4, 3],
      [2, 4, 5],
    ],
    build: (b, [x, y]) => b.fusedMatMul(x!, y!, { transA: 1, alpha: 2 }),
  },
  {
    op: 'FusedMatMul',
    name: 'both transposed',
    inputs: [
      [2, 4, 3],
      [2, 5, 4],
    ],
    build: (b, [x, y]) => b.fusedMatMul(x!, y!, { transA: 1, transB: 1 }),
  },
  {
    op: 'Gather',
    name: 'rows, some twice, one from the end',
    inputs: [[4, 3]],
    build: (b, [x]) => b.gather(x!, b.constant('int64', [2, 2], [1, 3, 1, -4]), 0),
  },
  {
    op: 'Gather',
    name: 'middle axis',
    inputs: [[2, 4, 3]],
    build: (b, [x]) => b.gather(x!, b.constant('int64', [3], [0, 2, 2]), 1),
  },
  {
    op: 'Gather',
    name: 'one index, symbolic',
    symbolic: true,
    inputs: [[4, 3]],
    build: (b, [x]) => b.gather(x!, b.constant('int64', [], [2]), 1),
  },
  {
    op: 'GatherElements',
    inputs: [[2, 4]],
    build: (b, [x]) => b.gatherElements(x!, b.constant('int64', [2, 2], [1, 1, 0, 3]), 1),
  },
  {
    op: 'GatherND',
    inputs: [[2, 4, 2]],
    build: (b, [x]) => b.gatherND(x!, b.constant('int64', [3, 2], [0, 1, 1, 3, 0, 1])),
  },
  unary('Gelu', (b, x) => b.gelu(x, 'none')),
  unary('Gelu', (b, x) => b.gelu(x, 'tanh')),
  {
    op: 'Gemm',
    inputs: [[2, 3], [3, 4], [4]],
    build: (b, [x, y, z]) => b.gemm(x!, y!, z, { alpha: 0.5, beta: 2 }),
  },
  {
    op: 'Gemm',
    name: 'right transposed',
    inputs: [
      [2, 3],
      [4, 3],
    ],
    build: (b, [x, y]) => b.gemm(x!, y!, undefined, { transB: 1 }),
  },
  {
    op: 'Gemm',
    name: 'left transposed',
    inputs: [
      [3, 2],
      [3, 4],
      [2, 1],
    ],
    build: (b, [x, y, z]) => b.gemm(x!, y!, z, { transA: 1 }),
  },
  {
    op: 'Gemm',
    name: 'both transposed',
    inputs: [
      [3, 2],
      [4, 3],
    ],
    build: (b, [x, y]) => b.gemm(x!, y!, undefined, { transA: 1, transB: 1, alpha: 3 }),
  },
  unary('Identity', (b, x) => b.identity(x)),
  unary('Log', (b, x) => b.log(x), true),
  { op: 'LogSoftmax', inputs: [[2, 5]], build: (b, [x]) => b.logSoftmax(x!) },
  ...(
    [
      ['matrices', [2, 3], [3, 4]],
      ['batches', [2, 2, 3], [2, 3, 4]],
      ['stretched batches', [3, 1, 2, 3], [2, 3, 4]],
      ['a batch times a matrix', [2, 2, 3], [3, 4]],
      ['vector left', [3], [3, 4]],
      ['vector right', [2, 3], [3]],
      ['batch times vector', [2, 2, 3], [3]],
      ['vector times vector', [3], [3]],
      ['no rows', [0, 3], [3, 2]],
    ] as const
  ).map(([name, x, y]): Case => ({
    op: 'MatMul',
    name,
    inputs: [x, y],
    build: (b, v) => b.matMul(v[0]!, v[1]!),
  })),
  ...binary('Max', (b, x, y) => b.max(x, y)),
  ...binary('Min', (b, x, y) => b.min(x, y)),
  {
    op: 'Mod',
    inputs: [
      { dims: [3], values: [2.3, -1.7, 0.6] },
      { dims: [3], values: [0.9, 0.8, 1.5] },
    ],
    build: (b, [x, y]) => b.apply('Mod', [x, y], { fmod: 1 })[0]!,
  },
  ...binary('Mul', (b, x, y) => b.mul(x, y)),
  unary('Neg', (b, x) => b.neg(x)),
  {
    op: 'Pad',
    inputs: [[2, 3]],
    build: (b, [x]) => b.apply('Pad', [x, b.integers([1, 0, 0, 2])], { mode: 'constant' })[0]!,
  },
  ...binary('Pow', (b, x, y) => b.pow(x, y), true),
  {
    op: 'Pow',
    name: 'constant exponent, negative base',
    inputs: [[2, 3]],
    build: (b, [x]) => b.pow(x!, b.scalar(3)),
  },
  unary('QuickGelu', (b, x) => b.apply('QuickGelu', [x], { alpha: 1 })[0]!),
  unary('QuickGelu', (b, x) => b.apply('QuickGelu', [x], { alpha: 1.702 })[0]!),
  unary('Reciprocal', (b, x) => b.reciprocal(x), true),
  ...(['reduceSum', 'reduceMean', 'reduceMax', 'reduceMin', 'reduceSumSquare'] as const).flatMap(
    (method): Case[] => {
      const op = `R${method.slice(1)}` as OperatorName;
      return [
        { op, name: 'all axes', inputs: [[2, 3]], build: (b, [x]) => b[method](x!, undefined, false) },
        { op, name: 'one axis kept', inputs: [[2, 3, 2]], build: (b, [x]) => b[method](x!, [1], true) },
        {
          op,
          name: 'two axes dropped, one counted from the end',
          inputs: [[2, 3, 2]],
          build: (b, [x]) => b[method](x!, [-1, 0], false),
        },
        {
          op,
          name: 'symbolic sizes',
          symbolic: true,
          inputs: [[2, 3]],
          build: (b, [x]) => b[method](x!, [1], false),
        },
      ];
    },
  ),
  {
    op: 'ReduceSum',
    name: 'an empty axis',
    inputs: [[2, 0]],
    build: (b, [x]) => b.reduceSum(x!, [1], false),
  },
  {
    op: 'ReduceSum',
    name: 'empty axes as identity',
    inputs: [[2, 3]],
    build: (b, [x]) => b.apply('ReduceSum', [x], { noop_with_empty_axes: 1 })[0]!,
  },
  unary('Relu', (b, x) => b.relu(x)),
  { op: 'Reshape', inputs: [[2, 6]], build: (b, [x]) => b.reshape(x!, [0, 2, -1]) },
  {
    op: 'Reshape',
    name: 'symbolic sizes',
    symbolic: true,
    inputs: [[2, 6]],
    build: (b, [x]) => b.reshape(x!, [-1, 4]),
  },
  { op: 'RMSNormalization', inputs: [[2, 4], [4]], build: (b, [x, w]) => b.rmsNormalization(x!, w!, 1e-5) },
  { op: 'RotaryEmbedding', inputs: [[1, 3, 8]], build: (b, [x]) => rope(b, x!) },
  {
    op: 'ScatterElements',
    inputs: [
      [2, 4],
      [2, 2],
    ],
    build: (b, [x, u]) => b.scatterElements(x!, b.constant('int64', [2, 2], [1, 2, 0, 3]), u!, { axis: 1 }),
  },
  {
    op: 'ScatterElements',
    name: 'adding',
    inputs: [
      [2, 4],
      [2, 2],
    ],
    build: (b, [x, u]) =>
      b.scatterElements(x!, b.constant('int64', [2, 2], [1, 1, 0, 3]), u!, { axis: 1, reduction: 'add' }),
  },
  {
    op: 'ScatterND',
    inputs: [
      [4, 2],
      [2, 2],
    ],
    build: (b, [x, u]) => b.scatterND(x!, b.constant('int64', [2, 1], [3, 1]), u!),
  },
  {
    op: 'ScatterND',
    name: 'adding',
    inputs: [
      [4, 2],
      [3, 2],
    ],
    build: (b, [x, u]) => b.scatterND(x!, b.constant('int64', [3, 1], [3, 1, 3]), u!, { reduction: 'add' }),
  },
  unary('Sigmoid', (b, x) => b.sigmoid(x)),
  {
    op: 'SimplifiedLayerNormalization',
    inputs: [[2, 3, 4], [4]],
    build: (b, [x, w]) => b.simplifiedLayerNormalization(x!, w!, 1e-5),
  },
  {
    op: 'SimplifiedLayerNormalization',
    name: 'with its deviation',
    inputs: [[2, 3, 4], [4]],
    build: (b, [x, w]) =>
      b.apply('SimplifiedLayerNormalization', [x, w], { axis: -1, epsilon: 1e-5 }, { outputs: 2 })[0]!,
  },
  unary('Sin', (b, x) => b.sin(x)),
  { op: 'Slice', inputs: [[4, 5]], build: (b, [x]) => b.slice(x!, 1, 1, 3) },
  {
    op: 'Slice',
    name: 'two axes, a step, backwards',
    inputs: [[4, 5]],
    build: (b, [x]) =>
      b.apply(
        'Slice',
        [x, b.integers([0, -1]), b.integers([4, -6]), b.integers([0, 1]), b.integers([2, -1])],
        {},
      )[0]!,
  },
  {
    op: 'Slice',
    name: 'symbolic sizes',
    symbolic: true,
    inputs: [[4, 5]],
    build: (b, [x]) => b.slice(x!, 0, 1, 3),
  },
  { op: 'Softmax', inputs: [[2, 5]], build: (b, [x]) => b.softmax(x!) },
  { op: 'Softmax', name: 'first axis', inputs: [[4, 2]], build: (b, [x]) => b.softmax(x!, 0) },
  {
    op: 'Softmax',
    name: 'inside attention',
    inputs: [
      [2, 3, 4],
      [2, 3, 4],
      [2, 3, 4],
    ],
    build: (b, [q, k, v]) => b.matMul(b.softmax(b.fusedMatMul(q!, k!, { transB: 1, alpha: 0.5 })), v!),
  },
  unary('Softplus', (b, x) => b.softplus(x)),
  {
    op: 'Split',
    inputs: [[2, 5]],
    build: (b, [x]) => {
      const [l, r] = b.split(x!, [2, 3], 1);
      return b.matMul(b.transpose(l!, [1, 0]), r!);
    },
  },
  {
    op: 'Split',
    name: 'one part unused',
    inputs: [[2, 5]],
    build: (b, [x]) => b.exp(b.split(x!, [2, 3], 1)[1]!),
  },
  unary('Sqrt', (b, x) => b.sqrt(x), true),
  { op: 'Squeeze', inputs: [[2, 1, 3]], build: (b, [x]) => b.squeeze(x!, [1]) },
  ...binary('Sub', (b, x, y) => b.sub(x, y)),
  unary('Tanh', (b, x) => b.tanh(x)),
  { op: 'Tile', inputs: [[2, 3]], build: (b, [x]) => b.tile(x!, [2, 3]) },
  { op: 'TopK', inputs: [[2, 5]], build: (b, [x]) => b.topK(x!, 2)[0] },
  { op: 'Transpose', inputs: [[2, 3, 4]], build: (b, [x]) => b.transpose(x!, [2, 0, 1]) },
  { op: 'Trilu', inputs: [[3, 3]], build: (b, [x]) => b.trilu(x!, false, 0) },
  { op: 'Unsqueeze', inputs: [[2, 3]], build: (b, [x]) => b.unsqueeze(x!, [0, 2]) },
  { op: 'Where', inputs: two, build: (b, [x, y]) => b.where(b.greater(x!, b.scalar(0)), x!, y!) },
  {
    op: 'Where',
    name: 'stretched',
    inputs: [[3], [2, 1]],
    build: (b, [x, y]) => b.where(b.constant('bool', [2, 3], [1, 0, 1, 0, 0, 1]), x!, y!),
  },
  {
    op: 'Mul',
    name: 'one value used three times',
    inputs: [[2, 3]],
    build: (b, [x]) => b.mul(b.mul(x!, x!), b.add(b.exp(x!), x!)),
  },
  {
    op: 'Gemm',
    name: 'a value read by three products',
    inputs: [
      [2, 3],
      [3, 3],
      [3, 3],
    ],
    build: (b, [x, v, w]) =>
      b.mul(b.mul(b.gemm(x!, v!, undefined), b.gemm(x!, w!, undefined)), b.gemm(x!, w!, undefined)),
  },
];

/** No rows at all: what is stretched over them or multiplied with them gets zeros, of the right shape. */
const emptied: readonly Case[] = (
  [
    ['Add', [[0, 3], [3]], (b, [x, y]) => b.add(x!, y!)],
    ['Mul', [[0, 3], [3]], (b, [x, y]) => b.mul(x!, y!)],
    [
      'MatMul',
      [
        [0, 3],
        [3, 2],
      ],
      (b, [x, y]) => b.matMul(x!, y!),
    ],
    [
      'Gemm',
      [
        [0, 3],
        [2, 3],
      ],
      (b, [x, y]) => b.gemm(x!, y!, undefined, { transB: 1 }),
    ],
    [
      'Concat',
      [
        [0, 3],
        [2, 3],
      ],
      (b, [x, y]) => b.concat([x!, y!], 0),
    ],
    ['Softmax', [[0, 4]], (b, [x]) => b.softmax(x!)],
    ['LogSoftmax', [[0, 4]], (b, [x]) => b.logSoftmax(x!)],
    ['Transpose', [[0, 4]], (b, [x]) => b.transpose(x!, [1, 0])],
    ['Gather', [[4, 3]], (b, [x]) => b.gather(x!, b.constant('int64', [0], []), 0)],
  ] as const satisfies readonly (readonly [OperatorName, Case['inputs'], Case['build']])[]
).map(([op, inputs, build]) => ({ op, name: 'an empty axis', inputs, build }));

/** Compares the gradients of `Σ c y` with central differences, everything computed by ONNX Runtime. */
async function check(test: Case, seed: number): Promise<void> {
  const random = new Random(seed);
  const draw = (): number => (test.positive === true ? 0.5 + random.next() : 1.2 * random.normal());
  const inputs = test.inputs.map((spec) => {
    const dims = 'dims' in spec ? spec.dims : spec;
    const size = dims.reduce((a, d) => a * d, 1);
    return { dims, values: 'dims' in spec ? spec.values : Array.from({ length: size }, draw) };
  });
  const b = new GraphBuilder('check');
  const x = inputs.map(({ dims }, i) =>
    b.input(
      `x${i}`,
      'float32',
      test.symbolic === true ? dims.map((dim, d) => (d === 0 ? `n${i}` : dim)) : dims,
    ),
  );
  const y = b.identity(test.build(b, x));
  b.output(y);
  const weight = b.input('weight', 'float32', y.shape);
  const gradients = appendGradients(b, {
    targets: x.map(({ name }) => name),
    seeds: new Map([[y.name, weight]]),
  });
  const names = [...gradients.values()].map((gradient) => b.identity(gradient));
  for (const value of names) b.output(value);
  const graph = b.finish();
  const session = await createSession(graph, { threads: 1, optimization: 'basic' });
  try {
    const feeds = (values: readonly (readonly number[])[]): Feeds =>
      Object.fromEntries(values.map((v, i) => [`x${i}`, float32Tensor(inputs[i]!.dims, v)]));
    const plain = inputs.map(({ values }) => values);
    const forward = new GraphBuilder('forward');
    const fx = inputs.map(({ dims }, i) => forward.input(`x${i}`, 'float32', dims));
    forward.output(forward.apply('Identity', [test.build(forward, fx)], {}, { names: ['y'] })[0]!);
    const probe = await createSession(forward.finish(), { threads: 1, optimization: 'basic' });
    try {
      const first = (await probe.run(feeds(plain), ['y']))['y']!;
      const weights = Array.from({ length: first.size }, () => random.normal());
      const loss = async (values: readonly (readonly number[])[]): Promise<number> => {
        const out = dataOf((await probe.run(feeds(values), ['y']))['y']!, 'float32');
        return weights.reduce((sum, w, i) => sum + w * out[i]!, 0);
      };
      const results = await session.run(
        { ...feeds(plain), weight: float32Tensor(first.dims, weights) },
        names.map(({ name }) => name),
      );
      for (const [i, { dims, values }] of inputs.entries()) {
        const got = results[names[i]!.name]!;
        expect(got.dims).toEqual(dims);
        const gradient = dataOf(got, 'float32');
        const h = 4e-3;
        for (let j = 0; j < values.length; j++) {
          const moved = (by: number): number[][] =>
            plain.map((v, k) => v.map((value, l) => (k === i && l === j ? value + by : value)));
          const numeric = ((await loss(moved(h))) - (await loss(moved(-h)))) / (2 * h);
          expect(Math.abs(gradient[j]! - numeric)).toBeLessThan(
            (test.tolerance ?? 4e-3) * Math.max(1, Math.abs(numeric)),
          );
        }
      }
    } finally {
      await probe.dispose();
    }
  } finally {
    await session.dispose();
  }
}

describe('gradient rules against central differences', () => {
  it.each(
    [...cases, ...emptied].map(
      (test, i) => [`${test.op}${test.name === undefined ? '' : `: ${test.name}`}`, test, i] as const,
    ),
  )('%s', async (_, test, i) => {
    await check(test, i + 1);
  });

  it('covers every operator that has a gradient', () => {
    const tested = new Set(cases.map(({ op }) => op));
    const b = new GraphBuilder('empty');
    const x = b.input('x', 'float32', [2]);
    const open: string[] = [];
    for (const op of Object.keys(operators) as OperatorName[]) {
      if (tested.has(op)) continue;
      try {
        const context = { op, attributes: {}, b, x: () => x, y: () => x, g: () => x, optional: () => x };
        const made = (rules[op] as unknown as (c: unknown) => readonly unknown[])(context);
        if (made.some((one) => one !== undefined)) open.push(op);
      } catch (error) {
        expect(String(error)).toContain(op);
      }
    }
    expect(open).toEqual([]);
  });
});

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
