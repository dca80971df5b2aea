/**
 * Settings of the recipes that learn from rollouts, their defaults and ranges: a part of the configuration of a run.
 */
import { InputError } from '../base/errors.ts';
import type { Normalisation } from './losses.ts';
import type { RewardWeights } from './rewards.ts';
import { type ScheduleKind, scheduleKinds } from './schedules.ts';

export const verifierKinds = ['generative', 'bce', 'regression', 'laser', 'none'] as const;
/** Who judges: the model in words by one token (RL^V), a score head, one unused token (LaSeR), or nobody. */
export type VerifierKind = (typeof verifierKinds)[number];

export const verifyDataKinds = ['on-policy', 'stale', 'mixed'] as const;
/** Whose rollouts the verifier learns from: the policy's as it is, those of the policy it began as, or both by halves. */
export type VerifyData = (typeof verifyDataKinds)[number];

export const overlongKinds = ['wrong', 'masked'] as const;

/** Settings of the recipes that learn from rollouts. */
export interface PolicyConfig {
  /** Problems of one update cycle, and rollouts of each. */
  readonly problems: number;
  readonly group: number;
  readonly temperature: number;
  readonly maxNewTokens: number;
  /** Passes over the rollouts, and updates in each pass. */
  readonly epochs: number;
  readonly updates: number;
  /** The ratio of new to old probabilities is clipped to [1 − low, 1 + high]. */
  readonly clipLow: number;
  readonly clipHigh: number;
  /** β of the k3 KL to the model the run began with; 0 for none. */
  readonly klCoeff: number;
  readonly normalisation: Normalisation;
  /** GRPO: divide advantages by the group's standard deviation. */
  readonly scaleByStd: boolean;
  readonly verifier: VerifierKind;
  /** λ: weight of the verification loss. 0 is exactly the base method. */
  readonly lambda: number;
  /** How λ goes: constant, or rising over its warm-up and falling to `lambdaFinalRatio` by the last of `steps`. */
  readonly lambdaSchedule: ScheduleKind;
  readonly lambdaWarmupSteps: number;
  readonly lambdaFinalRatio: number;
  readonly balanceClasses: boolean;
  readonly verifyData: VerifyData;
  /** Questions about prefixes a rollout, generative verifier only: will it end right, is every step so far right. */
  readonly valueShare: number;
  readonly soFarShare: number;
  /** LaSeR: β, and the token whose log-probability is the score; empty: a control token that means nothing here. */
  readonly laserBeta: number;
  readonly laserToken: string;
  /** Annotation logs whose labels join the verification loss, at what weight, and how many of them an update cycle. */
  readonly annotations: readonly string[];
  readonly annotationWeight: number;
  readonly annotationsPerStep: number;
  /** Weights of rewards beside the grade: format, exact step checks, length shaping. */
  readonly rewards: RewardWeights;
  /** Use problems without a gold answer, graded against what most completions say. */
  readonly majorityLabels: boolean;
  /** Completions that were cut off: wrong, or wrong and not learnt from. */
  readonly overlong: (typeof overlongKinds)[number];
  /** Rounds of sampling for groups that are neither all right nor all wrong; 1: take what comes. */
  readonly sampleRounds: number;
  /** Generated problems get harder where groups are all right and easier where they are all wrong. */
  readonly curriculum: boolean;
  /** Updates cycles after which the KL's reference becomes the policy as it is; 0: never. */
  readonly referenceEvery: number;
  /** VinePPO: completions from each step boundary. */
  readonly vineCompletions: number;
  /** PPO: γ, λ of GAE, weight and clip range of the value loss. */
  readonly gaeGamma: number;
  readonly gaeLambda: number;
  readonly valueCoeff: number;
  readonly valueClip: number;
  /** Rejection fine-tuning: different right solutions of a problem that are learnt. */
  readonly rejectKeep: number;
  readonly dpoBeta: number;
  /** Importance weights for the sampler's other numbers are cut at this; 0 for none. */
  readonly importanceCap: number;
  /** Held-out problems of an evaluation, and samples of each. */
  readonly evaluateProblems: number;
  readonly evaluateSamples: number;
}

export const defaultPolicy: PolicyConfig = {
  problems: 16,
  group: 8,
  temperature: 1,
  maxNewTokens: 200,
  epochs: 1,
  updates: 1,
  clipLow: 0.2,
  clipHigh: 0.2,
  klCoeff: 0,
  normalisation: 'token',
  scaleByStd: true,
  verifier: 'generative',
  lambda: 0.1,
  lambdaSchedule: 'constant',
  lambdaWarmupSteps: 0,
  lambdaFinalRatio: 0,
  balanceClasses: true,
  verifyData: 'on-policy',
  valueShare: 0.25,
  soFarShare: 0.25,
  laserBeta: 0.1,
  laserToken: '',
  annotations: [],
  annotationWeight: 0.1,
  annotationsPerStep: 16,
  rewards: { format: 0, steps: 0, length: 0 },
  majorityLabels: false,
  overlong: 'wrong',
  sampleRounds: 1,
  curriculum: false,
  referenceEvery: 0,
  vineCompletions: 3,
  gaeGamma: 1,
  gaeLambda: 1,
  valueCoeff: 0.1,
  valueClip: 0.2,
  rejectKeep: 2,
  dpoBeta: 0.1,
  importanceCap: 2,
  evaluateProblems: 64,
  evaluateSamples: 8,
};

/** Throws `InputError` that names the field where something does not hold. */
export function check(holds: boolean, place: string, expected: string, got: unknown): void {
  if (!holds) throw new InputError(`${place}: expected ${expected}, got ${JSON.stringify(got)}`);
}

/** Throws `InputError` for a value out of its range. */
export function checkPolicy(policy: PolicyConfig): void {
  const place = 'train config: policy';
  const atLeast = (low: number, names: readonly (keyof PolicyConfig)[], what: string): void => {
    for (const name of names)
      check(
        Number(policy[name]) >= low && (what !== 'a whole number' || Number.isSafeInteger(policy[name])),
        `${place}.${name}`,
        `${what} >= ${low}`,
        policy[name],
      );
  };
  atLeast(
    1,
    [
      'problems',
      'group',
      'maxNewTokens',
      'epochs',
      'updates',
      'evaluateSamples',
      'sampleRounds',
      'rejectKeep',
    ],
    'a whole number',
  );
  atLeast(1, ['vineCompletions', 'annotationsPerStep'], 'a whole number');
  atLeast(0, ['referenceEvery', 'lambdaWarmupSteps'], 'a whole number');
  atLeast(
    0,
    ['clipLow', 'clipHigh', 'klCoeff', 'lambda', 'importanceCap', 'valueShare', 'soFarShare'],
    'a number',
  );
  atLeast(0, ['annotationWeight', 'gaeGamma', 'gaeLambda', 'valueCoeff', 'valueClip', 'dpoBeta'], 'a number');
  check(policy.temperature > 0, `${place}.temperature`, 'a number > 0', policy.temperature);
  const choices: readonly (readonly [name: keyof PolicyConfig, kinds: readonly string[]])[] = [
    ['normalisation', ['rollout', 'token', 'constant']],
    ['verifier', verifierKinds],
    ['verifyData', verifyDataKinds],
    ['lambdaSchedule', scheduleKinds],
    ['overlong', overlongKinds],
  ];
  for (const [name, kinds] of choices)
    check(
      kinds.some((kind) => kind === policy[name]),
      `${place}.${name}`,
      kinds.join(', '),
      policy[name],
    );
}
