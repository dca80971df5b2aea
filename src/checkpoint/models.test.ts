import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';
import { defaultModelId } from './default-model.ts';
import { installedAs, listModels, resolveModel } from './models.ts';

let home: string;
let environment: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vouch-models-'));
  environment = { VOUCH_HOME: home, HF_HUB_CACHE: join(home, 'hub') };
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** A folder that counts as a whole model. */
function model(...path: readonly string[]): string {
  const folder = join(home, ...path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), '{}');
  writeFileSync(join(folder, 'model.safetensors'), '');
  return folder;
}

it('nothing of the catalogue is installed on an empty disk', async () => {
  const installed = await listModels(environment);
  expect(catalogue.filter(({ id }) => installedAs(id, installed, environment) !== undefined)).toEqual([]);
});

it('knows a model of the catalogue in the cache, and no other revision of one', async () => {
  const commit = 'a'.repeat(40);
  model('hub', 'models--Qwen--Qwen3-0.6B', 'snapshots', commit);
  const pinned = await listModels(environment);
  expect(installedAs('Qwen/Qwen3-0.6B', pinned, environment)).toBeUndefined();
  mkdirSync(join(home, 'hub', 'models--Qwen--Qwen3-0.6B', 'refs'));
  writeFileSync(join(home, 'hub', 'models--Qwen--Qwen3-0.6B', 'refs', 'main'), commit);
  const installed = await listModels(environment);
  expect(installedAs('Qwen/Qwen3-0.6B', installed, environment)?.commit).toBe(commit);
});

it('knows SmolLM2 in the form in which it was imported, which also answers to its name', async () => {
  const folder = model('models', 'SmolLM2-135M-Instruct');
  model('models', 'Qwen3-0.6B');
  const installed = await listModels(environment);
  expect(installedAs(defaultModelId, installed, environment)?.folder).toBe(folder);
  expect((await resolveModel(defaultModelId, environment)).folder).toBe(folder);
  // Whatever else was imported under a like name is not known to be the same.
  expect(installedAs('Qwen/Qwen3-0.6B', installed, environment)).toBeUndefined();
});
