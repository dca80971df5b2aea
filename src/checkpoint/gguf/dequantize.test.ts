import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { float16Table, roundToFloat16, toFloat16 } from '../float16.ts';
import { blockFormat, dequantize } from './dequantize.ts';

const url = new URL('../../../test/data/gguf/blocks.json', import.meta.url);
const golden = JSON.parse(readFileSync(url, 'utf8')) as Record<
  string,
  { readonly type: number; readonly bytes: string; readonly float32: string }
>;

describe('dequantize', () => {
  it.each(Object.entries(golden))(
    'reads %s as the gguf package does, bit for bit',
    (name, { type, bytes, float32 }) => {
      const format = blockFormat(type, 'test');
      expect(format.name).toBe(name);
      const values = dequantize(Buffer.from(bytes, 'base64'), format);
      expect(Buffer.from(values.buffer).toString('base64')).toBe(float32);
    },
  );

  it('names the types that it reads when it meets another', () => {
    expect(() => blockFormat(19, 'model.gguf: blk.0.attn_q.weight')).toThrow(
      /model\.gguf: blk\.0\.attn_q\.weight: expected a tensor type of F32, F16, .*Q6_K.*, got type number 19/,
    );
  });

  it('refuses half a block', () => {
    expect(() => dequantize(new Uint8Array(17), blockFormat(2, 'test'))).toThrow(
      /multiple of 18 bytes, got 17/,
    );
  });
});

describe('float16', () => {
  it('gives back every one of its numbers', () => {
    const table = float16Table();
    const bits = new Uint16Array(65536);
    toFloat16(table, bits);
    for (let i = 0; i < 65536; i++) if (!Number.isNaN(table[i]!)) expect(bits[i]).toBe(i);
    expect(Number.isNaN(table[0x7e00]!)).toBe(true);
  });

  const rounded: readonly (readonly [number, number])[] = [
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1 + 2 ** -9],
    [65519, 65504],
    [65520, Infinity],
    [2 ** -25, 0],
    [2 ** -25 * 1.0001, 2 ** -24],
    [3 * 2 ** -25, 2 ** -23],
    [-0.1, -0.0999755859375],
  ];
  it.each(rounded)('rounds %f to nearest even', (value, expected) => {
    expect(roundToFloat16(value)).toBe(expected);
  });
});
