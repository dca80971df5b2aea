/**
 * Fits what turns scores into probabilities: isotonic regression and Platt scaling for one score, logistic regression
 * for the confidence of a winner. Fitted on a validation split, stored in `vouch.json`, applied in search/confidence.
 * Pure. Isotonic: pool-adjacent-violators (Ayer et al. 1955); Platt with his smoothed targets (Platt 1999).
 */
import type { CalibrationTable, ConfidenceCalibration } from '../engine/engine.ts';
import { type Evidence, featureNames, features } from '../search/confidence.ts';
import type { Scored } from './ranking.ts';

/**
 * The monotone table nearest to the outcomes: each block of pooled scores becomes two points of one probability, its
 * lowest and its highest score. Probabilities are pulled towards 1/2 by one right and one wrong outcome a block, so
 * that a few examples never give certainty. Throws for no items.
 */
export function fitIsotonic(items: readonly Scored[]): CalibrationTable {
  if (items.length === 0) throw new RangeError('fitIsotonic: expected at least one item, got none');
  const sorted = [...items].sort((x, y) => x.score - y.score);
  const blocks: { low: number; high: number; right: number; count: number }[] = [];
  for (const { score, correct } of sorted) {
    const last = blocks.at(-1);
    if (last?.high === score) {
      last.right += correct ? 1 : 0;
      last.count += 1;
    } else {
      blocks.push({ low: score, high: score, right: correct ? 1 : 0, count: 1 });
    }
    pool(blocks, sorted, score);
  }
  const score: number[] = [];
  const probability: number[] = [];
  for (const block of blocks) {
    const p = (block.right + 1) / (block.count + 2);
    const points = block.low === block.high ? [block.low] : [block.low, block.high];
    for (const x of points) {
      score.push(x);
      // Smoothing shrinks small blocks more than large ones and may bend the order: keep it rising.
      probability.push(Math.max(p, probability.at(-1) ?? 0));
    }
  }
  return { score, probability };
}

/** Merges the last blocks while the earlier has the higher rate; waits while more items of the same score follow. */
function pool(
  blocks: { low: number; high: number; right: number; count: number }[],
  sorted: readonly Scored[],
  score: number,
): void {
  const seen = blocks.reduce((sum, block) => sum + block.count, 0);
  if (sorted[seen]?.score === score) return;
  while (blocks.length > 1) {
    const last = blocks[blocks.length - 1]!;
    const previous = blocks[blocks.length - 2]!;
    if (previous.right * last.count < last.right * previous.count) return;
    previous.high = last.high;
    previous.right += last.right;
    previous.count += last.count;
    blocks.pop();
  }
}

/** Platt's sigmoid as a table of 21 points over [0, 1]: p = logistic(a·score + b). Throws for no items. */
export function fitPlatt(items: readonly Scored[]): CalibrationTable {
  if (items.length === 0) throw new RangeError('fitPlatt: expected at least one item, got none');
  const right = items.filter((item) => item.correct).length;
  const high = (right + 1) / (right + 2);
  const low = 1 / (items.length - right + 2);
  const [b = 0, a = 0] = logisticRegression(
    items.map((item) => [1, item.score]),
    items.map((item) => (item.correct ? high : low)),
    1e-6,
  );
  const score = Array.from({ length: 21 }, (_, i) => i / 20);
  return { score, probability: score.map((x) => 1 / (1 + Math.exp(-(a * x + b)))) };
}

/**
 * Fits the confidence of winners: logistic regression with a weak ridge on the named features; the weights of the
 * others are 0, so that each kind of evidence can be tried alone.
 */
