/** Every golden checkpoint three ways against transformers: at once, token by token, and ragged in a batch. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { copyRow, firstRows, newCache } from './cache.ts';
import { type Decoder, openDecoder } from './load.ts';

const root = path.join(import.meta.dirname, '../../test/data/checkpoints');
const names = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

interface Golden {
  readonly ids: readonly number[];
  readonly logits: readonly (readonly number[])[];
}

const goldenOf = (name: string): Golden =>
  JSON.parse(readFileSync(path.join(root, name, 'golden.json'), 'utf8')) as Golden;

const opened: Decoder[] = [];
afterEach(async () => {
  for (const decoder of opened.splice(0)) await decoder.dispose();
});

async function open(name: string): Promise<Decoder> {
  const decoder = await openDecoder(path.join(root, name), { session: { threads: 1 } });
  opened.push(decoder);
  return decoder;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** The largest difference between rows of logits and the golden rows at these positions. */
function distance(logits: Float32Array, golden: Golden, positions: readonly number[]): number {
  const expected = positions.flatMap((position) => golden.logits[position] ?? []);
  expect(logits.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - (logits[i] ?? NaN))));
}

describe.each(names)('%s', (name) => {
  const golden = goldenOf(name);
  const count = golden.ids.length;

  it('agrees with transformers for a whole sequence', async () => {
    const decoder = await open(name);
    const cache = newCache(decoder.config, 1, count);
    const all = range(0, count);
    const batch = { tokenIds: golden.ids, newTokens: count, pastLengths: [0], cache, logitsAt: all };
    expect(distance(await decoder.extend(batch), golden, all)).toBeLessThan(1e-4);
  });

  it('agrees token by token from a prefilled cache larger than needed', async () => {
    const decoder = await open(name);
    const cache = newCache(decoder.config, 1, count + 9, count);
    const first = { tokenIds: golden.ids.slice(0, 7), newTokens: 7, pastLengths: [0], cache, logitsAt: [6] };
    expect(distance(await decoder.extend(first), golden, [6])).toBeLessThan(1e-4);
    for (let at = 7; at < count; at++) {
      const logits = await decoder.decode({ tokenIds: [golden.ids[at]!], pastLengths: [at], cache });
      expect(distance(logits, golden, [at])).toBeLessThan(1e-4);
    }
  });

  it('agrees for ragged rows: prefilled together, continued by several tokens and by single ones', async () => {
    const decoder = await open(name);
    const lengths = [5, 1, 9];
    const cache = newCache(decoder.config, 3, count, count);
    const padded = lengths.flatMap((length) => range(0, 9).map((t) => (t < length ? golden.ids[t]! : 0)));
    await decoder.extend({ tokenIds: padded, newTokens: 9, pastLengths: [0, 0, 0], cache, logitsAt: [0] });
    const next = lengths.flatMap((length) => golden.ids.slice(length, length + 4));
    const more = { tokenIds: next, newTokens: 4, pastLengths: lengths, cache, logitsAt: range(0, 12) };
    const positions = lengths.flatMap((length) => range(length, length + 4));
    expect(distance(await decoder.extend(more), golden, positions)).toBeLessThan(1e-4);
    const now = lengths.map((length) => length + 4);
    const tokenIds = now.map((at) => golden.ids[at]!);
    const logits = await decoder.decode({ tokenIds, pastLengths: now, cache });
    expect(distance(logits, golden, now)).toBeLessThan(1e-4);
  });
});

describe('cache', () => {
  it('continues rows that were copied into another cache', async () => {
    const golden = goldenOf('llama-plain');
    const decoder = await open('llama-plain');
    const small = newCache(decoder.config, 1, 6);
    const prefill = { tokenIds: golden.ids.slice(0, 6), newTokens: 6, pastLengths: [0], logitsAt: [5] };
    await decoder.extend({ ...prefill, cache: small });
    const large = newCache(decoder.config, 4, 20);
    for (const row of [0, 1, 2, 3]) copyRow({ cache: small, row: 0 }, { cache: large, row }, 6);
    const cache = firstRows(large, 2);
    const logits = await decoder.decode({
      tokenIds: [golden.ids[6]!, golden.ids[6]!],
      pastLengths: [6, 6],
      cache,
    });
    expect(distance(logits, golden, [6, 6].slice(0, 2))).toBeLessThan(1e-4);
  });

  it('refuses positions beyond its capacity', async () => {
    const decoder = await open('llama-plain');
    const cache = newCache(decoder.config, 1, 4);
    await expect(decoder.decode({ tokenIds: [1], pastLengths: [4], cache })).rejects.toThrow(
      /5 positions, got one for 4/,
    );
  });
});
