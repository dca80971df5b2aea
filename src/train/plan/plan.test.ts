import { describe, expect, it } from 'vitest';
import path from 'node:path';
import { parseConfig, readConfig } from '../../checkpoint/config.ts';
import { Fields } from '../../checkpoint/json.ts';
import type { JsonObject } from '../../base/json.ts';
import type { GpuMemory } from '../../runtime/gpu-memory.ts';
import { type TrainConfig, trainConfig } from '../config.ts';
import { chooseVariant } from './choose.ts';
import { besideDevice, deviceNeed } from './device-memory.ts';
import { countParameters, diskNeed, memoryNeed } from './memory.ts';

/** The shape of SmolLM2-135M. */
const decoder = parseConfig(
  new Fields('test', {
    ...{ model_type: 'llama', vocab_size: 49152, hidden_size: 576, intermediate_size: 1536 },
    ...{ num_hidden_layers: 30, num_attention_heads: 9, num_key_value_heads: 3 },
    ...{ max_position_embeddings: 1024, tie_word_embeddings: true },
  }),
);
const config = (changes: JsonObject = {}): TrainConfig =>
  trainConfig([
    { place: 'test', changes: { model: 'm', data: ['d'], steps: 1, rows: 4, length: 256, ...changes } },
  ]);
const need = (changes: JsonObject): number => memoryNeed(config(changes), decoder).total;

describe('memory of a run', () => {
  it('is about what was measured for SmolLM2-135M, 4 × 256: 4239 MB fast, 2688 MB small', () => {
    expect(Math.abs(need({ memory: 'fast' }) / 4239e6 - 1)).toBeLessThan(0.1);
    expect(Math.abs(need({ memory: 'small' }) / 2688e6 - 1)).toBeLessThan(0.1);
  });

  it('grows with rows, an average and a reference, and falls with an adapter', () => {
    const base = need({});
    expect(need({ rows: 8 })).toBeGreaterThan(base);
    expect(need({ ema: 0.9 }) - base).toBe(4 * 134_515_008);
    expect(need({ lora: { rank: 16 } })).toBeLessThan(base);
    expect(need({ recipe: 'loop' })).toBeGreaterThan(base);
    const all = countParameters(config(), decoder);
    expect(all).toEqual({ all: 134_515_008, trainable: 134_515_008 });
  });

  it('does not grow with tokens × vocabulary', () => {
    const working = (rows: number): number => memoryNeed(config({ rows, memory: 'small' }), decoder).working;
    expect(working(16) - working(8)).toBeLessThan(8 * 256 * decoder.vocabSize * 4);
  });
});

describe('memory of a device', () => {
  const weights = 4 * 134_515_008;

  it('holds weights, sums and both moments, and activations by the setting; the machine keeps copies', () => {
    const [fast, small] = (['fast', 'small'] as const).map((memory) =>
      deviceNeed(config({ memory }), decoder),
    ) as [ReturnType<typeof deviceNeed>, ReturnType<typeof deviceNeed>];
    expect(fast).toMatchObject({ weights, optimizer: 2 * weights });
    expect(fast.gradients).toBeGreaterThan(weights);
    expect(fast.activations).toBeGreaterThan(2 * small.activations);
    expect(fast.total).toBe(fast.weights + fast.gradients + fast.optimizer + fast.activations + fast.working);
    const beside = besideDevice(config(), decoder);
    expect(beside).toMatchObject({ weights, gradients: 0, optimizer: 2 * weights, activations: 0 });
  });

  it('is smaller with an adapter, and smaller still on a base in bytes', () => {
    const of = (lora: JsonObject): number => deviceNeed(config({ lora, memory: 'small' }), decoder).total;
    const [adapted, inBytes, inHalfBytes] = [
      of({ rank: 16 }),
      of({ rank: 16, base: 'int8' }),
      of({ rank: 16, base: 'int4' }),
    ];
    expect(adapted).toBeLessThan(deviceNeed(config({ memory: 'small' }), decoder).total / 2);
    expect(inBytes).toBeLessThan(adapted);
    expect(inHalfBytes).toBeLessThan(inBytes);
  });
});

