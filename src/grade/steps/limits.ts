/**
 * Limits and infinite series as numbers: Richardson's extrapolation over halved steps, with the change at the best
 * level as the error. What does not settle, or settles differently from the two sides, has no value here. It never
 * proves a limit, it measures it.
 */

/** A value with a bound on its error; ±Infinity where the function runs away with one sign. */
export interface Settled {
  readonly value: number;
  readonly error: number;
}

const levels = 14;
/** A limit that is not known better than this, relatively, is not known. */
const trusted = 1e-8;

/** The limit of `f` as its argument nears `at` (perhaps ±Infinity) from above (1), below (−1) or both (0). */
export function limitOf(f: (x: number) => number, at: number, side: -1 | 0 | 1): Settled | null {
  if (at === Infinity) return settle((h) => f(1 / h));
  if (at === -Infinity) return settle((h) => f(-1 / h));
  const above = side === -1 ? null : settle((h) => f(at + h));
  const below = side === 1 ? null : settle((h) => f(at - h));
  if (side !== 0) return above ?? below;
  if (above === null || below === null) return null;
  if (!Number.isFinite(above.value) || !Number.isFinite(below.value))
    return above.value === below.value ? above : null;
  const gap = Math.abs(above.value - below.value);
  const size = 1 + Math.abs(above.value);
  if (gap > 1e-6 * size) return null;
  return above.error < below.error ? above : below;
}

/** The limit of g(h) as h goes to 0 from above. */
function settle(g: (h: number) => number): Settled | null {
  const values: number[] = [];
  for (let k = 0; k < levels; k++) values.push(g(0.13 / 2 ** k));
  const first = values.findIndex((value) => Number.isFinite(value));
  const known = first < 0 ? [] : values.slice(first);
  if (known.length < 8 || !known.every((value) => Number.isFinite(value))) return null;
  const away = runsAway(known);
  if (away !== null) return { value: away, error: 0 };
  return extrapolate(known);
}

/** Growth that does not slow down: as a power of 1/h, or by the same amount each time, as a logarithm. */
function runsAway(values: readonly number[]): number | null {
  const tail = values.slice(-7);
  const steps = tail.slice(1).map((value, i) => value - (tail[i] ?? NaN));
  const sign = Math.sign(steps[0] ?? 0);
  const isSteady = steps.every(
    (step, i) => Math.sign(step) === sign && (i === 0 || Math.abs(step) > 0.97 * Math.abs(steps[i - 1] ?? 0)),
  );
  const last = tail[tail.length - 1] ?? 0;
  return sign !== 0 && isSteady && Math.sign(last) === sign && Math.abs(last) > 1 ? sign * Infinity : null;
}

/** Neville's table for steps halved each time; the entry that changed least is the value. */
function extrapolate(values: readonly number[]): Settled | null {
  let row: number[] = [];
  let best: Settled | null = null;
  for (const value of values) {
    const next = [value];
    for (const [j, before] of row.entries()) {
      const finer = next[j] ?? NaN;
      next.push(finer + (finer - before) / (2 ** (j + 1) - 1));
    }
    for (const [j, entry] of next.entries()) {
      const error = Math.max(Math.abs(entry - (row[j] ?? NaN)), Math.abs(entry - (next[j - 1] ?? entry)));
      if (Number.isFinite(error) && (best === null || error < best.error)) best = { value: entry, error };
    }
    row = next;
  }
  return best !== null && best.error <= trusted * (1 + Math.abs(best.value)) ? best : null;
}

const maxTerms = 4000;
/** So many halvings of the sum's tail are extrapolated. */
const doublings = 11;

/** Σ f(k) from `from` to `to`, which may be Infinity; null where it has too many terms or does not settle. */
export function seriesSum(f: (k: number) => number, from: number, to: number): Settled | null {
  if (!Number.isInteger(from)) return null;
  if (to !== Infinity) {
    if (!Number.isInteger(to) || to - from > maxTerms) return null;
    let sum = 0;
    for (let k = from; k <= to; k++) sum += f(k);
    return { value: sum, error: 0 };
  }
  let [sum, k] = [0, from];
  const partial: number[] = [];
  for (let level = 0; level <= doublings; level++) {
    for (const end = from + 2 ** level; k < end; k++) sum += f(k);
    partial.push(sum);
    const [a, b, c] = partial.slice(-3);
    // Geometric tails are over at once; a further doubling then changes nothing.
    if (partial.length > 5 && a === b && b === c) return { value: sum, error: Math.abs(sum) * 1e-14 };
  }
  if (runsAway(partial) !== null) return null;
  return extrapolate(partial);
}
