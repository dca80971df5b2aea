/** Rules of products, norms and rotations against central differences. */
import type { GraphBuilder } from '../../onnx/operations.ts';
import type { Value } from '../../onnx/graph.ts';
import { checkRules, emptied, type GradientCase } from '../../../test/support/gradient-cases.ts';
import { matrixRules } from './matrix.ts';

const rope = (b: GraphBuilder, x: Value): Value => {
  const angles = Array.from({ length: 8 }, (_, i) => i * 0.3);
  const cos = b.constant('float32', [4, 2], angles.map(Math.cos));
  const sin = b.constant('float32', [4, 2], angles.map(Math.sin));
  return b.rotaryEmbedding([x, cos, sin, b.constant('int64', [1, 3], [2, 0, 1])], { num_heads: 2 });
};
const cases: readonly GradientCase[] = [
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
  ).map(([name, x, y]): GradientCase => ({
    op: 'MatMul',
    name,
    inputs: [x, y],
    build: (b, v) => b.matMul(v[0]!, v[1]!),
  })),
  { op: 'RMSNormalization', inputs: [[2, 4], [4]], build: (b, [x, w]) => b.rmsNormalization(x!, w!, 1e-5) },
  { op: 'RotaryEmbedding', inputs: [[1, 3, 8]], build: (b, [x]) => rope(b, x!) },
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
  ...emptied(
    'MatMul',
    [
      [0, 3],
      [3, 2],
    ],
    (b, [x, y]) => b.matMul(x!, y!),
  ),
  ...emptied(
    'Gemm',
    [
      [0, 3],
      [2, 3],
    ],
    (b, [x, y]) => b.gemm(x!, y!, undefined, { transB: 1 }),
  ),
];

checkRules('matrix', matrixRules, cases);
