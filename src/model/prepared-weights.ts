/**
 * Weights out of a prepared file: matrices in blocks (MatMulNBits with integer arithmetic) or in halves; vectors and
 * the embedding's rows straight from the checkpoint. Matrices with a common input are one product, then split.
 */
import type { StoredTensor, StoredTensors } from '../checkpoint/safetensors.ts';
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import type { MatrixName } from './families.ts';
import { formatOf, groupName, type PreparedPrecision } from './prepare.ts';
import { FloatWeights, type FloatWeightsOptions, storedValue, type Weights } from './weights.ts';

export class PreparedWeights implements Weights {
  private readonly floats: FloatWeights;
  private readonly prepared: StoredTensors;
  private readonly precision: PreparedPrecision;
  private readonly head: string;

  constructor(
    tensors: { readonly original: StoredTensors; readonly prepared: StoredTensors },
    precision: PreparedPrecision,
    head: MatrixName,
    options: FloatWeightsOptions = {},
  ) {
    this.floats = new FloatWeights(tensors.original, options);
    this.prepared = tensors.prepared;
    this.precision = precision;
    this.head = groupName([head]);
  }

  project(b: GraphBuilder, x: Value, matrices: readonly MatrixName[]): Value[] {
    const product = this.product(b, x, matrices);
    if (matrices.length === 1) return [product];
    return b.split(
      product,
      matrices.map((matrix) => matrix.out),
      -1,
    );
  }

  vector(b: GraphBuilder, name: string, size: number): Value {
    return this.floats.vector(b, name, size);
  }

  embed(b: GraphBuilder, tokenIds: Value, matrix: MatrixName): Value {
    return this.floats.embed(b, tokenIds, matrix);
  }

  private product(b: GraphBuilder, x: Value, matrices: readonly MatrixName[]): Value {
    const name = groupName(matrices);
    const format = formatOf(this.precision, name === this.head);
    const bias = this.bias(b, matrices);
    if (format === 'halves') {
      const half = b.matMul(b.cast(x, 'float16'), this.stored(b, name));
      const wide = b.cast(half, 'float32');
      return bias === undefined ? wide : b.add(wide, bias);
    }
    if (format === 'rows') {
      const product = this.integerProduct(b, x, name);
      return bias === undefined ? product : b.add(product, bias);
    }
    const zeros = format.bits === 4 ? this.stored(b, `${name}.zeros`) : undefined;
    return b.matMulNBits(
      [x, this.stored(b, name), this.stored(b, `${name}.scales`), zeros, undefined, bias],
      {
        K: matrices[0]?.in ?? 0,
        N: matrices.reduce((sum, matrix) => sum + matrix.out, 0),
        bits: format.bits,
        block_size: format.blockSize,
        accuracy_level: 4,
      },
    );
  }

  /**
   * x · Wᵀ in whole numbers: each token's activations are brought to 8 bits by a scale of their own, and sums are exact.
   */
  private integerProduct(b: GraphBuilder, x: Value, name: string): Value {
    const smooth = b.mul(x, this.stored(b, `${name}.smoothing`));
    const scale = b.mul(b.reduceMax(b.abs(smooth), [1], false), b.scalar(1 / 127)); // [N]
    const middle = this.middles(b, scale, name === this.head);
    const codes = b.apply('QuantizeLinear', [smooth, scale, middle], { axis: 0 })[0] as Value;
    const matrix = this.stored(b, name);
    const center = b.constant('uint8', [], [128]);
    const product = b.apply(
      'MatMulIntegerToFloat',
      [
        codes,
        matrix,
        b.scalar(1),
        this.stored(b, `${name}.scales`),
        center,
        matrix.dtype === 'uint8' ? center : undefined,
      ],
      {},
    )[0] as Value;
    return b.mul(product, b.unsqueeze(scale, [1]));
  }

  /** The code of 0 for as many tokens as there are: [N]; fewer may reach the head. */
  private middles(b: GraphBuilder, perToken: Value, isHead: boolean): Value {
    const name = isHead ? 'head_middle_codes' : 'middle_codes';
    const known = b.values.get(name);
    if (known !== undefined) return known;
    const all = b.expand(b.constant('uint8', [], [128]), b.shape(perToken));
    return b.apply('Identity', [all], {}, { names: [name] })[0] as Value;
  }

  private bias(b: GraphBuilder, matrices: readonly MatrixName[]): Value | undefined {
    const biases = matrices.flatMap(({ bias, out }) =>
      bias === undefined ? [] : [this.vector(b, bias, out)],
    );
    if (biases.length === 0) return undefined;
    return biases.length === 1 ? biases[0] : b.concat(biases, 0);
  }

  private stored(b: GraphBuilder, name: string): Value {
    const tensor: StoredTensor | undefined = this.prepared.get(name);
    if (tensor === undefined) throw new RangeError(`weights: expected a prepared tensor ${name}, got none`);
    return storedValue(b, tensor);
  }
}
