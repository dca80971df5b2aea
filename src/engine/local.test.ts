import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import type { RandomCheckpoint } from '../../test/support/random-checkpoint.ts';
import type { Engine, SampledRow, SampleRequest } from './engine.ts';
import { loadTokenizer } from '../tokenizer/load.ts';
import { openLocalEngine } from './local.ts';
import type { LocalEngineOptions } from './local.ts';

const opened: { engine: Engine; folder: string }[] = [];

async function open(checkpoint: RandomCheckpoint = {}, options: LocalEngineOptions = {}): Promise<Engine> {
  const folder = randomCheckpoint(checkpoint);
  const engine = await openLocalEngine(folder, { decoder: { session: { threads: 1 } }, ...options });
  opened.push({ engine, folder });
  return engine;
}

afterAll(async () => {
  for (const { engine, folder } of opened) {
    await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
});

const ask = (problem: string, more: Partial<SampleRequest> = {}): SampleRequest => ({
  prompt: { messages: [{ role: 'user', content: problem }] },
  rows: 4,
  seed: 7,
  maxNewTokens: 24,
  sampling: { temperature: 1, topP: 1 },
  calculator: false,
  ...more,
});

const tokensOf = (rows: readonly SampledRow[] | undefined): (readonly number[])[] =>
  (rows ?? []).map((row) => row.tokenIds);

describe('the local engine samples', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });

  it('the same tokens for the same request, others for another seed or row', async () => {
    const first = await engine.sample([ask('What is 2+2?')]);
    const again = await engine.sample([ask('What is 2+2?')]);
    expect(again.rows).toEqual(first.rows);
    const other = await engine.sample([ask('What is 2+2?', { seed: 8 })]);
    expect(tokensOf(other.rows[0])).not.toEqual(tokensOf(first.rows[0]));
    expect(new Set(tokensOf(first.rows[0]).map(String)).size).toBe(4);
    for (const row of first.rows[0]!) {
      expect(row.logprobs).toHaveLength(row.tokenIds.length);
      expect(row.logprobs!.every((logprob) => logprob <= 0 && Number.isFinite(logprob))).toBe(true);
    }
  });

  it('later waves as one wave would have been', async () => {
    const whole = await engine.sample([ask('x', { rows: 6 })]);
    const first = await engine.sample([ask('x', { rows: 2 })]);
    const second = await engine.sample([ask('x', { rows: 4, firstRow: 2 })]);
    expect([...tokensOf(first.rows[0]), ...tokensOf(second.rows[0])]).toEqual(tokensOf(whole.rows[0]));
    expect(second.rows[0]!.map((row) => row.row)).toEqual([2, 3, 4, 5]);
  });

  it('whole data sets through one batch, every request as if alone', async () => {
    const requests = Array.from({ length: 9 }, (_, i) =>
      ask(`Problem ${'number '.repeat(i)}${i}`, { rows: 1 + (i % 3), maxNewTokens: 5 + 4 * i, seed: i }),
    );
    const narrow = await open({}, { maxRows: 4 });
    const together = await narrow.sample(requests);
    expect(together.cancelled).toBe(false);
    let same = 0;
    let rows = 0;
    for (const [i, request] of requests.entries()) {
      const alone = await engine.sample([request]);
      expect(together.rows[i]).toHaveLength(request.rows);
      for (const [r, row] of alone.rows[0]!.entries()) {
        rows += 1;
        const got = together.rows[i]![r]!;
        if (String(got.tokenIds) === String(row.tokenIds)) same += 1;
        const common = Math.min(got.tokenIds.length, row.tokenIds.length);
        for (let t = 0; t < common && got.tokenIds[t] === row.tokenIds[t]; t++) {
          expect(Math.abs(got.logprobs![t]! - row.logprobs![t]!)).toBeLessThan(1e-4);
        }
      }
    }
    expect(same / rows).toBeGreaterThanOrEqual(0.95);
  });

  it('every request, also where the rows of one fill the batch and end all at once', async () => {
    const requests = ['x', 'yes', '1+1'].map((problem) =>
      ask(problem, { rows: 4, sampling: { temperature: 0 } }),
    );
    const full = await open({}, { maxRows: 4 });
    const { rows, cancelled } = await full.sample(requests);
    expect({ cancelled, rows: rows.map((some) => some.length) }).toEqual({
      cancelled: false,
      rows: [4, 4, 4],
    });
  });

  it('no row that begins like what is excluded, and tells its probability as if nothing were', async () => {
    const request = ask('z', { rows: 6, maxNewTokens: 2 });
    const known = new Map<string, SampledRow>();
    for (let wave = 0; wave < 4; wave++) {
      const exclude = [...known.values()].map(({ tokenIds, drawLogprobs }) => ({
        tokenIds,
        probabilities: drawLogprobs!.map(Math.exp),
      }));
      const { rows } = await engine.sample([{ ...request, firstRow: 6 * wave, exclude }]);
      const before = new Set(known.keys());
      for (const row of rows[0]!) {
        expect(before.has(String(row.tokenIds))).toBe(false);
        for (const [t, logprob] of row.drawLogprobs!.entries())
          expect(Math.abs(logprob - row.logprobs![t]!)).toBeLessThan(1e-3);
        known.set(String(row.tokenIds), row);
      }
    }
    const [[best] = [], [next] = []] = (
      await engine.sample([
        ask('z', { rows: 1, maxNewTokens: 1, sampling: { temperature: 0 } }),
        ask('z', {
          ...{ rows: 1, maxNewTokens: 1, sampling: { temperature: 0 } },
          exclude: (
            await engine.sample([ask('z', { rows: 1, maxNewTokens: 1, sampling: { temperature: 0 } })])
          ).rows[0]!.map(({ tokenIds }) => ({ tokenIds, probabilities: [0.5] })),
        }),
      ])
    ).rows;
    expect(next!.tokenIds[0]).not.toBe(best!.tokenIds[0]);
    expect(next!.logprobs![0]).toBeLessThanOrEqual(best!.logprobs![0]!);
  });

  it('every request, also where one fills the whole batch and all its rows wait for the judge', async () => {
    const narrow = await open({}, { maxRows: 2 });
    const requests = [2, 4, 2].map((rows, seed) =>
      ask('x', { rows, seed, judge: ['verdict'], maxNewTokens: 3, stop: { ignoreEnd: true } }),
    );
    const result = await narrow.sample(requests);
    expect(result.rows.map((rows) => rows.length)).toEqual([2, 4, 2]);
    expect(result.rows.flat().every((row) => row.judgement?.verdict !== null)).toBe(true);
  });

  it('greedily at temperature 0: all rows alike, whatever the seed', async () => {
    const request = ask('y', { sampling: { temperature: 0 }, rows: 3 });
    const result = await engine.sample([request, { ...request, seed: 99 }]);
    expect(new Set(result.rows.flat().map((row) => String(row.tokenIds))).size).toBe(1);
  });

  it('with a penalty no token twice, where the penalty is overwhelming', async () => {
    const result = await engine.sample([
      ask('z', { sampling: { temperature: 0, repetitionPenalty: 1e6 }, rows: 1, maxNewTokens: 40 }),
    ]);
    const ids = result.rows[0]![0]!.tokenIds;
    expect(new Set(ids).size).toBe(ids.length);
    const plain = await engine.sample([
      ask('z', { sampling: { temperature: 0, repetitionPenalty: 1 }, rows: 1, maxNewTokens: 40 }),
    ]);
    expect(plain.rows[0]![0]!.tokenIds).not.toEqual(ids);
  });

  it('streams the text of each row in order, and the pieces make the whole', async () => {
    const pieces = new Map<number, string>();
    const finished: number[] = [];
    const result = await engine.sample([ask('stream')], {
      listener: {
        onText: (_request, row, delta) => pieces.set(row, (pieces.get(row) ?? '') + delta),
        onRow: (row) => finished.push(row.row),
      },
    });
    for (const row of result.rows[0]!) expect(pieces.get(row.row) ?? '').toBe(row.text);
    expect(finished.sort()).toEqual([0, 1, 2, 3]);
  });

  it('until it is cancelled, keeping what was written', async () => {
    const controller = new AbortController();
    let seen = 0;
    const result = await engine.sample([ask('long', { maxNewTokens: 500, rows: 3, judge: ['verdict'] })], {
      signal: controller.signal,
      listener: {
        onText: () => {
          if (++seen === 30) controller.abort();
        },
      },
    });
    expect(result.cancelled).toBe(true);
    const rows = result.rows[0]!;
    expect(rows.some((row) => row.finish === 'cancelled' && row.tokenIds.length >= 5)).toBe(true);
    expect(rows.every((row) => row.tokenIds.length < 60)).toBe(true);
    const before = await engine.sample([ask('never')], { signal: AbortSignal.abort() });
    expect(before.cancelled).toBe(true);
  });

  it('no further than the context', async () => {
    const small = await open({ maxPositions: 64 });
    const result = await small.sample([ask('short', { rows: 2, maxNewTokens: 500 })]);
    expect(result.rows[0]!.every((row) => row.finish !== 'cancelled' && row.tokenIds.length < 64)).toBe(true);
    await expect(small.sample([ask('word '.repeat(200))])).rejects.toThrow(
      /fewer than 64 tokens \(the model's context\)/,
    );
    await expect(engine.sample([ask('x', { rows: 0 })])).rejects.toThrow(/rows > 0/);
    await expect(engine.sample([{ ...ask('x'), prompt: { tokenIds: [1, 99_999] } }])).rejects.toThrow(
      /token ids in \[0, 544\), got 99999/,
    );
    const after = await engine.sample([ask('still works', { rows: 1 })]);
    expect(after.rows[0]).toHaveLength(1);
  });
});

