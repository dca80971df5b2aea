import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { rememberedPassCosts } from './pass-costs.ts';

const folder = path.join(import.meta.dirname, '../../test/data/checkpoints/llama-plain');
const cache = mkdtempSync(path.join(tmpdir(), 'vouch-passes-'));
afterAll(() => {
  rmSync(cache, { recursive: true, force: true });
});

it('measures once for a shape of model and a precision, and again where the file is damaged', async () => {
  let measured = 0;
  const costs = (precision: string, place = cache): Promise<unknown> =>
    rememberedPassCosts(folder, { precision, adapters: 0, cache: place }, () =>
      Promise.resolve({ tokens: [1, 4], ms: [1, 1 + ++measured] }),
    );
  expect(await costs('f32')).toEqual({ tokens: [1, 4], ms: [1, 2] });
  expect(await costs('f32')).toEqual({ tokens: [1, 4], ms: [1, 2] });
  expect(await costs('int8')).toEqual({ tokens: [1, 4], ms: [1, 3] });
  const places = readdirSync(path.join(cache, 'passes'));
  expect(places).toHaveLength(2);
  for (const name of places) writeFileSync(path.join(cache, 'passes', name), '{"tokens": [1');
  expect(await costs('f32')).toEqual({ tokens: [1, 4], ms: [1, 4] });
  // A place that cannot be written: a file where the folder would be.
  const blocked = path.join(cache, 'blocked');
  writeFileSync(blocked, '');
  expect(await costs('f32', blocked)).toEqual({ tokens: [1, 4], ms: [1, 5] });
});
