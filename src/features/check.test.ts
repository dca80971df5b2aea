import { describe, expect, it } from 'vitest';
import { firstErrorOf } from './check.ts';

/** Three steps: what the model thinks of the solution up to each, and by what the second is disproved. */
const steps = (soFar: readonly number[], tier = 'exact') =>
  soFar.map((score, i) => ({
    soFar: score,
    exact:
      i === 1
        ? ({ verdict: 'wrong', relation: 'different', tier, reason: '' } as const)
        : ({ verdict: 'unknown', relation: 'unknown', tier: 'none', reason: '' } as const),
  }));
const byExact = { firstError: 1, firstErrorBy: 'exact' } as const;
const nobody = { firstError: null, firstErrorBy: null } as const;

describe('the first error', () => {
  it('is where algebra has a counterexample to the step, whatever the model doubts', () => {
    expect(firstErrorOf(byExact, steps([0.01, 0.01, 0.01]), 0.1)).toEqual(byExact);
  });

  it('is where the model holds more likely wrong than right, where only the answer is disproved', () => {
    const model = { firstError: 0, firstErrorBy: 'model' };
    expect(firstErrorOf(byExact, steps([0.4, 0.2, 0.2], 'question'), 0.1)).toEqual(model);
    expect(firstErrorOf(byExact, steps([0.6, 0.2, 0.2], 'question'), 0.1)).toEqual(byExact);
    // behind the answer's own line there is nothing to look for
    expect(firstErrorOf(byExact, steps([0.6, 0.6, 0.2], 'question'), 0.1)).toEqual(byExact);
  });

  it("is below the model's threshold where algebra found nothing", () => {
    expect(firstErrorOf(nobody, steps([0.6, 0.4, 0.05]), 0.1)).toEqual({
      firstError: 2,
      firstErrorBy: 'model',
    });
    expect(firstErrorOf(nobody, steps([0.6, 0.4, 0.2]), 0.1)).toEqual(nobody);
  });

  it('is not what a model says that marks nothing', () => {
    expect(firstErrorOf(byExact, steps([0.01, 0.01, 0.01], 'question'), null)).toEqual(byExact);
    expect(firstErrorOf(nobody, steps([0.01, 0.01, 0.01]), null)).toEqual(nobody);
  });
});
