/** LoRA adapters against PEFT: unmerged, several at once chosen per row, merged, and weights swapped under way. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { tensor } from '../runtime/tensor.ts';
import { newCache } from './cache.ts';
import { type Decoder, type DecoderOptions, openDecoder } from './load.ts';

const data = path.join(import.meta.dirname, '../../test/data');
const base = path.join(data, 'checkpoints/llama-plain');
const adapters = {
  all: path.join(data, 'adapters/all-linear'),
  attention: path.join(data, 'adapters/attention-rslora'),
};

interface Golden {
  readonly ids: readonly number[];
  readonly logits: readonly (readonly number[])[];
}

const goldenOf = (folder: string): Golden =>
  JSON.parse(readFileSync(path.join(folder, 'golden.json'), 'utf8')) as Golden;

const plain = goldenOf(base);
const golden = { all: goldenOf(adapters.all), attention: goldenOf(adapters.attention) };
const cache = mkdtempSync(path.join(tmpdir(), 'vouch-adapters-'));
const opened: Decoder[] = [];
afterEach(async () => {
  for (const decoder of opened.splice(0)) await decoder.dispose();
});
afterAll(() => {
  rmSync(cache, { recursive: true });
});

async function open(options: DecoderOptions): Promise<Decoder> {
  const decoder = await openDecoder(base, { ...options, cache, session: { threads: 1 } });
  opened.push(decoder);
  return decoder;
}

function difference(logits: ArrayLike<number>, expected: readonly number[]): number {
  expect(logits.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - (logits[i] ?? NaN))));
}

/** Rows that all read the same ids, each with its adapter: the last position's logits by prefill and by decoding. */
async function lastLogits(decoder: Decoder, rows: readonly (string | null)[]): Promise<Float32Array> {
  const count = plain.ids.length;
  const keys = newCache(decoder.config, rows.length, count);
  const head = rows.flatMap(() => plain.ids.slice(0, count - 1));
  const past = rows.map(() => 0);
  const first = { tokenIds: head, newTokens: count - 1, pastLengths: past, cache: keys, logitsAt: [0] };
  await decoder.extend({ ...first, adapters: rows });
  const tokenIds = rows.map(() => plain.ids[count - 1]!);
  return decoder.decode({ tokenIds, pastLengths: rows.map(() => count - 1), cache: keys, adapters: rows });
}

const last = (rows: Golden): readonly number[] => rows.logits.at(-1) ?? [];

describe('LoRA adapters', () => {
  it('agree with PEFT side by side in one batch, and rows without one keep the base model', async () => {
    const decoder = await open({ adapters });
    const logits = await lastLogits(decoder, ['all', null, 'attention', 'all']);
    const expected = [golden.all, plain, golden.attention, golden.all].flatMap(last);
    expect(difference(logits, expected)).toBeLessThan(1e-4);
    expect(difference(last(plain) as number[], last(golden.all))).toBeGreaterThan(0.1);
  });

  it.each(['all', 'attention'] as const)('agree with PEFT when merged: %s', async (name) => {
    const decoder = await open({ merge: adapters[name] });
    expect(difference(await lastLogits(decoder, [null]), last(golden[name]))).toBeLessThan(1e-4);
  });

  it('are refused under a name that was not loaded', async () => {
    const decoder = await open({ adapters: { all: adapters.all } });
    await expect(lastLogits(decoder, ['attention'])).rejects.toThrow(
      /adapter: expected one of all, got "attention"/,
    );
    const bare = await open({});
    await expect(lastLogits(bare, ['all'])).rejects.toThrow(/expected none, because none was loaded/);
  });

  it('are refused on another base model', async () => {
    const other = openDecoder(path.join(data, 'checkpoints/qwen2-plain'), { adapters, cache });
    await expect(other).rejects.toThrow(/it was trained on another base model/);
  });
});

describe('weights as inputs', () => {
  it('give the same logits and can be swapped without a new session', async () => {
    const decoder = await open({ weights: 'inputs' });
    expect(difference(await lastLogits(decoder, [null]), last(plain))).toBeLessThan(1e-4);
    const name = 'model.norm.weight';
    const zero = tensor('float32', [decoder.config.hiddenSize], new Float32Array(decoder.config.hiddenSize));
    decoder.setWeights({ [name]: zero });
    expect(Math.max(...(await lastLogits(decoder, [null])))).toBe(0);
    expect(() => {
      decoder.setWeights({ 'model.other': zero });
    }).toThrow(/expected the name of a weight that is fed, got "model.other"/);
  });
});
