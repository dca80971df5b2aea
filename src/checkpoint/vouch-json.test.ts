import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultVouchJson, parseVouchJson, readVouchJson, userPrompt } from './vouch-json.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vouch-json-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('vouch.json', () => {
  it('has defaults for a folder without one', async () => {
    expect(await readVouchJson(folder)).toEqual(defaultVouchJson);
  });

  it("hears the makers' sampling where it says nothing of its own", async () => {
    await writeFile(
      join(folder, 'generation_config.json'),
      '{"temperature": 0.6, "top_p": 0.9, "top_k": 20}',
    );
    expect((await readVouchJson(folder)).sampling).toEqual({
      temperature: 0.6,
      topK: 20,
      topP: 0.9,
      minP: 0,
      repetitionPenalty: 1,
    });
    await writeFile(join(folder, 'vouch.json'), '{"sampling": {"temperature": 0}}');
    expect((await readVouchJson(folder)).sampling).toMatchObject({ temperature: 0, topK: 20 });
  });

  it('keeps what is given and fills in the rest', () => {
    const json = parseVouchJson(
      {
        prompt: { user: 'Problem: {problem}\nSolution:' },
        calculator: true,
        voteExponent: 2,
        calibration: { verdict: { score: [0, 0.5, 1], probability: [0.1, 0.2, 0.9] } },
        thresholds: { soFar: 0.3 },
        evaluation: { gsm8k: 0.5 },
      },
      'vouch.json',
    );
    expect(json.prompt.system).toBeNull();
    expect(json.calculator).toBe(true);
    expect(json.calibration.verdict?.probability).toEqual([0.1, 0.2, 0.9]);
    expect(json.calibration.confidence).toBeNull();
    expect(json.thresholds).toEqual({ soFar: 0.3, confidence: null, familiarity: null });
    expect(json.verdict).toEqual(defaultVouchJson.verdict);
    expect(userPrompt(json, 'Is {problem} $& odd?')).toBe('Problem: Is {problem} $& odd?\nSolution:');
  });

  it('reads special tokens that ask the questions', () => {
    const tokens = { verdict: '<|v|>', value: '<|v|>', soFar: '<|s|>' };
    expect(parseVouchJson({ verdict: { tokens } }, 'vouch.json').verdict.tokens).toEqual(tokens);
    expect(() => parseVouchJson({ verdict: { tokens: { verdict: '<|v|>' } } }, 'vouch.json')).toThrow(
      /tokens\.value/,
    );
  });

  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ version: 2 }, /vouch\.json\.version: expected 1, got 2; update Vouch/],
    [{ temperature: 1 }, /expected only version, prompt, .*, got "temperature"/],
    [{ prompt: { user: 'Solve it' } }, /vouch\.json\.prompt\.user: expected \{problem\} exactly once/],
    [{ verdict: { yes: [] } }, /vouch\.json\.verdict\.yes: expected at least one text/],
    [{ sampling: { topP: 2 } }, /vouch\.json\.sampling\.topP: expected a number from 0 to 1, got 2/],
    [
      { calibration: { verdict: { score: [0, 0], probability: [0, 1] } } },
      /expected at least two increasing scores/,
    ],
    [
      { thresholds: { soFar: '0.5' } },
      /vouch\.json\.thresholds\.soFar: expected a number from 0 to 1, got "0\.5"/,
    ],
    [{ stop: 'x' }, /vouch\.json\.stop: expected a list, got "x"/],
  ];
  it.each(wrong)('names the field that is wrong: %j', (json, message) => {
    expect(() => parseVouchJson(json as Record<string, unknown>, 'vouch.json')).toThrow(message);
  });

  it('says that a file is not JSON', async () => {
    await writeFile(join(folder, 'vouch.json'), 'temperature: 1');
    await expect(readVouchJson(folder)).rejects.toThrow(/vouch\.json: expected JSON, got something else/);
  });
});

describe('spaces around signs', () => {
  const json = {
    ...defaultVouchJson,
    prompt: { system: null, user: '{problem}', spaced: true, familiar: false },
  };

  it.each([
    ['Solve 3x+5=20', 'Solve 3x + 5 = 20'],
    ['x^2-5x+6=0', 'x^2 - 5x + 6 = 0'],
    ['e^{x-1}>=2', 'e^{x - 1} >= 2'],
    ['$\\frac{1}{2}-x=\\sqrt{2}$', '$\\frac{1}{2} - x = \\sqrt{2}$'],
    ['a two-step problem, -3 - 4 and (-2)*3', 'a two-step problem, -3 - 4 and (-2)*3'],
    ['a 5-year-old has x<-2', 'a 5-year-old has x < -2'],
  ])('writes %s as %s', (problem, text) => {
    expect(userPrompt(json, problem)).toBe(text);
    expect(userPrompt(defaultVouchJson, problem)).toContain(problem);
  });
});
