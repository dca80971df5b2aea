import { describe, expect, it } from 'vitest';
import type { CallOptions, Engine, SampledRow, SampleRequest } from '../engine/engine.ts';
import { oneTokenVerifier, reasoningVerifier, verdictIn } from '../engine/verifier.ts';
import type { Relation } from './candidates.ts';
import { search } from './loop.ts';
import type { SearchPlan } from './loop.ts';
import { acceptedLength, nextWave, settled } from './waves.ts';

const equal = (x: string, y: string): Relation => (x === y ? 'same' : 'different');

/** An engine whose rows are written down beforehand, by their index: text and score. */
function scripted(rows: readonly (readonly [string, number])[], asked: SampleRequest[] = []): Engine {
  const usage = {
    promptTokens: 1,
    generatedTokens: 2,
    verifyTokens: 3,
    draftedTokens: 0,
    acceptedTokens: 0,
    prefillMs: 0,
    decodeMs: 0,
    verifyMs: 0,
  };
  const write = (request: SampleRequest, at: number, index: number): SampledRow => {
    const row = (request.firstRow ?? 0) + at;
    const [text, score] = rows[row % rows.length]!;
    const judged = request.judge?.includes('verdict') === true;
    return {
      request: index,
      row,
      seed: request.seed,
      text,
      tokenIds: [],
      logprobs: [],
      drawLogprobs: null,
      textEnds: null,
      drawn: [],
      finish: 'stop',
      judgement: judged ? { verdict: { score, scoreRaw: score / 2 }, steps: [], tokens: 1 } : null,
    };
  };
  return {
    describe: () => {
      throw new Error('not asked in these tests');
    },
    sample: (requests: Iterable<SampleRequest>, options?: CallOptions) => {
      const list = [...requests];
      asked.push(...list);
      const result = list.map((request, index) =>
        Array.from({ length: request.rows }, (_, at) => write(request, at, index)),
      );
      return Promise.resolve({ rows: result, usage, cancelled: options?.signal?.aborted === true });
    },
    judge: (requests) =>
      Promise.resolve({
        judgements: requests.map(({ completion }) => ({
          verdict: { score: completion === 'right' ? 1 : 0, scoreRaw: 0.5 },
          steps: [],
          tokens: 1,
        })),
        usage,
        cancelled: false,
      }),
    familiarity: () => Promise.resolve(null),
    dispose: () => Promise.resolve(),
  };
}

/** The same with one token a row, its number, so that a row can be told by what is excluded. */
function withTokens(engine: Engine): Engine {
  return {
    ...engine,
    sample: async (requests, options) => {
      const result = await engine.sample(requests, options);
      const rows = result.rows.map((list) =>
        list.map((row) => ({ ...row, tokenIds: [row.row], drawLogprobs: [-1], drawn: [1], textEnds: [1] })),
      );
      return { ...result, rows };
    },
  };
}

const plan = (more: Partial<SearchPlan>): SearchPlan => ({
  request: { prompt: { text: 'p' } },
  seed: 3,
  samples: 12,
  verifier: oneTokenVerifier(),
  read: (text) => ({ answer: text === '' ? null : text, parts: null }),
  compare: equal,
  decision: { rule: 'weighted', confidence: null },
  ...more,
});

