/**
 * Llama 3.1 and later scale their rotary frequencies; GGUF keeps the outcome (one divisor a frequency, the tensor
 * `rope_freqs.weight`) where Hugging Face keeps the parameters. This finds the parameters that give the divisors.
 * Formula: transformers' `_compute_llama3_parameters`.
 */
import { InputError } from '../../base/errors.ts';

/** Divisors of the `headSize / 2` rotary frequencies θ^(−2i/headSize). */
export function llama3Divisors(
  theta: number,
  headSize: number,
  scaling: {
    readonly factor: number;
    readonly low: number;
    readonly high: number;
    readonly original: number;
  },
): number[] {
  const { factor, low, high, original } = scaling;
  return Array.from({ length: headSize / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * theta ** ((2 * i) / headSize);
    if (wavelength < original / high) return 1;
    if (wavelength > original / low) return factor;
    const smooth = (original / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}

/** `rope_scaling` of a checkpoint with these divisors. Throws `InputError` if Llama 3's rule does not give them. */
export function llama3Scaling(
  divisors: Float32Array,
  theta: number,
  place: string,
): Readonly<Record<string, unknown>> | null {
  const factor = Math.max(...divisors);
  if (divisors.every((value) => value === 1)) return null;
  const published = { factor, low: 1, high: 4, original: 8192 };
  const expected = llama3Divisors(theta, divisors.length * 2, published);
  if (expected.some((value, i) => Math.abs(value - divisors[i]!) > 1e-3 * value))
    throw new InputError(
      `${place}: rope_freqs.weight: expected the divisors of Llama 3's rule (low 1, high 4, 8192 positions), got others; use the model's Hugging Face folder`,
    );
  return {
    rope_type: 'llama3',
    factor,
    low_freq_factor: published.low,
    high_freq_factor: published.high,
    original_max_position_embeddings: published.original,
  };
}
