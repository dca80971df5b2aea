/**
 * Drafting changes how many passes a text takes and nothing else: each case is written by two engines over the same
 * float32 checkpoint, one of which drafts as often as it can, and the rows are compared token by token.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCheckpoint } from '../../test/support/random-checkpoint.ts';
import type { RandomCheckpoint } from '../../test/support/random-checkpoint.ts';
import type { Sampling } from '../generate/options.ts';
import type { PassCosts } from '../generate/pass-costs.ts';
import type { CallOptions, SampledRow, SampleRequest, SampleResult } from './engine.ts';
import { openLocalEngine } from './local.ts';
import type { LocalEngine, LocalEngineOptions } from './local.ts';

/** Tokens cost nothing beyond the first: whatever is likely enough to be guessed at all is drafted. */
const free: PassCosts = { tokens: [1, 1000], ms: [1, 1.001] };

interface Pair {
  readonly plain: LocalEngine;
  readonly drafting: LocalEngine;
}
const opened: { readonly engines: readonly LocalEngine[]; readonly folder: string | null }[] = [];

async function openPair(folder: string, options: LocalEngineOptions = {}): Promise<Pair> {
  const common = { decoder: { session: { threads: 1 } }, ...options };
  const plain = await openLocalEngine(folder, common);
  const drafting = await openLocalEngine(folder, { ...common, passCosts: () => Promise.resolve(free) });
  opened.push({ engines: [plain, drafting], folder: null });
  return { plain, drafting };
}

function randomPair(checkpoint: RandomCheckpoint = {}, options: LocalEngineOptions = {}): Promise<Pair> {
  const folder = randomCheckpoint(checkpoint);
  opened.push({ engines: [], folder });
  return openPair(folder, options);
}

afterAll(async () => {
  for (const { engines } of opened) for (const engine of engines) await engine.dispose();
  for (const { folder } of opened) if (folder !== null) rmSync(folder, { recursive: true, force: true });
});

const ask = (problem: string, more: Partial<SampleRequest> = {}): SampleRequest => ({
  prompt: { messages: [{ role: 'user', content: problem }] },
  rows: 4,
  seed: 7,
  maxNewTokens: 40,
  sampling: { temperature: 0.3, topP: 1 },
  calculator: false,
  ...more,
});

/** What a row is, without the last digits of its logits. */
const identity = ({ request, row, seed, text, tokenIds, drawn, finish }: SampledRow): object => ({
  request,
  row,
  seed,
  text,
  tokenIds,
  drawn,
  finish,
});

function expectSame(drafted: SampleResult, plain: SampleResult): void {
  expect(drafted.rows.flat().map(identity)).toEqual(plain.rows.flat().map(identity));
  expect(drafted.usage.generatedTokens).toBe(plain.usage.generatedTokens);
  expect(drafted.usage.verifyTokens).toBe(plain.usage.verifyTokens);
  const pairs = drafted.rows.flat().map((row, i) => [row, plain.rows.flat()[i]!] as const);
  for (const [one, other] of pairs) {
    for (const kind of ['logprobs', 'drawLogprobs'] as const) {
      const far = one[kind]!.map((value, t) => Math.abs(value - other[kind]![t]!));
      expect(Math.max(0, ...far)).toBeLessThan(1e-4);
    }
    const scores = [one, other].map(({ judgement }) => judgement?.verdict?.score ?? 0);
    expect(scores[0]).toBeCloseTo(scores[1]!, 4);
  }
}

async function same(
  { plain, drafting }: Pair,
  requests: readonly SampleRequest[],
  options: CallOptions = {},
): Promise<SampleResult> {
  const drafted = await drafting.sample(requests, options);
  expectSame(drafted, await plain.sample(requests));
  return drafted;
}

const repetitive = 'one two three four, one two three four, one two three four, one two';

