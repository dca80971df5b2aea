/** Prepared precisions on tiny checkpoints: near float32, made once, and their cost in log-perplexity kept. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { quantizeRows } from '../checkpoint/blocks.ts';
import { newCache } from './cache.ts';
import { openDecoder, preparedFolder } from './load.ts';
import { preparedName, type PreparedPrecision } from './prepare.ts';
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
    ['int4', 0.85],
  ] as const)('%s stays near float32', async (precision, least) => {
    for (const name of ['llama-biases-tied', 'qwen2-plain', 'gemma3-plain', 'llama-bf16-sharded']) {
      expect(await correlation(name, precision)).toBeGreaterThan(least);
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
