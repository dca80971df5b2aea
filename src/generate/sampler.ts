/**
 * Draws one token from a row's probabilities: greedy, or top-k, then top-p, then min-p, by one uniform number.
 * It knows neither models nor batches; the softmax has been taken before (see distribution.ts), and each block of
 * 64 neighbouring ids comes with its sum and its maximum, so that a draw reads a few blocks of a vocabulary of
 * 150,000 and never sorts it. Legend: V vocabulary, N blocks = ceil(V / 64).
 */
import { BLOCK } from '../model/drawing.ts';
import type { Sampling } from './options.ts';

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
  return block * BLOCK + argmaxBlock(probs, (first + block) * BLOCK);
}

/**
 * Draws the id of row `row` for the uniform number u in [0, 1). Ties inside a filter go to the lower id.
 * Throws an Error where the distribution is not one (NaN logits).
 */
export function drawToken(distributions: Distributions, row: number, sampling: Sampling, u: number): number {
  const total = mass(distributions, row);
  assertMass(total);
  const { temperature, topK, topP, minP } = sampling;
  if (temperature === 0 || topK === 1) return argmax(distributions, row);
  if (topK === 0 && topP === 1 && minP === 0) return invert(distributions, row, u * total);
  return invertHead(headOf(distributions, row, sampling, total), u);
}

/** Throws an Error where probabilities do not add up to about 1. */
export function assertMass(total: number): void {
  if (total > 0.5 && total < 2) return;
  throw new Error(
    `sampler: expected probabilities that sum to 1, got ${total}; the model's weights or precision produce invalid logits`,
  );
}

/** Whether a draw reads one block and no more: greedy, or from the whole distribution. */
export function readsOneBlock({ temperature, topK, topP, minP }: Sampling): boolean {
  return temperature === 0 || topK === 1 || (topK === 0 && topP === 1 && minP === 0);
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
  // Added up and compared as the decoder's graph does it (model/drawing.ts), so that both find the same block.
  let before = 0;
  let block = 0;
  for (; block < blocks - 1; block++) {
    const end = before + blockSums[first + block]!;
    if (target < end) break;
    before = end;
  }
  const start = (first + block) * BLOCK;
  const place = invertBlock(probs, start, before, target);
  // Rounding left the target just behind the last block's end: the likeliest token.
  return place === null ? argmax(distributions, row) : block * BLOCK + place;
}

/**
 * The place in the block of 64 probabilities from `start` at which the cumulative probability passes `target`, or its
 * last possible token where rounding put the block's end before it; null where none of its tokens is possible.
 */
export function invertBlock(
  probs: Float32Array,
  start: number,
  before: number,
  target: number,
): number | null {
  let last: number | null = null;
  let sum = before;
  for (let i = 0; i < BLOCK; i++) {
    const probability = probs[start + i]!;
    if (probability === 0) continue;
    last = i;
    sum += probability;
    if (target < sum) return i;
  }
  return last;
}

/** The place of the largest of the block of 64 probabilities from `start`, the first among equals. */
export function argmaxBlock(probs: Float32Array, start: number): number {
  let best = 0;
  for (let i = 1; i < BLOCK; i++) if (probs[start + i]! > probs[start + best]!) best = i;
  return best;
}

/** Some tokens of a row in order of their ids: the first `length` entries of both arrays. */
interface Head {
  readonly ids: Int32Array;
  readonly probs: Float32Array;
  readonly length: number;
  readonly mass: number;
}

function invertHead(head: Head, u: number): number {
  let rest = u * head.mass;
  for (let i = 0; i < head.length; i++) {
    rest -= head.probs[i]!;
    if (rest < 0) return head.ids[i]!;
  }
  return head.ids[head.length - 1]!;
}

/** The tokens that pass top-k, top-p and min-p. At least one. */
function headOf(distributions: Distributions, row: number, sampling: Sampling, total: number): Head {
  const { topK, topP, minP } = sampling;
  const top = maximum(distributions, row);
  const floor = minP * top;
  let head: Head;
  if (topK > 0) {
    head = likeliest(gather(distributions, row, kthBlockMaximum(distributions, row, topK)), topK);
    if (topP < 1) head = nucleus(head, topP * head.mass);
  } else if (topP < 1) {
    head = nucleus(massiveHead(distributions, row, { top, floor, wanted: topP * total }), topP * total);
  } else {
    head = gather(distributions, row, floor);
  }
  return minP > 0 ? keep(head, floor, head.length) : head;
}

