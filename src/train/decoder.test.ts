/** Twenty AdamW steps of each family against PyTorch (test/oracle/train.py), fast and small, packed and chunked. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { type DecoderConfig, readConfig } from '../checkpoint/config.ts';
import { type Golden, goldenRows, lossOf, microBatches } from '../../test/support/golden-training.ts';
import type { LoraShape } from '../model/lora-weights.ts';
import { modulesOf, type Objective } from '../model/training-head.ts';
import { readSafetensors, readTensors } from '../checkpoint/safetensors.ts';
import type { DecoderOptions, MemorySetting } from './decoder-graphs.ts';
import { TrainedDecoder } from './decoder.ts';
import type { BatchResult, HeadColumns } from './head-runs.ts';
import {
  binaryVerification,
  clippedPolicy,
  clippedValue,
  laserVerification,
  regressionVerification,
} from './losses.ts';
import { defaultOptimizer, Optimizer } from './optimizer.ts';
import { packRows, type TrainingDocument } from './packing.ts';
import { ParameterLayout } from './parameters.ts';

const data = path.join(import.meta.dirname, '../../test/data');
const names = readdirSync(path.join(data, 'training'));

interface LoraGolden extends Golden, LoraShape {}

/** Follows a golden run with weights or an adapter in place. */
async function follow(
  golden: Golden,
  config: DecoderConfig,
  weights: Float32Array,
  options: { readonly memory: MemorySetting; readonly adapter?: NonNullable<DecoderOptions['adapter']> },
): Promise<number[]> {
  const objective = { trains: true };
  const shape = { rows: goldenRows, length: golden.length, threads: 1, chunkTokens: 7 };
  const decoder = await TrainedDecoder.create(config, weights, { ...shape, ...options, objective });
  const optimizer = await Optimizer.create(
    {
      ...defaultOptimizer,
      learningRate: golden.rate,
      weightDecay: golden.decay,
      betas: golden.betas,
      epsilon: golden.epsilon,
      maxGradNorm: golden.clip,
    },
    decoder.layout,
    { threads: 1 },
  );
  try {
    const losses: number[] = [];
    for (let step = 0; step < golden.steps.length; step++) {
      decoder.zeroGradients();
      let loss = 0;
      for (const batch of microBatches(golden, step)) {
        const { logprobs } = await decoder.accumulate(batch);
        loss += lossOf(logprobs, batch);
      }
      await optimizer.update(decoder.weights, decoder.gradients, 1);
      losses.push(loss);
    }
    return losses;
  } finally {
    await optimizer.dispose();
    await decoder.dispose();
  }
}

function expectSame(
  losses: readonly number[],
  golden: Golden,
  got: Float32Array,
  expected: Float32Array,
): void {
  losses.forEach((loss, i) => {
    expect(Math.abs(loss / golden.losses[i]! - 1)).toBeLessThan(1e-4);
  });
  let worst = 0;
  got.forEach((weight, i) => {
    worst = Math.max(worst, Math.abs(weight - expected[i]!));
  });
  expect(worst).toBeLessThan(1e-4);
}

describe.each(names)('training %s', (name) => {
  const golden = JSON.parse(readFileSync(path.join(data, 'training', name, 'golden.json'), 'utf8')) as Golden;
  const folder = path.join(data, 'checkpoints', name);

  it.each(['fast', 'small'] as const)('follows PyTorch for twenty steps, memory %s', async (memory) => {
    const config = readConfig(folder);
    const layout = ParameterLayout.full(config);
    const weights = layout.read(readTensors(folder));
    const losses = await follow(golden, config, weights, { memory });
    const trained = readSafetensors(path.join(data, 'training', name, 'trained.safetensors'));
    expectSame(losses, golden, weights, layout.read(trained));
  });
});

