/**
 * Quantisation of a matrix with one scale an output: whole numbers of 8 bits in the layout of ONNX Runtime's integer
 * products, inputs first. Before it, difficulty moves from activations to weights: input j of the matrix is multiplied
 * by s_j and the activation divided by it, s_j = max|X_j|^α / max|W_j|^(1−α) (SmoothQuant: Xiao et al. 2022,
 * 2211.10438, equation 4). Pure numbers.
 */

/** α of SmoothQuant: how much of an activation's outliers goes into the weights. */
const migration = 0.5;

/**
 * The factors s of the inputs, [inputs]. `activations` and `weights` are the largest magnitudes of every input; an
 * input that is always 0 keeps 1.
 */
export function smoothingFactors(activations: Float32Array, weights: Float32Array): Float32Array {
  return activations.map((largest, j) => {
    const weight = weights[j] as number;
    if (!(largest > 0) || !(weight > 0)) return 1;
    const factor = largest ** migration / weight ** (1 - migration);
    return Math.min(Math.max(factor, 1e-4), 1e4);
  });
}

/** Raises `largest` [inputs] to the magnitudes of `rows` [rows, inputs] where these are greater. */
export function raiseToMagnitudes(largest: Float32Array, rows: Float32Array): void {
  const inputs = largest.length;
  for (let at = 0; at < rows.length; at += inputs)
    for (let j = 0; j < inputs; j++) {
      const size = Math.abs(rows[at + j] as number);
      if (size > (largest[j] as number)) largest[j] = size;
    }
}

/** A quantised matrix in the making: values [inputs, outputs], a scale for each output. */
export interface QuantizedRows {
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

/** Quantises `rows` [rows, inputs], outputs `start`, `start` + 1, … of the matrix, times the factors of their inputs. */
export function quantizeOutputs(
  into: QuantizedRows,
  {
    start,
    rows,
    factors,
  }: { readonly start: number; readonly rows: Float32Array; readonly factors: Float32Array },
): void {
  const inputs = factors.length;
  const outputs = into.scales.length;
  const count = rows.length / inputs;
  const inverse = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    let largest = 0;
    for (let j = 0, at = row * inputs; j < inputs; j++, at++) {
      const size = Math.abs((rows[at] as number) * (factors[j] as number));
      if (size > largest) largest = size;
    }
    into.scales[start + row] = largest === 0 ? 1 : largest / 127;
    inverse[row] = largest === 0 ? 0 : 127 / largest;
  }
  // Tiles, so that neither side is read or written with long strides.
  for (let low = 0; low < inputs; low += tile)
    for (let top = 0; top < count; top += tile) {
      const [right, bottom] = [Math.min(low + tile, inputs), Math.min(top + tile, count)];
      for (let row = top; row < bottom; row++) {
        const scale = inverse[row] as number;
        for (let j = low; j < right; j++) {
          const value = (rows[row * inputs + j] as number) * (factors[j] as number) * scale;
          // halves away from zero, without a call
          into.values[j * outputs + start + row] = value < 0 ? value - 0.5 : value + 0.5;
        }
      }
    }
}

const tile = 64;