describe('search', () => {
  it('adds to earlier candidates: numbered after them, drawn as one larger search would, voted on together', async () => {
    const rows = [
      ['7', 0.2],
      ['5', 0.9],
    ] as const;
    const whole = await search(scripted(rows), plan({ samples: 6 }));
    const asked: SampleRequest[] = [];
    const first = await search(scripted(rows), plan({ samples: 3 }));
    const more = await search(scripted(rows, asked), plan({ samples: 3, earlier: first.candidates }));
    expect(asked.map(({ firstRow, rows: count }) => [firstRow, count])).toEqual([[3, 3]]);
    expect(more.candidates.map(({ index }) => index)).toEqual([3, 4, 5]);
    expect(more.decision).toEqual(whole.decision);
  });

  it('stops sampling when the winner is certain, and goes on where it is not', async () => {
    const waves = { size: 4, stopShare: 0.9, minAnswers: 4 };
    const certain = await search(scripted([['5', 0.9]]), plan({ waves }));
    expect([certain.candidates.length, certain.waves]).toEqual([4, 1]);
    const torn = await search(
      scripted([
        ['5', 0.9],
        ['6', 0.8],
      ]),
      plan({ waves }),
    );
    expect([torn.candidates.length, torn.waves]).toEqual([12, 3]);
    expect(torn.decision.winner?.answer).toBe('5');
    expect(torn.candidates.map((candidate) => candidate.index)).toEqual([...Array(12).keys()]);
  });

  it('stops at an answer that the question proves, and persists while it disproves all', async () => {
    const rows = Array.from({ length: 11 }, (_, i): readonly [string, number] => [
      i === 9 ? '5' : `${i + 20}`,
      0.5,
    ]);
    const read: SearchPlan['read'] = (text) => {
      const isRight = text === '5';
      return { answer: text, parts: null, exact: { proven: 0, refuted: !isRight, answer: isRight ? 1 : -1 } };
    };
    const waves = { size: 4, stopShare: 0.8, minAnswers: 4 };
    const options = { samples: 4, read, waves };
    const found = await search(scripted(rows), plan({ ...options, persistTo: 32 }));
    expect([found.candidates.length, found.decision.winner?.answer]).toEqual([12, '5']);
    const briefly = await search(scripted(rows), plan(options));
    expect([briefly.candidates.length, briefly.decision.winner]).toEqual([4, null]);
    const atMost = await search(scripted(rows.slice(0, 8)), plan({ ...options, persistTo: 6 }));
    expect([atMost.candidates.length, atMost.decision.winner]).toEqual([6, null]);
  });

  it('does not begin again what is wrong, once the question has told right from wrong', async () => {
    const rows: readonly (readonly [string, number])[] = ['1', '2', '3', '5'].map((text) => [text, 0.5]);
    const asked: SampleRequest[] = [];
    const told = withTokens(scripted(rows, asked));
    // The first answer is beyond the question, the others are held against it.
    const read: SearchPlan['read'] = (text) => {
      const answer = text === '1' ? 0 : text === '5' ? 1 : -1;
      return {
        ...{ answer: text, parts: null, wrongUpTo: answer === -1 ? 1 : null },
        exact: { proven: 0, refuted: answer === -1, answer },
      };
    };
    const waves = { size: 1, stopShare: 0.5, minAnswers: 1 };
    const found = await search(told, plan({ samples: 2, persistTo: 8, read, waves }));
    expect(found.decision.winner?.answer).toBe('1');
    const longer = await search(
      told,
      plan({ samples: 2, persistTo: 8, read, waves: { ...waves, stopShare: 2 } }),
    );
    expect(longer.decision.winner?.answer).toBe('5');
    expect(asked.slice(1).map(({ exclude }) => exclude?.map(({ tokenIds }) => tokenIds[0]))).toEqual([
      ...[undefined, undefined, [1], [1, 2]],
    ]);
  });

  it('asks in other words, wave by wave, once the question has disproved an answer', async () => {
    const asked: SampleRequest[] = [];
    const rows: readonly (readonly [string, number])[] = [['4', 0.5]];
    const told = withTokens(scripted(rows, asked));
    const read: SearchPlan['read'] = (text) => ({
      ...{ answer: text, parts: null, wrongUpTo: 1 },
      exact: { proven: 0, refuted: true, answer: -1 },
    });
    const waves = { size: 2, stopShare: 0.5, minAnswers: 2 };
    const otherPrompts = [{ text: 'q' }, { text: 'r' }];
    const found = await search(told, plan({ samples: 2, persistTo: 10, read, waves, otherPrompts }));
    expect(asked.map(({ prompt }) => ('text' in prompt ? prompt.text : ''))).toEqual([
      'p',
      'q',
      'r',
      'p',
      'q',
    ]);
    // What is wrong in one wording is not left out in another.
    expect(asked.map(({ exclude }) => exclude?.map(({ tokenIds }) => tokenIds[0]))).toEqual([
      ...[undefined, undefined, undefined, [0, 1], [2, 3]],
    ]);
    expect(found.candidates.map(({ wording }) => wording)).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 1, 1]);
  });

  it('gives later waves later rows of one seed', async () => {
    const asked: SampleRequest[] = [];
    await search(
      scripted(
        [
          ['a', 0.5],
          ['b', 0.5],
        ],
        asked,
      ),
      plan({ samples: 5, waves: { size: 2, stopShare: 2, minAnswers: 9 } }),
    );
    expect(asked.map(({ seed, firstRow, rows }) => [seed, firstRow, rows])).toEqual([
      [3, 0, 2],
      [3, 2, 2],
      [3, 4, 1],
    ]);
  });

  it('lets another engine judge what this one wrote', async () => {
    const other = scripted([]);
    const result = await search(
      scripted([
        ['wrong', 0.9],
        ['right', 0.1],
      ]),
      plan({ samples: 2, verifier: oneTokenVerifier(other) }),
    );
    expect(result.candidates.map((candidate) => candidate.score)).toEqual([0, 1]);
    expect(result.decision.winner?.answer).toBe('right');
  });

  it('votes over reasoned judgements: Yes, No, silence, Yes give 2/3', async () => {
    const judge = scripted([
      ['Verdict: Yes', 0],
      ['**Verdict:** No', 0],
      ['hm', 0],
      ['verdict: YES.', 0],
    ]);
    const result = await search(
      scripted([['5', 0]]),
      plan({ samples: 1, verifier: reasoningVerifier(judge, { judgements: 4 }) }),
    );
    expect(result.candidates[0]!.score).toBeCloseTo(2 / 3, 12);
    expect(result.candidates[0]!.scoreRaw).toBe(0.5);
  });

  it('keeps what was written when it is cancelled', async () => {
    const result = await search(scripted([['5', 0.9]]), plan({ samples: 3 }), {
      signal: AbortSignal.abort(),
    });
    expect(result.cancelled).toBe(true);
    expect(result.candidates).toHaveLength(3);
  });

  it('raises the length of thinking until the confidence passes', async () => {
    const asked: SampleRequest[] = [];
    const confidence = {
      bias: 0,
      share: 0,
      bestScore: 2,
      logCount: 0,
      logprob: 0,
      proven: 0,
      familiarity: 0,
      refuted: 0,
      answer: 0,
    };
    const lengths = { schedule: [100, 200, 400], threshold: 0.5 };
    const one = await search(
      scripted([['5', 0.9]], asked),
      plan({ samples: 1, lengths, decision: { rule: 'weighted', confidence } }),
    );
    expect([one.length, asked.length]).toEqual([100, 1]);
    const all = await search(
      scripted([['5', 0.9]], asked),
      plan({
        samples: 1,
        lengths: { ...lengths, threshold: 0.99 },
        decision: { rule: 'weighted', confidence },
      }),
    );
    expect(all.length).toBe(400);
    expect(asked.slice(1).map((request) => request.thinking?.maxTokens)).toEqual([100, 200, 400]);
  });
});

