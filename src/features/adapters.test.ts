/** Solving and checking with LoRA adapters on a random model: what they change, what they equal, what is refused. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { SafetensorsWriter } from '../checkpoint/safetensors-writer.ts';
import { mergeIntoFolder } from '../model/merge-folder.ts';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import { checkSolution } from './check.ts';
import type { ModelChoice, SolveResult } from './contracts.ts';
import { EnginePool } from './engine-pool.ts';
import { loadEngine } from './load-engine.ts';
import { solve } from './solve.ts';

const home = mkdtempSync(path.join(tmpdir(), 'vouch-adapted-'));
const engines = new EnginePool({ load: loadEngine });
const base = path.join(home, 'base');
const first = path.join(home, 'first');
const second = path.join(home, 'second');

/** A rank-2 adapter on the queries and values of both layers, strong enough to change what is written. */
async function writeAdapter(folder: string, seed: number, hidden = 32): Promise<void> {
  const random = new Random(seed);
  const pairs = [0, 1].flatMap((layer) =>
    [
      { module: `model.layers.${layer}.self_attn.q_proj`, out: hidden },
      { module: `model.layers.${layer}.self_attn.v_proj`, out: hidden / 2 },
    ].flatMap(({ module, out }) => [
      { name: `base_model.model.${module}.lora_A.weight`, shape: [2, hidden] },
      { name: `base_model.model.${module}.lora_B.weight`, shape: [out, 2] },
    ]),
  );
  mkdirSync(folder);
  const config = { peft_type: 'LORA', r: 2, lora_alpha: 4, bias: 'none' };
  writeFileSync(path.join(folder, 'adapter_config.json'), JSON.stringify(config));
  const planned = pairs.map((pair) => ({ ...pair, type: 'F32' as const }));
  const writer = await SafetensorsWriter.create(path.join(folder, 'adapter_model.safetensors'), planned);
  try {
    for (const { shape } of pairs) {
      const count = shape.reduce((product, size) => product * size, 1);
      const values = Float32Array.from({ length: count }, () => 0.4 * random.normal());
      await writer.write(new Uint8Array(values.buffer));
    }
    await writer.finish();
  } finally {
    await writer.close();
  }
}

function solved(choice: ModelChoice): Promise<SolveResult> {
  const request = { problem: 'What is 2 + 2?', samples: 2, temperature: 0, maxNewTokens: 32 };
  return solve({ ...request, device: 'cpu', model: base, ...choice }, { engines });
}

const texts = (result: SolveResult): readonly string[] => result.candidates.map(({ text }) => text);

beforeAll(async () => {
  const calibration = { verdict: { score: [0, 1], probability: [0, 1] } };
  renameSync(randomCheckpoint({ vouch: { calibration } }), base);
  await writeAdapter(first, 11);
  await writeAdapter(second, 12);
});

afterAll(async () => {
  await engines.unloadIdle();
  rmSync(home, { recursive: true });
});

describe('solving with adapters', () => {
  it('writes other solutions than the base, as the merged model writes them', async () => {
    const plain = await solved({});
    const adapted = await solved({ adapters: [first] });
    expect(texts(adapted)).not.toEqual(texts(plain));
    const merged = path.join(home, 'merged');
    await mergeIntoFolder(base, [first], merged);
    expect(texts(await solved({ model: merged }))).toEqual(texts(adapted));
  });

  it('sums several adapters, in whatever order', async () => {
    const both = await solved({ adapters: [first, second] });
    expect(texts(await solved({ adapters: [second, first] }))).toEqual(texts(both));
    expect(texts(both)).not.toEqual(texts(await solved({ adapters: [first] })));
    const merged = path.join(home, 'merged-both');
    await mergeIntoFolder(base, [first, second], merged);
    expect(texts(await solved({ model: merged }))).toEqual(texts(both));
  });

  it('names them, and does not pass the calibration of the base off as theirs', async () => {
    const plain = await solved({});
    expect(plain.model).toMatchObject({ id: 'base', calibrated: true });
    const both = await solved({ adapters: [first, second] });
    expect(both.model).toMatchObject({ id: 'base+first+second', calibrated: false });
  });

  it('works on quantised weights', async () => {
    const plain = await solved({ precision: 'int8' });
    const adapted = await solved({ precision: 'int8', adapters: [first] });
    expect(adapted.model.precision).toBe('int8');
    expect(texts(adapted)).not.toEqual(texts(plain));
  });

  it('judges with them, too', async () => {
    const request = { problem: 'What is 2 + 2?', solution: 'It is 4.\nSo \\boxed{4}.', model: base };
    const scores = async (adapters: readonly string[]): Promise<unknown> => {
      const result = await checkSolution({ ...request, device: 'cpu', adapters }, { engines });
      return result.steps.map(({ value, soFar }) => ({ value, soFar }));
    };
    const plain = await scores([]);
    expect(plain).not.toContainEqual({ value: null, soFar: null });
    expect(await scores([first])).not.toEqual(plain);
  });
});

describe('adapters are refused', () => {
  const refused = (adapters: readonly string[]): Promise<unknown> =>
    solved({ adapters }).then(
      () => 'no error',
      (error: unknown) => String(error),
    );

  it('where there is no folder', async () => {
    expect(await refused([path.join(home, 'none')])).toMatch(/none: expected a folder .* got nothing there/);
    expect(await refused([path.join(base, 'config.json')])).toMatch(/expected a folder .* got a file/);
  });

  it('where the folder is no adapter', async () => {
    expect(await refused([base])).toMatch(/expected a PEFT adapter .* got a whole model/);
    expect(await refused([home])).toMatch(/expected a PEFT adapter .* got a folder without it/);
    const empty = path.join(home, 'pickled');
    mkdirSync(empty);
    writeFileSync(path.join(empty, 'adapter_config.json'), '{"peft_type":"LORA"}');
    expect(await refused([empty])).toMatch(/expected adapter_model.safetensors, got none/);
    writeFileSync(path.join(empty, 'adapter_model.bin'), '');
    expect(await refused([empty])).toMatch(/got adapter_model.bin, which can carry code/);
    writeFileSync(path.join(empty, 'adapter_model.safetensors'), '');
    writeFileSync(path.join(empty, 'adapter_config.json'), '{"peft_type":"IA3"}');
    expect(await refused([empty])).toMatch(/peft_type: expected LORA, got "IA3"/);
  });

  it('where it was trained on another base, or is given twice', async () => {
    const wide = path.join(home, 'wide');
    await writeAdapter(wide, 13, 64);
    expect(await refused([wide])).toMatch(/\[64, 64\]; it was trained on another base model/);
    expect(await refused([first, `${first}/`])).toMatch(/expected every adapter once, got it twice/);
  });
});
