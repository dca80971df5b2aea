/**
 * What a pass through the decoder costs by the number of its tokens: a single row is bound by reading the weights (or, in
 * a small model, by the number of operators), so a few tokens more cost little; a full batch is bound by arithmetic and
 * pays for each. Decides how many drafted tokens are worth checking. A cost is measured once and then kept, because what
 * is drafted must not depend on what else the machine does: other passes round otherwise.
 */
import { newCache } from '../model/cache.ts';
import type { Decoder } from '../model/load.ts';
import type { DistributionSession } from './distributionSession.ts';
import type { Draft } from './lookup.ts';

/** Milliseconds of passes of so many tokens, rising; at least two. */
export interface PassCosts {
  readonly tokens: readonly number[];
  readonly ms: readonly number[];
}

const MEASURED = [1, 2, 4, 8, 16, 32, 64];
const RUNS = 3;
/** Measuring ends here or where twice the tokens take almost twice the time: from there on each token costs the same. */
const ENOUGH_MS = 1500;
const PROPORTIONAL = 1.8;
/** Positions before the tokens: as in the middle of a short solution. */
const PAST = 96;

const ones = (count: number): { readonly scales: Float32Array; readonly uniforms: Float32Array } => ({
  scales: new Float32Array(count).fill(1),
  uniforms: new Float32Array(count),
});

/** Takes the time of a few passes of one row, probabilities included; the least of several runs each. */
export async function measurePassCosts(
  decoder: Decoder,
  distribution: DistributionSession,
): Promise<PassCosts> {
  const { maxPositions, vocabSize } = decoder.config;
  const largest = Math.min(MEASURED.at(-1)!, Math.floor(maxPositions / 2));
  const past = Math.min(PAST, maxPositions - largest);
  const cache = newCache(decoder.config, 1, past + largest);
  const [tokens, ms]: [number[], number[]] = [[], []];
  const started = performance.now();
  for (const count of MEASURED.filter((each) => each <= largest)) {
    if (tokens.length > 1 && performance.now() - started > ENOUGH_MS) break;
    if (tokens.length > 3 && ms.at(-1)! > PROPORTIONAL * ms.at(-2)!) break;
    const places = Array.from({ length: count }, (_, i) => i);
    const tokenIds = places.map((i) => (7919 * i + 11) % vocabSize);
    let least = Infinity;
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      const pass = { cache, tokenIds, newTokens: count, pastLengths: [past], logitsAt: places };
      if (decoder.draws) await decoder.draw(pass, { ...ones(count), plainAt: [] });
      else await distribution.run(await decoder.extend(pass), count, ones(count).scales);
      least = Math.min(least, performance.now() - start);
    }
    tokens.push(count);
    // More tokens take longer, whatever disturbed the measurement.
    ms.push(Math.max(least, (ms.at(-1) ?? 0) * 1.001));
  }
  return { tokens, ms };
}

/** Milliseconds of a pass of `count` tokens, by straight lines between what was measured. */
export function passMs({ tokens, ms }: PassCosts, count: number): number {
  let at = 1;
  while (at < tokens.length - 1 && tokens[at]! < count) at++;
  const [left, right] = [tokens[at - 1]!, tokens[at]!];
  const slope = (ms[at]! - ms[at - 1]!) / (right - left);
  return count > right ? (ms[at]! * count) / right : ms[at - 1]! + slope * (count - left);
}

/**
 * A gain below this is no gain. Chances are estimates, and the best of many widths is the one that was overestimated: at
 * 1.05 one row of SmolLM2 in int8 lost a tenth of its speed at temperature 1 (docs/PERFORMANCE.md).
 */
const LEAST_GAIN = 1.3;
/** The longest that one pass may keep a request to cancel waiting, unless plain steps already do. */
const LONGEST_MS = 150;

/**
 * How many tokens a row the next pass should have (1: no drafts), so that the expected tokens a millisecond are most.
 * All rows are as wide as the widest. Expected of a row: 1 + the chances of its drafted tokens.
 */
export function bestWidth(drafts: readonly Draft[], costs: PassCosts): number {
  const rows = drafts.length;
  const plain = passMs(costs, rows);
  const widest = 1 + Math.max(0, ...drafts.map((draft) => draft.ids.length));
  let [best, bestRate] = [1, (LEAST_GAIN * rows) / plain];
  let expected = rows;
  for (let width = 2; width <= widest; width++) {
    for (const { chances } of drafts) expected += chances[width - 2] ?? 0;
    const ms = passMs(costs, rows * width);
    if (ms > Math.max(LONGEST_MS, 2 * plain)) break;
    if (expected / ms > bestRate) [best, bestRate] = [width, expected / ms];
  }
  return best;
}
