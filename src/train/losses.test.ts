import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import {
  binaryVerification,
  clippedPolicy,
  clippedValue,
  directPreference,
  generativeVerification,
  klK3,
  laserVerification,
  likelihood,
  regressionVerification,
  tokenWeights,
  truncatedImportance,
  type LossWithGradient,
} from './losses.ts';

const numbers = (count: number, seed: number, scale = 1, shift = 0): number[] => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => shift + scale * random.normal());
};

/** Central differences of a loss in its first argument. */
function checkGradient(loss: (x: readonly number[]) => LossWithGradient, at: readonly number[]): void {
  const { gradient } = loss(at);
  const h = 1e-5;
  at.forEach((_, i) => {
    const moved = (by: number): number => loss(at.map((value, j) => (j === i ? value + by : value))).loss;
    expect(gradient[i]).toBeCloseTo((moved(h) - moved(-h)) / (2 * h), 6);
  });
}

describe('losses', () => {
  const weights = [0.25, 0.25, 0, 0.5];
  const labels = [1, 0, 1, 0];

  it('gives the values worked by hand', () => {
    expect(likelihood([-1, -2, -5, -4], weights).loss).toBeCloseTo(2.75, 12);
    // ratio e^0.5 = 1.6487 clipped to 1.2 with A = 1; ratio e^-0.5 = 0.6065 unclipped with A = 1
    const policy = clippedPolicy(
      { logprobs: [-0.5, -1.5], oldLogprobs: [-1, -1], advantages: [1, 1], weights: [0.5, 0.5] },
      { clipRange: [0.2, 0.2], klCoeff: 0 },
    );
    expect(policy.loss).toBeCloseTo(-0.5 * (1.2 + Math.exp(-0.5)), 12);
    expect(policy.clipFraction).toBe(0.5);
    expect(policy.gradient[0]).toBe(0);
    // with A < 0 the pessimistic branch is the other one
    const negative = clippedPolicy(
      { logprobs: [-0.5, -1.5], oldLogprobs: [-1, -1], advantages: [-1, -1], weights: [0.5, 0.5] },
      { clipRange: [0.2, 0.2], klCoeff: 0 },
    );
    expect(negative.loss).toBeCloseTo(0.5 * (Math.exp(0.5) + 0.8), 12);
    expect(klK3([-1, -2], [-1, -1])[0]).toBe(0);
    expect(klK3([-1, -2], [-1, -1])[1]).toBeCloseTo(Math.E - 2, 12);
    expect(binaryVerification([0, 0], [1, 0], [1, 1]).loss).toBeCloseTo(Math.LN2, 12);
    expect(regressionVerification([0.5, 1], [1, 1], [1, 1]).loss).toBeCloseTo(0.125, 12);
    expect(generativeVerification([-1, -3], [1, 1]).loss).toBeCloseTo(2, 12);
    // s = 0.1 · (−3 − (−13)) = 1: exactly the reward
    expect(laserVerification([-3], [1], [1], { beta: 0.1, reference: -13 }).loss).toBeCloseTo(0, 12);
    expect(laserVerification([-13], [1], [1], { beta: 0.1, reference: -13 }).loss).toBeCloseTo(1, 12);
    const pair = { chosen: [-4], rejected: [-6], refChosen: [-5], refRejected: [-5] };
    expect(directPreference(pair, 0.5).loss).toBeCloseTo(Math.log(1 + Math.exp(-1)), 12);
    // the clipped value 0.2 is farther from 1 than 0.9 is, so it counts and has no gradient
    const value = clippedValue({ values: [0.9], oldValues: [0], returns: [1], weights: [1] }, 0.2);
    expect(value.loss).toBeCloseTo(0.32, 12);
    expect(value.gradient[0]).toBe(0);
  });

  it('has the gradients that central differences have', () => {
    const at = numbers(4, 1, 0.3, -1);
    const old = numbers(4, 2, 0.3, -1);
    const ref = numbers(4, 3, 0.3, -1);
    const advantages = numbers(4, 4);
    checkGradient((logprobs) => likelihood(logprobs, weights), at);
    checkGradient(
      (logprobs) =>
        clippedPolicy(
          { logprobs, oldLogprobs: old, advantages, weights, refLogprobs: ref, importance: [1, 0.5, 1, 2] },
          { clipRange: [0.2, 0.28], klCoeff: 0.1 },
        ),
      at,
    );
    checkGradient((values) => clippedValue({ values, oldValues: old, returns: ref, weights }, 0.2), at);
    checkGradient((scores) => binaryVerification(scores, labels, [1, 2, 1, 0.5]), at);
    checkGradient((scores) => regressionVerification(scores, labels, [1, 2, 1, 0.5]), at);
    checkGradient((logprobs) => generativeVerification(logprobs, [1, 2, 1, 0.5]), at);
    checkGradient(
      (logprobs) => laserVerification(logprobs, labels, [1, 2, 1, 1], { beta: 0.1, reference: -2 }),
      at,
    );
    checkGradient(
      (chosen) => directPreference({ chosen, rejected: old, refChosen: ref, refRejected: ref }, 0.5),
      at,
    );
  });

  it('has no policy gradient without an advantage', () => {
    const { gradient, loss } = clippedPolicy(
      { logprobs: [-1, -2], oldLogprobs: [-1.1, -1.5], advantages: [0, 0], weights: [0.5, 0.5] },
      { clipRange: [0.2, 0.2], klCoeff: 0 },
    );
    expect(Math.abs(loss)).toBe(0);
    expect(Array.from(gradient, Math.abs)).toEqual([0, 0]);
  });

  it('weighs tokens by rollout, by token or by a constant', () => {
    expect([...tokenWeights([2, 8], 'rollout', 10)]).toEqual([0.25, 0.0625]);
    expect([...tokenWeights([2, 8], 'token', 10)]).toEqual([0.1, 0.1]);
    expect([...tokenWeights([2, 8], 'constant', 10)]).toEqual([0.05, 0.05]);
    expect([...tokenWeights([0, 4], 'rollout', 10)]).toEqual([0, 0.125]);
  });

  it('truncates importance weights', () => {
    const weighed = truncatedImportance([-1, -1], [-1, -4], 2);
    expect([...weighed]).toEqual([1, 2]);
    expect(() => truncatedImportance([-1], [-1, -2], 2)).toThrow(/as long as/);
  });
});
