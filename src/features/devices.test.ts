/**
 * WebGPU against the CPU on whatever adapter there is; without a GPU on Chromium's software Vulkan
 * (`apt-get install chromium libvulkan1`), which is slow but the real provider.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../checkpoint/config.ts';
import { deviceStatus } from '../runtime/devices.ts';
import { chooseDevice, proveWebGpu } from './devices.ts';

const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(software)) process.env['VK_ICD_FILENAMES'] ??= software;

const checkpoints = path.join(import.meta.dirname, '../../test/data/checkpoints');
const cache = mkdtempSync(path.join(tmpdir(), 'vouch-devices-'));
afterAll(() => {
  rmSync(cache, { recursive: true });
});

describe('devices', () => {
  it('says what is there and why something is not', async () => {
    expect(await deviceStatus('cpu')).toMatchObject({ available: true, reason: '', tested: true });
    const other = await deviceStatus(process.platform === 'win32' ? 'coreml' : 'dml');
    expect(other).toMatchObject({ available: false, tested: false });
    expect(other.reason).toMatch(/the installed runtime has no (dml|coreml) on this platform/);
  });

  it.each(['llama-plain', 'gemma3-plain'])(
    'decodes %s on WebGPU without a CPU node, within 1e-3 of the CPU, with the cache on the device',
    async (name) => {
      const proof = await proveWebGpu(path.join(checkpoints, name), 12);
      expect(proof.cpuNodes).toEqual({});
      expect(proof.webGpuNodes).toBeGreaterThan(100);
      expect(proof.difference).toBeLessThan(1e-3);
      // The logits and the new token's keys and values, which the host keeps too.
      const { layers, kvHeadCount, headDim, vocabSize } = readConfig(path.join(checkpoints, name));
      expect(proof.bytesReadBackPerToken).toBe(4 * (vocabSize + 2 * layers.length * kvHeadCount * headDim));
    },
  );

  it('chooses by a golden run once and remembers it', async () => {
    const folder = path.join(checkpoints, 'llama-plain');
    const choice = await chooseDevice(folder, { cache, tokens: 4 });
    expect(choice.candidates.map(({ device, rejected }) => [device, rejected])).toEqual([
      ['cpu', null],
      ['webgpu', null],
    ]);
    expect(readdirSync(path.join(cache, 'devices'))).toHaveLength(1);
    expect(await chooseDevice(folder, { cache, tokens: 4 })).toEqual(choice);
  });

  it('does not choose what is not there', async () => {
    const choice = await chooseDevice(path.join(checkpoints, 'qwen2-plain'), {
      cache,
      devices: ['dml'],
      tokens: 2,
    }).catch((error: unknown) => error);
    expect(choice).toMatchObject({ device: 'cpu' });
  });
});
