import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRandomModel } from '../../test/process/random-model.ts';
import { scriptedEngine } from '../../test/process/scripted-engine.ts';
import type { Engine, SampleRequest } from '../engine/engine.ts';
import { openLocalEngine } from '../engine/local.ts';
import type { EvaluatedProblem } from './contracts.ts';
import { evaluate } from './evaluate.ts';
import { problemSeed, readEvaluationRows } from './evaluation-rows.ts';

let folder = '';
let engine: Engine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-evaluate-'));
  engine = await openLocalEngine(await writeRandomModel(join(folder, 'model')), {
    decoder: { precision: 'f32', session: { threads: 1 } },
  });
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

const rows = readEvaluationRows(
  ['{"id": "b", "problem": "1+1"}', '{"problem": "1+1"}', '{"id": "a", "problem": "1+1"}'].join('\n'),
  'rows',
);
const run = (name: string, from = rows, seed = 5): Promise<EvaluatedProblem[]> =>
  evaluate(
    { rows: from, samples: 2, seed, folder: join(folder, name), maxNewTokens: 12, temperature: 1 },
    { engine },
  );
const drawn = (results: readonly EvaluatedProblem[]): readonly (readonly [string, number, string])[] =>
  results.map(({ id, seed, candidates }) => [id, seed, candidates.map(({ text }) => text).join('|')]);

describe("an evaluation's seeds", () => {
  it('follow from the seed and the id alone', () => {
    const seeds = [0, 1, 5].flatMap((seed) => ['', '0', '1', 'a', 'ä'].map((id) => problemSeed(seed, id)));
    expect(new Set(seeds).size).toBe(15);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)).toBe(true);
    // Pinned: evaluations of other versions stay comparable.
    expect([problemSeed(0, '0'), problemSeed(7, 'gsm8k-12')]).toEqual([290757040, 1640090624]);
  });

  it('make equal problems draw differently, and stay with any limit, order and after a kill', async () => {
    const whole = drawn(await run('whole'));
    expect(whole.map(([id, seed]) => [id, seed])).toEqual(
      ['b', '1', 'a'].map((id) => [id, problemSeed(5, id)]),
    );
    expect(new Set(whole.map(([, , texts]) => texts)).size).toBe(3);
    expect(drawn(await run('limit', rows.slice(0, 2)))).toEqual(whole.slice(0, 2));
    expect(drawn(await run('order', rows.toReversed()))).toEqual(whole.toReversed());
    const file = join(folder, 'whole/results.jsonl');
    const [first = '', second = ''] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${first}\n`);
    appendFileSync(file, second.slice(0, 30));
    expect(drawn(await run('whole'))).toEqual(whole);
    expect(drawn(await run('other', rows, 6)).map(([, , texts]) => texts)).not.toEqual(
      whole.map(([, , texts]) => texts),
    );
  });
});

describe('an evaluation that writes on', () => {
  const solve = readEvaluationRows(
    [
      '{"id": "hard", "problem": "Solve 3x + 5 = 20", "answer": "5"}',
      '{"id": "easy", "problem": "Solve 2x = 4", "answer": "2"}',
    ].join('\n'),
    'rows',
  );
  const evaluated = (name: string, engineOf: Engine, persistTo?: number): Promise<EvaluatedProblem[]> =>
    evaluate(
      { rows: solve, samples: 4, seed: 1, folder: join(folder, name), ...(persistTo && { persistTo }) },
      { engine: engineOf },
    );
  /** The hard problem is only ever solved in other words, from the twelfth row on. */
  const answer = (wording: string, row: number): string =>
    wording.startsWith('Solve 2x') ? '2' : wording.endsWith('words') && row >= 12 ? '5' : '4';

  it('asks in turns as written and in other words, until the question proves an answer', async () => {
    const asked: SampleRequest[] = [];
    const [hard, easy] = await evaluated('on', scriptedEngine(engine, answer, asked), 32);
    expect([easy?.attempts, easy?.winner?.answer, hard?.winner?.answer]).toEqual([4, '2', '5']);
    // Its candidates stay those that were drawn independently of each other.
    expect([hard?.attempts, hard?.candidates.length, hard?.candidates[0]?.answer]).toEqual([16, 4, '4']);
    const later = asked
      .slice(2)
      .map(({ prompt, firstRow, rows: count, exclude }) => [
        'text' in prompt && prompt.text.endsWith('words'),
        firstRow,
        count,
        exclude?.map(({ tokenIds }) => tokenIds[0]),
      ]);
    expect(later).toEqual([
      [true, 4, 4, []],
      [false, 8, 4, [0, 1, 2, 3]],
      [true, 12, 4, [4, 5, 6, 7]],
    ]);
  });

  it('ends where it may not go on, and begins nothing again without being told to', async () => {
    const briefly = await evaluated('off', scriptedEngine(engine, answer));
    expect(briefly.map(({ attempts }) => attempts)).toEqual([4, 4]);
    const bounded = await evaluated('bounded', scriptedEngine(engine, answer), 10);
    expect(bounded.map(({ attempts, winner }) => [attempts, winner?.answer])).toEqual([
      [10, undefined],
      [4, '2'],
    ]);
  });
});
