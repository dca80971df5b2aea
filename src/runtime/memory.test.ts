import { describe, expect, it } from 'vitest';
import { ResourceError } from '../base/errors.ts';
import { availableMemoryBytes, requireMemory } from './memory.ts';

const gib = 2 ** 30;
const variants = [
  { precision: 'f32', bytes: 6 * gib },
  { precision: 'f16', bytes: 3 * gib },
  { precision: 'int8', bytes: 1.6 * gib },
  { precision: 'int4', bytes: gib },
];

describe('memory', () => {
  it('is a positive number of bytes on this machine', () => {
    expect(availableMemoryBytes()).toBeGreaterThan(2 ** 20);
  });

  it('counts the limit that the user chose', () => {
    process.env['VOUCH_MEMORY_LIMIT_MB'] = '5';
    try {
      expect(availableMemoryBytes()).toBe(5e6);
    } finally {
      delete process.env['VOUCH_MEMORY_LIMIT_MB'];
    }
  });

  it('lets through what fits', () => {
    requireMemory('m', variants[1]!, variants, 3 * gib);
  });

  it('names both figures and the largest variant that fits', () => {
    expect(() => {
      requireMemory('m', variants[0]!, variants, 2 * gib);
    }).toThrow(
      new ResourceError(
        'memory: m in f32 needs 6.00 GiB, but 2.00 GiB are available. Choose precision int8 (1.60 GiB), a smaller model, or close other programs',
      ),
    );
  });

  it('says so when nothing fits', () => {
    expect(() => {
      requireMemory('m', variants[0]!, variants, gib / 2);
    }).toThrow(/No precision of this model fits/);
  });
});
