import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import { promotedModel, promotedModels, restoreDefault } from '../checkpoint/promoted-model.ts';
import type { EvaluatedProblem } from '../evaluate/report.ts';
import { trainConfig } from '../train/config.ts';
import { loadEngine } from './load-engine.ts';
import { comparedFigures, comparePromotion, findCandidate, promoteCandidate } from './promote.ts';
import { train } from './train.ts';

let folder: string;
let model: string;
const run = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-promote-'));
  model = randomCheckpoint({
    vouch: { calibration: { verdict: { score: [0, 1], probability: [0.1, 0.9] } } },
  });
  const data = path.join(folder, 'data.jsonl');
  const rows = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify({ problem: `What is ${i} + 1?`, solution: `${i + 1}`, answer: i + 1 }),
  );
  writeFileSync(data, rows.join('\n'));
  const small = {
    rows: 1,
    length: 96,
    microBatches: 1,
    threads: 1,
    steps: 4,
    saveEvery: 2,
    evaluateEvery: 0,
  };
  for (const [name, lora] of [
    ['full', { rank: 0 }],
    ['adapter', { rank: 2 }],
  ] as const) {
    const changes = { model, data: [data], heldOutShare: 0.3, ...small, lora };
    const config = trainConfig([{ place: 'test', changes }]);
    await train({ kind: 'start', config, out: run(name) });
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(model, { recursive: true, force: true });
});
beforeEach(() => {
  process.env['VOUCH_HOME'] = mkdtempSync(path.join(folder, 'home-'));
});

const problem = (correct: readonly boolean[], score: (right: boolean) => number): EvaluatedProblem => ({
  graded: true,
  candidates: correct.map((right) => ({
    correct: right,
    group: right ? 0 : 1,
    score: score(right),
    tokens: 1,
  })),
  winner: null,
  seconds: 0,
});

describe('figures before and after', () => {
  it('are paired by problem: the same gain everywhere has no interval, a mixed one has', () => {
    const before = Array.from({ length: 20 }, () => problem([true, false], () => 0.5));
    const after = before.map(() => problem([true, true], () => 0.5));
    const [pass] = comparedFigures(before, after, 1);
    expect(pass).toMatchObject({ name: 'pass@1', difference: { value: 0.5, low: 0.5, high: 0.5 } });
    const mixed = before.map((one, i) => (i % 2 === 0 ? one : problem([true, true], () => 0.5)));
    const gain = comparedFigures(before, mixed, 1)[0]!.difference!;
    expect(gain.value).toBeCloseTo(0.25);
    expect(gain.low).toBeLessThan(0.25);
    expect(gain.high).toBeGreaterThan(0.25);
  });

  it('tell votes and the verifier apart', () => {
    const before = [problem([true, false, false], () => 0.5), problem([true, true, false], () => 0.5)];
    const after = [problem([true, false, false], (right) => (right ? 0.9 : 0.1)), before[1]!];
    const of = (name: string) => comparedFigures(before, after, 1).find((figure) => figure.name === name);
    expect(of('majority@3')?.difference?.value).toBe(0);
    expect(of('weighted@3')?.difference?.value).toBe(0.5);
    expect(of('verifier AUROC')?.before?.value).toBe(0.5);
    expect(of('verifier AUROC')?.after?.value).toBeGreaterThan(0.5);
  });
});

describe('promotion', () => {
  it('solves held-out problems by both, copies what solving needs, and is the default until it is taken back', async () => {
    const request = { run: run('full'), checkpoint: 'best', problems: 3, samples: 2, seed: 1 } as const;
    const { report, candidate } = await comparePromotion(request);
    expect(report).toMatchObject({ step: 4, problems: 3, samples: 2 });
    expect(report.figures.map(({ name }) => name)).toEqual([
      'pass@1',
      'majority@2',
      'weighted@2',
      'verifier AUROC',
    ]);
    expect(readdirSync(path.join(run('full'), 'evaluation'))).toContain('promotion-step-4.json');
    expect(promotedModel()).toBeNull();
    const promoted = promoteCandidate(candidate, run('full'));
    expect(promotedModel()).toEqual(promoted);
    expect(existsSync(path.join(promoted.folder, 'optimizer.safetensors'))).toBe(false);
    const vouch = JSON.parse(readFileSync(path.join(promoted.folder, 'vouch.json'), 'utf8')) as object;
    expect(vouch).not.toHaveProperty('calibration');
    const { engine } = await loadEngine({ device: 'cpu' }, {});
    expect(engine.describe().modelId).toBe('full-step-4');
    await engine.dispose();
    expect(restoreDefault()).toEqual({ taken: promoted, now: null });
    expect(promotedModel()).toBeNull();
    expect(() => restoreDefault()).toThrow(/expected a promoted one/);
  });

  it('keeps an adapter beside its base; promotions are taken back one by one', async () => {
    const full = promoteCandidate(findCandidate(run('full'), 2), run('full'));
    const adapted = promoteCandidate(findCandidate(run('adapter'), 'last'), run('adapter'));
    expect(adapted).toMatchObject({ id: 'adapter-step-4', folder: path.resolve(model) });
    const { engine } = await loadEngine({ device: 'cpu' }, {});
    expect(engine.describe().modelId).toBe(`${path.basename(model)}+adapter-step-4`);
    await engine.dispose();
    expect(promotedModels()).toEqual([adapted, full]);
    expect(restoreDefault().now).toEqual(full);
  });

  it('says what is missing', () => {
    expect(() => findCandidate(folder, 'last')).toThrow(/expected a run folder/);
    expect(() => findCandidate(run('full'), 3)).toThrow(
      /expected a checkpoint of step 3, got those of steps 2, 4/,
    );
    const copy = run('gone');
    cpSync(run('full'), copy, { recursive: true });
    const promoted = promoteCandidate(findCandidate(copy, 'last'), copy);
    rmSync(promoted.folder, { recursive: true });
    expect(() => promotedModel()).toThrow(/vouch runs restore/);
  });
});
