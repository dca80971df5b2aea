/** Prepared precisions on tiny checkpoints: near float32, made once, and their cost in log-perplexity kept. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../checkpoint/config.ts';
import { readTensors, type StoredTensor, type StoredTensors } from '../checkpoint/safetensors.ts';
import { quantizeRows } from '../checkpoint/blocks.ts';
import { quantizeOutputs, raiseToMagnitudes, smoothingFactors } from '../checkpoint/rows8.ts';
import { activationRanges as activationRangesOf } from './activation-ranges.ts';
import { newCache } from './cache.ts';
import { openDecoder, preparedFolder } from './load.ts';
import { preparedName, type PreparedPrecision, preparedTensors, type RowCodes } from './prepare.ts';
import { knownQuality, measureQuality } from './quality.ts';

const checkpoints = path.join(import.meta.dirname, '../../test/data/checkpoints');
const cache = mkdtempSync(path.join(tmpdir(), 'vouch-precision-'));
afterAll(() => {
  rmSync(cache, { recursive: true });
});

interface Golden {
  readonly ids: readonly number[];
  readonly logits: readonly (readonly number[])[];
}

/** The correlation of a precision's last logits with transformers' float32 ones. */
async function correlation(name: string, precision: PreparedPrecision): Promise<number> {
  const folder = path.join(checkpoints, name);
  const golden = JSON.parse(readFileSync(path.join(folder, 'golden.json'), 'utf8')) as Golden;
  const count = golden.ids.length;
  const decoder = await openDecoder(folder, {
    precision,
    cache,
    phases: ['extend'],
    session: { threads: 1 },
  });
  try {
    const keys = newCache(decoder.config, 1, count);
    const all = golden.ids.map((_, i) => i);
    const batch = { tokenIds: golden.ids, newTokens: count, pastLengths: [0], cache: keys, logitsAt: all };
    const [a, b] = [await decoder.extend(batch), golden.logits.flat()];
    const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
      Array.from(x).reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  } finally {
    await decoder.dispose();
  }
}

describe('prepared precisions', () => {
  it.each([
    ['f16', 0.99999],
    ['int8', 0.998],
    ['int8-rows', 0.998],
    ['int4', 0.85],
  ] as const)('%s stays near float32', async (precision, least) => {
    for (const name of ['llama-biases-tied', 'qwen2-plain', 'gemma3-plain', 'llama-bf16-sharded']) {
      expect(await correlation(name, precision)).toBeGreaterThan(least);
    }
  });

  it('give a token in int8-rows the same logits whatever stands beside it', async () => {
    const folder = path.join(checkpoints, 'llama-plain');
    const decoder = await openDecoder(folder, { precision: 'int8-rows', cache, session: { threads: 1 } });
    try {
      const { vocabSize } = decoder.config;
      const logitsOf = async (tokenIds: readonly number[]): Promise<Float32Array> => {
        const rows = tokenIds.length;
        const keys = newCache(decoder.config, rows, 2);
        const logits = await decoder.decode({ tokenIds, pastLengths: tokenIds.map(() => 0), cache: keys });
        return logits.slice(0, vocabSize);
      };
      // fewer tokens reach the head than the layers
      const long = { tokenIds: [3, 7, 11], newTokens: 3, pastLengths: [0], logitsAt: [2] };
      const last = await decoder.extend({ ...long, cache: newCache(decoder.config, 1, 3) });
      expect(last.every(Number.isFinite)).toBe(true);
      const alone = await logitsOf([7]);
      const beside = await logitsOf([7, 3, 11, 40, 5]);
      alone.forEach((value, i) => {
        expect(beside[i]).toBeCloseTo(value, 4);
      });
    } finally {
      await decoder.dispose();
    }
  });

  it('are made once', async () => {
    const folder = path.join(checkpoints, 'llama-plain');
    const file = path.join(preparedFolder(folder, { cache }), `${preparedName('int8')}.safetensors`);
    await correlation('llama-plain', 'int8');
    const made = statSync(file).mtimeMs;
    await correlation('llama-plain', 'int8');
    expect(statSync(file).mtimeMs).toBe(made);
  });

  it('keep what they cost in log-perplexity', async () => {
    const folder = path.join(checkpoints, 'llama-plain');
    const ids = Array.from({ length: 40 }, (_, i) => (i * 7) % 48);
    expect(knownQuality(folder, 'int8', { cache })).toBeUndefined();
    const quality = await measureQuality(folder, 'int8', ids, { cache });
    expect(Math.abs(quality.change)).toBeLessThan(0.05);
    expect(quality.logPerplexityF32).toBeGreaterThan(0);
    expect(knownQuality(folder, 'int8', { cache })).toEqual(quality);
  });
});

