/**
 * The engine on WebGPU against the engine on the CPU: shared prompts, rows of different lengths that leave at
 * different times, judging, a second request. On a GPU, or on Chromium's software Vulkan where there is none.
 */
import { existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import { newCache } from '../model/cache.ts';
import { openDecoder } from '../model/load.ts';
import type { ExecutionProvider } from '../runtime/session.ts';
import type { SampleResult } from './engine.ts';
import { openLocalEngine } from './local.ts';

const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(software)) process.env['VK_ICD_FILENAMES'] ??= software;

let folder = '';
beforeAll(() => {
  folder = randomCheckpoint({ vocabulary: 544 });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function sampled(provider: ExecutionProvider): Promise<SampleResult> {
  const engine = await openLocalEngine(folder, { device: provider, decoder: { session: { provider } } });
  try {
    const request = (text: string, rows: number) => ({
      prompt: { messages: [{ role: 'user' as const, content: text }] },
      rows,
      seed: 5,
      sampling: { temperature: 1 },
      stop: { tokenIds: Array.from({ length: 30 }, (_, i) => 100 + i) },
      maxNewTokens: 14,
      judge: ['verdict'] as const,
    });
    return await engine.sample([request('What is 2 + 2?', 3), request('And 3 + 4, please?', 2)]);
  } finally {
    await engine.dispose();
  }
}

describe('the engine on WebGPU', () => {
  it('samples and judges as on the CPU', async () => {
    const [cpu, gpu] = [await sampled('cpu'), await sampled('webgpu')];
    const texts = (result: SampleResult) => result.rows.map((rows) => rows.map(({ tokenIds }) => tokenIds));
    expect(texts(gpu)).toEqual(texts(cpu));
    const lengths = texts(cpu)
      .flat()
      .map(({ length }) => length);
    expect(new Set(lengths).size).toBeGreaterThan(1);
    for (const [request, rows] of cpu.rows.entries()) {
      for (const [i, row] of rows.entries()) {
        const other = gpu.rows[request]?.[i]?.judgement?.verdict?.score ?? NaN;
        expect(Math.abs(other - (row.judgement?.verdict?.score ?? NaN))).toBeLessThan(1e-3);
      }
    }
  }, 120_000);

  it('keeps the cache on the device: what comes back does not grow with it', async () => {
    const decoder = await openDecoder(folder, { session: { provider: 'webgpu' } });
    const cache = newCache(decoder.config, 2, 20);
    try {
      const each: number[] = [];
      for (let past = 0; past < 6; past++) {
        const before = decoder.bytesReadBack;
        await decoder.decode({ tokenIds: [7, 9], pastLengths: [past, past], cache });
        each.push(decoder.bytesReadBack - before);
      }
      const { layers, kvHeadCount, headDim, vocabSize } = decoder.config;
      const logitsAndEntries = 2 * 4 * (vocabSize + 2 * layers.length * kvHeadCount * headDim);
      expect(each).toEqual(each.map(() => logitsAndEntries));
    } finally {
      await decoder.dispose();
    }
  }, 120_000);
});
