/** Merged folders against PEFT's merged logits, in the base's own type, and what is refused. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTensors } from '../checkpoint/safetensors.ts';
import { newCache } from './cache.ts';
import { openDecoder } from './load.ts';
import { mergeIntoFolder } from './merge-folder.ts';

const data = path.join(import.meta.dirname, '../../test/data');
const base = path.join(data, 'checkpoints/llama-plain');
const all = path.join(data, 'adapters/all-linear');
const attention = path.join(data, 'adapters/attention-rslora');
const home = mkdtempSync(path.join(tmpdir(), 'vouch-merged-'));
afterAll(() => {
  rmSync(home, { recursive: true });
});

interface Golden {
  readonly ids: readonly number[];
  readonly logits: readonly (readonly number[])[];
}

const golden = JSON.parse(readFileSync(path.join(all, 'golden.json'), 'utf8')) as Golden;

async function logitsOf(
  folder: string,
  options: Parameters<typeof openDecoder>[1] = {},
): Promise<Float32Array> {
  const decoder = await openDecoder(folder, { ...options, cache: home, session: { threads: 1 } });
  try {
    const count = golden.ids.length;
    const cache = newCache(decoder.config, 1, count);
    const logitsAt = [count - 1];
    return await decoder.extend({
      tokenIds: golden.ids,
      newTokens: count,
      pastLengths: [0],
      cache,
      logitsAt,
    });
  } finally {
    await decoder.dispose();
  }
}

const difference = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Math.max(...Array.from(x, (value, i) => Math.abs(value - (y[i] ?? NaN))));

describe('a merged folder', () => {
  it('has the logits that PEFT has with the adapter', async () => {
    const folder = path.join(home, 'one');
    const result = await mergeIntoFolder(base, [all], folder, { type: 'F32' });
    expect(result).toMatchObject({ folder, changed: 14 });
    expect(difference(await logitsOf(folder), golden.logits.at(-1) ?? [])).toBeLessThan(1e-4);
  });

  it('of two adapters has the logits of their sum on the base', async () => {
    const folder = path.join(home, 'two');
    await mergeIntoFolder(base, [all, attention], folder, { type: 'F32' });
    const sum = await logitsOf(base, { adapters: { all, attention }, sumAdapters: true });
    expect(difference(await logitsOf(folder), sum)).toBeLessThan(1e-4);
    expect(difference(sum, golden.logits.at(-1) ?? [])).toBeGreaterThan(0.01);
  });

  it("keeps the base's types, and bits where nothing is changed", async () => {
    const folder = path.join(home, 'own');
    const sharded = path.join(data, 'checkpoints/llama-bf16-sharded');
    await mergeIntoFolder(sharded, [], folder);
    const bytesOf = (from: string): Record<string, string> =>
      Object.fromEntries(
        [...readTensors(from)].sort().map(([name, { file, offset, length, dtype }]) => {
          const bits = readFileSync(file).subarray(offset, offset + length);
          return [name, `${dtype} ${bits.toString('base64')}`];
        }),
      );
    expect(bytesOf(folder)).toEqual(bytesOf(sharded));
  });

  it('is not begun over an existing folder, and not left behind half-made', async () => {
    await expect(mergeIntoFolder(base, [all], base)).rejects.toThrow(/expected no folder of this name yet/);
    const before = readdirSync(home);
    const folder = path.join(home, 'never');
    const stopped = mergeIntoFolder(base, [all], folder, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow();
    const other = path.join(data, 'checkpoints/qwen2-plain');
    await expect(mergeIntoFolder(other, [all], folder)).rejects.toThrow(/trained on another base model/);
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(home)).toEqual(before);
  });
});
