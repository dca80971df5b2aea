/**
 * What each operator's outputs are: type and shape from the inputs' types, shapes and, where they matter, constant
 * contents. One rule an operator; a missing one does not compile. Unknown sizes stay unknown, contradictions throw.
 * It infers for graphs that this project writes, not for every corner of the ONNX specification.
 */
import type { DataType, Dim, Shape, Value } from './graph.ts';
import type { AttributesOf, OperatorName } from './operators.ts';
import { dataTypeOfCode } from './dtypes.ts';
import {
  broadcast,
  type FreshDim,
  matmulShape,
  normalizedAxis,
  reduced,
  reshaped,
  withDim,
} from './shapes.ts';

export interface OutputType {
  readonly dtype: DataType;
  readonly shape: Shape;
}

export interface InferenceContext<Op extends OperatorName> {
  readonly attributes: AttributesOf<Op>;
  /** Input `i`, which must be there. */
  readonly input: (i: number) => Value;
  /** Input `i`, or undefined where an optional one was left out. */
  readonly optional: (i: number) => Value | undefined;
  readonly inputCount: number;
  readonly outputCount: number;
  /** The contents of input `i` if it is a small integer constant. */
  readonly constant: (i: number) => readonly number[] | undefined;
  readonly unknown: FreshDim;
}

type Rule<Op extends OperatorName> = (context: InferenceContext<Op>) => readonly OutputType[];
type AnyContext = Omit<InferenceContext<OperatorName>, 'attributes'>;

const same = (c: AnyContext): OutputType[] => [c.input(0)];
const sameBool = (c: AnyContext): OutputType[] => [{ dtype: 'bool', shape: c.input(0).shape }];

function elementwise(c: AnyContext): OutputType[] {
  let shape: Shape = c.input(0).shape;
  for (let i = 1; i < c.inputCount; i++) shape = broadcast(shape, c.input(i).shape, c.unknown);
  return [{ dtype: c.input(0).dtype, shape }];
}

const comparison = (c: AnyContext): OutputType[] =>
  elementwise(c).map(({ shape }) => ({ dtype: 'bool', shape }));

function reduction(
  c: InferenceContext<'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin' | 'ReduceSumSquare'>,
): OutputType[] {
  const { dtype, shape } = c.input(0);
  const keepDims = c.attributes.keepdims !== 0;
  const axes = c.constant(1);
  if (c.optional(1) !== undefined && axes === undefined) return [{ dtype, shape: null }];
  if (c.attributes.noop_with_empty_axes === 1 && (axes ?? []).length === 0) return [{ dtype, shape }];
  return [{ dtype, shape: reduced(shape, axes, keepDims) }];
}

/** Axes removed or put in by Squeeze and Unsqueeze. */
function unsqueezed(shape: Shape, axes: readonly number[] | undefined): Shape {
  if (shape === null || axes === undefined) return null;
  const rank = shape.length + axes.length;
  const at = new Set(axes.map((axis) => normalizedAxis(axis, rank)));
  const rest = [...shape];
  return Array.from({ length: rank }, (_, i) => (at.has(i) ? 1 : (rest.shift() as Dim)));
}

function gathered(c: InferenceContext<'Gather'>): OutputType[] {
  const { dtype, shape } = c.input(0);
  const indices = c.input(1).shape;
  if (shape === null || indices === null) return [{ dtype, shape: null }];
  const axis = normalizedAxis(c.attributes.axis ?? 0, shape.length);
  return [{ dtype, shape: [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)] }];
}

function concatenated(c: InferenceContext<'Concat'>): OutputType[] {
  const { dtype, shape } = c.input(0);
  if (shape === null) return [{ dtype, shape }];
  const axis = normalizedAxis(c.attributes.axis ?? 0, shape.length);
  let total = 0;
  for (let i = 0; i < c.inputCount; i++) {
    const size = c.input(i).shape?.[axis];
    if (typeof size !== 'number') return [{ dtype, shape: withDim(shape, axis, c.unknown()) }];
    total += size;
  }
  return [{ dtype, shape: withDim(shape, axis, total) }];
}

