/** Common beginnings laid out once: the same log-probabilities and gradients, fewer tokens. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { readConfig } from '../checkpoint/config.ts';
import { readTensors } from '../checkpoint/safetensors.ts';
import { packAll } from './data/batches.ts';
import { TrainedDecoder } from './decoder.ts';
import {
  documentSize,
  fillMask,
  packUnits,
  type PackedBatch,
  type TrainingDocument,
  unfolded,
} from './packing.ts';
import { ParameterLayout } from './parameters.ts';
import { packShared, sharedUnits } from './shared-prompts.ts';

const checkpoints = path.join(import.meta.dirname, '../../test/data/checkpoints');

/** A document whose first `lead` tokens do not count. */
function document(ids: readonly number[], lead: number, weight = 1): TrainingDocument {
  return {
    tokenIds: Int32Array.from(ids),
    weights: Float32Array.from(ids, (_, t) => (t >= lead ? weight : 0)),
  };
}

/** Groups of completions of the same prompts, in mixed order. */
function rollouts(vocabulary: number, sizes: readonly number[]): TrainingDocument[] {
  const random = new Random(3);
  const draw = (count: number): number[] =>
    Array.from({ length: count }, () => random.integer(0, vocabulary - 1));
  const groups = sizes.map((size) => {
    const prompt = draw(12);
    return Array.from({ length: size }, () => document([...prompt, ...draw(random.integer(2, 8))], 12, 0.1));
  });
  return random.shuffled(groups.flat());
}

describe('shared beginnings', () => {
  it('are found by their tokens, and end before the first token that counts', () => {
    const prompt = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const other = [1, 2, 3, 4, 5, 6, 7, 8, 20, 21, 22, 23];
    const documents = [
      document([...prompt, 30], 10),
      document([...other, 31], 12),
      document([...prompt, 32, 33], 10),
      document([...other, 34], 12),
      document([50, 51, 52], 1),
    ];
    expect(sharedUnits(documents)).toEqual([
      { members: [0, 2], prefix: 10 },
      { members: [1, 3], prefix: 12 },
      { members: [4], prefix: 0 },
    ]);
    const early = documents.slice(0, 3).map(({ tokenIds }) => document([...tokenIds], 9));
    expect(sharedUnits(early)[0]).toEqual({ members: [0, 2], prefix: 9 });
    const same = [document([...prompt, 30], 11), document([...prompt, 30], 11)];
    expect(sharedUnits(same)).toEqual([{ members: [0, 1], prefix: 10 }]);
  });

  it('are seen by what follows them, within the window; nothing else is', () => {
    const documents = [document([1, 2, 3, 4], 2), document([1, 2, 5], 2)];
    const batch = packUnits(documents, [[{ members: [0, 1], prefix: 2 }]], 6);
    expect([...batch.tokenIds]).toEqual([1, 2, 3, 4, 5, 0]);
    expect([...batch.positions]).toEqual([0, 1, 2, 3, 2, 0]);
    expect([...batch.sources]).toEqual([1, 2, 1]);
    expect([...batch.targets]).toEqual([3, 4, 5]);
    expect(batch.usedTokens).toBe(7);
    const seen = (window: number | null): string[] => {
      const mask = new Float32Array(36);
      fillMask(mask, batch, { group: 1, window });
      return Array.from({ length: 6 }, (_, t) =>
        Array.from(mask.subarray(t * 6, t * 6 + 6), (value) => (value === 0 ? 'x' : '.')).join(''),
      );
    };
    expect(seen(null)).toEqual(['x.....', 'xx....', 'xxx...', 'xxxx..', 'xx..x.', '.....x']);
    expect(seen(2)).toEqual(['x.....', 'xx....', '.xx...', '..xx..', '.x..x.', '.....x']);
    expect(() => packUnits(documents, [[{ members: [0, 1], prefix: 3 }]], 6)).toThrow(/no counted token/);
  });

  it('leave every counted token where it was asked for, in fewer rows', () => {
    const documents = rollouts(90, [8, 8, 3, 1]);
    const found = (batches: readonly PackedBatch[]): string[] =>
      batches
        .flatMap(({ members, places, targets }) =>
          [...members].map((member, m) => `${member}:${places[m]}:${targets[m]}`),
        )
        .sort();
    const [shared, plain] = [packShared(documents, 1, 32), packAll(documents, 1, 32)];
    expect(found(shared)).toEqual(found(plain));
    expect(shared.length).toBeLessThan(0.7 * plain.length);
    expect(() => packShared([document([1, 2, 3, 4], 1)], 1, 3)).toThrow(/at most 3 tokens/);
  });

  it.each(['llama-biases-tied', 'mistral-window', 'qwen3-plain', 'gemma3-plain'])(
    '%s: the same log-probabilities and gradients as each document by itself',
    async (name) => {
      await expectSameLearning(name, (vocabulary) => {
        const documents = rollouts(vocabulary, [4, 3, 1]);
        return [packAll(documents, 2, 32), packShared(documents, 2, 32)];
      });
    },
  );
});

