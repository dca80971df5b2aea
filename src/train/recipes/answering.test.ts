/** A supervised run that is judged by what it solves: held-out loss and the figures of votes and verifier together. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainConfig } from '../config.ts';
import { closeRun, type OpenedRun, startRun } from '../run/open.ts';
import { AnsweringRecipe } from './answering.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vouch-answering-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function open(name: string, row: (i: number) => object): Promise<OpenedRun> {
  const data = path.join(folder, `${name}.jsonl`);
  writeFileSync(data, Array.from({ length: 40 }, (_, i) => JSON.stringify(row(i))).join('\n'));
  const changes = {
    ...{ model: path.join(import.meta.dirname, '../../../models/vouch-mini'), data: [data], recipe: 'sft' },
    ...{ steps: 1, rows: 1, length: 96, microBatches: 1, threads: 1, heldOutShare: 0.3, evaluateAnswers: 3 },
    ...{ evaluateDocuments: 2, policy: { maxNewTokens: 24, evaluateSamples: 2 } },
  };
  return startRun(trainConfig([{ place: 'test', changes }]), path.join(folder, name));
}

describe('a supervised run', () => {
  it('solves held-out problems at each evaluation; the loss decides', async () => {
    const run = await open('solved', (i) => ({ problem: `What is ${i} + 1?`, answer: i + 1 }));
    const recipe = await AnsweringRecipe.create(run);
    try {
      const evaluation = await recipe.evaluate(undefined);
      expect(evaluation?.metrics).toMatchObject({
        eval_documents: 2,
        'eval_pass@1': expect.any(Number) as number,
        'eval_majority@k': expect.any(Number) as number,
        'eval_weighted@k': expect.any(Number) as number,
        'eval_verify/ece': expect.any(Number) as number,
      });
      expect(evaluation!.loss).not.toBeCloseTo(1 - evaluation!.metrics['eval_pass@1']!);
      expect(await recipe.evaluate(undefined)).toEqual(evaluation);
    } finally {
      await recipe.dispose();
      await closeRun(run);
    }
  });

  it('says where there is nothing to solve', async () => {
    const run = await open('texts', (i) => ({ prompt: `say ${i}`, completion: `here is ${i}` }));
    try {
      await expect(AnsweringRecipe.create(run)).rejects.toThrow(/expected/);
    } finally {
      await closeRun(run);
    }
  });
});
