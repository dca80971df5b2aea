/**
 * Gradient rules of matrix products and of the decoder's fused layers (norms, rotary embedding). Products stay
 * products with transposition flags, so that no transposed copy of a weight or an activation is ever made.
 */
import type { Value } from '../../onnx/graph.ts';
import type { GraphBuilder } from '../../onnx/operations.ts';
import {
  constantLike,
  dimOf,
  rankOf,
  reshapedLike,
  type Rule,
  type RuleContext,
  type RuleTable,
  scaled,
  withoutRule,
} from '../rule.ts';

/** `alpha · op(a) · op(b)` on the last two axes; exchanged axes are flags, not copies. */
function product(b: GraphBuilder, left: Value, right: Value, flags: ProductFlags): Value {
  const { transA = false, transB = false, alpha = 1 } = flags;
  if (!transA && !transB && alpha === 1) return b.matMul(left, right);
  return b.fusedMatMul(left, right, { transA: transA ? 1 : 0, transB: transB ? 1 : 0, alpha });
}

interface ProductFlags {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
}

/** A vector operand of MatMul as the matrix it stands for: a row on the left, a column on the right. */
function asMatrix(b: GraphBuilder, value: Value, side: 'left' | 'right'): Value {
  return rankOf(value) > 1 ? value : b.unsqueeze(value, [side === 'left' ? 0 : 1]);
}

/** `[..., M, K]` as `[M', K]`. */
function flattened(b: GraphBuilder, value: Value): Value {
  if (rankOf(value) === 2) return value;
  return b.reshape(value, b.concat([b.integers([-1]), dimOf(b, value, -1)], 0));
}

/** Y = α op(A) op(B): with op the identity, dA = α g Bᵀ and dB = α Aᵀ g; the flags wander accordingly. */
function matrixRule(
  c: RuleContext<'MatMul' | 'FusedMatMul'>,
  flags: Required<ProductFlags>,
): readonly (() => Value)[] {
  const { b } = c;
  const { transA, transB, alpha } = flags;
  const left = (): Value => asMatrix(b, c.x(0), 'left');
  const right = (): Value => asMatrix(b, c.x(1), 'right');
  const g = (): Value => {
    let result = c.g(0);
    if (rankOf(c.x(1)) === 1) result = b.unsqueeze(result, [rankOf(result)]);
    if (rankOf(c.x(0)) === 1) result = b.unsqueeze(result, [rankOf(result) - 1]);
    return result;
  };
  const like = (made: Value, input: Value): Value =>
    rankOf(input) === 1 ? summedToVector(b, made, input) : made;
  return [
    () =>
      like(
        transA
          ? product(b, right(), g(), { transA: transB, transB: true, alpha })
          : product(b, g(), right(), { transB: !transB, alpha }),
        c.x(0),
      ),
    () => {
      // one big product instead of a batch of small ones that would be added up
      if (rankOf(c.x(1)) === 2 && rankOf(c.x(0)) > 2 && !transA)
        return transB
          ? b.gemm(flattened(b, g()), flattened(b, left()), undefined, { transA: 1, alpha })
          : b.gemm(flattened(b, left()), flattened(b, g()), undefined, { transA: 1, alpha });
      return like(
        transB
          ? product(b, g(), left(), { transA: true, transB: transA, alpha })
          : product(b, left(), g(), { transA: !transA, alpha }),
        c.x(1),
      );
    },
  ];
}

/** A gradient `[..., 1, K]` or `[..., K, 1]` of a vector operand, summed over everything but K. */
function summedToVector(b: GraphBuilder, made: Value, vector: Value): Value {
  const flat = b.reshape(made, b.concat([b.integers([-1]), dimOf(b, vector, 0)], 0));
  return b.reduceSum(flat, [0], false);
}

/**
 * y = x r w with r = (mean x² + ε)^−½ over the last axis. With u = g x: dw = Σ r u, t = mean(u w), and
 * dx = r g w − x t r³.
 */
