/** Weights of verdicts by kind, constants by hand, and against the pure losses. */
import { describe, expect, it } from 'vitest';
import { defaultTrainConfig } from '../config.ts';
import type { PolicyConfig } from '../policy-config.ts';
import { laserVerification } from '../losses.ts';
import { emptyLesson } from './lesson.ts';
import { type JudgedExample, lambdaAt, scoreFrom, weighVerdicts } from './verification.ts';

const policyOf = (changes: Partial<PolicyConfig>): PolicyConfig => ({
  ...defaultTrainConfig.policy,
  ...changes,
});

function examplesOf(
  labels: readonly boolean[],
  question: JudgedExample['question'] = 'verdict',
): JudgedExample[] {
  return labels.map((label) => ({ lesson: emptyLesson(new Int32Array(3)), place: 2, question, label }));
}

describe('verification', () => {
  it('weighs classes alike within each question, all examples together λ', () => {
    const verdicts = examplesOf([true, false, false, false]);
    const values = examplesOf([true, true], 'value');
    const options = { policy: policyOf({}), lambda: 0.6, laserReference: 0 };
    weighVerdicts([...verdicts, ...values], options);
    // of six examples: Yes 4/(2·1) = 2, No 4/(2·3) = 2/3; one class alone keeps 1
    const weights = [...verdicts, ...values].map(({ lesson }) => lesson.weights[2]!);
    [0.2, 0.2 / 3, 0.2 / 3, 0.2 / 3, 0.1, 0.1].forEach((expected, i) => {
      expect(weights[i]).toBeCloseTo(expected, 6);
    });
    const plain = examplesOf([true, false, false, false]);
    weighVerdicts(plain, { ...options, policy: policyOf({ balanceClasses: false }) });
    for (const { lesson } of plain) expect(lesson.weights[2]).toBeCloseTo(0.15, 6);
  });

  it('gives nothing a weight where λ is 0 or nobody judges', () => {
    for (const [verifier, lambda] of [
      ['generative', 0],
      ['bce', 0],
      ['none', 1],
    ] as const) {
      const examples = examplesOf([true, false]);
      weighVerdicts(examples, { policy: policyOf({ verifier }), lambda, laserReference: 0 });
      for (const { lesson } of examples) {
        expect([...lesson.weights, ...lesson.scoreWeights].every((weight) => weight === 0)).toBe(true);
      }
    }
  });

  it("asks of LaSeR's token what the pure loss asks", () => {
    const policy = policyOf({ verifier: 'laser', laserBeta: 0.1, balanceClasses: false });
    const laserReference = -7;
    const labels = [true, false, true];
    const examples = examplesOf(labels);
    weighVerdicts(examples, { policy, lambda: 1, laserReference });
    const logprobs = [-1, -4, -9];
    const loss = examples.reduce((sum, { lesson }, i) => {
      const difference = logprobs[i]! - lesson.scoreTargets[2]!;
      return sum + lesson.scoreWeights[2]! * difference * difference;
    }, 0);
    const pure = laserVerification(logprobs, labels.map(Number), [1, 1, 1], { beta: 0.1, reference: -7 });
    expect(loss).toBeCloseTo(pure.loss, 5);
    expect(scoreFrom(3, { policy, laserReference })).toBeCloseTo(1, 9);
    expect(scoreFrom(-2, { policy, laserReference })).toBeCloseTo(0.5, 9);
    expect(scoreFrom(0, { policy: policyOf({ verifier: 'bce' }), laserReference })).toBe(0.5);
    expect(scoreFrom(1.7, { policy: policyOf({ verifier: 'regression' }), laserReference })).toBe(1);
  });

  it('schedules λ', () => {
    const policy = policyOf({
      lambda: 2,
      lambdaSchedule: 'linear',
      lambdaWarmupSteps: 2,
      lambdaFinalRatio: 0.5,
    });
    expect([0, 1, 2, 10].map((step) => lambdaAt(policy, step, 10))).toEqual([1, 2, 2, 1]);
    expect(lambdaAt(policyOf({ lambda: 2 }), 7, 0)).toBe(2);
  });
});
