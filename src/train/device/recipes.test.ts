/**
 * Two recipes that the other tests of WebGPU leave out, from end to end there and on the CPU: PPO with a value head and
 * a verifier's head, and DPO, whose reference takes the policy's place and gives it back. `npm run test:devices` runs
 * all of them by the command. On a GPU, or on Chromium's software Vulkan where there is none.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCheckpoint } from '../../../test/support/random-checkpoint.ts';
import type { JsonObject } from '../../base/json.ts';
import { trainConfig } from '../config.ts';
import { PolicyRecipe, type PolicyRecipeName } from '../recipes/policy.ts';
import { runLoop } from '../run/loop.ts';
import { closeRun, startRun } from '../run/open.ts';
import type { TrainingDevice } from '../run/placed.ts';

const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(software)) process.env['VK_ICD_FILENAMES'] ??= software;

const minutes = 60_000;
const tolerance = 1e-3;

let [folder, model] = ['', ''];
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-device-recipes-'));
  model = randomCheckpoint({ layers: 1 });
});
afterAll(() => {
  for (const made of [folder, model]) rmSync(made, { recursive: true });
});

type Figures = Readonly<Record<string, number>>;

/** The figures of each update, timings left out, and the weights at the end. */
async function trained(
  recipe: PolicyRecipeName,
  changes: JsonObject,
  device: TrainingDevice,
): Promise<{ readonly lines: readonly Figures[]; readonly weights: Float32Array }> {
  const out = path.join(folder, `${recipe}-${device}`);
  const common = {
    ...{ recipe, rows: 1, length: 128, threads: 1, seed: 3, evaluateEvery: 0, saveEvery: 0 },
    ...{ optimizer: { learningRate: 1e-3 }, schedule: { kind: 'constant', warmupSteps: 0 } },
  };
  const run = await startRun(
    trainConfig([{ place: 'test', changes: { ...common, ...changes } }]),
    out,
    device,
  );
  try {
    const made = await PolicyRecipe.create(run, recipe);
    try {
      await runLoop(run, made);
    } finally {
      await made.dispose();
    }
  } finally {
    await closeRun(run);
  }
  const rows = readFileSync(path.join(out, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const lines = rows.map((row) => {
    const all = Object.entries(JSON.parse(row) as Figures);
    return Object.fromEntries(all.filter(([name]) => !/_time$|_per_second$/.test(name)));
  });
  return { lines, weights: run.decoder.weights };
}

/** Both devices say and learn the same. */
async function expectSame(recipe: PolicyRecipeName, changes: JsonObject): Promise<readonly Figures[]> {
  const expected = await trained(recipe, changes, 'cpu');
  const got = await trained(recipe, changes, 'webgpu');
  expect(got.lines.map((line) => Object.keys(line))).toEqual(expected.lines.map((line) => Object.keys(line)));
  expected.lines.forEach((line, i) => {
    for (const [name, value] of Object.entries(line))
      expect(Math.abs(got.lines[i]![name]! - value), name).toBeLessThan(tolerance * Math.max(1, value));
  });
  // on average: where a gradient is next to nothing, its sign is rounding, and AdamW steps by the sign at first
  const apart = expected.weights.reduce((sum, weight, i) => sum + Math.abs(weight - got.weights[i]!), 0);
  expect(apart / expected.weights.length).toBeLessThan(1e-5);
  return expected.lines;
}

describe('recipes on WebGPU', () => {
  it(
    'PPO: values and a head that judges',
    async () => {
      const policy = { verifier: 'bce', problems: 1, group: 4, maxNewTokens: 40 };
      const data = ['families:multiply@1'];
      const demo = path.join(import.meta.dirname, '../../../test/data/demo-base');
      const [line] = await expectSame('ppo', { model: demo, data, steps: 1, policy });
      expect(line!['value/loss']).toBeGreaterThan(0);
      expect(line!['verify/loss']).toBeGreaterThan(0);
    },
    5 * minutes,
  );

  it(
    'DPO: pairs of a file against a reference, which stays what it was',
    async () => {
      const file = path.join(folder, 'pairs.jsonl');
      const rows = Array.from({ length: 8 }, (_, i) =>
        JSON.stringify({ prompt: `${i} + 1 = `, chosen: `${i + 1}`, rejected: `${i + 2}` }),
      );
      writeFileSync(file, rows.join('\n'));
      const policy = { problems: 2, verifier: 'none' };
      const lines = await expectSame('dpo', { model, data: [file], steps: 2, heldOutShare: 0, policy });
      // the policy is the reference before the first update, and no longer before the second
      expect(lines[0]!['dpo/loss']).toBeCloseTo(Math.LN2, 5);
      expect(Math.abs(lines[1]!['dpo/loss']! - Math.LN2)).toBeGreaterThan(1e-4);
    },
    5 * minutes,
  );
});
