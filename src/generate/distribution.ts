/**
 * Logits to probabilities, with the sums and maxima of blocks of 64 ids that the sampler needs. This is the plain
 * JavaScript form, exact and slow, for small vocabularies and as the reference; `distributionGraph.ts` holds the
 * same formula as a graph for the runtime. p = softmax(logits · scale).
 */
import { BLOCK } from '../model/drawing.ts';
import type { Distributions } from './sampler.ts';

/** Probabilities of `rows` rows of `vocabulary` logits; `scales` [B] is 1/temperature of each row. */
export function distributionsOf(
  logits: Float32Array,
  rows: number,
  vocabulary: number,
  scales: ArrayLike<number>,
): Distributions {
  const blocks = Math.ceil(vocabulary / BLOCK);
  const probs = new Float32Array(rows * blocks * BLOCK);
  const blockSums = new Float32Array(rows * blocks);
  const blockMaxima = new Float32Array(rows * blocks);
  for (let row = 0; row < rows; row++) {
    const from = row * vocabulary;
    const to = row * blocks * BLOCK;
    const scale = scales[row]!;
    let top = -Infinity;
    for (let v = 0; v < vocabulary; v++) top = Math.max(top, logits[from + v]! * scale);
    let sum = 0;
    for (let v = 0; v < vocabulary; v++) sum += Math.exp(logits[from + v]! * scale - top);
    for (let v = 0; v < vocabulary; v++) probs[to + v] = Math.exp(logits[from + v]! * scale - top) / sum;
    for (let b = 0; b < blocks; b++) {
      let blockSum = 0;
      let blockMaximum = 0;
      for (let i = 0; i < BLOCK; i++) {
        const p = probs[to + b * BLOCK + i]!;
        blockSum += p;
        blockMaximum = Math.max(blockMaximum, p);
      }
      // A NaN must reach the sampler's check, which Math.max would have dropped from a later block.
      blockSums[row * blocks + b] = blockSum;
      blockMaxima[row * blocks + b] = blockMaximum;
    }
  }
  return { probs, blockSums, blockMaxima, blocks };
}
