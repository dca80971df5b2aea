/** Adapters on a frozen base in fewer bits, and what dropout leaves out: numbers and gradients. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { blockSizes } from '../checkpoint/blocks.ts';
import { type DecoderConfig, readConfig } from '../checkpoint/config.ts';
import { float16Table } from '../checkpoint/float16.ts';
import { readTensors } from '../checkpoint/safetensors.ts';
import { type FrozenBase, frozenBase } from '../model/frozen-weights.ts';
import { formatOf, matrixGroups, type FrozenPrecision, preparedTensors } from '../model/prepare.ts';
import type { MemorySetting } from './decoder-graphs.ts';
import { baseLayout, TrainedDecoder } from './decoder.ts';
import { packRows, type PackedBatch } from './packing.ts';
import { ParameterLayout } from './parameters.ts';

const checkpoint = path.join(import.meta.dirname, '../../test/data/checkpoints/llama-biases-tied');
const targets = ['q_proj', 'v_proj', 'o_proj', 'up_proj', 'down_proj'];
const length = 24;
let cache: string;
let config: DecoderConfig;
let full: Float32Array;
beforeAll(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'vouch-frozen-'));
  config = readConfig(checkpoint);
  full = ParameterLayout.full(config).read(readTensors(checkpoint));
});
afterAll(() => {
  rmSync(cache, { recursive: true, force: true });
});

function randomBatch(): PackedBatch {
  const random = new Random(5);
  const documents = [10, 14, 20].map((size) => ({
    tokenIds: Int32Array.from({ length: size }, () => random.integer(0, config.vocabSize - 1)),
    weights: new Float32Array(size).fill(0.1),
  }));
  return packRows(documents, [[0, 1], [2]], length);
}

/** An adapter that changes something: A and B random. */
function adapterWeights(shape: { readonly rank: number; readonly alpha: number }): Float32Array {
  const { size } = ParameterLayout.lora(config, { ...shape, targets });
  const random = new Random(9);
  return Float32Array.from({ length: size }, () => 0.2 * random.normal());
}

/** The element of a group's matrix as the stored bytes say: (q − z) s. */
function storedElement(base: FrozenBase, group: string, row: number, column: number, inputs: number): number {
  const format = formatOf(base.precision, false);
  const data = base.tensors.get(group)!.data as Uint8Array | Uint16Array;
  if (format === 'halves') {
    const rows = data.length / inputs;
    return float16Table()[data[column * rows + row]!]!;
  }
  const { blocks, valueBytes, zeroBytes } = blockSizes(inputs, format);
  const block = Math.floor(column / format.blockSize);
  const scale = (base.tensors.get(`${group}.scales`)!.data as Float32Array)[row * blocks + block]!;
  if (format.bits === 8) return (data[row * valueBytes + column]! - 128) * scale;
  const half = (byte: number, isHigh: boolean): number => (isHigh ? byte >> 4 : byte & 15);
  const code = half(data[row * valueBytes + (column >> 1)]!, column % 2 === 1);
  const zeros = base.tensors.get(`${group}.zeros`)!.data as Uint8Array;
  return (code - half(zeros[row * zeroBytes + (block >> 1)]!, block % 2 === 1)) * scale;
}

/** The whole model in float32 with the numbers of a frozen base. */
function widened(base: FrozenBase): Float32Array {
  const layout = ParameterLayout.full(config);
  const weights = full.slice();
  for (const { name, matrices } of matrixGroups(config, base.precision)) {
    if (!base.tensors.has(name)) continue;
    let row = 0;
    for (const matrix of matrices) {
      const view = layout.view(weights, matrix.weight);
      for (let r = 0; r < matrix.out; r++, row++)
        for (let c = 0; c < matrix.in; c++)
          view[r * matrix.in + c] = storedElement(base, name, row, c, matrix.in);
    }
  }
  return weights;
}

interface Pass {
  readonly logprobs: Float32Array;
  readonly gradients: Float32Array;
}