function sliced(c: InferenceContext<'Slice'>): OutputType[] {
  const { dtype, shape } = c.input(0);
  if (shape === null) return [{ dtype, shape }];
  const [starts, ends, axes, steps] = [c.constant(1), c.constant(2), c.constant(3), c.constant(4)];
  const touched = axes ?? (c.optional(3) === undefined ? starts?.map((_, i) => i) : undefined);
  if (touched === undefined) return [{ dtype, shape: shape.map(() => c.unknown()) }];
  let result: readonly Dim[] = shape;
  touched.forEach((axis, i) => {
    const size = shape[normalizedAxis(axis, shape.length)];
    const [start, end, step] = [starts?.[i], ends?.[i], steps?.[i] ?? 1];
    const known = typeof size === 'number' && start !== undefined && end !== undefined && step > 0;
    result = withDim(result, axis, known ? sliceLength(size, start, end, step) : c.unknown());
  });
  return [{ dtype, shape: result }];
}

function sliceLength(size: number, start: number, end: number, step: number): number {
  const clamp = (at: number): number => Math.min(size, Math.max(0, at < 0 ? at + size : at));
  return Math.max(0, Math.ceil((clamp(end) - clamp(start)) / step));
}

function splitted(c: InferenceContext<'Split'>): OutputType[] {
  const { dtype, shape } = c.input(0);
  const sizes = c.constant(1);
  const axis = shape === null ? 0 : normalizedAxis(c.attributes.axis ?? 0, shape.length);
  const whole = shape?.[axis];
  return Array.from({ length: c.outputCount }, (_, i) => {
    if (shape === null) return { dtype, shape };
    const even = typeof whole === 'number' ? Math.ceil(whole / c.outputCount) : undefined;
    const last =
      typeof whole === 'number' && even !== undefined ? whole - even * (c.outputCount - 1) : undefined;
    const size = sizes?.[i] ?? (i === c.outputCount - 1 ? last : even);
    return { dtype, shape: withDim(shape, axis, size ?? c.unknown()) };
  });
}

function transposed(c: InferenceContext<'Transpose'>): OutputType[] {
  const { dtype, shape } = c.input(0);
  if (shape === null) return [{ dtype, shape }];
  const perm = c.attributes.perm ?? shape.map((_, i) => shape.length - 1 - i);
  return [{ dtype, shape: perm.map((axis) => shape[normalizedAxis(axis, shape.length)] as Dim) }];
}

function product(a: Shape, transA: boolean, b: Shape, transB: boolean, unknown: FreshDim): Shape {
  const swap = (shape: Shape, doIt: boolean): Shape =>
    shape === null || !doIt ? shape : [...shape.slice(0, -2), shape.at(-1) as Dim, shape.at(-2) as Dim];
  return matmulShape(swap(a, transA), swap(b, transB), unknown);
}

/** The contents of a shape input as sizes; unknown rank if it is not constant. */
function shapeFromInput(c: AnyContext, i: number): Shape {
  const constant = c.constant(i);
  if (constant !== undefined) return constant.map((dim) => (dim < 0 ? c.unknown() : dim));
  const rank = c.input(i).shape?.[0];
  return typeof rank === 'number' ? Array.from({ length: rank }, () => c.unknown()) : null;
}

function attention(c: InferenceContext<'Attention'>): OutputType[] {
  const q = c.input(0);
  const [k, v, pastKey] = [c.input(1), c.input(2), c.optional(4)];
  const grow = (past: Shape): Shape =>
    past === null ? null : past.length === 4 ? withDim(past, 2, c.unknown()) : null;
  const present = (own: Value, past: Value | undefined): OutputType => ({
    dtype: own.dtype,
    shape: past === undefined ? own.shape : grow(past.shape),
  });
  const results = [{ dtype: q.dtype, shape: q.shape }, present(k, pastKey), present(v, c.optional(5))];
  return results.slice(0, c.outputCount);
}

const lastDim = (shape: Shape, dim: Dim): Shape => (shape === null ? null : withDim(shape, -1, dim));
const int64 = (shape: Shape): OutputType => ({ dtype: 'int64', shape });

