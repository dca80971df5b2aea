/**
 * How a decoder's graph gets at its weights: one interface for every precision, for weights inside the session and
 * for weights fed at run time. Layers ask for products and vectors by name and never see how these are stored.
 */
import type { StoredTensor, StoredTensors } from '../checkpoint/safetensors.ts';
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import type { MatrixName } from './families.ts';

/** Weights as a graph sees them. `x` is always [N, in] float32, N tokens. */
export interface Weights {
  /** x · Wᵀ (+ bias) for matrices that share their input: [N, out] each. */
  project(b: GraphBuilder, x: Value, matrices: readonly MatrixName[]): Value[];
  /** A norm's weight or a bias, float32. */
  vector(b: GraphBuilder, name: string, size: number): Value;
  /** Rows of the embedding: [N] → [N, in]. */
  embed(b: GraphBuilder, tokenIds: Value, matrix: MatrixName): Value;
}

/** A stored tensor as a float32 value: mapped where it lies, cast in the graph if it is stored in halves. */
export function storedValue(b: GraphBuilder, tensor: StoredTensor): Value {
  const known = b.values.get(tensor.name);
  if (known !== undefined) return known;
  const { name, dtype, dims, file, offset, length } = tensor;
  return b.initializer(name, dtype, dims, { kind: 'external', file, offset, length });
}

/** Where float weights live: in the session as initialisers, or outside as inputs fed with every run. */
export type WeightPlacement = 'initializers' | 'inputs';

export interface FloatWeightsOptions {
  readonly placement?: WeightPlacement;
  /** Widen a stored embedding as a whole and not the rows that are read: for devices without 16-bit floats. */
  readonly wideEmbedding?: boolean;
}

/**
 * Weights computed in float32. As inputs they carry their checkpoint names, so that a trainer's tensors can be
 * fed as they are.
 */
export class FloatWeights implements Weights {
  private readonly tensors: StoredTensors;
  private readonly placement: WeightPlacement;
  private readonly wideEmbedding: boolean;

  constructor(tensors: StoredTensors, options: FloatWeightsOptions = {}) {
    this.tensors = tensors;
    this.placement = options.placement ?? 'initializers';
    this.wideEmbedding = options.wideEmbedding ?? false;
  }

  project(b: GraphBuilder, x: Value, matrices: readonly MatrixName[]): Value[] {
    return matrices.map((matrix) => {
      const weight = this.float(b, matrix.weight, [matrix.out, matrix.in]);
      const bias = matrix.bias === undefined ? undefined : this.vector(b, matrix.bias, matrix.out);
      return b.gemm(x, weight, bias, { transB: 1 });
    });
  }

  vector(b: GraphBuilder, name: string, size: number): Value {
    return this.float(b, name, [size]);
  }

  embed(b: GraphBuilder, tokenIds: Value, matrix: MatrixName): Value {
    const dims = [matrix.out, matrix.in];
    if (this.wideEmbedding) return b.gather(this.float(b, matrix.weight, dims), tokenIds);
    return b.cast(b.gather(this.raw(b, matrix.weight, dims), tokenIds), 'float32');
  }

  private float(b: GraphBuilder, name: string, dims: readonly number[]): Value {
    const raw = this.raw(b, name, dims);
    if (raw.dtype === 'float32') return raw;
    const known = b.values.get(`${name}.float32`);
    return known ?? b.apply('Cast', [raw], { to: 1 }, { names: [`${name}.float32`] })[0] ?? raw;
  }

  private raw(b: GraphBuilder, name: string, dims: readonly number[]): Value {
    const known = b.values.get(name);
    if (known !== undefined) return known;
    if (this.placement === 'inputs') return b.input(name, 'float32', dims);
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new RangeError(`weights: expected a tensor ${name}, got none`);
    return storedValue(b, tensor);
  }
}