describe.each(['llama', 'mistral', 'qwen', 'gemma'] as const)(
  'the local engine judges with %s',
  (tokenizer) => {
    const problem = 'What is 3 times 4?';
    const messages = [{ role: 'user' as const, content: problem }];
    let engine: Engine;
    beforeAll(async () => {
      engine = await open({ tokenizer });
    });

    it('a solution alone as in any batch, and another for another solution', async () => {
      const questions = ['verdict', 'value', 'soFar'] as const;
      const completions = [
        '3 + 4 = 7.\n\nSo 7.',
        'It is 12.',
        'We add.\n\nThen 3 * 4 = 12.\n\nThe answer is 12.',
      ];
      const requests = completions.map((completion) => ({ prompt: { messages }, completion, questions }));
      const together = await engine.judge(requests);
      for (const [i, request] of requests.entries()) {
        const alone = (await engine.judge([request])).judgements[0]!;
        const batched = together.judgements[i]!;
        expect(batched.verdict!.score).toBeCloseTo(alone.verdict!.score, 4);
        expect(batched.steps).toHaveLength(alone.steps.length);
        for (const [s, step] of batched.steps.entries()) {
          expect(step.value!.score).toBeCloseTo(alone.steps[s]!.value!.score, 4);
          expect(step.soFar!.score).toBeCloseTo(alone.steps[s]!.soFar!.score, 4);
        }
      }
      expect(new Set(together.judgements.map((j) => j!.verdict!.score)).size).toBe(3);
      expect(together.judgements.map((j) => j!.steps.length)).toEqual([2, 1, 3]);
    });

    it('a prefix exactly as if the solution ended there', async () => {
      const completion = 'First 3 * 4.\n\nThat gives 12.\n\nDone.';
      const ends = [12, 28];
      const asked = { prompt: { messages }, completion, questions: ['value', 'soFar'] as const, ends };
      const branched = (await engine.judge([asked])).judgements[0]!;
      for (const [i, end] of ends.entries()) {
        const cut = completion.slice(0, end);
        const whole = { ...asked, completion: cut, ends: [cut.length] };
        const alone = (await engine.judge([whole])).judgements[0]!;
        expect(branched.steps[i]!.value!.score).toBeCloseTo(alone.steps[0]!.value!.score, 4);
        expect(branched.steps[i]!.soFar!.score).toBeCloseTo(alone.steps[0]!.soFar!.score, 4);
      }
      expect(branched.verdict).toBeNull();
    });

    it('what it sampled, on the cache left behind, as it judges the same tokens from scratch', async () => {
      const result = await engine.sample([ask(problem, { rows: 5, judge: ['verdict'], maxNewTokens: 12 })]);
      for (const row of result.rows[0]!) {
        expect(row.judgement!.verdict!.score).toBeGreaterThan(0);
        expect(row.judgement!.verdict!.score).toBeLessThan(1);
      }
      const sampled = new Map(result.rows[0]!.map((row) => [row.row, row.judgement!.verdict!.score]));
      for (const row of result.rows[0]!) {
        const one = await engine.sample([
          ask(problem, { rows: 1, firstRow: row.row, judge: ['verdict'], maxNewTokens: 12 }),
        ]);
        expect(one.rows[0]![0]!.judgement!.verdict!.score).toBeCloseTo(sampled.get(row.row)!, 4);
      }
    });

    it('shows the tokens it listens to', () => {
      const { verdictTokens, calibrated } = engine.describe();
      expect(verdictTokens.yes.length).toBeGreaterThan(0);
      expect(verdictTokens.no.some((token) => verdictTokens.yes.includes(token))).toBe(false);
      expect(calibrated).toBe(false);
    });
  },
);

