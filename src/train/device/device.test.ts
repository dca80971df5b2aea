/**
 * Training on WebGPU against PyTorch's goldens and against the CPU: losses, weights, what runs where, what comes back,
 * and a run that changes its device. On a GPU, or on Chromium's software Vulkan where there is none.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Golden, goldenRows, lossOf, microBatches } from '../../../test/support/golden-training.ts';
import { randomCheckpoint } from '../../../test/support/random-checkpoint.ts';
import { Random } from '../../base/random.ts';
import { type DecoderConfig, readConfig } from '../../checkpoint/config.ts';
import { readSafetensors, readTensors } from '../../checkpoint/safetensors.ts';
import { frozenBase } from '../../model/frozen-weights.ts';
import type { LoraShape } from '../../model/lora-weights.ts';
import { preparedTensors } from '../../model/prepare.ts';
import { modulesOf, type Objective } from '../../model/training-head.ts';
import { takeProfile } from '../../runtime/profile.ts';
import { trainConfig } from '../config.ts';
import { baseLayout } from '../decoder.ts';
import type { DecoderOptions } from '../decoder-graphs.ts';
import type { HeadColumns } from '../head-runs.ts';
import { defaultOptimizer, emptyState } from '../optimizer.ts';
import type { PackedBatch } from '../packing.ts';
import { ParameterLayout } from '../parameters.ts';
import { SupervisedRecipe } from '../recipes/supervised.ts';
import type { RunStatus } from '../run/folder.ts';
import { runLoop } from '../run/loop.ts';
import { closeRun, type OpenedRun, resumeRun, startRun } from '../run/open.ts';
import { place, type Placed, type TrainingDevice } from '../run/placed.ts';
import { DeviceDecoder } from './decoder.ts';

const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(software)) process.env['VK_ICD_FILENAMES'] ??= software;

const data = path.join(import.meta.dirname, '../../../test/data');
const minutes = 60_000;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-device-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function readGolden(place: string): Golden {
  return JSON.parse(readFileSync(path.join(place, 'golden.json'), 'utf8')) as Golden;
}

interface Followed {
  readonly losses: readonly number[];
  /** Bytes that came back in each step, and the counted tokens of it. */
  readonly back: readonly { readonly bytes: number; readonly counted: number }[];
}

/** The first steps of a golden run; weights, or the adapter's, are up to date afterwards. Disposes of the trainee. */
async function follow(golden: Golden, steps: number, { decoder, optimizer }: Placed): Promise<Followed> {
  const readBack = (): number => (decoder instanceof DeviceDecoder ? decoder.bytesReadBack : 0);
  try {
    const losses: number[] = [];
    const back: Followed['back'][number][] = [];
    for (let step = 0; step < steps; step++) {
      const before = readBack();
      decoder.zeroGradients();
      let [loss, counted] = [0, 0];
      for (const batch of microBatches(golden, step)) {
        const { logprobs } = await decoder.accumulate(batch);
        loss += lossOf(logprobs, batch);
        counted += logprobs.length;
      }
      await optimizer.update(1);
      losses.push(loss);
      back.push({ bytes: readBack() - before, counted });
    }
    await decoder.toHost();
    return { losses, back };
  } finally {
    await optimizer.dispose();
    await decoder.dispose();
  }
}

/** A golden run's decoder and optimiser on a device. */
function placed(
  golden: Golden,
  config: DecoderConfig,
  weights: Float32Array,
  {
    device,
    objective = { trains: true },
    ...options
  }: Pick<DecoderOptions, 'memory' | 'adapter' | 'profilePrefix'> & {
    readonly device: TrainingDevice;
    readonly objective?: Objective;
  },
): Promise<Placed> {
  const { rate: learningRate, decay: weightDecay, betas, epsilon, clip: maxGradNorm } = golden;
  const shape = { rows: goldenRows, length: golden.length, chunkTokens: 7, threads: 1 };
  return place(
    {
      ...{ config, weights },
      options: { ...shape, ...options, objective },
      optimizer: { ...defaultOptimizer, learningRate, weightDecay, betas, epsilon, maxGradNorm },
      state: emptyState((options.adapter?.weights ?? weights).length),
    },
    device,
  );
}

function expectClose(got: ArrayLike<number>, expected: Float32Array): void {
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0);
  expect(worst).toBeLessThan(1e-4);
}

function expectSameLosses(got: readonly number[], expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  got.forEach((loss, i) => {
    expect(Math.abs(loss / expected[i]! - 1)).toBeLessThan(1e-4);
  });
}

