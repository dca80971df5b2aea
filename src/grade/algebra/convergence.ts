/**
 * Limits, infinite sums and improper integrals as numbers: a sequence of better and better values, sped up by
 * Levin's or Richardson's extrapolation, and taken only where two independent ways agree. The error bound is their
 * difference, so that what does not settle has no value. It decides nothing about convergence.
 */
import type { Budget } from './budget.ts';
import * as c from './complex.ts';
import type { Approximation } from './complex.ts';

type Real = (x: number) => Approximation | null;

/** Agreement that counts as settled, relative to the size of the value. */
const settled = 1e-9;

function result(values: readonly (number | null)[]): Approximation | null {
  const [a, b] = values;
  if (a === null || b === null || a === undefined || b === undefined) return null;
  const change = Math.abs(a - b);
  if (!Number.isFinite(change) || change > settled * (1 + Math.abs(a))) return null;
  // Limits that are plain numbers are reached to all digits but the last few.
  return { re: a, im: 0, error: 4 * change + 1e-11 * (1 + Math.abs(a)) };
}

/** Richardson: the value at h → 0 of a function of h sampled at h, h/2, h/4, … */
function richardson(samples: readonly number[]): number {
  let row = [...samples];
  for (let level = 1; row.length > 1; level++) {
    const factor = 2 ** level;
    row = row.slice(1).map((value, index) => (factor * value - row[index]!) / (factor - 1));
  }
  return row[0]!;
}

function samplesOf(body: Real, at: (step: number) => number, count: number, budget: Budget): number[] | null {
  const samples: number[] = [];
  for (let step = 0; step < count; step++) {
    budget.tick();
    const value = body(at(step));
    if (value === null || !c.isReal(value) || value.error > 1e-6 * (1 + Math.abs(value.re))) return null;
    samples.push(value.re);
  }
  return samples;
}

/** lim body(x) as x → `to` (±Infinity allowed); from both sides where the point is finite. */
export function limitAt(body: Real, to: number, budget: Budget): Approximation | null {
  const sides = Number.isFinite(to)
    ? [(step: number) => to + 0.1 * 2 ** -step, (step: number) => to - 0.1 * 2 ** -step]
    : [
        (step: number) => Math.sign(to) * 2 ** (step + 4),
        (step: number) => Math.sign(to) * 1.3 * 2 ** (step + 4),
      ];
  return result(
    sides.map((at) => {
      const samples = samplesOf(body, at, 9, budget);
      return samples === null ? null : richardson(samples);
    }),
  );
}

/** Levin's u-transform of partial sums (Weniger 1989, eq. 7.3-5), over the first terms. */
function levin(terms: readonly number[]): number | null {
  const count = terms.length;
  let [above, below] = [0, 0];
  let partial = 0;
  let binomial = 1;
  for (let j = 0; j < count; j++) {
    partial += terms[j]!;
    const weight = (j % 2 === 0 ? 1 : -1) * binomial * ((j + 1) / count) ** (count - 2);
    const remainder = (j + 1) * terms[j]!;
    if (remainder === 0) return null;
    above += (weight * partial) / remainder;
    below += weight / remainder;
    binomial = (binomial * (count - 1 - j)) / (j + 1);
  }
  return below === 0 ? null : above / below;
}

/** Σ body(n) from `first` to infinity. */
export function infiniteSum(body: Real, first: number, budget: Budget): Approximation | null {
  const terms = samplesOf(body, (step) => first + step, 16, budget);
  if (terms === null) return null;
  return result([levin(terms.slice(0, 13)), levin(terms.slice(0, 11))]);
}

/** ∫ body from a to infinity by the double exponential rule x = a + exp(t − e^{−t}), at two step sizes. */
export function improperIntegral(body: Real, from: number, budget: Budget): Approximation | null {
  const sum = (step: number): number | null => {
    let total = 0;
    for (let t = -4.5; t <= 5; t += step) {
      budget.tick();
      const shape = Math.exp(t - Math.exp(-t));
      const value = body(from + shape);
      if (value === null) continue;
      if (!c.isReal(value)) return null;
      total += value.re * shape * (1 + Math.exp(-t)) * step;
    }
    return total;
  };
  return result([sum(1 / 16), sum(1 / 32)]);
}
