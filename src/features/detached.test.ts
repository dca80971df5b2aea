/** Runs in a process of their own: they outlive the call, say what went wrong at the start, and can be stopped. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import { trainConfig } from '../train/config.ts';
import { writerOf } from '../train/run/lock.ts';
import { type Launcher, startDetached } from './detached.ts';

const source = path.join(import.meta.dirname, '../cli/main.ts');
const launcher: Launcher = {
  program: process.execPath,
  args: ['--import', 'tsx', source],
  environment: { ORT_DISABLE_TELEMETRY: '1' },
};
let model: string;
let folder: string;
beforeAll(() => {
  model = randomCheckpoint({});
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-detached-'));
  const rows = Array.from({ length: 30 }, (_, i) => JSON.stringify({ problem: `${i} + 1?`, answer: i + 1 }));
  writeFileSync(path.join(folder, 'data.jsonl'), rows.join('\n'));
});
afterAll(() => {
  rmSync(model, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

const config = (changes: object) =>
  trainConfig([
    {
      place: 'test',
      changes: {
        ...{ model, data: [path.join(folder, 'data.jsonl')], rows: 1, length: 96, microBatches: 1 },
        ...{ recipe: 'sft', steps: 100_000, threads: 1, evaluateEvery: 0, saveEvery: 0, ...changes },
      },
    },
  ]);

describe('a detached run', () => {
  it('trains in another process at low priority until it is told to stop, and saves', async () => {
    const out = path.join(folder, 'run');
    const { pid, log } = await startDetached(config({}), out, launcher);
    expect(writerOf(out)).toBe(pid);
    expect(pid).not.toBe(process.pid);
    const phase = (): unknown =>
      (JSON.parse(readFileSync(path.join(out, 'status.json'), 'utf8')) as { phase: string }).phase;
    await expect.poll(phase, { timeout: 60_000 }).toBe('training');
    writeFileSync(path.join(out, 'control.json'), '{"stop":true}');
    await expect.poll(() => writerOf(out), { timeout: 60_000 }).toBeNull();
    expect(phase()).toBe('stopped');
    expect(readFileSync(log, 'utf8')).toContain('stopped and saved');
    expect(existsSync(path.join(out, 'checkpoints'))).toBe(true);
  });

  it('says with its last words why it did not begin', async () => {
    const out = path.join(folder, 'broken');
    const empty = path.join(folder, 'empty-model');
    cpSync(model, empty, { recursive: true });
    rmSync(path.join(empty, 'model.safetensors'));
    const broken = startDetached(config({ model: empty }), out, launcher);
    await expect(broken).rejects.toThrow(
      /expected the run to begin, got its end[^]*expected model\.safetensors, got none/,
    );
  });
});