describe('the families', () => {
  const checkpoints = path.join(import.meta.dirname, '../../../test/data/checkpoints');
  it.each(['llama-biases-tied', 'mistral-window', 'qwen2-window', 'qwen3-plain', 'gemma3-plain'])(
    '%s: every setting has its memory',
    (name) => {
      const own = readConfig(path.join(checkpoints, name));
      const of = (changes: JsonObject): number => memoryNeed(config(changes), own).total;
      expect(of({ memory: 'fast' })).toBeGreaterThan(of({ memory: 'small' }));
      expect(of({ recipe: 'ppo', lora: { rank: 2, base: 'int4', dropout: 0.1 } })).toBeGreaterThan(0);
    },
  );
});

describe('disk of a run', () => {
  it('counts weights and both moments, more where they are saved in another type', () => {
    const weights = 4 * 134_515_008;
    expect(diskNeed(config(), decoder).checkpoint).toBe(3 * weights + 10e6);
    expect(diskNeed(config({ saveType: 'float16' }), decoder).checkpoint).toBe(3.5 * weights + 10e6);
    expect(diskNeed(config({ keepLast: 5 }), decoder).total).toBeGreaterThan(
      diskNeed(config({ keepLast: 2 }), decoder).total,
    );
  });
});

describe('the choice', () => {
  const free = { memory: false, lora: false };
  const chosen = (available: number, changes: JsonObject = {}, fixed = free) =>
    chooseVariant(config(changes), decoder, { bytes: available }, fixed);

  it('prefers all weights and speed, then less memory, then an adapter', () => {
    expect(chosen(8e9).chosen.config).toMatchObject({ memory: 'fast', lora: { rank: 0 } });
    expect(chosen(4e9).chosen.config).toMatchObject({ memory: 'small', lora: { rank: 0 } });
    const adapted = chosen(1.4e9).chosen;
    expect(adapted.config).toMatchObject({ memory: 'small', lora: { rank: 16 } });
    expect(adapted.config.optimizer.learningRate).toBe(1e-4);
    expect(adapted.fits).toBe(true);
  });

  it('keeps within the memory of a GPU, and within the machine beside it', () => {
    const on = (bytes: number, gpu: GpuMemory) =>
      chooseVariant(config(), decoder, { bytes, gpu }, free).chosen;
    const own = (bytes: number): GpuMemory => ({ kind: 'own', bytes, source: 'test' });
    expect(on(8e9, own(24e9))).toMatchObject({ fits: true, config: { memory: 'fast', lora: { rank: 0 } } });
    expect(on(8e9, own(2e9))).toMatchObject({ fits: true, config: { lora: { rank: 16 } } });
    expect(on(8e9, own(0.2e9)).fits).toBe(false);
    expect(on(0.5e9, own(24e9)).fits).toBe(false);
    // one memory for both: what is enough for each alone is not enough for them together
    const { need, device } = on(8e9, own(24e9));
    const each = 1.3 * Math.max(need.total, device!.total);
    expect(on(each, own(each)).config.memory).toBe('fast');
    expect(on(each, { kind: 'shared' }).config).not.toMatchObject({ memory: 'fast', lora: { rank: 0 } });
    // what nobody knows is not refused
    expect(on(8e9, { kind: 'unknown' })).toMatchObject({ fits: true, config: { memory: 'fast' } });
  });

  it('leaves what was decided as it is, and then says what would fit', () => {
    const { chosen: kept, advice } = chosen(1.4e9, { memory: 'fast' }, { memory: true, lora: true });
    expect(kept.fits).toBe(false);
    expect(kept.config).toMatchObject({ memory: 'fast', lora: { rank: 0 } });
    expect(advice.map(({ name }) => name)).toContain('--lora 16, "memory": "small"');
    expect(advice.every(({ fits }) => fits)).toBe(true);
    expect(chosen(0.5e9).advice).toEqual([]);
  });
});
