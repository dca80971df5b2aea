/**
 * Draws one token from a row's probabilities: greedy, or top-k, then top-p, then min-p, by one uniform number.
 * It knows neither models nor batches; the softmax has been taken before (see distribution.ts), and each block of
 * 64 neighbouring ids comes with its sum and its maximum, so that a draw reads a few blocks of a vocabulary of
 * 150,000 and never sorts it. Legend: V vocabulary, N blocks = ceil(V / 64).
 */
import type { Sampling } from './options.ts';

/** Ids a block. The graph of distribution.ts sums and maximises over the same blocks. */
export const BLOCK = 64;

/** The rows' distributions after temperature and penalty; `probs` may be padded behind V with zeros. */
export interface Distributions {
  /** [B, N·64] */
  readonly probs: Float32Array;
  /** [B, N] */
  readonly blockSums: Float32Array;
  /** [B, N] */
  readonly blockMaxima: Float32Array;
  readonly blocks: number;
}

/**
 * The penalty of Keskar et al. (1909.05858), in place: positive logits of seen tokens are divided by it, negative
 * ones multiplied.
 */
export function penalise(logits: Float32Array, base: number, seen: Iterable<number>, penalty: number): void {
  if (penalty === 1) return;
  for (const id of seen) {
    const logit = logits[base + id]!;
    logits[base + id] = logit > 0 ? logit / penalty : logit * penalty;
  }
}

/** The id with the largest probability of row `row`, the lowest among equals. */
export function argmax(distributions: Distributions, row: number): number {
  const { probs, blockMaxima, blocks } = distributions;
  const first = row * blocks;
  let block = 0;
  for (let b = 1; b < blocks; b++) {
    if (blockMaxima[first + b]! > blockMaxima[first + block]!) block = b;
  }
  const start = (first + block) * BLOCK;
  let best = 0;
  for (let i = 1; i < BLOCK; i++) if (probs[start + i]! > probs[start + best]!) best = i;
  return block * BLOCK + best;
}

/**
 * Draws the id of row `row` for the uniform number u in [0, 1). Ties inside a filter go to the lower id.
 * Throws an Error where the distribution is not one (NaN logits).
 */
export function drawToken(distributions: Distributions, row: number, sampling: Sampling, u: number): number {
  const total = mass(distributions, row);
  if (!(total > 0.5 && total < 2)) {
    throw new Error(
      `sampler: expected probabilities that sum to 1, got ${total}; the model's weights or precision produce invalid logits`,
    );
  }
  const { temperature, topK, topP, minP } = sampling;
  if (temperature === 0 || topK === 1) return argmax(distributions, row);
  if (topK === 0 && topP === 1 && minP === 0) return invert(distributions, row, u * total);
  const head = headOf(distributions, row, sampling, total);
  let kept = 0;
  for (const { probability } of head) kept += probability;
  let rest = u * kept;
  for (const { id, probability } of head) {
    rest -= probability;
    if (rest < 0) return id;
  }
  return head[head.length - 1]!.id;
}

function mass(distributions: Distributions, row: number): number {
  const { blockSums, blocks } = distributions;
  let total = 0;
  for (let b = row * blocks; b < (row + 1) * blocks; b++) total += blockSums[b]!;
  return total;
}

/** The id at which the cumulative probability, in order of ids, passes `target`. */
function invert(distributions: Distributions, row: number, target: number): number {
  const { probs, blockSums, blocks } = distributions;
  const first = row * blocks;
  let rest = target;
  let block = 0;
  for (; block < blocks - 1; block++) {
    const sum = blockSums[first + block]!;
    if (rest < sum) break;
    rest -= sum;
  }
  const start = (first + block) * BLOCK;
  let last = -1;
  for (let i = 0; i < BLOCK; i++) {
    const probability = probs[start + i]!;
    if (probability === 0) continue;
    last = i;
    rest -= probability;
    if (rest < 0) return block * BLOCK + i;
  }
  // Rounding left the target just behind the last block's end: its last possible token, or else the likeliest one.
  return last >= 0 ? block * BLOCK + last : argmax(distributions, row);
}

interface Entry {
  readonly id: number;
  readonly probability: number;
}

/** The tokens that pass top-k, top-p and min-p, likeliest first. At least one. */
function headOf(distributions: Distributions, row: number, sampling: Sampling, total: number): Entry[] {
  const { topK, topP, minP } = sampling;
  let head: Entry[];
  if (topK > 0) {
    head = atLeast(distributions, row, kthBlockMaximum(distributions, row, topK)).slice(0, topK);
  } else if (topP < 1) {
    head = massiveHead(distributions, row, topP * total);
  } else {
    head = atLeast(distributions, row, minP * maximum(distributions, row));
  }
  if (topP < 1)
    head = nucleus(head, topP, topK > 0 ? head.reduce((sum, e) => sum + e.probability, 0) : total);
  if (minP > 0) {
    const floor = minP * head[0]!.probability;
    head = head.filter((entry) => entry.probability >= floor);
  }
  return head;
}

/** The shortest beginning of `sorted` whose mass reaches p of `total`. */
function nucleus(sorted: readonly Entry[], p: number, total: number): Entry[] {
  let sum = 0;
  let length = 0;
  while (length < sorted.length && sum < p * total) sum += sorted[length++]!.probability;
  return sorted.slice(0, Math.max(1, length));
}

/** Tokens in falling order whose mass reaches `wanted`: the threshold sinks until enough is gathered. */
function massiveHead(distributions: Distributions, row: number, wanted: number): Entry[] {
  let threshold = maximum(distributions, row) / 32;
  for (;;) {
    const head = atLeast(distributions, row, threshold);
    if (threshold === 0 || head.reduce((sum, entry) => sum + entry.probability, 0) >= wanted) return head;
    threshold = threshold < 1e-12 ? 0 : threshold / 32;
  }
}

function maximum(distributions: Distributions, row: number): number {
  const { blockMaxima, blocks } = distributions;
  let best = 0;
  for (let b = row * blocks; b < (row + 1) * blocks; b++) best = Math.max(best, blockMaxima[b]!);
  return best;
}

/**
 * The k-th largest of the blocks' maxima: a lower bound of the k-th largest probability, since each of those blocks
 * holds one token at least that likely. 0 where there are fewer blocks than k.
 */
function kthBlockMaximum(distributions: Distributions, row: number, k: number): number {
  const { blockMaxima, blocks } = distributions;
  if (k > blocks) return 0;
  const sorted = blockMaxima.slice(row * blocks, (row + 1) * blocks).sort();
  return sorted[blocks - k]!;
}

/** All tokens with a probability of at least `threshold` (and above 0), likeliest first, lower ids first among equals. */
function atLeast(distributions: Distributions, row: number, threshold: number): Entry[] {
  const { probs, blockMaxima, blocks } = distributions;
  const entries: Entry[] = [];
  for (let b = 0; b < blocks; b++) {
    if (blockMaxima[row * blocks + b]! < threshold) continue;
    const start = (row * blocks + b) * BLOCK;
    for (let i = 0; i < BLOCK; i++) {
      const probability = probs[start + i]!;
      if (probability >= threshold && probability > 0) entries.push({ id: b * BLOCK + i, probability });
    }
  }
  return entries.sort((x, y) => y.probability - x.probability || x.id - y.id);
}
