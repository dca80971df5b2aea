/** Definite integrals by Gauss–Legendre with halving, over complex and over real doubles; what does not settle has no value. */
import type { Budget } from './budget.ts';
import * as c from './complex.ts';
import type { Approximation } from './complex.ts';

/** Nodes and weights of the 10-point rule on [−1, 1] (Abramowitz and Stegun, table 25.4). */
const rule: readonly (readonly [number, number])[] = [
  [0.14887433898163122, 0.29552422471475287],
  [0.4333953941292472, 0.26926671930999635],
  [0.6794095682990244, 0.21908636251598204],
  [0.8650633666889845, 0.1494513491505806],
  [0.9739065285171717, 0.06667134430868814],
];

function panels(
  body: (t: number) => Approximation | null,
  [lower, upper]: readonly [number, number],
  count: number,
  budget: Budget,
): Approximation | null {
  let total = c.real(0);
  const width = (upper - lower) / count;
  for (let panel = 0; panel < count; panel++) {
    budget.tick();
    const middle = lower + (panel + 0.5) * width;
    for (const [node, weight] of rule) {
      for (const side of [-1, 1]) {
        const value = body(middle + (side * node * width) / 2);
        if (value === null) return null;
        total = c.add(total, c.multiply(value, c.real((weight * width) / 2)));
      }
    }
  }
  return total;
}

/** ∫ body over real bounds. The error bound is the change at the last halving. */
export function integrate(
  body: (t: number) => Approximation | null,
  lower: Approximation,
  upper: Approximation,
  budget: Budget,
): Approximation | null {
  if (!c.isReal(lower) || !c.isReal(upper)) return null;
  let before = panels(body, [lower.re, upper.re], 4, budget);
  for (const count of [8, 16, 32]) {
    const value = panels(body, [lower.re, upper.re], count, budget);
    if (value === null || before === null) return null;
    const change = c.modulus(c.add(value, c.negate(before)));
    if (change < 1e-11 * (1 + c.modulus(value))) return { ...value, error: value.error + change };
    before = value;
  }
  return null;
}

const maxHalvings = 120;

/**
 * ∫ f over [a, b], which may be endless: halved where two levels differ by more than 1e-11; NaN where it does not settle
 * within `halvings`.
 */
export function integrateReal(
  f: (x: number) => number,
  a: number,
  b: number,
  halvings = maxHalvings,
): number {
  if (a > b) return -integrateReal(f, b, a, halvings);
  if (a === -Infinity)
    return b === Infinity
      ? integrateReal(f, a, 0, halvings) + integrateReal(f, 0, b, halvings)
      : integrateReal((x) => f(-x), -b, Infinity, halvings);
  // x = a + t/(1 − t) takes [a, ∞) to [0, 1).
  if (b === Infinity) return integrateReal((t) => f(a + t / (1 - t)) / (1 - t) ** 2, 0, 1, halvings);
  if (!Number.isFinite(a) || !Number.isFinite(b)) return NaN;
  let left = halvings;
  const panel = (from: number, to: number): number => {
    const [middle, half] = [(from + to) / 2, (to - from) / 2];
    let sum = 0;
    for (const [node, weight] of rule) sum += weight * (f(middle - half * node) + f(middle + half * node));
    return sum * half;
  };
  const go = (from: number, to: number, whole: number): number => {
    const middle = (from + to) / 2;
    const [lower, upper] = [panel(from, middle), panel(middle, to)];
    if (Math.abs(lower + upper - whole) <= 1e-11 * (1 + Math.abs(whole))) return lower + upper;
    left -= 1;
    return left <= 0 ? NaN : go(from, middle, lower) + go(middle, to, upper);
  };
  return go(a, b, panel(a, b));
}
