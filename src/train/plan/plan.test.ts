import { describe, expect, it } from 'vitest';
import path from 'node:path';
import { parseConfig, readConfig } from '../../checkpoint/config.ts';
import { Fields } from '../../checkpoint/json.ts';
import type { JsonObject } from '../../base/json.ts';
import { type TrainConfig, trainConfig } from '../config.ts';
import { chooseVariant } from './choose.ts';
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

  it('leaves what was decided as it is, and then says what would fit', () => {
    const { chosen: kept, advice } = chosen(1.4e9, { memory: 'fast' }, { memory: true, lora: true });
    expect(kept.fits).toBe(false);
    expect(kept.config).toMatchObject({ memory: 'fast', lora: { rank: 0 } });
    expect(advice.map(({ name }) => name)).toContain('--lora 16, "memory": "small"');
    expect(advice.every(({ fits }) => fits)).toBe(true);
    expect(chosen(0.5e9).advice).toEqual([]);
  });
});
