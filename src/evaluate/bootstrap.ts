/** Intervals by resampling problems with replacement (Efron's percentile bootstrap). Pure; seeded. */
import { Random } from '../base/random.ts';

export interface Estimate {
  readonly value: number;
  /** The central 95% of the resampled values. */
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  readonly resamples?: number;
}

/** The mean of per-problem values with its interval. Null for none. */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions): Estimate | null {
  return bootstrap(
    values,
    (sample) => sample.reduce((sum, value) => sum + value, 0) / sample.length,
    options,
  );
}

/** A statistic of resampled problems with its interval; resamples on which it is null are left out. */
export function bootstrap<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number | null,
  options: BootstrapOptions,
): Estimate | null {
  const value = items.length === 0 ? null : statistic(items);
  if (value === null) return null;
  const random = new Random(options.seed, 0xb007);
  const values: number[] = [];
  for (let r = 0; r < (options.resamples ?? 1000); r++) {
    const sampled = statistic(items.map(() => random.pick(items)));
    if (sampled !== null) values.push(sampled);
  }
  values.sort((x, y) => x - y);
  const at = (quantile: number): number => values[Math.round(quantile * (values.length - 1))] ?? value;
  return { value, low: at(0.025), high: at(0.975) };
}