describe.each(readdirSync(path.join(data, 'training-lora')))('training an adapter of %s', (name) => {
  const place = path.join(data, 'training-lora', name);
  const golden = JSON.parse(readFileSync(path.join(place, 'golden.json'), 'utf8')) as LoraGolden;
  const folder = path.join(data, 'checkpoints', name);

  it.each(['fast', 'small'] as const)('follows PEFT and leaves the base alone, memory %s', async (memory) => {
    const config = readConfig(folder);
    const layout = ParameterLayout.lora(config, golden);
    const read = (file: string): Float32Array =>
      layout.read(readSafetensors(path.join(place, file)), 'base_model.model.');
    const base = ParameterLayout.full(config).read(readTensors(folder));
    const before = base.slice();
    const adapter = read('begin.safetensors');
    const losses = await follow(golden, config, base, {
      memory,
      adapter: { shape: golden, weights: adapter },
    });
    expectSame(losses, golden, adapter, read('trained.safetensors'));
    expect(base).toEqual(before);
  });
});

describe('the policy objective in the graph', () => {
  const folder = path.join(data, 'checkpoints', 'qwen3-plain');
  const config = readConfig(folder);
  const document = (ids: readonly number[]): TrainingDocument => ({
    tokenIds: Int32Array.from(ids),
    weights: Float32Array.from(ids, (_, i) => (i < 2 ? 0 : 0.3)),
  });
  const batch = packRows([document([3, 9, 4, 17, 8]), document([5, 2, 30])], [[0, 1]], 8);
  const columns = (advantage: number) => {
    const fill = (value: number): Float32Array => new Float32Array(batch.sources.length).fill(value);
    return {
      policyWeights: fill(0.25),
      klWeights: fill(0.25),
      advantages: fill(advantage),
      oldLogprobs: fill(-3.9),
      refLogprobs: fill(-4.1),
    };
  };
  const options = { clipRange: [0.2, 0.28], klCoeff: 0.1 } as const;

  async function open(klCoeff: number): Promise<TrainedDecoder> {
    const weights = ParameterLayout.full(config).read(readTensors(folder));
    return TrainedDecoder.create(config, weights, {
      rows: 1,
      length: 8,
      memory: 'fast',
      threads: 1,
      objective: { trains: true, policy: { clipRange: options.clipRange, klCoeff } },
    });
  }

  it('has the gradient that the reference loss has, by a step against it', async () => {
    const decoder = await open(options.klCoeff);
    try {
      const silent = { ...batch, weights: new Float32Array(batch.weights.length) };
      const policy = columns(1.5);
      const loss = (logprobs: Float32Array): number =>
        clippedPolicy({ logprobs, ...policy, weights: policy.policyWeights }, options).loss;
      const before = await decoder.accumulate(silent, policy);
      const { gradients, weights } = decoder;
      const squared = gradients.reduce((sum, g) => sum + g * g, 0);
      const h = 1e-3 / Math.sqrt(squared);
      const move = (by: number): void => {
        for (let i = 0; i < weights.length; i++) weights[i]! += by * gradients[i]!;
      };
      move(h);
      const up = loss((await decoder.score(batch)).logprobs);
      move(-2 * h);
      const down = loss((await decoder.score(batch)).logprobs);
      expect((up - down) / (2 * h) / squared).toBeCloseTo(1, 2);
      expect(
        before.entropy?.every((entropy) => entropy > 0 && entropy <= Math.log(config.vocabSize) + 1e-4),
      ).toBe(true);
    } finally {
      await decoder.dispose();
    }
  });

  it('gives no gradient without advantage, and that of likelihood where only verdicts count', async () => {
    const decoder = await open(0);
    const plain = await TrainedDecoder.create(config, decoder.weights, {
      rows: 1,
      length: 8,
      memory: 'fast',
      threads: 1,
      objective: { trains: true },
    });
    try {
      await decoder.accumulate({ ...batch, weights: new Float32Array(batch.weights.length) }, columns(0));
      expect(decoder.gradients.every((g) => g === 0)).toBe(true);
      await decoder.accumulate(batch, {
        ...columns(1),
        policyWeights: new Float32Array(batch.sources.length),
      });
      await plain.accumulate(batch);
      decoder.gradients.forEach((g, i) => {
        expect(Math.abs(g - plain.gradients[i]!)).toBeLessThan(1e-6);
      });
    } finally {
      await plain.dispose();
      await decoder.dispose();
    }
  });
});