describe('training on WebGPU', () => {
  it(
    'follows PyTorch and the CPU: no node elsewhere, a number a counted token and the norm back',
    async () => {
      const name = 'gemma3-softcap-untied';
      const steps = 4;
      const golden = readGolden(path.join(data, 'training', name));
      const checkpoint = path.join(data, 'checkpoints', name);
      const config = readConfig(checkpoint);
      const weights = ParameterLayout.full(config).read(readTensors(checkpoint));
      const expected = weights.slice();
      await follow(golden, steps, await placed(golden, config, expected, { memory: 'fast', device: 'cpu' }));
      const profilePrefix = path.join(folder, 'trace');
      const options = { memory: 'fast', device: 'webgpu', profilePrefix } as const;
      const { losses, back } = await follow(golden, steps, await placed(golden, config, weights, options));
      expectSameLosses(losses, golden.losses.slice(0, steps));
      expectClose(weights, expected);
      expect(back.map(({ bytes }) => bytes)).toEqual(back.map(({ counted }) => 4 * counted + 4));
      const traces = readdirSync(folder).filter((file) => file.startsWith('trace-'));
      // forward, backward, head, and rows of tables there and back; scoring was not asked for
      const ran = traces.map((file) => [...takeProfile(path.join(folder, file)).byProvider.keys()]);
      expect(ran.filter((providers) => providers.length > 0)).toEqual(
        Array.from({ length: 5 }, () => ['WebGpuExecutionProvider']),
      );
    },
    5 * minutes,
  );

  it(
    "follows PEFT's adapter, activations computed again",
    async () => {
      const name = 'llama-biases-tied';
      const steps = 2;
      const folderOf = path.join(data, 'training-lora', name);
      const golden = readGolden(folderOf) as Golden & LoraShape;
      const checkpoint = path.join(data, 'checkpoints', name);
      const config = readConfig(checkpoint);
      const begin = readSafetensors(path.join(folderOf, 'begin.safetensors'));
      const weights = ParameterLayout.lora(config, golden).read(begin, 'base_model.model.');
      const expected = weights.slice();
      const base = ParameterLayout.full(config).read(readTensors(checkpoint));
      const on = (device: TrainingDevice, adapter: Float32Array) =>
        placed(golden, config, base, {
          ...{ memory: 'small', device, adapter: { shape: golden, weights: adapter } },
        });
      await follow(golden, steps, await on('cpu', expected));
      const { losses } = await follow(golden, steps, await on('webgpu', weights));
      expectSameLosses(losses, golden.losses.slice(0, steps));
      expectClose(weights, expected);
    },
    5 * minutes,
  );
});

describe('an adapter on a base in 4 bits on WebGPU', () => {
  it(
    'learns as on the CPU, and leaves out the same',
    async () => {
      const name = 'llama-biases-tied';
      const golden = readGolden(path.join(data, 'training-lora', name)) as Golden & LoraShape;
      const checkpoint = path.join(data, 'checkpoints', name);
      const config = readConfig(checkpoint);
      const tensors = readTensors(checkpoint);
      const shape = { ...golden, dropout: 0.25 };
      const precision = 'int4';
      const prepared = await preparedTensors({
        config,
        tensors,
        precision,
        folder: path.join(folder, 'int4'),
      });
      const frozen = frozenBase(config, precision, prepared);
      const base = baseLayout(config, frozen).read(tensors);
      const random = new Random(3);
      const begin = new Float32Array(ParameterLayout.lora(config, shape).size).map(
        () => 0.1 * random.normal(),
      );
      const on = async (device: TrainingDevice) => {
        const weights = begin.slice();
        const adapter = { shape, weights, frozen };
        const { losses } = await follow(
          golden,
          1,
          await placed(golden, config, base, { memory: 'fast', device, adapter }),
        );
        return { losses, weights };
      };
      const [expected, got] = [await on('cpu'), await on('webgpu')];
      expectSameLosses(got.losses, expected.losses);
      expectClose(got.weights, expected.weights);
      expect(expected.weights).not.toEqual(begin);
    },
    5 * minutes,
  );
});

