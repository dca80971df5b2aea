/**
 * Frozen base weights of a training graph in a smaller precision (QLoRA, Dettmers et al. 2023, arXiv 2305.14314):
 * graph inputs in the layout of prepared files (`prepare.ts`), brought back to float32 where they are multiplied.
 * Only their input's gradient is taken, so that a layer's full weights live as long as one layer runs. Integer
 * products would need the kernels' own layout, which weights that are fed cannot have.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { blockSizes } from '../checkpoint/blocks.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { StoredTensor, StoredTensors } from '../checkpoint/safetensors.ts';
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import { tensor, type Tensor } from '../runtime/tensor.ts';
import { decoderNames, type MatrixName } from './families.ts';
import { formatOf, groupName, matrixGroups, type FrozenPrecision } from './prepare.ts';
import { FloatWeights, type Weights } from './weights.ts';

/** A base that stays as it is: how it is stored, and its tensors under the names that graphs know them by. */
export interface FrozenBase {
  readonly precision: FrozenPrecision;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Matrices that a frozen base holds in its own precision, by their checkpoint names. */
export function frozenMatrices(config: DecoderConfig, precision: FrozenPrecision): ReadonlySet<string> {
  const head = decoderNames(config).head.weight;
  const names = matrixGroups(config, precision).flatMap(({ matrices }) =>
    matrices.map(({ weight }) => weight),
  );
  return new Set(names.filter((name) => name !== head));
}

/** Reads the layers' matrices of a prepared file into memory as they are stored. */
export function frozenBase(
  config: DecoderConfig,
  precision: FrozenPrecision,
  prepared: StoredTensors,
): FrozenBase {
  const head = groupName([decoderNames(config).head]);
  const tensors = new Map<string, Tensor>();
  for (const [name, stored] of prepared) {
    if (name === head || name.startsWith(`${head}.`)) continue;
    const bytes = new Uint8Array(stored.length);
    const descriptor = openSync(stored.file, 'r');
    try {
      readSync(descriptor, bytes, 0, bytes.length, stored.offset);
    } finally {
      closeSync(descriptor);
    }
    tensors.set(name, storedTensor(stored, bytes));
  }
  return { precision, tensors };
}

function storedTensor({ dtype, dims, name }: StoredTensor, bytes: Uint8Array): Tensor {
  switch (dtype) {
    case 'uint8':
      return tensor('uint8', dims, bytes);
    case 'float16':
      return tensor('float16', dims, new Uint16Array(bytes.buffer));
    case 'float32':
      return tensor('float32', dims, new Float32Array(bytes.buffer));
    default:
      throw new RangeError(`frozen weights: ${name}: expected uint8, float16 or float32, got ${dtype}`);
  }
}

export class FrozenWeights implements Weights {
  private readonly floats = new FloatWeights(new Map(), { placement: 'inputs' });
  private readonly precision: FrozenPrecision;
  private readonly head: string;

  /** The output layer stays in float32. */
  constructor(precision: FrozenPrecision, head: MatrixName) {
    this.precision = precision;
    this.head = head.weight;
  }

  project(b: GraphBuilder, x: Value, matrices: readonly MatrixName[]): Value[] {
    const outs = matrices.map(({ out }) => out);
    const rows = outs.reduce((sum, out) => sum + out, 0);
    const [first] = matrices;
    if (first === undefined) return [];
    if (first.weight === this.head) return this.floats.project(b, x, matrices);
    const name = groupName(matrices);
    const biases = matrices.flatMap(({ bias, out }) =>
      bias === undefined ? [] : [this.floats.vector(b, bias, out)],
    );
    const bias = biases.length === 0 ? undefined : b.concat(biases, 0);
    const format = formatOf(this.precision, false);
    const product =
      format === 'halves'
        ? b.gemm(x, b.cast(b.input(name, 'float16', [first.in, rows]), 'float32'), bias)
        : b.gemm(x, this.dequantized(b, name, rows, first.in), bias, { transB: 1 });
    return matrices.length === 1 ? [product] : b.split(product, outs, -1);
  }

  vector(b: GraphBuilder, name: string, size: number): Value {
    return this.floats.vector(b, name, size);
  }

  embed(b: GraphBuilder, tokenIds: Value, matrix: MatrixName): Value {
    return this.floats.embed(b, tokenIds, matrix);
  }

  /** (q − z) · s block by block: [rows, inputs]. */
  private dequantized(b: GraphBuilder, name: string, rows: number, inputs: number): Value {
    const format = formatOf(this.precision, false);
    if (format === 'halves') throw new RangeError('frozen weights: expected blocks, got halves');
    const { bits, blockSize } = format;
    const { blocks, valueBytes, zeroBytes } = blockSizes(inputs, format);
    const bytes = b.input(name, 'uint8', [rows, blocks, valueBytes / blocks]);
    const scales = b.input(`${name}.scales`, 'float32', [rows * blocks]);
    const codes =
      bits === 8
        ? b.sub(b.cast(bytes, 'float32'), b.scalar(128))
        : b.sub(
            nibbles(b, bytes, [rows, blocks, blockSize]),
            this.zeroPoints(b, name, { rows, blocks, zeroBytes }),
          );
    const scaled = b.mul(codes, b.reshape(scales, [rows, blocks, 1]));
    const wide = b.reshape(scaled, [rows, blocks * blockSize]);
    return blocks * blockSize === inputs ? wide : b.slice(wide, 1, 0, inputs);
  }

  private zeroPoints(
    b: GraphBuilder,
    name: string,
    {
      rows,
      blocks,
      zeroBytes,
    }: { readonly rows: number; readonly blocks: number; readonly zeroBytes: number },
  ): Value {
    const packed = b.input(`${name}.zeros`, 'uint8', [rows * zeroBytes]);
    const all = nibbles(b, b.reshape(packed, [rows, zeroBytes]), [rows, 2 * zeroBytes]);
    const own = 2 * zeroBytes === blocks ? all : b.slice(all, 1, 0, blocks);
    return b.unsqueeze(own, [2]);
  }
}

/** Two 4-bit numbers a byte, the lower half first, as floats of the shape given. */
function nibbles(b: GraphBuilder, bytes: Value, dims: readonly number[]): Value {
  const wide = b.cast(bytes, 'float32');
  const high = b.floor(b.mul(wide, b.scalar(1 / 16)));
  const low = b.sub(wide, b.mul(high, b.scalar(16)));
  const axis = (bytes.shape ?? []).length;
  return b.reshape(b.concat([b.unsqueeze(low, [axis]), b.unsqueeze(high, [axis])], axis), dims);
}
