import { describe, expect, it } from 'vitest';
import {
  balanceClasses,
  generalisedAdvantages,
  groupRelative,
  isInformative,
  leaveOneOut,
  spreadOverTokens,
  vineSteps,
} from './advantages.ts';

const close = (actual: ArrayLike<number>, expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 9);
  });
};

describe('advantages', () => {
  it('compares a rollout with its group (constants by hand)', () => {
    // mean 1/4, squared deviations 9/16 + 3/16, divided by 3: std 1/2
    close(groupRelative([1, 0, 0, 0], { scaleByStd: true, epsilon: 0 }), [1.5, -0.5, -0.5, -0.5]);
    close(groupRelative([1, 0, 0, 0], { scaleByStd: false, epsilon: 0 }), [0.75, -0.25, -0.25, -0.25]);
    close(groupRelative([1, 1, 1]), [0, 0, 0]);
    close(groupRelative([1]), [0]);
  });

  it('leaves the rollout itself out of its baseline (constants by hand)', () => {
    close(leaveOneOut([1, 0, 0, 1]), [2 / 3, -2 / 3, -2 / 3, 2 / 3]);
    close(leaveOneOut([0.5, 0, 1]), [0, -0.75, 0.75]);
    close(leaveOneOut([3]), [0]);
  });

  it('permutes with the group', () => {
    const rewards = [0.1, 0.9, 0.4, 0.4, 1];
    const order = [3, 1, 4, 0, 2];
    for (const method of [leaveOneOut, (r: readonly number[]) => groupRelative(r)]) {
      const plain = method(rewards);
      close(
        method(order.map((i) => rewards[i]!)),
        order.map((i) => plain[i]!),
      );
    }
  });

  it('credits VinePPO steps by the change of value; they telescope to reward minus first value', () => {
    close(vineSteps([0.5, 0.25, 0.75], 1), [-0.25, 0.5, 0.25]);
    expect(vineSteps([0.5, 0.25, 0.75], 0).reduce((a, b) => a + b)).toBeCloseTo(-0.5, 12);
    close(spreadOverTokens([-0.25, 0.5, 0.25], [0, 2, 3], 6), [-0.25, -0.25, 0.5, 0.25, 0.25, 0.25]);
    expect(() => vineSteps([], 1)).toThrow(/at least one/);
    expect(() => spreadOverTokens([1], [1], 3)).toThrow(/first step at 0/);
  });

  it('estimates advantages with decay (constants by hand)', () => {
    const plain = generalisedAdvantages([0, 0, 1], [0.2, 0.5, 0.6]);
    close(plain.advantages, [0.8, 0.5, 0.4]);
    close(plain.returns, [1, 1, 1]);
    // δ = (0.9·0.5 − 0.2, 0.9·0.6 − 0.5, 1 − 0.6) = (0.25, 0.04, 0.4); γλ = 0.45
    const decayed = generalisedAdvantages([0, 0, 1], [0.2, 0.5, 0.6], { gamma: 0.9, lambda: 0.5 });
    close(decayed.advantages, [0.25 + 0.45 * 0.22, 0.04 + 0.45 * 0.4, 0.4]);
    expect(() => generalisedAdvantages([1], [1, 2])).toThrow(/expected 1 values, got 2/);
  });

  it('balances classes and knows empty lessons', () => {
    close(balanceClasses([1, 0, 0, 0]), [2, 2 / 3, 2 / 3, 2 / 3]);
    close(balanceClasses([1, 1]), [1, 1]);
    expect(isInformative([1, 1, 1])).toBe(false);
    expect(isInformative([1, 0])).toBe(true);
  });
});
