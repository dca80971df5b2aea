/**
 * The next token of several positions at once: each position is a row as it will be if the tokens drafted behind it come
 * true. A position's token depends on its logits and on (seed, row, place in the row) alone, so a token chosen behind a
 * draft is the very token that the row would have got without it. Knows no caches.
 */
import { uniformAt } from '../base/random.ts';
import { BLOCK, type DrawnBlocks, type DrawRequest } from '../model/drawing.ts';
import type { DistributionSession } from './distributionSession.ts';
import type { Row } from './row.ts';
import { argmaxBlock, assertMass, drawToken, invertBlock, readsOneBlock } from './sampler.ts';
import type { Distributions } from './sampler.ts';

export interface Position {
  readonly row: Row;
  /** Tokens behind the row's last one that this position takes for granted. */
  readonly drafted: readonly number[];
}

export interface Choice {
  /** The token drawn. */
  readonly id: number;
  /** log p of any token under the model at temperature 1, unfiltered; to be asked before the next choices are made. */
  readonly logprob: (id: number) => number;
  /** The same after penalty and temperature. */
  readonly drawLogprob: (id: number) => number;
}

/** Draws a token for each position; `logits` [M, V] may be changed. */
export async function choose(
  distribution: DistributionSession,
  positions: readonly Position[],
  logits: Float32Array,
): Promise<Choice[]> {
  const count = positions.length;
  const vocabulary = logits.length / count;
  const plain = await distribution.run(logits, count, new Float32Array(count).fill(1));
  const shaped = positions.map(({ row }) => {
    const { temperature } = row.options.sampling;
    return (temperature !== 0 && temperature !== 1) || row.isPenalised;
  });
  const draw = (from: Distributions, i: number): number => {
    const { row, drafted } = positions[i]!;
    const { sampling, seed, index } = row.options;
    return drawToken(from, i, sampling, uniformAt(seed, index, row.tokenIds.length + drafted.length));
  };
  const ids = positions.map((_, i) => (shaped[i] ? -1 : draw(plain, i)));
  const sumOf = logSums(plain, logits, vocabulary);
  // Both distributions share their memory: what is needed of the first is read before the second is made.
  const sums = positions.map((_, i) => sumOf(i));
  const raw = positions.some(({ row }) => row.isPenalised) ? logits.slice() : logits;
  const second = shaped.includes(true) ? await shape(distribution, positions, logits) : null;
  return positions.map((_, i) => {
    const logprob = (id: number): number => raw[i * vocabulary + id]! - sums[i]!;
    if (second === null || !shaped[i]) return { id: ids[i]!, logprob, drawLogprob: logprob };
    const { probs, blocks } = second;
    const drawLogprob = (id: number): number => Math.log(probs[i * blocks * BLOCK + id]!);
    return { id: draw(second, i), logprob, drawLogprob };
  });
}

/**
 * The same inside the decoder's run, where every position reads one block of ids and takes what it draws: without
 * filters, penalties, or tokens that may be forced behind its draft. Null where one does not.
 */
export async function drawWithin(
  positions: readonly Position[],
  run: (request: DrawRequest) => Promise<DrawnBlocks>,
): Promise<Choice[] | null> {
  if (
    !positions.every(
      ({ row, drafted }) => row.takesDraws(drafted.length) && readsOneBlock(row.options.sampling),
    )
  )
    return null;
  const uniforms = positions.map(({ row, drafted }) => {
    const { sampling, seed, index } = row.options;
    if (sampling.temperature === 0 || sampling.topK === 1) return -1;
    return uniformAt(seed, index, row.tokenIds.length + drafted.length);
  });
  const scales = positions.map(({ row }) => 1 / (row.options.sampling.temperature || 1));
  const plainAt = scales.flatMap((scale, i) => (scale === 1 ? [] : [i]));
  const { blocks, before, totals, probs, plainProbs } = await run({ uniforms, scales, plainAt });
  return positions.map((_, i) => {
    const [total, uniform, start] = [totals[i]!, uniforms[i]!, i * BLOCK];
    assertMass(total);
    const inverted = uniform < 0 ? null : invertBlock(probs, start, before[i]!, uniform * total);
    const place = inverted ?? argmaxBlock(probs, start);
    const plain = scales[i] === 1 ? probs[start + place]! : plainProbs[plainAt.indexOf(i) * BLOCK + place]!;
    const chosen = blocks[i]! * BLOCK + place;
    const only = (logprob: number) => (id: number) => {
      if (id !== chosen) throw new RangeError(`choice: expected the token drawn, ${chosen}, got ${id}`);
      return logprob;
    };
    return { id: chosen, logprob: only(Math.log(plain)), drawLogprob: only(Math.log(probs[start + place]!)) };
  });
}

/** The distributions after penalties, exclusions and temperature. Rows that are drawn from as they are may be among them. */
function shape(
  distribution: DistributionSession,
  positions: readonly Position[],
  logits: Float32Array,
): Promise<Distributions> {
  const vocabulary = logits.length / positions.length;
  const scales = new Float32Array(positions.length).fill(1);
  for (const [i, { row, drafted }] of positions.entries()) {
    const { temperature } = row.options.sampling;
    row.penalise(logits, i * vocabulary, drafted);
    if (temperature > 0) scales[i] = 1 / temperature;
  }
  return distribution.run(logits, positions.length, scales);
}

/**
 * log Σ exp(logits) of each row, read off one token: logit − log p of the likeliest, whose p is never tiny.
 */
function logSums(plain: Distributions, logits: Float32Array, vocabulary: number): (row: number) => number {
  return (row) => {
    const { blockMaxima, blocks, probs } = plain;
    let block = 0;
    for (let b = 1; b < blocks; b++) {
      if (blockMaxima[row * blocks + b]! > blockMaxima[row * blocks + block]!) block = b;
    }
    let best = block * BLOCK;
    for (let i = best; i < Math.min(best + BLOCK, vocabulary); i++) {
      if (probs[row * blocks * BLOCK + i]! > probs[row * blocks * BLOCK + best]!) best = i;
    }
    return logits[row * vocabulary + best]! - Math.log(probs[row * blocks * BLOCK + best]!);
  };
}
