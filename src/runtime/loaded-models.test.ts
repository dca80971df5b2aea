import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announceLoadedModels, isSolvingElsewhere, listLoadedModels } from './loaded-models.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-loaded-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const entry = {
  model: 'm',
  bytes: 100,
  purpose: 'solve',
  busy: false,
  since: '2026-01-01T00:00:00Z',
} as const;

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

  it('tells whether another process answers a request now; its own requests and idle models do not count', () => {
    const other = process.ppid;
    const write = (busy: boolean): void => {
      writeFileSync(join(folder, `${other}.json`), JSON.stringify([{ pid: other, ...entry, busy }]));
    };
    announceLoadedModels([{ ...entry, busy: true }], folder);
    expect(isSolvingElsewhere(folder)).toBe(false);
    write(false);
    expect(isSolvingElsewhere(folder)).toBe(false);
    write(true);
    expect(isSolvingElsewhere(folder)).toBe(true);
  });

  it('is empty, not an error, without a folder or with a broken file', () => {
    expect(listLoadedModels(join(folder, 'none'))).toEqual([]);
    writeFileSync(join(folder, `${process.pid}.json`), '{');
    expect(listLoadedModels(folder)).toEqual([]);
  });
});