// Without top-p, whose cut through a flat distribution moves with the last digit of a sum, but in its own case.
const sampling = (more: Partial<Sampling>): Partial<SampleRequest> => ({ sampling: { topP: 1, ...more } });
const cases: Readonly<Record<string, Partial<SampleRequest>>> = {
  greedily: sampling({ temperature: 0 }),
  'at temperature 1': sampling({ temperature: 1 }),
  'with a penalty': sampling({ temperature: 0.3, repetitionPenalty: 1.3 }),
  'greedily with a penalty': sampling({ temperature: 0, repetitionPenalty: 1.1 }),
  'with top-k': sampling({ temperature: 0.8, topK: 5 }),
  'with top-p': sampling({ temperature: 0.3, topP: 0.7 }),
  'with min-p': sampling({ temperature: 0.8, minP: 0.1 }),
  'to any length': { maxNewTokens: 7 },
  'a single token': { maxNewTokens: 1 },
  'two tokens': { maxNewTokens: 2 },
  'one row': { rows: 1 },
  'from plain text': { prompt: { text: repetitive } },
  'past the end of a turn': { stop: { ignoreEnd: true }, maxNewTokens: 90 },
  'with rows that are judged': { judge: ['verdict', 'soFar'], rows: 5 },
  'with a budget for thinking': { thinking: { maxTokens: 6, conclusion: ' Enough. So', endTag: '.' } },
  'with the calculator inside what is forced': {
    thinking: { maxTokens: 5, conclusion: ' So <<6*7= and <<1/3+1/6=', endTag: '.' },
    calculator: true,
  },
};

describe.each([
  { family: 'llama', tokenizer: 'qwen' },
  { family: 'mistral', tokenizer: 'mistral' },
  { family: 'gemma3_text', tokenizer: 'gemma' },
] as const)('drafting with $family and the tokenizer of $tokenizer writes the same', (checkpoint) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await randomPair(checkpoint);
  });

  it.each(Object.entries(cases))('%s', async (_, more) => {
    for (let seed = 1; seed <= 3; seed++) await same(pair, [ask(repetitive, { ...more, seed })]);
  });

  it('up to a stop string in the middle of a draft', async () => {
    const request = ask(repetitive, { sampling: { temperature: 0 }, rows: 2, maxNewTokens: 60 });
    const [row] = (await pair.plain.sample([request])).rows[0]!;
    for (const at of [0.3, 0.5, 0.8].map((share) => Math.floor(share * row!.text.length))) {
      const stop = { strings: [row!.text.slice(at, at + 4)].filter((text) => text !== '') };
      await same(pair, [{ ...request, stop }]);
    }
    const ids = [0.3, 0.6].map((share) => row!.tokenIds[Math.floor(share * row!.tokenIds.length)]!);
    for (const id of ids) await same(pair, [{ ...request, stop: { tokenIds: [id] } }]);
  });
});

