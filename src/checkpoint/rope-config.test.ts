import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const root = join(import.meta.dirname, '../../test/data/checkpoints');
const folder = mkdtempSync(join(tmpdir(), 'vouch-rope-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Json = Record<string, unknown>;
const configOf = (name: string): Json =>
  JSON.parse(readFileSync(join(root, name, 'config.json'), 'utf8')) as Json;

/** Checkpoints whose `config.json` says one rotary embedding as transformers 5 writes it. */
const flat = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => 'rope_type' in ((configOf(name)['rope_parameters'] as Json | undefined) ?? {}));

/** The same as transformers 4 writes it: the base outside, the scaling inside, and nothing inside for the plain type. */
function olderSpelling({ rope_parameters, ...rest }: Json, typeName: 'rope_type' | 'type'): Json {
  const { rope_theta, rope_type, partial_rotary_factor, ...scaling } = rope_parameters as Json;
  return {
    ...rest,
    rope_theta,
    ...(partial_rotary_factor === undefined ? {} : { partial_rotary_factor }),
    rope_scaling: rope_type === 'default' ? null : { [typeName]: rope_type, ...scaling },
  };
}

describe('a rotary embedding in the spelling of transformers 4', () => {
  it('is there to be compared for every type', () => {
    const types = flat.map((name) => (configOf(name)['rope_parameters'] as Json)['rope_type']);
    expect(new Set(types)).toEqual(new Set(['default', 'linear', 'dynamic', 'llama3', 'yarn']));
  });

  it.each(
    flat.flatMap((name) => (['rope_type', 'type'] as const).map((typeName) => [name, typeName] as const)),
  )('is what it is in that of transformers 5: %s, %s', (name, typeName) => {
    const other = join(folder, `${name}-${typeName}`);
    cpSync(join(root, name), other, { recursive: true });
    writeFileSync(join(other, 'config.json'), JSON.stringify(olderSpelling(configOf(name), typeName)));
    expect(readConfig(other).ropes).toEqual(readConfig(join(root, name)).ropes);
  });
});
