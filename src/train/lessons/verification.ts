/**
 * The verification loss as weights of lessons, one function for all kinds of verifiers: `λ · mean of balanced
 * examples`. RL^V, arXiv 2505.04842; LaSeR's squared form, arXiv 2510.14943. Pure; knows neither sampler nor graph.
 */
import type { Question } from '../../engine/engine.ts';
import { balanceClasses } from '../advantages.ts';
import type { PolicyConfig } from '../policy-config.ts';
import { rateAt } from '../schedules.ts';
import type { Lesson } from './lesson.ts';

/** A verdict to learn: its place in a document, and whether it is Yes. */
export interface JudgedExample {
  readonly lesson: Lesson;
  readonly place: number;
  readonly question: Question;
  readonly label: boolean;
}

export interface VerificationOptions {
  readonly policy: PolicyConfig;
  /** λ now. */
  readonly lambda: number;
  /** LaSeR's zero: the log-probability of the unused token before training. */
  readonly laserReference: number;
}

/** λ at a step (from 0) of `steps`. */
export function lambdaAt(policy: PolicyConfig, step: number, steps: number): number {
  const {
    lambda,
    lambdaSchedule: kind,
    lambdaWarmupSteps: warmupSteps,
    lambdaFinalRatio: finalRatio,
  } = policy;
  return (
    lambda * rateAt({ kind, warmupSteps, finalRatio, totalSteps: Math.max(1, steps), decayShare: 0.3 }, step)
  );
}

/** Sets the weights of verdicts: classes balanced within each question, all examples together worth λ. */
export function weighVerdicts(examples: readonly JudgedExample[], options: VerificationOptions): void {
  const { policy, lambda } = options;
  for (const question of ['verdict', 'value', 'soFar'] as const) {
    const asked = examples.filter((example) => example.question === question);
    const labels = asked.map(({ label }) => (label ? 1 : 0));
    const balanced = policy.balanceClasses ? balanceClasses(labels) : labels.map(() => 1);
    asked.forEach((example, i) => {
      setVerdict(example, (lambda * balanced[i]!) / examples.length, options);
    });
  }
}

function setVerdict(
  { lesson, place, label }: JudgedExample,
  weight: number,
  { policy, laserReference }: VerificationOptions,
): void {
  const target = label ? 1 : 0;
  switch (policy.verifier) {
    case 'none':
      return;
    case 'generative':
      lesson.weights[place] = weight;
      return;
    case 'bce':
    case 'regression':
      lesson.scoreWeights[place] = weight;
      lesson.scoreTargets[place] = target;
      return;
    case 'laser': {
      // w (β (log p − c) − r)² = w β² (log p − (c + r/β))²
      const { laserBeta } = policy;
      lesson.scoreWeights[place] = weight * laserBeta ** 2;
      lesson.scoreTargets[place] = laserReference + target / laserBeta;
    }
  }
}

/** The score in [0, 1] that the raw number of a wordless verifier stands for. */
export function scoreFrom(
  raw: number,
  { policy, laserReference }: Omit<VerificationOptions, 'lambda'>,
): number {
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  if (policy.verifier === 'bce') return 1 / (1 + Math.exp(-raw));
  return within(policy.verifier === 'laser' ? policy.laserBeta * (raw - laserReference) : raw);
}
