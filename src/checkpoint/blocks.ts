/**
 * Block-wise quantisation of matrix rows into the layout of ONNX Runtime's MatMulNBits: each row is cut into blocks
 * of `blockSize` inputs (the last one padded), each block has a scale and, for 4 bits, a zero point. Pure numbers.
 * Layout: com.microsoft.MatMulNBits in ONNX Runtime's contrib operators.
 */
export type BlockBits = 4 | 8;

/** How matrices of one precision are cut. */
export interface BlockFormat {
  readonly bits: BlockBits;
  readonly blockSize: number;
}

export interface BlockSizes {
  readonly blocks: number;
  /** Bytes of quantised values, scales (float32) and zero points of one row. */
  readonly valueBytes: number;
  readonly scaleBytes: number;
  readonly zeroBytes: number;
}

/** Sizes of one row of `inputs` elements. */
export function blockSizes(inputs: number, { bits, blockSize }: BlockFormat): BlockSizes {
  const blocks = Math.ceil(inputs / blockSize);
  return {
    blocks,
    valueBytes: (blocks * blockSize * bits) / 8,
    scaleBytes: blocks * 4,
    zeroBytes: bits === 4 ? Math.ceil(blocks / 2) : 0,
  };
}

/** Quantised rows: values [rows, blocks, blockSize·bits/8], scales [rows, blocks], zeros [rows, ⌈blocks/2⌉]. */
export interface BlockRows {
  readonly values: Uint8Array;
  readonly scales: Float32Array;
  readonly zeros: Uint8Array;
}

/** Quantises `rows` rows of `inputs` elements each. */
export function quantizeRows(
  weights: Float32Array,
  rows: number,
  inputs: number,
  format: BlockFormat,
): BlockRows {
  const sizes = blockSizes(inputs, format);
  const result = {
    values: new Uint8Array(rows * sizes.valueBytes),
    scales: new Float32Array(rows * sizes.blocks),
    zeros: new Uint8Array(rows * sizes.zeroBytes),
  };
  const quantize = format.bits === 8 ? quantizeBlock8 : quantizeBlock4;
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block < sizes.blocks; block++) {
      const start = row * inputs + block * format.blockSize;
      const end = Math.min(start + format.blockSize, (row + 1) * inputs);
      quantize(weights, { start, end, row, block, blockSize: format.blockSize, sizes }, result);
    }
  }
  return result;
}

interface BlockPlace {
  readonly start: number;
  readonly end: number;
  readonly row: number;
  readonly block: number;
  readonly blockSize: number;
  readonly sizes: BlockSizes;
}

/** q = round(w / s) + 128 with s = max |w| / 127; the operator's zero point is 128 when none is given. */
function quantizeBlock8(weights: Float32Array, place: BlockPlace, out: BlockRows): void {
  const { start, end, row, block, blockSize, sizes } = place;
  let largest = 0;
  for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(weights[i] as number));
  const scale = largest / 127;
  const inverse = scale === 0 ? 0 : 1 / scale;
  out.scales[row * sizes.blocks + block] = scale;
  const at = row * sizes.valueBytes + block * blockSize;
  out.values.fill(128, at, at + blockSize);
  // Truncated towards zero behind the offset, which is Math.round there, and several times as fast.
  for (let i = start; i < end; i++)
    out.values[at + i - start] = ((weights[i] as number) * inverse + 128.5) | 0;
}

/** How far the range of a block is shrunk in the search for the least squared error. */
const shrinkage = [1, 0.94, 0.88, 0.82];

/** q = round(w / s) + z in 0 … 15, with the range (and so s and z) of least squared error among a few. */
function quantizeBlock4(weights: Float32Array, place: BlockPlace, out: BlockRows): void {
  const { start, end, row, block, blockSize, sizes } = place;
  let low = 0;
  let high = 0;
  for (let i = start; i < end; i++) {
    const value = weights[i] as number;
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  let best = { error: Infinity, scale: 0, zero: 8 };
  for (const shrink of shrinkage) {
    const scale = Math.fround(((high - low) * shrink) / 15);
    if (scale === 0) break;
    const zero = Math.min(15, Math.max(0, Math.round((-low * shrink) / scale)));
    const error = squaredError(weights, place, { scale, zero, worst: best.error });
    if (error < best.error) best = { error, scale, zero };
  }
  const { scale, zero } = best;
  out.scales[row * sizes.blocks + block] = scale;
  const zeroAt = row * sizes.zeroBytes + (block >> 1);
  out.zeros[zeroAt] = (out.zeros[zeroAt] as number) | (zero << ((block & 1) * 4));
  const at = row * sizes.valueBytes + (block * blockSize) / 2;
  const inverse = scale === 0 ? 0 : 1 / scale;
  for (let i = 0; i < blockSize; i += 2) {
    const first = start + i < end ? code4(weights[start + i] as number, inverse, zero) : zero;
    const second = start + i + 1 < end ? code4(weights[start + i + 1] as number, inverse, zero) : zero;
    out.values[at + i / 2] = first | (second << 4);
  }
}

/** round(value / scale) + zero within 0 … 15; what is below zero is cut off by the truncation or here. */
function code4(value: number, inverse: number, zero: number): number {
  const code = (value * inverse + (zero + 0.5)) | 0;
  return code < 0 ? 0 : code > 15 ? 15 : code;
}

/** The sum of squared errors of a block, or any number above `worst` once it is above it. */
function squaredError(
  weights: Float32Array,
  { start, end }: BlockPlace,
  { scale, zero, worst }: { readonly scale: number; readonly zero: number; readonly worst: number },
): number {
  const inverse = 1 / scale;
  let error = 0;
  for (let i = start; i < end && error <= worst; i++) {
    const value = weights[i] as number;
    const difference = value - (code4(value, inverse, zero) - zero) * scale;
    error += difference * difference;
  }
  return error;
}