export function fitConfidence(
  winners: readonly (Evidence & { readonly correct: boolean })[],
  used: readonly (typeof featureNames)[number][] = featureNames,
): ConfidenceCalibration {
  if (winners.length === 0) throw new RangeError('fitConfidence: expected at least one winner, got none');
  const weights = logisticRegression(
    winners.map((winner) => [1, ...used.map((name) => features[name](winner))]),
    winners.map((winner) => (winner.correct ? 1 : 0)),
    0.1,
  );
  const weightOf = (name: (typeof featureNames)[number]): number => {
    const place = used.indexOf(name);
    return place < 0 ? 0 : (weights[place + 1] ?? 0);
  };
  return {
    bias: weights[0] ?? 0,
    share: weightOf('share'),
    bestScore: weightOf('bestScore'),
    logCount: weightOf('logCount'),
    logprob: weightOf('logprob'),
    familiarity: weightOf('familiarity'),
    proven: weightOf('proven'),
    refuted: weightOf('refuted'),
    answer: weightOf('answer'),
  };
}

/**
 * Weights w that minimise Σ cross-entropy(target, logistic(x·w)) + ridge/2·|w|² (first weight unpenalised), by
 * damped Newton steps. Rows of `features` have one length; targets in [0, 1].
 */
export function logisticRegression(
  features: readonly (readonly number[])[],
  targets: readonly number[],
  ridge: number,
): number[] {
  const size = features[0]?.length ?? 0;
  let weights = new Array<number>(size).fill(0);
  let loss = Infinity;
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = newtonStep(features, targets, weights, ridge);
    let scale = 1;
    let next = weights;
    let nextLoss = Infinity;
    while (scale > 1e-6) {
      next = weights.map((w, i) => w - scale * step[i]!);
      nextLoss = penalisedLoss(features, targets, next, ridge);
      if (nextLoss <= loss) break;
      scale /= 2;
    }
    if (!(nextLoss < loss - 1e-12)) return nextLoss <= loss ? next : weights;
    weights = next;
    loss = nextLoss;
  }
  return weights;
}

const dot = (x: readonly number[], w: readonly number[]): number =>
  x.reduce((sum, value, i) => sum + value * w[i]!, 0);

function penalisedLoss(
  features: readonly (readonly number[])[],
  targets: readonly number[],
  weights: readonly number[],
  ridge: number,
): number {
  let loss = 0;
  for (const [row, x] of features.entries()) {
    const z = dot(x, weights);
    // log(1 + e^z) − t·z, without overflow.
    loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[row]! * z;
  }
  for (const w of weights.slice(1)) loss += (ridge / 2) * w * w;
  return loss;
}

function newtonStep(
  features: readonly (readonly number[])[],
  targets: readonly number[],
  weights: readonly number[],
  ridge: number,
): number[] {
  const size = weights.length;
  const gradient = weights.map((w, i) => (i === 0 ? 0 : ridge * w));
  const hessian = weights.map((_, i) =>
    weights.map((_unused, j) => (i === j ? (i === 0 ? 1e-9 : ridge + 1e-9) : 0)),
  );
  for (const [row, x] of features.entries()) {
    const p = 1 / (1 + Math.exp(-dot(x, weights)));
    const curvature = p * (1 - p);
    for (let i = 0; i < size; i++) {
      gradient[i] = gradient[i]! + (p - targets[row]!) * x[i]!;
      for (let j = 0; j < size; j++) hessian[i]![j] = hessian[i]![j]! + curvature * x[i]! * x[j]!;
    }
  }
  return solve(hessian, gradient);
}

/** Gaussian elimination with partial pivoting; the matrix is positive definite here. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = row;
    }
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    [right[column], right[pivot]] = [right[pivot]!, right[column]!];
    for (let row = column + 1; row < n; row++) {
      const factor = matrix[row]![column]! / matrix[column]![column]!;
      for (let j = column; j < n; j++) matrix[row]![j] = matrix[row]![j]! - factor * matrix[column]![j]!;
      right[row] = right[row]! - factor * right[column]!;
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let row = n - 1; row >= 0; row--) {
    let rest = right[row]!;
    for (let j = row + 1; j < n; j++) rest -= matrix[row]![j]! * solution[j]!;
    solution[row] = rest / matrix[row]![row]!;
  }
  return solution;
}