async function pass(weights: Float32Array, memory: MemorySetting, frozen?: FrozenBase): Promise<Pass> {
  const shape = { rank: 3, alpha: 6, targets };
  const decoder = await TrainedDecoder.create(config, weights, {
    ...{ rows: 2, length, memory, threads: 1, objective: { trains: true } },
    adapter: { shape, weights: adapterWeights(shape), ...(frozen === undefined ? {} : { frozen }) },
  });
  try {
    const { logprobs } = await decoder.accumulate(randomBatch());
    return { logprobs, gradients: decoder.gradients.slice() };
  } finally {
    await decoder.dispose();
  }
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

describe('a frozen base', () => {
  it.each(['f16', 'int8', 'int4'] as const)(
    'in %s computes and learns as the same numbers in float32 do, fast and small',
    async (precision: FrozenPrecision) => {
      const tensors = readTensors(checkpoint);
      const prepared = await preparedTensors({
        config,
        tensors,
        precision,
        folder: path.join(cache, precision),
      });
      const frozen = frozenBase(config, precision, prepared);
      const expected = await pass(widened(frozen), 'fast');
      const rest = baseLayout(config, frozen).read(tensors);
      expect(rest.length).toBeLessThan(full.length / 2);
      for (const memory of ['fast', 'small'] as const) {
        const got = await pass(rest, memory, frozen);
        expect(largest(got.logprobs, expected.logprobs)).toBeLessThan(1e-5);
        expect(largest(got.gradients, expected.gradients)).toBeLessThan(1e-5);
      }
      const plain = await pass(full, 'fast');
      expect(largest(plain.logprobs, expected.logprobs)).toBeGreaterThan(0);
    },
  );
});

describe('dropout', () => {
  const shape = { rank: 2, alpha: 8, targets, dropout: 0.25 };

  async function withDecoder<T>(
    options: { readonly memory: MemorySetting; readonly dropout: number; readonly weights?: Float32Array },
    use: (decoder: TrainedDecoder) => Promise<T>,
  ): Promise<T> {
    const { memory, dropout, weights = adapterWeights(shape) } = options;
    const decoder = await TrainedDecoder.create(config, full, {
      ...{ rows: 2, length, memory, threads: 1, objective: { trains: true } },
      adapter: { shape: { ...shape, dropout }, weights },
    });
    try {
      return await use(decoder);
    } finally {
      await decoder.dispose();
    }
  }

  const lossOf = (logprobs: Float32Array, batch: PackedBatch): number =>
    logprobs.reduce((sum, logprob, i) => sum - logprob * batch.weights[i]!, 0);

  it('has the gradient of what it left in, and leaves out the same with the same seed, fast and small', async () => {
    const weights = adapterWeights(shape);
    const batch = randomBatch();
    await withDecoder({ memory: 'fast', dropout: 0.25, weights }, async (fast) => {
      const loss = async (): Promise<number> => {
        fast.beginStep(7);
        return lossOf((await fast.accumulate(batch)).logprobs, batch);
      };
      fast.zeroGradients();
      const first = await loss();
      const gradients = fast.gradients.slice();
      const step = 1e-2;
      for (let i = 3; i < weights.length; i += Math.ceil(weights.length / 12)) {
        const kept = weights[i]!;
        weights[i] = kept + step;
        const above = await loss();
        weights[i] = kept - step;
        const below = await loss();
        weights[i] = kept;
        expect(gradients[i]).toBeCloseTo((above - below) / (2 * step), 2);
      }
      expect(await loss()).toBe(first);
      fast.beginStep(8);
      expect(lossOf((await fast.accumulate(batch)).logprobs, batch)).not.toBe(first);
      await withDecoder({ memory: 'small', dropout: 0.25, weights }, async (small) => {
        small.beginStep(7);
        expect(lossOf((await small.accumulate(batch)).logprobs, batch)).toBeCloseTo(first, 5);
        expect(largest(small.gradients, gradients)).toBeLessThan(1e-5);
      });
    });
  });

  it('differs from batch to batch of an update, and is off while scoring', async () => {
    const batch = randomBatch();
    const plain = await withDecoder({ memory: 'fast', dropout: 0 }, (decoder) => decoder.score(batch));
    await withDecoder({ memory: 'fast', dropout: 0.25 }, async (decoder) => {
      decoder.beginStep(1);
      const first = (await decoder.accumulate(batch)).logprobs;
      const second = (await decoder.accumulate(batch)).logprobs;
      expect(largest(first, second)).toBeGreaterThan(1e-3);
      expect(largest((await decoder.score(batch)).logprobs, plain.logprobs)).toBeLessThan(1e-6);
    });
  });
});
