import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gpuMemory, type GpuPlaces } from './gpu-memory.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vouch-gpu-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The kernel's files of graphics cards as AMD's driver writes them. */
function cardsOf(name: string, cards: Readonly<Record<string, readonly [total: number, used: number]>>) {
  const root = path.join(folder, name);
  for (const [card, [total, used]] of Object.entries(cards)) {
    const device = path.join(root, card, 'device');
    mkdirSync(device, { recursive: true });
    writeFileSync(path.join(device, 'mem_info_vram_total'), `${total}\n`);
    writeFileSync(path.join(device, 'mem_info_vram_used'), `${used}\n`);
  }
  return root;
}

/** A machine whose PATH holds at most a program by the name of NVIDIA's. */
function machine(places: GpuPlaces, nvidia?: string): GpuPlaces {
  const programs = mkdtempSync(path.join(folder, 'programs-'));
  if (nvidia !== undefined) {
    const program = path.join(programs, 'nvidia-smi');
    writeFileSync(program, `#!/bin/sh\n${nvidia}\n`);
    chmodSync(program, 0o755);
  }
  return { platform: 'linux', environment: { PATH: programs }, cards: path.join(folder, 'none'), ...places };
}

const gigabyte = 2 ** 30;

describe('memory of a GPU', () => {
  it.each([
    ['nobody tells', machine({}), { kind: 'unknown' }],
    ["Apple's memory is one", machine({ platform: 'darwin' }), { kind: 'shared' }],
    [
      'a software driver has the machine’s',
      machine({ environment: { PATH: '', VK_ICD_FILENAMES: '/usr/lib/chromium/vk_swiftshader_icd.json' } }),
      { kind: 'shared' },
    ],
    [
      'the card with most of it free',
      machine({
        cards: cardsOf('two', {
          card0: [8 * gigabyte, 6 * gigabyte],
          card1: [16 * gigabyte, gigabyte],
          'card1-DP-1': [64 * gigabyte, 0],
        }),
      }),
      { kind: 'own', bytes: 15 * gigabyte, source: 'the driver' },
    ],
    [
      'a part set apart is the machine’s',
      machine({ cards: cardsOf('apart', { card0: [gigabyte / 2, 0] }) }),
      { kind: 'shared' },
    ],
    [
      "NVIDIA's program",
      machine({}, 'echo 2048; echo 12288'),
      { kind: 'own', bytes: 12 * gigabyte, source: 'nvidia-smi' },
    ],
    [
      "NVIDIA's program without a card",
      machine({}, 'echo "No devices were found"; exit 6'),
      { kind: 'unknown' },
    ],
  ] as const)('%s', (_, places, expected) => {
    expect(gpuMemory(places)).toEqual(expected);
  });
});