describe('head modules and temperatures in the graph', () => {
  const folder = path.join(data, 'checkpoints', 'qwen3-plain');
  const config = readConfig(folder);
  const ids = [3, 9, 4, 17, 8, 5];
  const batch = packRows(
    [{ tokenIds: Int32Array.from(ids), weights: Float32Array.from(ids, () => 1) }],
    [[0]],
    8,
  );
  const silent = { ...batch, weights: new Float32Array(batch.weights.length) };
  const draw = (seed: number, scale = 1): Float32Array => {
    const random = new Random(seed);
    return Float32Array.from(batch.sources, () => scale * random.normal());
  };
  const labels = Float32Array.from(batch.sources, (_, i) => i % 2);
  const weights = draw(9).map(Math.abs);

  /** The gradient by the graph against that of a pure loss, along a step of all weights. */
  async function expectGradient(
    objective: Objective,
    columns: HeadColumns,
    loss: (result: BatchResult) => number,
  ): Promise<void> {
    const layout = ParameterLayout.full(config, modulesOf(objective));
    const start = layout.read(readTensors(folder));
    const random = new Random(4);
    for (const { name, offset, size } of layout.weights)
      if (name.includes('_head.')) for (let i = 0; i < size; i++) start[offset + i] = 0.1 * random.normal();
    const shape = { rows: 1, length: 8, memory: 'fast', threads: 1, chunkTokens: 2 } as const;
    const decoder = await TrainedDecoder.create(config, start, { ...shape, objective });
    try {
      await decoder.accumulate(silent, columns);
      const { gradients } = decoder;
      const squared = gradients.reduce((sum, g) => sum + g * g, 0);
      const h = 1e-3 / Math.sqrt(squared);
      const at = async (by: number): Promise<number> => {
        for (let i = 0; i < start.length; i++) start[i]! += by * gradients[i]!;
        return loss(await decoder.score(batch, columns));
      };
      const up = await at(h);
      const down = await at(-2 * h);
      expect((up - down) / (2 * h) / squared).toBeCloseTo(1, 2);
    } finally {
      await decoder.dispose();
    }
  }

  it('train a value head by the clipped loss', async () => {
    const [oldValues, returns] = [draw(1, 0.1), draw(2)];
    await expectGradient(
      { trains: true, valueClip: 0.2 },
      { valueWeights: weights, oldValues, returns },
      ({ values }) => clippedValue({ values: values!, oldValues, returns, weights }, 0.2).loss,
    );
  });

  it.each([
    ['bce', binaryVerification],
    ['regression', regressionVerification],
  ] as const)('train a score head by %s', async (score, loss) => {
    const n = batch.sources.length;
    await expectGradient(
      { trains: true, score },
      { scoreWeights: weights, scoreTargets: labels },
      ({ scores }) => n * loss(scores!, labels, weights).loss,
    );
  });

  it('train LaSeR on the log-probability of the target', async () => {
    const options = { beta: 0.1, reference: -5 };
    const n = batch.sources.length;
    await expectGradient(
      { trains: true, score: 'laser' },
      {
        scoreWeights: weights.map((weight) => weight * options.beta ** 2),
        scoreTargets: labels.map((label) => options.reference + label / options.beta),
      },
      ({ logprobs }) => n * laserVerification(logprobs, labels, weights, options).loss,
    );
  });

  it('take log-probabilities at the temperature of each token', async () => {
    const scales = Float32Array.from(batch.sources, (_, i) => (i % 2 === 0 ? 1 : 1 / 0.6));
    await expectGradient(
      { trains: true, scaled: true, policy: { clipRange: [10, 10], klCoeff: 0 } },
      { scales, policyWeights: weights, advantages: labels, oldLogprobs: draw(3) },
      ({ logprobs }) =>
        clippedPolicy(
          { logprobs, weights, advantages: labels, oldLogprobs: draw(3) },
          { clipRange: [10, 10], klCoeff: 0 },
        ).loss,
    );
  });
});
