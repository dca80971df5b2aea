/**
 * The builder with one method an operator: operands in ONNX's order, attributes typed by the operator table.
 * Methods only arrange; types and shapes come from `infer.ts`. An operator missing here goes through `apply`.
 */
import { dataTypeCode } from './dtypes.ts';
import { type DataType, type Graph, type Value } from './graph.ts';
import { GraphBase, type Operand } from './builder.ts';
import type { AttributesOf, TensorAttribute } from './operators.ts';

export class GraphBuilder extends GraphBase {
  /** Goes on building where a finished graph ended. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder(graph.name);
    builder.resume(graph);
    return builder;
  }

  // Elementwise, one operand.
  abs(x: Value): Value {
    return this.one('Abs', [x], {});
  }

  ceil(x: Value): Value {
    return this.one('Ceil', [x], {});
  }

  cos(x: Value): Value {
    return this.one('Cos', [x], {});
  }

  erf(x: Value): Value {
    return this.one('Erf', [x], {});
  }

  exp(x: Value): Value {
    return this.one('Exp', [x], {});
  }

  floor(x: Value): Value {
    return this.one('Floor', [x], {});
  }

  identity(x: Value): Value {
    return this.one('Identity', [x], {});
  }

  isNaN(x: Value): Value {
    return this.one('IsNaN', [x], {});
  }

  log(x: Value): Value {
    return this.one('Log', [x], {});
  }

  neg(x: Value): Value {
    return this.one('Neg', [x], {});
  }

  not(x: Value): Value {
    return this.one('Not', [x], {});
  }

  reciprocal(x: Value): Value {
    return this.one('Reciprocal', [x], {});
  }

  relu(x: Value): Value {
    return this.one('Relu', [x], {});
  }

  sigmoid(x: Value): Value {
    return this.one('Sigmoid', [x], {});
  }

  sign(x: Value): Value {
    return this.one('Sign', [x], {});
  }

  sin(x: Value): Value {
    return this.one('Sin', [x], {});
  }

  softplus(x: Value): Value {
    return this.one('Softplus', [x], {});
  }

  sqrt(x: Value): Value {
    return this.one('Sqrt', [x], {});
  }

  tanh(x: Value): Value {
    return this.one('Tanh', [x], {});
  }

  // Elementwise with broadcasting, and matrix product.
  add(a: Value, b: Value): Value {
    return this.one('Add', [a, b], {});
  }

  and(a: Value, b: Value): Value {
    return this.one('And', [a, b], {});
  }

  div(a: Value, b: Value): Value {
    return this.one('Div', [a, b], {});
  }

  equal(a: Value, b: Value): Value {
    return this.one('Equal', [a, b], {});
  }

  greater(a: Value, b: Value): Value {
    return this.one('Greater', [a, b], {});
  }

  greaterOrEqual(a: Value, b: Value): Value {
    return this.one('GreaterOrEqual', [a, b], {});
  }

  less(a: Value, b: Value): Value {
    return this.one('Less', [a, b], {});
  }

  lessOrEqual(a: Value, b: Value): Value {
    return this.one('LessOrEqual', [a, b], {});
  }

  matMul(a: Value, b: Value): Value {
    return this.one('MatMul', [a, b], {});
  }

  max(a: Value, b: Value): Value {
    return this.one('Max', [a, b], {});
  }

  min(a: Value, b: Value): Value {
    return this.one('Min', [a, b], {});
  }

  mod(a: Value, b: Value): Value {
    return this.one('Mod', [a, b], {});
  }

  mul(a: Value, b: Value): Value {
    return this.one('Mul', [a, b], {});
  }

  or(a: Value, b: Value): Value {
    return this.one('Or', [a, b], {});
  }

  pow(a: Value, b: Value): Value {
    return this.one('Pow', [a, b], {});
  }

  sub(a: Value, b: Value): Value {
    return this.one('Sub', [a, b], {});
  }

  where(condition: Value, a: Value, b: Value): Value {
    return this.one('Where', [condition, a, b], {});
  }

  clip(x: Value, low: Operand, high: Operand): Value {
    return this.one('Clip', [x, low, high], {});
  }

  /** `approximate: 'tanh'` or `'none'`. */
  gelu(x: Value, approximate: 'none' | 'tanh'): Value {
    return this.one('Gelu', [x], { approximate });
  }