/** Tokens down to a threshold that sinks until they hold the wanted mass, or until it reaches the floor. */
function massiveHead(
  distributions: Distributions,
  row: number,
  range: { readonly top: number; readonly floor: number; readonly wanted: number },
): Head {
  let threshold = range.top / 64;
  for (;;) {
    const last = threshold <= Math.max(range.floor, 1e-10);
    const head = gather(distributions, row, last ? range.floor : threshold);
    if (last || head.mass >= range.wanted) return head;
    threshold /= 64;
  }
}

function maximum(distributions: Distributions, row: number): number {
  const { blockMaxima, blocks } = distributions;
  let best = 0;
  for (let b = row * blocks; b < (row + 1) * blocks; b++) {
    if (blockMaxima[b]! > best) best = blockMaxima[b]!;
  }
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

/** All tokens with a probability of at least `threshold` (and above 0). */
function gather(distributions: Distributions, row: number, threshold: number): Head {
  const { probs: all, blockMaxima, blocks } = distributions;
  const first = row * blocks;
  let visited = 0;
  for (let b = first; b < first + blocks; b++) if (blockMaxima[b]! >= threshold) visited++;
  const ids = new Int32Array(visited * BLOCK);
  const probs = new Float32Array(visited * BLOCK);
  let length = 0;
  let sum = 0;
  for (let b = 0; b < blocks; b++) {
    if (blockMaxima[first + b]! < threshold) continue;
    const start = (first + b) * BLOCK;
    for (let i = 0; i < BLOCK; i++) {
      const probability = all[start + i]!;
      if (probability < threshold || probability === 0) continue;
      ids[length] = b * BLOCK + i;
      probs[length++] = probability;
      sum += probability;
    }
  }
  return { ids, probs, length, mass: sum };
}

/** Tokens above `floor`, and of those equal to it the first `ties`. */
function keep(head: Head, floor: number, ties: number): Head {
  const ids = new Int32Array(head.length);
  const probs = new Float32Array(head.length);
  let length = 0;
  let sum = 0;
  let equal = 0;
  for (let i = 0; i < head.length; i++) {
    const probability = head.probs[i]!;
    if (probability < floor || (probability === floor && equal++ >= ties)) continue;
    ids[length] = head.ids[i]!;
    probs[length++] = probability;
    sum += probability;
  }
  return { ids, probs, length, mass: sum };
}

/** The k likeliest, lower ids first among equals. */
function likeliest(head: Head, k: number): Head {
  if (head.length <= k) return head;
  const sorted = head.probs.slice(0, head.length).sort();
  const floor = sorted[head.length - k]!;
  let above = 0;
  while (above < k && sorted[head.length - 1 - above]! > floor) above++;
  return keep(head, floor, k - above);
}

/** Floats between 0 and 1 by their upper 16 bits: equal or rising with the number. */
const BUCKETS = 0x3f80 + 1;

/** The fewest likeliest tokens that hold the wanted mass; all where they hold less. */
function nucleus(head: Head, wanted: number): Head {
  if (head.mass < wanted) return head;
  const bits = new Uint32Array(head.probs.buffer, head.probs.byteOffset, head.length);
  const masses = new Float64Array(BUCKETS);
  for (let i = 0; i < head.length; i++) masses[Math.min(bits[i]! >>> 16, BUCKETS - 1)]! += head.probs[i]!;
  let sum = 0;
  let bucket = BUCKETS - 1;
  while (bucket > 0 && sum + masses[bucket]! < wanted) sum += masses[bucket--]!;
  // The crossing lies in this bucket: count down its members one by one.
  const members = head.probs.subarray(0, head.length).filter((_, i) => bits[i]! >>> 16 === bucket);
  members.sort();
  let at = members.length - 1;
  while (at > 0 && sum + members[at]! < wanted) sum += members[at--]!;
  const floor = members[Math.max(at, 0)] ?? 0;
  let ties = 0;
  for (let i = at; i < members.length && members[i] === floor; i++) ties++;
  return keep(head, floor, Math.max(1, ties));
}