/** One rule an operator. */
export const inferenceRules: { readonly [Op in OperatorName]: Rule<Op> } = {
  Abs: same,
  Add: elementwise,
  And: elementwise,
  ArgMax: (c) => [int64(reduced(c.input(0).shape, [c.attributes.axis ?? 0], c.attributes.keepdims !== 0))],
  Attention: attention,
  DequantizeLinear: (c) => [{ dtype: c.input(1).dtype, shape: c.input(0).shape }],
  Cast: (c) => [{ dtype: dataTypeOfCode(c.attributes.to ?? 1), shape: c.input(0).shape }],
  Ceil: same,
  Clip: same,
  Concat: concatenated,
  ConstantOfShape: (c) => [{ dtype: c.attributes.value?.dtype ?? 'float32', shape: shapeFromInput(c, 0) }],
  Cos: same,
  CumSum: same,
  Div: elementwise,
  Equal: comparison,
  Erf: same,
  Exp: same,
  Expand: (c) => [
    {
      dtype: c.input(0).dtype,
      shape: broadcast(c.input(0).shape, shapeFromInput(c, 1), c.unknown),
    },
  ],
  Flatten: (c) => [{ dtype: c.input(0).dtype, shape: [c.unknown(), c.unknown()] }],
  Floor: same,
  Gather: gathered,
  GatherElements: (c) => [{ dtype: c.input(0).dtype, shape: c.input(1).shape }],
  GatherND: (c) => {
    const { dtype, shape } = c.input(0);
    const indices = c.input(1).shape;
    const depth = indices?.at(-1);
    if (shape === null || indices === null || typeof depth !== 'number') return [{ dtype, shape: null }];
    return [
      { dtype, shape: [...indices.slice(0, -1), ...shape.slice((c.attributes.batch_dims ?? 0) + depth)] },
    ];
  },
  Gelu: same,
  Gemm: (c) => {
    const { transA, transB } = c.attributes;
    const [a, b] = [c.input(0), c.input(1)];
    return [{ dtype: a.dtype, shape: product(a.shape, transA === 1, b.shape, transB === 1, c.unknown) }];
  },
  Greater: comparison,
  GreaterOrEqual: comparison,
  Identity: same,
  IsInf: sameBool,
  IsNaN: sameBool,
  Less: comparison,
  LessOrEqual: comparison,
  Log: same,
  LogSoftmax: same,
  MatMul: (c) => [
    { dtype: c.input(0).dtype, shape: matmulShape(c.input(0).shape, c.input(1).shape, c.unknown) },
  ],
  Max: elementwise,
  Min: elementwise,
  Mod: elementwise,
  Mul: elementwise,
  Neg: same,
  Not: same,
  OneHot: (c) => {
    const shape = c.input(0).shape;
    const depth = c.constant(1)?.[0] ?? c.unknown();
    const axis = c.attributes.axis ?? -1;
    if (shape === null) return [{ dtype: c.input(2).dtype, shape }];
    const at = normalizedAxis(axis, shape.length + 1);
    return [{ dtype: c.input(2).dtype, shape: [...shape.slice(0, at), depth, ...shape.slice(at)] }];
  },
  Or: elementwise,
  Pad: (c) => [{ dtype: c.input(0).dtype, shape: c.input(0).shape?.map(() => c.unknown()) ?? null }],
  Pow: elementwise,
  QuantizeLinear: (c) => [{ dtype: c.input(2).dtype, shape: c.input(0).shape }],
  Range: (c) => [{ dtype: c.input(0).dtype, shape: [c.unknown()] }],
  Reciprocal: same,
  ReduceMax: reduction,
  ReduceMean: reduction,
  ReduceMin: reduction,
  ReduceSum: reduction,
  ReduceSumSquare: reduction,
  Relu: same,
  Reshape: (c) => {
    const { dtype, shape } = c.input(0);
    const target = c.constant(1);
    return [
      { dtype, shape: target === undefined ? shapeFromInput(c, 1) : reshaped(shape, target, c.unknown) },
    ];
  },
  RMSNormalization: same,
  RotaryEmbedding: same,
  ScatterElements: same,
  ScatterND: same,
  Shape: (c) => {
    const rank = c.input(0).shape?.length;
    const { start = 0, end = rank } = c.attributes;
    if (rank === undefined || end === undefined) return [int64([c.unknown()])];
    const from = start < 0 ? start + rank : start;
    const to = end < 0 ? end + rank : end;
    return [int64([Math.max(0, to - from)])];
  },
  Sigmoid: same,
  Sign: same,
  // The second output is 1 / sqrt(mean square + epsilon), one a row.
  SimplifiedLayerNormalization: (c) => [
    c.input(0),
    { dtype: 'float32', shape: lastDim(c.input(0).shape, 1) },
  ],
  Sin: same,
  Slice: sliced,
  Softmax: same,
  Softplus: same,
  Split: splitted,
  Sqrt: same,
  Squeeze: (c) => [{ dtype: c.input(0).dtype, shape: reduced(c.input(0).shape, c.constant(1), false) }],
  Sub: elementwise,
  Tanh: same,
  Tile: (c) => {
    const { dtype, shape } = c.input(0);
    const repeats = c.constant(1);
    if (shape === null) return [{ dtype, shape }];
    const tiled = (dim: Dim, times: number | undefined): Dim =>
      times === 1 ? dim : typeof dim === 'number' && times !== undefined ? dim * times : c.unknown();
    return [{ dtype, shape: shape.map((dim, i) => tiled(dim, repeats?.[i])) }];
  },
  TopK: (c) => {
    const { dtype, shape } = c.input(0);
    const k = c.constant(1)?.[0] ?? c.unknown();
    const result = shape === null ? null : withDim(shape, c.attributes.axis ?? -1, k);
    return [{ dtype, shape: result }, int64(result)];
  },
  Transpose: transposed,
  Trilu: same,
  Unsqueeze: (c) => [{ dtype: c.input(0).dtype, shape: unsqueezed(c.input(0).shape, c.constant(1)) }],
  Where: (c) => {
    const [condition, a, b] = [c.input(0), c.input(1), c.input(2)];
    const inner = broadcast(a.shape, b.shape, c.unknown);
    return [{ dtype: a.dtype, shape: broadcast(condition.shape, inner, c.unknown) }];
  },

  MatMulIntegerToFloat: (c) => [
    { dtype: 'float32', shape: matmulShape(c.input(0).shape, c.input(1).shape, c.unknown) },
  ],
  DynamicQuantizeMatMul: (c) => [
    { dtype: 'float32', shape: matmulShape(c.input(0).shape, c.input(1).shape, c.unknown) },
  ],
  FusedMatMul: (c) => {
    const { transA, transB } = c.attributes;
    const [a, b] = [c.input(0), c.input(1)];
    return [{ dtype: a.dtype, shape: product(a.shape, transA === 1, b.shape, transB === 1, c.unknown) }];
  },
  GatherBlockQuantized: (c) => {
    const indices = c.input(1).shape;
    const packed = c.input(0).shape?.at(-1);
    const width = typeof packed === 'number' ? (packed * 8) / (c.attributes.bits ?? 4) : c.unknown();
    return [{ dtype: c.input(2).dtype, shape: indices === null ? null : [...indices, width] }];
  },
  GroupQueryAttention: (c) => {
    const results = [c.input(0), c.input(3), c.input(4)].map(({ dtype, shape }) => ({ dtype, shape }));
    return results.slice(0, c.outputCount);
  },
  MatMulNBits: (c) => [
    { dtype: c.input(0).dtype, shape: lastDim(c.input(0).shape, c.attributes.N ?? c.unknown()) },
  ],
  QuickGelu: same,
  SkipSimplifiedLayerNormalization: (c) => {
    const { dtype, shape } = c.input(0);
    const unused: OutputType = { dtype: 'float32', shape: null };
    return [{ dtype, shape }, unused, unused, { dtype, shape }];
  },
};
