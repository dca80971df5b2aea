import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRandomModel } from '../../test/process/random-model.ts';
import { otherWords, scriptedEngine } from '../../test/process/scripted-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { openLocalEngine } from '../engine/local.ts';
import { wordingsFor } from './wordings.ts';

let folder = '';
let engine: Engine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-wordings-'));
  engine = await openLocalEngine(await writeRandomModel(join(folder, 'model')), {
    decoder: { precision: 'f32', session: { threads: 1 } },
  });
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

const problem = 'Which x makes 2x = 4 true?';

/** A calibrated model, or one that is not, to which wordings are as familiar as `familiarity` says. */
function knowing(familiarity: (wording: string) => number | null, isCalibrated = true): Engine {
  const scripted = scriptedEngine(engine, () => '2');
  const minFamiliarity = isCalibrated ? -3 : null;
  const confidence = null;
  return {
    ...scripted,
    describe: () => ({ ...scripted.describe(), minFamiliarity, confidence }),
    familiarity: (prompt) => Promise.resolve(familiarity('text' in prompt ? prompt.text : '')),
  };
}

describe('the wordings of a problem', () => {
  it('begin with the one that is most familiar to the model', async () => {
    const other = await wordingsFor(
      problem,
      knowing((wording) => (wording === problem ? -4 : -1)),
    );
    expect(other).toEqual({ prompts: [{ text: otherWords(problem) }, { text: problem }], familiarity: -1 });
    const own = await wordingsFor(
      problem,
      knowing((wording) => (wording === problem ? -1 : -4)),
    );
    expect(own).toEqual({ prompts: [{ text: problem }, { text: otherWords(problem) }], familiarity: -1 });
  });

  it('stay in their order where the model cannot tell, and tell an uncalibrated one nothing', async () => {
    const unknown = await wordingsFor(
      problem,
      knowing(() => null),
    );
    expect(unknown.prompts.map((prompt) => ('text' in prompt ? prompt.text : ''))).toEqual([
      problem,
      otherWords(problem),
    ]);
    const { familiarity } = await wordingsFor(
      problem,
      knowing(() => -1, false),
    );
    expect(familiarity).toBeNull();
  });

  it('are one for a model that wants no other, which is spared the pass', async () => {
    const asked: string[] = [];
    const plain: Engine = {
      ...engine,
      describe: () => ({ ...engine.describe(), minFamiliarity: null, confidence: null }),
      familiarity: (prompt) => {
        asked.push(JSON.stringify(prompt));
        return Promise.resolve(-1);
      },
    };
    const { prompts, familiarity } = await wordingsFor(problem, plain);
    expect([prompts.length, familiarity, asked]).toEqual([1, null, []]);
  });
});