describe('the local engine', () => {
  it('fills in exact values while it decodes, where the calculator is on', async () => {
    const engine = await open({ vouch: { calculator: true } });
    // A random model asks for nothing by itself: the end of the thinking says `<<6*7=` for it.
    const thinking = { maxTokens: 3, conclusion: ' So <<6*7=', endTag: '.' };
    const on = await engine.sample([ask('x', { thinking, calculator: true, maxNewTokens: 60 })]);
    const off = await engine.sample([ask('x', { thinking, calculator: false, maxNewTokens: 60 })]);
    for (const row of on.rows[0]!) expect(row.text).toContain(' So <<6*7=42>>');
    for (const row of off.rows[0]!) expect(row.text).not.toContain('42>>');
    expect(engine.describe().calculator).toBe(true);
  });

  it('goes on from the beginning of a turn, as if it had written that itself', async () => {
    const engine = await open();
    const messages = [{ role: 'user' as const, content: 'Solve 3x + 5 = 20' }];
    const written = 'Subtract 5: 3x = 15\n';
    const tokenizer = await loadTokenizer(opened.at(-1)!.folder);
    const ids = [
      ...tokenizer.encodeChat(messages, { addGenerationPrompt: true }),
      ...tokenizer.encodeText(written),
    ];
    const [go, same, fresh] = await Promise.all(
      [{ messages, continueWith: written }, { tokenIds: ids }, { messages }].map((prompt) =>
        engine.sample([ask('', { prompt, rows: 2 })]),
      ),
    );
    expect(tokensOf(go!.rows[0])).toEqual(tokensOf(same!.rows[0]));
    expect(tokensOf(go!.rows[0])).not.toEqual(tokensOf(fresh!.rows[0]));
    expect(go!.usage.promptTokens).toBe(ids.length);
  });

  it('tells how familiar a prompt is: the mean log-probability of its tokens', async () => {
    const engine = await open();
    const prompt = [5, 9, 12, 7, 30];
    const written = await engine.sample([
      ask('', { prompt: { tokenIds: prompt }, rows: 1, maxNewTokens: 20, stop: { ignoreEnd: true } }),
    ]);
    const [row] = written.rows[0]!;
    const whole = [...prompt, ...row!.tokenIds];
    const sumOf = async (ids: readonly number[]): Promise<number> =>
      (ids.length - 1) * ((await engine.familiarity({ tokenIds: ids })) ?? NaN);
    const added = (await sumOf(whole)) - (await sumOf(prompt));
    expect(added).toBeCloseTo(
      row!.logprobs!.reduce((sum, logprob) => sum + logprob, 0),
      3,
    );
    expect(await engine.familiarity({ tokenIds: [5] })).toBeNull();
    // Refused before it is read: a pass over a pasted file would take minutes.
    const long = Array.from({ length: engine.describe().contextLength }, () => 5);
    await expect(engine.familiarity({ tokenIds: long })).rejects.toThrow(/expected fewer than \d+ tokens/);
  });

  it('takes nothing more after it has been disposed', async () => {
    const engine = await open();
    await engine.dispose();
    await expect(engine.sample([ask('x')])).rejects.toThrow(/disposed/);
  });

  it('runs calls one after the other', async () => {
    const engine = await open();
    const [a, b] = await Promise.all([engine.sample([ask('a')]), engine.sample([ask('b')])]);
    expect(tokensOf((await engine.sample([ask('b')])).rows[0])).toEqual(tokensOf(b.rows[0]));
    expect(tokensOf(a.rows[0])).not.toEqual(tokensOf(b.rows[0]));
  });
});
