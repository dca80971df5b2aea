import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announceLoadedModels, listLoadedModels } from './loaded-models.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-loaded-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const entry = { model: 'm', bytes: 100, purpose: 'solve', since: '2026-01-01T00:00:00Z' } as const;

describe('loaded models', () => {
  it('lists what this process announced and withdraws it', () => {
    announceLoadedModels([entry], folder);
    expect(listLoadedModels(folder)).toEqual([{ pid: process.pid, ...entry }]);
    announceLoadedModels([], folder);
    expect(listLoadedModels(folder)).toEqual([]);
  });

  it('forgets processes that are gone', () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const file = join(folder, `${gone}.json`);
    writeFileSync(file, JSON.stringify([{ pid: gone, ...entry }]));
    expect(listLoadedModels(folder)).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });

  it('is empty, not an error, without a folder or with a broken file', () => {
    expect(listLoadedModels(join(folder, 'none'))).toEqual([]);
    writeFileSync(join(folder, `${process.pid}.json`), '{');
    expect(listLoadedModels(folder)).toEqual([]);
  });
});