  cast(x: Value, to: DataType): Value {
    return x.dtype === to ? x : this.one('Cast', [x], { to: dataTypeCode(to) });
  }

  // Along axes.
  softmax(x: Value, axis = -1): Value {
    return this.one('Softmax', [x], { axis });
  }

  logSoftmax(x: Value, axis = -1): Value {
    return this.one('LogSoftmax', [x], { axis });
  }

  reduceSum(x: Value, axes?: readonly number[], keepDims = true): Value {
    return this.reduce('ReduceSum', x, axes, keepDims);
  }

  reduceMean(x: Value, axes?: readonly number[], keepDims = true): Value {
    return this.reduce('ReduceMean', x, axes, keepDims);
  }

  reduceMax(x: Value, axes?: readonly number[], keepDims = true): Value {
    return this.reduce('ReduceMax', x, axes, keepDims);
  }

  reduceMin(x: Value, axes?: readonly number[], keepDims = true): Value {
    return this.reduce('ReduceMin', x, axes, keepDims);
  }

  reduceSumSquare(x: Value, axes?: readonly number[], keepDims = true): Value {
    return this.reduce('ReduceSumSquare', x, axes, keepDims);
  }

  argMax(x: Value, axis = -1, keepDims = true): Value {
    return this.one('ArgMax', [x], { axis, keepdims: keepDims ? 1 : 0 });
  }

  cumSum(x: Value, axis: number, attributes: AttributesOf<'CumSum'> = {}): Value {
    return this.one('CumSum', [x, this.scalar(axis, 'int64')], attributes);
  }

  /** Values and indices of the k largest (or smallest) along the last axis. */
  topK(x: Value, k: number | Value, attributes: AttributesOf<'TopK'> = {}): [Value, Value] {
    const count = typeof k === 'number' ? this.integers([k]) : k;
    const [values, indices] = this.apply('TopK', [x, count], attributes, { outputs: 2 });
    return [values!, indices!];
  }

  trilu(x: Value, upper: boolean, diagonal = 0): Value {
    return this.one('Trilu', [x, this.scalar(diagonal, 'int64')], { upper: upper ? 1 : 0 });
  }

  // Shapes.
  /** Constant target: 0 copies a size, −1 takes what is left. */
  reshape(x: Value, shape: readonly number[] | Value): Value {
    return this.one('Reshape', [x, Array.isArray(shape) ? this.integers(shape) : (shape as Value)], {});
  }

  transpose(x: Value, perm: readonly number[]): Value {
    return this.one('Transpose', [x], { perm });
  }

  squeeze(x: Value, axes: readonly number[]): Value {
    return this.one('Squeeze', [x, this.integers(axes)], {});
  }

  unsqueeze(x: Value, axes: readonly number[]): Value {
    return this.one('Unsqueeze', [x, this.integers(axes)], {});
  }

  concat(parts: readonly Value[], axis: number): Value {
    return this.one('Concat', parts, { axis });
  }

  /** Parts of the given sizes along an axis. */
  split(x: Value, sizes: readonly number[], axis: number): Value[] {
    return this.apply('Split', [x, this.integers(sizes)], { axis }, { outputs: sizes.length });
  }

  /** `x[start:end]` along one axis; bounds are numbers or one-element int64 values. */
  slice(x: Value, axis: number, start: number | Value, end: number | Value): Value {
    const bound = (at: number | Value): Value => (typeof at === 'number' ? this.integers([at]) : at);
    return this.one('Slice', [x, bound(start), bound(end), this.integers([axis])], {});
  }

