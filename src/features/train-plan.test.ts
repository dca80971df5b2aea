import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import {
  completeConfig,
  freshRunFolder,
  planTraining,
  requireFitting,
  trainingDevice,
} from './train-plan.ts';

let model: string;
let folder: string;
beforeAll(() => {
  model = randomCheckpoint({});
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-plan-'));
});
afterAll(() => {
  rmSync(model, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, row: (i: number) => object): string {
  const file = path.join(folder, name);
  writeFileSync(file, Array.from({ length: 30 }, (_, i) => JSON.stringify(row(i))).join('\n'));
  return file;
}

const solved = () =>
  write('solved.jsonl', (i) => ({ problem: `${i} + 1?`, solution: `It is ${i + 1}.`, answer: i + 1 }));
const layers = (changes: object) => [{ place: 'test', changes: { model, ...changes } }];

describe('a run of which only model and data are given', () => {
  it('imitates first where there are solutions, then learns from rollouts, for an hour', async () => {
    const config = await completeConfig(layers({ data: [solved()] }));
    expect(config).toMatchObject({ recipe: 'loop', supervisedSteps: 20, minutes: 60 });
  });

  it('learns from rollouts where there are only answers, and imitates where there are none', async () => {
    const answers = write('answers.jsonl', (i) => ({ problem: `${i} + 2?`, answer: i + 2 }));
    expect(await completeConfig(layers({ data: [answers] }))).toMatchObject({
      recipe: 'loop',
      supervisedSteps: 0,
    });
    const turns = write('turns.jsonl', (i) => ({ prompt: `say ${i}`, completion: `here: ${i}` }));
    expect(await completeConfig(layers({ data: [turns] }))).toMatchObject({ recipe: 'sft' });
    expect(await completeConfig(layers({ data: [solved()], recipe: 'grpo', steps: 3 }))).toMatchObject({
      ...{ recipe: 'grpo', supervisedSteps: 0, steps: 3, minutes: 0 },
    });
  });

  it('says what is missing', async () => {
    await expect(completeConfig(layers({}))).rejects.toThrow(/--data FILE/);
    await expect(completeConfig(layers({ data: ['none.jsonl'] }))).rejects.toThrow(/none\.jsonl/);
    await expect(completeConfig([{ place: 'test', changes: { data: [solved()] } }])).rejects.toThrow(
      /--model/,
    );
  });

  it('gets a folder of its own', async () => {
    const config = await completeConfig(layers({ data: [solved()] }));
    const now = new Date('2026-03-04T05:06:07Z');
    const first = freshRunFolder(folder, config, now);
    expect(path.basename(first)).toBe(`${path.basename(model)}-loop-2026-03-04`);
    mkdirSync(first);
    expect(freshRunFolder(folder, config, now)).toBe(`${first}-2`);
  });
});

describe('a plan', () => {
  const small = { rows: 1, length: 96, microBatches: 1, policy: { problems: 1, group: 2, maxNewTokens: 8 } };
  const plan = async (changes: object, availableBytes = 1e12, probeSeconds = 0) =>
    planTraining(layers({ data: [solved()], ...small, ...changes }), {
      ...{ out: path.join(folder, 'planned'), probeSeconds, availableBytes },
    });

  it('measures speed, of rollouts too, and tells time by it; it writes nothing', async () => {
    const before = readdirSync(folder);
    const { probe, time, config } = await plan({ steps: 10 }, 1e12, 0.2);
    expect(probe?.tokensPerSecond).toBeGreaterThan(0);
    expect(probe?.rolloutTokensPerSecond).toBeGreaterThan(0);
    expect(time?.steps).toBe(10);
    expect(config.supervisedSteps).toBe(3);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('refuses what cannot fit and says what would', async () => {
    const big = await plan(
      { recipe: 'sft', rows: 64, length: 512, memory: 'fast', lora: { rank: 0 } },
      500e6,
    );
    expect(big.fits).toBe(false);
    expect(() => {
      requireFitting(big);
    }).toThrow(/needs about .* but 500 MB are available; what would fit: "memory": "small", "rows": 1/);
    const none = await plan({ recipe: 'sft' }, 1e6);
    expect(() => {
      requireFitting(none);
    }).toThrow(/nothing of this model fits/);
    const full = await plan({ recipe: 'sft' });
    expect(() => {
      requireFitting({ ...full, disk: { ...full.disk, freeBytes: 10, fits: false } });
    }).toThrow(/keep fewer checkpoints/);
    expect(() => {
      requireFitting(full);
    }).not.toThrow();
  });
});

describe('a plan for a GPU', () => {
  const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
  const gpu = { kind: 'own', bytes: 1e12, source: 'test' } as const;
  const onGpu = (bytes: number) =>
    planTraining(layers({ data: [solved()], recipe: 'sft', steps: 1, rows: 1, length: 96 }), {
      ...{ out: folder, probeSeconds: 0, device: 'webgpu', availableBytes: 1e12 },
      gpu: { ...gpu, bytes },
    });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.runIf(existsSync(software))(
    'has what lies there beside the machine’s, and refuses what cannot',
    async () => {
      vi.stubEnv('VK_ICD_FILENAMES', software);
      const plan = await onGpu(1e12);
      expect(plan.fits).toBe(true);
      expect(plan.device).toMatchObject({ name: 'webgpu', memory: gpu });
      const none = await onGpu(1e4);
      expect(() => {
        requireFitting(none);
      }).toThrow(/needs about .* and .* of the GPU's, but 1\.00 TB and 10\.0 kB of the GPU's are available/);
    },
  );
});

describe('the device of a training run', () => {
  it.each([
    [undefined, 'cpu'],
    ['auto', 'cpu'],
    ['cpu', 'cpu'],
    ['webgpu', 'webgpu'],
  ])('%s is %s', (name, device) => {
    expect(trainingDevice(name)).toBe(device);
  });

  it('is refused with what to do where nothing is trained on it', () => {
    expect(() => trainingDevice('tpu')).toThrow(
      /expected auto, cpu or webgpu, got "tpu": nothing else is trained on; .*--engine torch/,
    );
  });

  it('is refused before anything starts where its numbers cannot be there', async () => {
    const changes = { recipe: 'sft', steps: 1, lora: { rank: 2, base: 'f16' } };
    const options = { out: folder, probeSeconds: 0, device: 'webgpu' } as const;
    const planned = planTraining(layers({ data: [solved()], ...changes }), options);
    await expect(planned).rejects.toThrow(
      /lora.base: expected f32, int8 or int4 on webgpu, got f16; .*--device cpu/,
    );
  });
});
