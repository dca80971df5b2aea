/**
 * Tables of cosines and sines for rotary position embeddings, computed in double precision and rounded once.
 * Types: default (Su et al. 2021, 2104.09864), linear, dynamic NTK, llama3, YaRN (Peng et al. 2023, 2309.00071).
 * It knows no graph: tables are fed to a session, so that a longer context needs no new graph.
 */
import type { RopeConfig } from '../checkpoint/rope-config.ts';

export interface RopeTables {
  readonly length: number;
  /** Half of the rotated elements. */
  readonly width: number;
  readonly cos: Float32Array; // [length, width]
  readonly sin: Float32Array; // [length, width]
}

/**
 * Tables for positions 0 … length − 1. `dynamic` stretches its base for contexts beyond the trained one: `contextLength`
 * (default `length`) is the longest sequence that will be run with these tables; all of its tokens must use the same.
 */
export function ropeTables(config: RopeConfig, length: number, contextLength = length): RopeTables {
  const frequencies = inverseFrequencies(config, contextLength);
  const scale = config.yarn?.attentionFactor ?? 1;
  const width = frequencies.length;
  const cos = new Float32Array(length * width);
  const sin = new Float32Array(length * width);
  for (let position = 0; position < length; position++) {
    for (let i = 0; i < width; i++) {
      // The reference multiplies in single precision: position · frequency, both rounded.
      const angle = Math.fround(position * (frequencies[i] as number));
      cos[position * width + i] = Math.cos(angle) * scale;
      sin[position * width + i] = Math.sin(angle) * scale;
    }
  }
  return { length, width, cos, sin };
}

/** θ^(−2i/d) after scaling, each rounded to single precision: [rotaryDim / 2]. */
export function inverseFrequencies(config: RopeConfig, contextLength: number): Float32Array {
  const { rotaryDim, factor } = config;
  const plain = Float32Array.from({ length: rotaryDim / 2 }, (_, i) =>
    frequency(baseOf(config, contextLength), i, rotaryDim),
  );
  if (config.type === 'linear') return plain.map((value) => value / factor);
  if (config.type === 'llama3') return plain.map((value) => llama3Frequency(value, config));
  if (config.type === 'yarn') return yarnFrequencies(config);
  return plain;
}

const frequency = (base: number, i: number, dim: number): number => 1 / base ** ((2 * i) / dim);

/** Dynamic NTK: base · (s·L/L₀ − (s − 1))^(d/(d−2)) once the context L is longer than the trained L₀. */
function baseOf(config: RopeConfig, contextLength: number): number {
  const { type, theta, factor, rotaryDim, originalPositions } = config;
  if (type !== 'dynamic' || contextLength <= originalPositions) return theta;
  const stretch = (factor * contextLength) / originalPositions - (factor - 1);
  return theta * stretch ** (rotaryDim / (rotaryDim - 2));
}

/** Llama 3.1: long wavelengths are divided by the factor, short ones kept, those between interpolated. */
function llama3Frequency(value: number, { factor, originalPositions, llama3 }: RopeConfig): number {
  const { lowFrequencyFactor: low, highFrequencyFactor: high } = llama3 ?? {
    lowFrequencyFactor: 1,
    highFrequencyFactor: 1,
  };
  const wavelength = (2 * Math.PI) / value;
  if (wavelength < originalPositions / high) return value;
  if (wavelength > originalPositions / low) return value / factor;
  const smooth = (originalPositions / wavelength - low) / (high - low);
  return ((1 - smooth) * value) / factor + smooth * value;
}

/** YaRN: a ramp over the dimensions from extrapolation (fast ones) to interpolation (slow ones). */
function yarnFrequencies(config: RopeConfig): Float32Array {
  const { rotaryDim: dim, theta, factor, originalPositions, yarn } = config;
  const { betaFast = 32, betaSlow = 1, truncate = true } = yarn ?? {};
  const correction = (rotations: number): number =>
    (dim * Math.log(originalPositions / (rotations * 2 * Math.PI))) / (2 * Math.log(theta));
  const [fast, slow] = [correction(betaFast), correction(betaSlow)];
  const low = Math.max(truncate ? Math.floor(fast) : fast, 0);
  const top = Math.min(truncate ? Math.ceil(slow) : slow, dim - 1);
  const high = low === top ? top + 0.001 : top;
  return Float32Array.from({ length: dim / 2 }, (_, i) => {
    const ramp = Math.min(1, Math.max(0, (i - low) / (high - low)));
    const value = frequency(theta, i, dim);
    return (value / factor) * ramp + value * (1 - ramp);
  });
}
