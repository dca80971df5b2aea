/** A device that is not there, in a process of its own: WebGPU looks for its driver once. */
import { describe, expect, it, vi } from 'vitest';
import { trainConfig } from '../config.ts';
import { requireDevice, requireUsable } from './placed.ts';

for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES'])
  vi.stubEnv(name, '/nowhere/driver.json');

describe('a device to train on', () => {
  it.runIf(process.platform === 'linux')('that has no adapter is refused in words', async () => {
    await expect(requireUsable('webgpu')).rejects.toThrow(
      /--device: expected a usable device, got webgpu: no graphics adapter was found: .*; train with --device cpu/,
    );
    await expect(requireUsable('cpu')).resolves.toBeUndefined();
  });

  it('refuses a base in halves alone', () => {
    const config = (lora: object) =>
      trainConfig([{ place: 'test', changes: { model: 'm', data: ['d'], steps: 1, lora } }]);
    for (const base of ['f32', 'int8', 'int4'])
      expect(() => {
        requireDevice(config({ rank: 2, base, dropout: 0.1 }), 'webgpu');
      }).not.toThrow();
    const halves = config({ rank: 2, base: 'f16' });
    expect(() => {
      requireDevice(halves, 'webgpu');
    }).toThrow(/lora.base: expected f32, int8 or int4 on webgpu, got f16/);
    expect(() => {
      requireDevice(halves, 'cpu');
    }).not.toThrow();
  });
});