describe('drafting', () => {
  it('writes the same where rows leave and others enter', async () => {
    const pair = await randomPair({}, { maxRows: 4 });
    const requests = Array.from({ length: 12 }, (_, i) =>
      ask(`${repetitive} ${'number '.repeat(i)}${i}`, {
        rows: 1 + (i % 5),
        maxNewTokens: 3 + 5 * i,
        seed: i,
        sampling: { temperature: (i % 3) / 3, topP: 1 },
        ...(i % 2 === 0 ? { judge: ['verdict'] } : {}),
      }),
    );
    const result = await same(pair, requests);
    expect(result.usage.acceptedTokens).toBeGreaterThan(0);
  });

  it('writes the same up to the end of the context', async () => {
    const pair = await randomPair({ maxPositions: 64 });
    const more = { maxNewTokens: 500, rows: 3, stop: { ignoreEnd: true } };
    for (const temperature of [0, 0.3, 1]) {
      const asked = ask('one two one two', { ...more, sampling: { temperature, topP: 1 } });
      const longer = ask('one two one two one two one', { ...more, sampling: { temperature, topP: 1 } });
      await same(pair, [asked, longer]);
    }
  });

  it('takes fewer passes than tokens where a text repeats itself, and tells how many drafts came true', async () => {
    const { plain, drafting } = await randomPair();
    const request = ask(repetitive, {
      rows: 1,
      maxNewTokens: 120,
      sampling: { temperature: 0 },
      stop: { ignoreEnd: true },
    });
    const drafted = await drafting.sample([request]);
    const { acceptedTokens, draftedTokens, generatedTokens } = drafted.usage;
    expect(generatedTokens).toBe(120);
    expect(acceptedTokens).toBeGreaterThan(30);
    expect(draftedTokens).toBeGreaterThanOrEqual(acceptedTokens);
    // The first token comes with the prompt, and a pass gives one token more than what was accepted in it.
    expect(drafting.lastTimes!.steps).toBe(generatedTokens - 1 - acceptedTokens);
    const usage = (await plain.sample([request])).usage;
    expect([usage.draftedTokens, usage.acceptedTokens, plain.lastTimes!.steps]).toEqual([0, 0, 119]);
  });

  it('learns from the other rows of a problem', async () => {
    const mini = path.join(import.meta.dirname, '../../models/vouch-mini');
    // One after the other, so that each knows what the rows before it wrote.
    const { plain, drafting } = await openPair(mini, { maxRows: 1 });
    const prompt = plain.describe().promptFor('Solve 3x + 5 = 20');
    const request = { prompt, seed: 1, maxNewTokens: 120 };
    const alone = await same({ plain, drafting }, [{ ...request, rows: 1 }]);
    const later = await same({ plain, drafting }, [{ ...request, rows: 5 }]);
    const rate = ({ usage }: SampleResult): number => usage.acceptedTokens / usage.generatedTokens;
    expect(rate(later)).toBeGreaterThan(2 * rate(alone));
  });

  it('stops at once when it is cancelled, with the beginning of what it would have written', async () => {
    const { plain, drafting } = await randomPair();
    const request = ask(repetitive, {
      maxNewTokens: 400,
      rows: 3,
      sampling: { temperature: 0 },
      stop: { ignoreEnd: true },
    });
    const whole = await plain.sample([request]);
    const controller = new AbortController();
    const pieces = new Map<number, string>();
    let seen = 0;
    const cut = await drafting.sample([request], {
      signal: controller.signal,
      listener: {
        onText: (_request, row, delta) => {
          pieces.set(row, (pieces.get(row) ?? '') + delta);
          if (++seen === 40) controller.abort();
        },
      },
    });
    expect(cut.cancelled).toBe(true);
    for (const [i, row] of cut.rows[0]!.entries()) {
      expect(row.finish).toBe('cancelled');
      expect(row.tokenIds.length).toBeLessThan(100);
      expect(whole.rows[0]![i]!.tokenIds.slice(0, row.tokenIds.length)).toEqual(row.tokenIds);
      expect(pieces.get(i)).toBe(row.text);
    }
  });

  it('feeds what is forced in one pass', async () => {
    const { drafting } = await randomPair();
    const thinking = { maxTokens: 2, conclusion: ' one two three four five six seven', endTag: '.' };
    const request = ask('x', { rows: 1, thinking, maxNewTokens: 40, sampling: { temperature: 1 } });
    const { rows, usage } = await drafting.sample([request]);
    const forced = rows[0]![0]!.drawn.filter((drawn) => drawn === 0).length;
    expect(forced).toBeGreaterThan(7);
    expect(drafting.lastTimes!.steps).toBeLessThanOrEqual(usage.generatedTokens - forced + 1);
  });
});

describe('drafting with vouch-mini writes the same', () => {
  const problems = [
    'Solve 3x + 5 = 20',
    'What is 15% of 240?',
    'Find the derivative of 3x^2 + 2x - 7.',
    'What is 48 / 6 + 7 * 12?',
  ];
  let pair: Pair;
  beforeAll(async () => {
    pair = await openPair(path.join(import.meta.dirname, '../../models/vouch-mini'));
  });

  it.each(problems)('for "%s", exact values and verdicts included', async (problem) => {
    const prompt = pair.plain.describe().promptFor(problem);
    const request = { prompt, judge: ['verdict'], rows: 8, maxNewTokens: 160 } as const;
    for (const temperature of [0, 0.6, 1]) {
      const result = await same(pair, [{ ...request, seed: 3, sampling: { temperature } }]);
      expect(result.usage.acceptedTokens).toBeGreaterThan(0);
    }
  });
});