describe('questions in passing', () => {
  const asked: TrainingDocument = {
    ...document([1, 2, 3, 4, 5], 2),
    branches: [
      { at: 3, tokenIds: Int32Array.of(20, 21), weights: Float32Array.of(0, 0.5) },
      { at: 5, tokenIds: Int32Array.of(6, 20, 22), weights: Float32Array.of(0.25, 0, 0.5) },
    ],
  };

  it('see the beginning that they are asked about, and nobody sees them', () => {
    const batch = packAll([asked], 1, 10)[0]!;
    expect([...batch.tokenIds]).toEqual([1, 2, 3, 4, 5, 20, 6, 20, 0, 0]);
    expect([...batch.positions]).toEqual([0, 1, 2, 3, 4, 3, 5, 6, 0, 0]);
    expect([...batch.sources]).toEqual([1, 2, 3, 5, 4, 7]);
    expect([...batch.targets]).toEqual([3, 4, 5, 21, 6, 22]);
    expect([...batch.places]).toEqual([2, 3, 4, 6, 7, 9]);
    expect(batch.usedTokens).toBe(documentSize(asked));
    const mask = new Float32Array(100);
    fillMask(mask, batch, { group: 1, window: null });
    const seen = Array.from({ length: 8 }, (_, t) =>
      Array.from(mask.subarray(t * 10, t * 10 + 8), (value) => (value === 0 ? 'x' : '.')).join(''),
    );
    expect(seen.slice(4)).toEqual(['xxxxx...', 'xxx..x..', 'xxxxx.x.', 'xxxxx.xx']);
    expect(() => packUnits([asked], [[{ members: [0], prefix: 2 }]], 10)).toThrow(/no branches/);
    expect(() => packAll([asked], 1, 7)).toThrow(/got 8/);
  });

  it.each(['llama-biases-tied', 'mistral-window', 'qwen3-plain', 'gemma3-plain'])(
    '%s: teach what each question teaches behind its own copy of the beginning',
    async (name) => {
      await expectSameLearning(name, (vocabulary) => {
        const random = new Random(8);
        const draw = (count: number): Int32Array =>
          Int32Array.from({ length: count }, () => random.integer(0, vocabulary - 1));
        const documents = Array.from({ length: 5 }, (): TrainingDocument => {
          const tokenIds = draw(random.integer(4, 12));
          const branches = [1, 2].map((size) => ({
            at: random.integer(1, tokenIds.length),
            tokenIds: draw(size + 1),
            weights: Float32Array.of(...new Float32Array(size), 0.3),
          }));
          return { tokenIds, weights: new Float32Array(tokenIds.length).fill(0.1), branches };
        });
        return [packAll(documents.flatMap(unfolded), 2, 32), packAll(documents, 2, 32)];
      });
    },
  );
});

/** Two ways to pack the same lessons: the same log-probability of each target and the same gradients. */
async function expectSameLearning(
  name: string,
  packings: (vocabulary: number) => readonly [readonly PackedBatch[], readonly PackedBatch[]],
): Promise<void> {
  const folder = path.join(checkpoints, name);
  const config = readConfig(folder);
  const weights = ParameterLayout.full(config).read(readTensors(folder));
  const decoder = await TrainedDecoder.create(config, weights, {
    ...{ rows: 2, length: 32, memory: 'fast', threads: 1, objective: { trains: true } },
  });
  const learnt = async (batches: readonly PackedBatch[]) => {
    decoder.zeroGradients();
    const logprobs: number[] = [];
    for (const batch of batches) logprobs.push(...(await decoder.accumulate(batch)).logprobs);
    return { logprobs: logprobs.sort((a, b) => a - b), gradients: decoder.gradients.slice() };
  };
  try {
    const [plain, shared] = packings(config.vocabSize);
    const [expected, got] = [await learnt(plain), await learnt(shared)];
    expect(got.logprobs).toHaveLength(expected.logprobs.length);
    expected.logprobs.forEach((logprob, i) => {
      expect(got.logprobs[i]).toBeCloseTo(logprob, 5);
    });
    const scale = expected.gradients.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    const off = expected.gradients.reduce((most, g, i) => Math.max(most, Math.abs(g - got.gradients[i]!)), 0);
    expect(off / scale).toBeLessThan(1e-5);
  } finally {
    await decoder.dispose();
  }
}
