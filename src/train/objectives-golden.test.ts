/** Advantages, losses and gradients against TRL's (test/oracle/objectives.py), and what must hold of all of them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generalisedAdvantages, groupRelative, leaveOneOut } from './advantages.ts';
import {
  clippedPolicy,
  clippedValue,
  directPreference,
  type Normalisation,
  tokenWeights,
  truncatedImportance,
} from './losses.ts';

type Rows = readonly (readonly number[])[];

interface Golden {
  readonly group: number;
  readonly maxLength: number;
  readonly rewards: readonly number[];
  readonly lengths: readonly number[];
  readonly advantages: Readonly<Record<'group' | 'none' | 'leaveOneOut', readonly number[]>>;
  readonly logprobs: Rows;
  readonly oldLogprobs: Rows;
  readonly refLogprobs: Rows;
  readonly samplerLogprobs: Rows;
  readonly policy: readonly {
    readonly name: string;
    readonly normalisation: Normalisation;
    readonly clipRange: readonly [number, number];
    readonly klCoeff: number;
    readonly loss: number;
    readonly gradient: Rows;
  }[];
  readonly rloo: { readonly gradient: Rows };
  readonly ppo: Readonly<
    Record<'rewards' | 'oldValues' | 'advantages' | 'returns' | 'values' | 'gradient', readonly number[]>
  > & { readonly gamma: number; readonly lambda: number; readonly clip: number; readonly loss: number };
  readonly dpo: Readonly<
    Record<'chosen' | 'rejected' | 'refChosen' | 'refRejected' | 'gradient', readonly number[]>
  > & { readonly beta: number; readonly loss: number };
}

const file = path.join(import.meta.dirname, '../../test/data/objectives/golden.json');
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

function expectClose(got: ArrayLike<number>, expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(got[i]! - value)).toBeLessThan(1e-9);
  });
}

const grouped = (values: readonly number[]): number[][] =>
  Array.from({ length: values.length / golden.group }, (_, i) =>
    values.slice(i * golden.group, (i + 1) * golden.group),
  );

/** The counted tokens of rows of completions, one after the other. */
const flat = (rows: Rows): number[] => rows.flatMap((row, i) => row.slice(0, golden.lengths[i]));
const spread = (values: ArrayLike<number>): number[] =>
  golden.lengths.flatMap((length, i) => new Array<number>(length).fill(values[i]!));

function policyBatch(normalisation: Normalisation, advantages: readonly number[]) {
  const oldLogprobs = flat(golden.oldLogprobs);
  return {
    logprobs: flat(golden.logprobs),
    oldLogprobs,
    refLogprobs: flat(golden.refLogprobs),
    importance: truncatedImportance(oldLogprobs, flat(golden.samplerLogprobs), 2),
    advantages: spread(advantages),
    weights: spread(tokenWeights(golden.lengths, normalisation, golden.maxLength)),
  };
}

describe('objectives against TRL', () => {
  it('has the advantages of GRPO, of Dr. GRPO and of RLOO', () => {
    const by = (method: (group: readonly number[]) => Float64Array): number[] =>
      grouped(golden.rewards).flatMap((group) => [...method(group)]);
    expectClose(
      by((group) => groupRelative(group)),
      golden.advantages.group,
    );
    expectClose(
      by((group) => groupRelative(group, { scaleByStd: false, epsilon: 0 })),
      golden.advantages.none,
    );
    expectClose(by(leaveOneOut), golden.advantages.leaveOneOut);
  });

  it.each(golden.policy)(
    'has loss and gradient of loss_type $name',
    ({ normalisation, clipRange, klCoeff, loss, gradient }) => {
      const batch = policyBatch(normalisation, golden.advantages.group);
      const result = clippedPolicy(batch, { clipRange, klCoeff });
      expect(Math.abs(result.loss - loss)).toBeLessThan(1e-9);
      expectClose(result.gradient, flat(gradient));
    },
  );

  it("has RLOO's gradient in one on-policy update", () => {
    const batch = policyBatch('constant', golden.advantages.leaveOneOut);
    const weights = spread(tokenWeights(golden.lengths, 'constant', 1));
    const { gradient } = clippedPolicy(
      { logprobs: batch.logprobs, oldLogprobs: batch.logprobs, advantages: batch.advantages, weights },
      { clipRange: [0.2, 0.2], klCoeff: 0 },
    );
    expectClose(gradient, flat(golden.rloo.gradient));
  });

  it("has PPO's advantages, returns and value loss", () => {
    const { ppo } = golden;
    const { advantages, returns } = generalisedAdvantages(ppo.rewards, ppo.oldValues, ppo);
    expectClose(advantages, ppo.advantages);
    expectClose(returns, ppo.returns);
    const weights = ppo.values.map(() => 1 / ppo.values.length);
    const value = clippedValue({ ...ppo, weights }, ppo.clip);
    expect(Math.abs(value.loss - ppo.loss)).toBeLessThan(1e-9);
    expectClose(value.gradient, ppo.gradient);
  });

  it("has DPO's loss and gradient", () => {
    const { loss, gradient } = directPreference(golden.dpo, golden.dpo.beta);
    expect(Math.abs(loss - golden.dpo.loss)).toBeLessThan(1e-9);
    expectClose(gradient, golden.dpo.gradient);
  });

  it('is permuted with the rollouts', () => {
    const batch = policyBatch('token', golden.advantages.group);
    const options = { clipRange: [0.2, 0.28], klCoeff: 0.05 } as const;
    const plain = clippedPolicy(batch, options);
    const order = batch.logprobs.map((_, i) => (i * 7 + 3) % batch.logprobs.length);
    expect(new Set(order).size).toBe(order.length);
    const moved = Object.fromEntries(
      Object.entries(batch).map(([name, values]) => [name, order.map((i) => values[i]!)]),
    ) as unknown as typeof batch;
    const permuted = clippedPolicy(moved, options);
    expect(Math.abs(permuted.loss - plain.loss)).toBeLessThan(1e-12);
    expectClose(
      permuted.gradient,
      order.map((i) => plain.gradient[i]!),
    );
  });
});