describe('the objectives of rollouts on WebGPU', () => {
  it(
    'say and teach the same as on the CPU: clipped surrogate, value head, verifier head',
    async () => {
      const name = 'gemma3-softcap-untied';
      const golden = readGolden(path.join(data, 'training', name));
      const checkpoint = path.join(data, 'checkpoints', name);
      const config = readConfig(checkpoint);
      const policy = { clipRange: [0.2, 0.28] as const, klCoeff: 0.1 };
      const objective = { trains: true, scaled: true, policy, valueClip: 0.2, score: 'bce' } as const;
      const layout = ParameterLayout.full(config, modulesOf(objective));
      const [batch] = microBatches(golden, 0) as [PackedBatch];
      const random = new Random(5);
      const column = (of: () => number): Float32Array => batch.weights.map(of);
      const constant = (value: number): Float32Array => column(() => value);
      const drawn = column(() => random.normal());
      const columns: HeadColumns = {
        ...{ policyWeights: constant(0.1), klWeights: constant(0.1), advantages: drawn },
        ...{ oldLogprobs: constant(-3.9), refLogprobs: constant(-4.1), scales: constant(1.25) },
        ...{ valueWeights: constant(0.1), returns: drawn, oldValues: constant(0.1) },
        ...{ scoreWeights: constant(0.1), scoreTargets: drawn.map((value) => (value > 0 ? 1 : 0)) },
      };
      const plain = ParameterLayout.full(config);
      const stored = plain.read(readTensors(checkpoint));
      const on = async (device: TrainingDevice): Promise<readonly ArrayLike<number>[]> => {
        const weights = new Float32Array(layout.size).fill(0.05);
        for (const { name: one } of plain.weights) layout.view(weights, one).set(plain.view(stored, one));
        const options = { memory: 'fast', device, objective } as const;
        const { decoder, optimizer } = await placed(golden, config, weights, options);
        try {
          const said = await decoder.accumulate(batch, columns);
          const norm = await optimizer.update(1);
          await decoder.toHost();
          return [said.logprobs, said.values!, said.scores!, said.entropy!, [norm], weights];
        } finally {
          await optimizer.dispose();
          await decoder.dispose();
        }
      };
      const [expected, got] = [await on('cpu'), await on('webgpu')];
      expect(expected[4]![0]).toBeGreaterThan(0.1);
      expected.forEach((values, i) => {
        expectClose(got[i]!, Float32Array.from(values));
      });
    },
    5 * minutes,
  );
});

describe('a run that changes its device', () => {
  const metrics = (out: string): readonly Record<string, number>[] =>
    readFileSync(path.join(out, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number>);

  /** Trains until `stop` steps are done, or to the end. */
  async function finish(run: OpenedRun, stop = Infinity): Promise<void> {
    let done = 0;
    const onStatus = ({ step }: RunStatus): void => {
      done = step;
    };
    try {
      await runLoop(run, new SupervisedRecipe(run), { wantsStop: () => done >= stop, onStatus });
    } finally {
      await closeRun(run);
    }
  }

  it(
    'goes on from the checkpoint of the other one, and has the losses of one that stayed on the CPU',
    async () => {
      const model = randomCheckpoint({ layers: 1 });
      const rows = Array.from({ length: 40 }, (_, i) =>
        JSON.stringify({ problem: `What is ${i} + 1?`, solution: `${i} + 1 = ${i + 1}`, answer: i + 1 }),
      );
      const file = path.join(folder, 'data.jsonl');
      writeFileSync(file, rows.join('\n'));
      const config = trainConfig([
        {
          place: 'test',
          changes: {
            ...{ model, data: [file], recipe: 'sft', rows: 1, length: 96, microBatches: 1, threads: 1 },
            ...{ steps: 8, saveEvery: 0, evaluateEvery: 4, heldOutShare: 0.2, evaluateDocuments: 2 },
          },
        },
      ]);
      const [stayed, changed] = [path.join(folder, 'stayed'), path.join(folder, 'changed')];
      try {
        await finish(await startRun(config, stayed));
        await finish(await startRun(config, changed), 2);
        await finish(await resumeRun(changed, 'webgpu'), 7);
        await finish(await resumeRun(changed));
        const [expected, got] = [metrics(stayed), metrics(changed)];
        expect(got.map((line) => Object.keys(line))).toEqual(expected.map((line) => Object.keys(line)));
        for (const name of ['loss', 'grad_norm', 'eval_loss'])
          got.forEach((line, i) => {
            const value = expected[i]![name];
            if (value !== undefined) expect(Math.abs(line[name]! / value - 1)).toBeLessThan(1e-3);
          });
        expect(expected.some(({ eval_loss: loss }) => loss !== undefined)).toBe(true);
      } finally {
        rmSync(model, { recursive: true });
      }
    },
    5 * minutes,
  );
});
