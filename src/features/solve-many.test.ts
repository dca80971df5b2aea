import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRandomModel } from '../../test/process/random-model.ts';
import { otherWords, scriptedEngine } from '../../test/process/scripted-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { openLocalEngine } from '../engine/local.ts';
import type { SolveManyEvent } from './contracts.ts';
import { EnginePool } from './engine-pool.ts';
import { solveMany } from './solve-many.ts';

let folder = '';
let engine: Engine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-solve-many-'));
  engine = await openLocalEngine(await writeRandomModel(join(folder, 'model')), {
    decoder: { precision: 'f32', session: { threads: 1 } },
  });
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

const problems = ['Solve 3x + 5 = 20', 'Solve 2x = 4'];
/** The first problem is only ever solved in other words, from the twelfth row on. */
const answer = (wording: string, row: number): string =>
  wording === problems[1] ? '2' : wording === otherWords(problems[0]!) && row >= 12 ? '5' : '4';

describe('several problems', () => {
  it('are written on for like one, where the question disproves what there is', async () => {
    const events: SolveManyEvent[] = [];
    const engines = new EnginePool({
      load: () => Promise.resolve({ engine: scriptedEngine(engine, answer), bytes: 0 }),
    });
    const results = await solveMany(
      { problems, samples: 4, persistTo: 32, seed: 1 },
      { engines, onEvent: (event) => events.push(event) },
    );
    expect(results.map(({ winner, candidates }) => [winner?.answer, candidates.length])).toEqual([
      ['5', 16],
      ['2', 4],
    ]);
    expect(events.filter(({ kind }) => kind === 'candidate')).toHaveLength(20);
    // What is sure first is told first.
    expect(events.flatMap((event) => (event.kind === 'solved' ? [event.problem] : []))).toEqual([1, 0]);
    const briefly = await solveMany({ problems, samples: 4, seed: 1 }, { engines });
    expect(briefly.map(({ winner, candidates }) => [winner?.answer, candidates.length])).toEqual([
      [undefined, 4],
      ['2', 4],
    ]);
  });
});
