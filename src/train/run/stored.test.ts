import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeJson } from './files.ts';
import { emptyRunState, type RunState, type RunStatus } from './folder.ts';
import { readStatus, runState } from './stored.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-stored-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const status: RunStatus = {
  ...{
    version: 1,
    phase: 'waiting',
    recipe: 'grpo',
    step: 3,
    steps: null,
    tokens: 500,
    tokensPerSecond: 80.5,
  },
  ...{ elapsedMs: 6000, remainingMs: 100, loss: 1.5, evaluationLoss: null, reward: 0.5, auroc: null },
  ...{ skippedSteps: 1, savedStep: 2, waitingFor: 'solve', pid: 7, lastError: null, updatedAt: '2026-01-01' },
};

describe('a status', () => {
  const write = (value: object): void => {
    writeJson(path.join(folder, 'status.json'), value);
  };

  it('is read as it was written, and is null before the first', () => {
    expect(readStatus(folder)).toBeNull();
    write(status);
    expect(readStatus(folder)).toEqual(status);
  });

  it('has null for what its engine does not know or could not say', () => {
    const { reward, auroc, waitingFor, ...rest } = status;
    write({ ...rest, loss: Number.NaN, tokensPerSecond: Infinity });
    const known = { ...status, reward: null, auroc: null, waitingFor: null };
    expect([reward, auroc, waitingFor]).toEqual([0.5, null, 'solve']);
    expect(readStatus(folder)).toEqual({ ...known, loss: null, tokensPerSecond: 0 });
  });

  it('names the field that is none', () => {
    write({ ...status, step: 'three' });
    expect(() => readStatus(folder)).toThrow(/status\.json: step: expected a number .*, got "three"/);
    write({ ...status, phase: 'asleep' });
    expect(() => readStatus(folder)).toThrow(/phase: expected one of starting, .*, got "asleep"/);
    writeFileSync(path.join(folder, 'status.json'), '[]');
    expect(() => readStatus(folder)).toThrow(/expected a JSON object/);
  });
});

describe('the state in a checkpoint', () => {
  const state: RunState = {
    ...emptyRunState,
    ...{ step: 4, rateFactor: 0.5, best: { step: 2, loss: 0.25 }, sinceBest: 2 },
    data: { next: 9, pending: [3, 5], levels: { 'linear-equation': 1.25 } },
    logs: { metrics: 100, samples: 20 },
  };
  const again = (value: object): unknown => JSON.parse(JSON.stringify(value));

  it('is read as it was written', () => {
    expect(runState({ ...state }, 'here')).toEqual(state);
    expect(runState({ ...emptyRunState }, 'here')).toEqual(emptyRunState);
  });

  it('of an older run counts no evaluations, and a best that was no number is none', () => {
    const { sinceBest, ...older } = state;
    expect(sinceBest).toBe(2);
    const stored = again({ ...older, best: { step: 2, loss: Number.NaN } });
    expect(runState(stored as never, 'here')).toEqual({ ...state, sinceBest: 0, best: null });
  });

  const broken: readonly (readonly [object, RegExp])[] = [
    [{ data: { next: 1 } }, /here: data\.pending: expected a list, got nothing/],
    [{ data: { next: -1, pending: [] } }, /here: data\.next: expected a number from 0/],
    [{ logs: { metrics: '1', samples: 0 } }, /here: logs\.metrics: expected a number .*, got "1"/],
    [{ optimizerStep: null }, /here: optimizerStep: expected a number .*, got null/],
  ];
  it.each(broken)('that was changed to %j is not gone on with', (change, message) => {
    expect(() => runState({ ...state, ...change }, 'here')).toThrow(message);
  });
});
