import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mayHaveVulkan } from './vulkan.ts';

const home = mkdtempSync(path.join(tmpdir(), 'vouch-vulkan-'));
afterAll(() => {
  rmSync(home, { recursive: true });
});

describe('a Vulkan driver', () => {
  it('is there where a manifest or a variable says so', () => {
    const folder = path.join(home, 'share', 'vulkan', 'icd.d');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'driver.json'), '{}');
    expect(mayHaveVulkan({ XDG_DATA_DIRS: `/nowhere:${path.join(home, 'share')}` }, 'linux')).toBe(true);
    expect(mayHaveVulkan({ VK_DRIVER_FILES: '/some/driver.json' }, 'linux')).toBe(true);
  });

  it('may be there on systems that announce it otherwise', () => {
    expect(mayHaveVulkan({}, 'win32')).toBe(true);
    expect(mayHaveVulkan({}, 'darwin')).toBe(true);
  });
});