describe('matrices with one scale an output', () => {
  it('are the same with a sign and around 128', async () => {
    const folder = path.join(checkpoints, 'llama-plain');
    const [config, tensors] = [readConfig(folder), readTensors(folder)];
    const activationRanges = async (): Promise<ReadonlyMap<string, Float32Array>> =>
      activationRangesOf(config, tensors);
    const made = async (rowCodes: RowCodes): Promise<StoredTensors> =>
      preparedTensors({ config, tensors, precision: 'int8-rows', folder: cache, rowCodes, activationRanges });
    const [signed, unsigned] = [await made('signed'), await made('unsigned')];
    const bytes = ({ file, offset, length }: StoredTensor): Buffer =>
      readFileSync(file).subarray(offset, offset + length);
    let largest = 0;
    for (const [name, stored] of signed) {
      const [a, b] = [bytes(stored), bytes(unsigned.get(name)!)];
      if (stored.dtype !== 'int8') expect(b.equals(a)).toBe(true);
      else
        a.forEach((code, i) => {
          largest = Math.max(largest, Math.abs(((code << 24) >> 24) + 128 - (b[i] ?? NaN)));
        });
    }
    expect(largest).toBe(0);
  });

  it('hold inputs first, halves away from zero, each output by its largest weight', () => {
    const into = { values: new Int8Array(6), scales: new Float32Array(2) };
    const rows = Float32Array.of(127, -2.5, 1, 0.5, 0, -0.25);
    quantizeOutputs(into, { start: 0, rows, factors: Float32Array.of(1, 1, 1) });
    expect([...into.scales]).toEqual([1, Math.fround(0.5 / 127)]);
    expect([...into.values]).toEqual([127, 127, -3, 0, 1, -64]);
  });

  it('take outliers of activations into the weights, and leave the product as it is', () => {
    const activations = Float32Array.of(100, 1, 0);
    const weights = new Float32Array(3);
    raiseToMagnitudes(weights, Float32Array.of(1, -4, 2, -0.5, 1, 0));
    expect([...weights]).toEqual([1, 4, 2]);
    const factors = smoothingFactors(activations, weights);
    // √100/√1, √1/√4, and nothing where nothing comes in
    expect([...factors]).toEqual([10, 0.5, 1]);
  });
});

describe('blocks of quantised rows', () => {
  it('hold four bits with a scale and a zero point, low half first', () => {
    const row = Float32Array.from({ length: 16 }, (_, i) => i - 5);
    const { values, scales, zeros } = quantizeRows(row, 1, 16, { bits: 4, blockSize: 16 });
    expect([...scales]).toEqual([1]);
    expect([...zeros]).toEqual([5]);
    expect([...values]).toEqual([0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe]);
  });

  it('hold eight bits around 128 and pad the last block with zeros', () => {
    const { values, scales } = quantizeRows(Float32Array.of(127, -127, 1), 1, 3, { bits: 8, blockSize: 2 });
    expect([...values]).toEqual([255, 1, 255, 128]);
    expect(scales[0]).toBe(1);
    expect(scales[1]).toBeCloseTo(1 / 127, 8);
  });
});