describe('waves', () => {
  it('spends no more than the budget', () => {
    expect(nextWave({ size: 4, stopShare: 1, minAnswers: 1 }, 10, 12)).toBe(2);
    expect(nextWave({ size: 4, stopShare: 1, minAnswers: 1 }, 12, 12)).toBe(0);
  });

  it('is settled when votes cannot be overtaken, but not when weights could', () => {
    const group = (votes: number, weight: number) => ({ answer: '', members: [], votes, weight });
    const rule = { size: 4, stopShare: 0.99, minAnswers: 4 };
    const decision = (...groups: ReturnType<typeof group>[]) => ({
      groups,
      winner: null,
      abstained: null,
      share: 0.7,
    });
    expect(settled(decision(group(7, 7), group(2, 2)), rule, 4)).toBe(true);
    expect(settled(decision(group(7, 7), group(2, 2)), rule, 5)).toBe(false);
    expect(settled(decision(group(7, 3), group(2, 1)), rule, 1)).toBe(false);
    expect(settled(decision(group(3, 3)), rule, 0)).toBe(false);
    const distrusted = { reason: 'the confidence is too low', advice: [] };
    expect(settled({ ...decision(group(7, 7), group(2, 2)), abstained: distrusted }, rule, 4)).toBe(false);
  });

  it('accepts the first length that is sure enough, else the last', () => {
    const rule = { schedule: [1, 2], threshold: 0.6 };
    expect(acceptedLength(rule, [0.5])).toBeNull();
    expect(acceptedLength(rule, [0.5, 0.7])).toBe(1);
    expect(acceptedLength(rule, [0.5, 0.1])).toBe(1);
  });
});

describe('verdictIn', () => {
  it('reads the last verdict that is stated', () => {
    expect(verdictIn('Verdict: No … but wait. Verdict: **Yes**')).toBe(true);
    expect(verdictIn('verdict - no')).toBe(false);
    expect(verdictIn('Yes, it looks right')).toBeNull();
  });
});
