import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trainConfig } from '../config.ts';
import { rewardOf } from '../rewards.ts';
import { LineLog } from './files.ts';
import { checkpointsOf, emptyRunState, RunFolder } from './folder.ts';
import { writerOf } from './lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-run-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('logs', () => {
  it('move what lies beyond a checkpoint aside, a cut line included, and go on behind it', () => {
    const file = path.join(folder, 'metrics.jsonl');
    const log = new LineLog(file, 0);
    log.append({ step: 1 });
    const offset = log.sync();
    log.append({ step: 2 });
    log.close();
    appendFileSync(file, '{"step":3,"lo');
    const again = new LineLog(file, offset);
    again.append({ step: 2, again: true });
    again.close();
    expect(readFileSync(file, 'utf8')).toBe('{"step":1}\n{"step":2,"again":true}\n');
    expect(readFileSync(path.join(folder, 'metrics.discarded.jsonl'), 'utf8')).toBe(
      '{"step":2}\n{"step":3,"lo\n',
    );
    expect(() => new LineLog(file, 10_000)).toThrow(/at least 10000 bytes/);
  });
});

describe('a run folder', () => {
  it('has one writer, and a lock whose process is gone is taken over', () => {
    const run = RunFolder.create(path.join(folder, 'a'), { x: 1 });
    expect(writerOf(run.folder)).toBe(process.pid);
    expect(() => RunFolder.resume(run.folder, emptyRunState)).toThrow(/nobody writes/);
    run.close();
    expect(writerOf(run.folder)).toBeNull();
    writeFileSync(path.join(run.folder, 'run.lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: 'elsewhere' }));
    expect(() => RunFolder.resume(run.folder, emptyRunState)).toThrow(/elsewhere/);
    rmSync(path.join(run.folder, 'run.lock'));
    expect(() => RunFolder.create(run.folder, {})).toThrow(/runs resume/);
    RunFolder.resume(run.folder, emptyRunState).close();
  });

  it('shows a checkpoint only when it is complete, and keeps the last ones and the best', async () => {
    const run = RunFolder.create(path.join(folder, 'b'), {});
    try {
      const write = (to: string): Promise<void> => {
        writeFileSync(path.join(to, 'x'), 'x');
        return Promise.resolve();
      };
      for (const step of [1, 2, 3, 4]) await run.checkpoint(step, write);
      await expect(run.checkpoint(5, () => Promise.reject(new Error('disk full')))).rejects.toThrow(
        'disk full',
      );
      expect(checkpointsOf(run.folder).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
      run.prune(2, 1);
      expect(checkpointsOf(run.folder).map(({ step }) => step)).toEqual([1, 3, 4]);
    } finally {
      run.close();
    }
  });

  it('hears control.json and nothing else from it', () => {
    const run = RunFolder.create(path.join(folder, 'c'), {});
    try {
      const file = path.join(run.folder, 'control.json');
      const heard = (text: string): string => {
        writeFileSync(file, text);
        return run.readControl();
      };
      expect(run.readControl()).toBe('run');
      expect(heard('{"pause":true}')).toBe('pause');
      expect(heard('{"stop":true}')).toBe('stop');
      expect(heard('{"sto')).toBe('run');
      run.clearControl();
      expect(existsSync(file)).toBe(false);
    } finally {
      run.close();
    }
  });
});

describe('a configuration', () => {
  const line = { place: 'command line', changes: { model: 'm', data: ['d'], steps: 3 } };
  it('is complete: defaults, then the recipe, then each layer', () => {
    const config = trainConfig([{ place: 'file', changes: { recipe: 'pretrain', rows: 7 } }, line]);
    expect(config).toMatchObject({ recipe: 'pretrain', rows: 7, steps: 3, optimizer: { kind: 'muon' } });
    expect(trainConfig([{ place: 'again', changes: { ...config } }])).toEqual(config);
  });

  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ speed: 1 }, /got "speed"/],
    [{ optimizer: { kind: 'sgd' } }, /adamw or muon/],
    [{ rows: '4' }, /file.rows: expected a number/],
    [{ rows: 0 }, /rows: expected a whole number >= 1/],
    [{ recipe: 'magic' }, /recipe: expected one of/],
    [{ steps: 0 }, /--steps N or --minutes M/],
    [
      { recipe: 'loop', policy: { lambdaSchedule: 'linear' }, steps: 0, minutes: 1 },
      /lambdaSchedule: expected constant/,
    ],
  ];
  it.each(wrong)('names the field of %j', (changes, message) => {
    expect(() => trainConfig([line, { place: 'file', changes: changes as never }])).toThrow(message);
  });
});

describe('rewards', () => {
  const cases: readonly (readonly [string, string, boolean, 0 | 1 | null])[] = [
    ['12', 'so \\boxed{12}', true, 1],
    ['12', 'so \\boxed{13}', true, 0],
    ['1/2', 'so \\boxed{\\frac{1}{2}}', true, 1],
    ['x+1', '\\boxed{1+x}', true, 1],
    ['12', 'so \\boxed{12}', false, 0],
    ['12', '', true, 0],
    ['12', '\\boxed{\\frac{}', true, 0],
  ];
  it.each(cases)('gold %s, completion "%s", finished %s: %s', (gold, text, isFinished, reward) => {
    expect(rewardOf(gold, { text, isFinished })).toBe(reward);
  });
});