function rmsNorm(
  c: RuleContext<'SimplifiedLayerNormalization' | 'RMSNormalization'>,
): readonly (() => Value)[] {
  const { b } = c;
  const x = c.x(0);
  const last = rankOf(x) - 1;
  let shared: { readonly u: Value; readonly r: Value } | undefined;
  const parts = (): { readonly u: Value; readonly r: Value } =>
    (shared ??= { u: b.mul(c.g(0), x), r: inverseDeviation(c) });
  return [
    () => {
      const { u, r } = parts();
      const t = b.reduceMean(b.mul(u, c.x(1)), [last]);
      const cube = b.mul(b.mul(r, r), r);
      return b.sub(b.mul(b.mul(c.g(0), c.x(1)), r), b.mul(x, b.mul(t, cube)));
    },
    () => {
      const { u, r } = parts();
      // Σ over the rows of r u as one product [1, N] · [N, E]
      const rows = b.reshape(r, [1, -1]);
      return reshapedLike(b, b.matMul(rows, flattened(b, u)), c.x(1));
    },
  ];
}

/** r of the norm: the second output of the fused operator, computed again for the standard one. */
function inverseDeviation(c: RuleContext<'SimplifiedLayerNormalization' | 'RMSNormalization'>): Value {
  const { b } = c;
  const x = c.x(0);
  if (c.op === 'SimplifiedLayerNormalization')
    return c.ask(1, 'float32', [...(x.shape ?? []).slice(0, -1), 1]);
  const square = b.reduceMean(b.mul(x, x), [rankOf(x) - 1]);
  return b.reciprocal(b.sqrt(b.add(square, constantLike(b, x, c.attributes.epsilon ?? 1e-5))));
}

const normRule = rmsNorm as Rule<'SimplifiedLayerNormalization' | 'RMSNormalization'>;

export const matrixRules = {
  Attention: withoutRule('write attention as products and Softmax in a graph that is trained'),
  MatMulIntegerToFloat: withoutRule('train through float weights, or freeze what lies below'),
  DequantizeLinear: withoutRule('cast and multiply where gradients pass'),
  QuantizeLinear: withoutRule('train through float weights, or freeze what lies below'),
  DynamicQuantizeMatMul: withoutRule('train through float weights, or freeze what lies below'),
  FusedMatMul: (c) =>
    matrixRule(c, {
      transA: c.attributes.transA === 1,
      transB: c.attributes.transB === 1,
      alpha: c.attributes.alpha ?? 1,
    }),
  // Y = α op(A) op(B) + β C
  Gemm: (c) => {
    const { b } = c;
    const { alpha = 1, beta = 1 } = c.attributes;
    const transA = c.attributes.transA === 1;
    const transB = c.attributes.transB === 1;
    return [
      () =>
        transA
          ? b.gemm(c.x(1), c.g(0), undefined, { transA: transB ? 1 : 0, transB: 1, alpha })
          : b.gemm(c.g(0), c.x(1), undefined, { transB: transB ? 0 : 1, alpha }),
      () =>
        transB
          ? b.gemm(c.g(0), c.x(0), undefined, { transA: 1, transB: transA ? 1 : 0, alpha })
          : b.gemm(c.x(0), c.g(0), undefined, { transA: transA ? 0 : 1, alpha }),
      () => scaled(b, c.g(0), beta),
    ];
  },
  GroupQueryAttention: withoutRule('write attention as products and Softmax in a graph that is trained'),
  MatMul: (c) => matrixRule(c, { transA: false, transB: false, alpha: 1 }),
  MatMulNBits: withoutRule('dequantise the frozen weight and use Gemm where gradients pass'),
  RMSNormalization: normRule,
  // a rotation by the position's angles: the gradient is rotated back
  RotaryEmbedding: (c) => [
    () =>
      c.b.rotaryEmbedding(
        [c.g(0), c.x(1), c.b.neg(c.x(2)), ...(c.optional(3) === undefined ? [] : [c.x(3)])],
        c.attributes,
      ),
  ],
  SimplifiedLayerNormalization: normRule,
  SkipSimplifiedLayerNormalization: withoutRule('write Add and SimplifiedLayerNormalization'),
} satisfies Partial<RuleTable>;