  expand(x: Value, shape: readonly number[] | Value): Value {
    return this.one('Expand', [x, Array.isArray(shape) ? this.integers(shape) : (shape as Value)], {});
  }

  tile(x: Value, repeats: readonly number[] | Value): Value {
    return this.one('Tile', [x, Array.isArray(repeats) ? this.integers(repeats) : (repeats as Value)], {});
  }

  /** The sizes of `x` as int64, from axis `start` to before `end`. */
  shape(x: Value, start?: number, end?: number): Value {
    const attributes = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
    return this.one('Shape', [x], attributes);
  }

  constantOfShape(shape: Value, value: TensorAttribute): Value {
    return this.one('ConstantOfShape', [shape], { value });
  }

  range(start: Value, limit: Value, delta: Value): Value {
    return this.one('Range', [start, limit, delta], {});
  }

  // Gathering and scattering.
  gather(x: Value, indices: Value, axis = 0): Value {
    return this.one('Gather', [x, indices], { axis });
  }

  gatherElements(x: Value, indices: Value, axis: number): Value {
    return this.one('GatherElements', [x, indices], { axis });
  }

  gatherND(x: Value, indices: Value, batchDims = 0): Value {
    return this.one('GatherND', [x, indices], { batch_dims: batchDims });
  }

  scatterElements(
    x: Value,
    indices: Value,
    updates: Value,
    attributes: AttributesOf<'ScatterElements'>,
  ): Value {
    return this.one('ScatterElements', [x, indices, updates], attributes);
  }

  scatterND(x: Value, indices: Value, updates: Value, attributes: AttributesOf<'ScatterND'> = {}): Value {
    return this.one('ScatterND', [x, indices, updates], attributes);
  }

  oneHot(indices: Value, depth: Value, offAndOn: Value, axis = -1): Value {
    return this.one('OneHot', [indices, depth, offAndOn], { axis });
  }

  // Matrices and layers.
  /** alpha · op(A) · op(B) + beta · C, on matrices. */
  gemm(a: Value, b: Value, c: Operand, attributes: AttributesOf<'Gemm'> = {}): Value {
    return this.one('Gemm', [a, b, c], attributes);
  }

  fusedMatMul(a: Value, b: Value, attributes: AttributesOf<'FusedMatMul'> = {}): Value {
    return this.one('FusedMatMul', [a, b], attributes);
  }

  matMulNBits(inputs: readonly Operand[], attributes: AttributesOf<'MatMulNBits'>): Value {
    return this.one('MatMulNBits', inputs, attributes);
  }

  simplifiedLayerNormalization(x: Value, scale: Value, epsilon: number): Value {
    return this.one('SimplifiedLayerNormalization', [x, scale], { axis: -1, epsilon, stash_type: 1 });
  }

  /** Norm of `x + skip`, and the sum itself. */
  skipSimplifiedLayerNormalization(x: Value, skip: Value, scale: Value, epsilon: number): [Value, Value] {
    const names = [this.fresh('norm'), '', '', this.fresh('sum')];
    const outputs = this.apply('SkipSimplifiedLayerNormalization', [x, skip, scale], { epsilon }, { names });
    return [outputs[0]!, outputs[3]!];
  }

  rmsNormalization(x: Value, scale: Value, epsilon: number): Value {
    return this.one('RMSNormalization', [x, scale], { axis: -1, epsilon });
  }

  rotaryEmbedding(inputs: readonly Operand[], attributes: AttributesOf<'RotaryEmbedding'>): Value {
    return this.one('RotaryEmbedding', inputs, attributes);
  }

  private reduce(
    op: 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin' | 'ReduceSumSquare',
    x: Value,
    axes: readonly number[] | undefined,
    keepDims: boolean,
  ): Value {
    return this.one(op, [x, axes === undefined ? undefined : this.integers(axes)], {
      keepdims: keepDims ? 1 : 0,
    });
  }
}
