import { describe, expect, it } from 'vitest';
import { checkSteps } from '../../src/grade/index.ts';
import { checkPairs, derivationPairs, report } from './derivation-pairs.ts';
import { opaqueCases } from './opaque-lines.ts';

describe('derivation lines', () => {
  it('decides at least 90% of generated pairs, at least 97% of them rightly, never "equivalent" of what is not', () => {
    const { pairs, decided, right, falseEquivalent } = report(checkPairs(derivationPairs(3, 1)));
    expect(pairs).toBeGreaterThan(700);
    expect(falseEquivalent.map(({ pair }) => pair)).toEqual([]);
    expect(decided / pairs).toBeGreaterThanOrEqual(0.9);
    expect(right / decided).toBeGreaterThanOrEqual(0.97);
  });

  it('calls no right line wrong', () => {
    const outcomes = checkPairs(derivationPairs(2, 77)).filter(({ pair }) => pair.relation !== 'different');
    expect(outcomes.length).toBeGreaterThan(300);
    expect(outcomes.filter(({ check }) => check.verdict === 'wrong').map(({ pair }) => pair)).toEqual([]);
  });

  it('calls none of 1,000 right lines wrong that it cannot understand', () => {
    const blamed = opaqueCases(1000, 3).filter(({ problem, steps }) =>
      checkSteps(steps, { problem, timeLimitMs: 2000 }).steps.some((step) => step.verdict === 'wrong'),
    );
    expect(blamed).toEqual([]);
  });
});
