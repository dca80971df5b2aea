/**
 * Judges solutions that this engine need not have written: each prompt is read once, its cache is shared out to the
 * solutions that belong to it, they are read behind it, and the same questions are asked as of rows just sampled.
 * Knows nothing of sampling.
 */
import { CancelledError, InputError } from '../base/errors.ts';
import { extendRagged } from '../generate/ragged.ts';
import type { Slots } from '../generate/slots.ts';
import { splitSteps } from '../grade/split-steps.ts';
import { newCache } from '../model/cache.ts';
import { completionIds } from './completion-ids.ts';
import type { Judgement, JudgeRequest, Prompt } from './engine.ts';
import { judgeRows } from './judging.ts';
import type { Judge, JudgedRow } from './judging.ts';

export interface ExternalOptions {
  readonly slots: Slots;
  readonly maxRows: number;
  readonly encodePrompt: (prompt: Prompt) => number[];
  readonly signal?: AbortSignal | undefined;
}

export interface ExternalOutcome {
  readonly judgements: (Judgement | null)[];
  readonly promptTokens: number;
  readonly verifyTokens: number;
  readonly cancelled: boolean;
}

interface Reading {
  readonly index: number;
  readonly promptIds: readonly number[];
  readonly row: JudgedRow;
}

/** Judgements in the order of the requests; those that the signal cut off are null. */
export async function judgeExternal(
  judge: Judge,
  requests: readonly JudgeRequest[],
  options: ExternalOptions,
): Promise<ExternalOutcome> {
  const readings = requests.map((request, index) => readingOf(judge, request, index, options));
  const judgements: (Judgement | null)[] = requests.map(() => null);
  const tally = { promptTokens: 0, verifyTokens: 0 };
  try {
    for (let from = 0; from < readings.length; from += options.maxRows) {
      const batch = readings.slice(from, from + options.maxRows);
      tally.promptTokens += await seatPrompts(judge, batch, options);
      const { slots, signal } = options;
      const lists = batch.map(({ row }) => row.tokenIds);
      const cache = slots.view(0, batch.length);
      const pastLengths = batch.map(({ row }) => row.promptTokens);
      await extendRagged(judge.decoder, { cache, pastLengths, lists }, { pace: judge.pace, signal });
      const rows = batch.map(({ row }) => row);
      const results = await judgeRows(judge, rows, { slots, firstSlot: 0, signal });
      for (const [i, { index, row }] of batch.entries()) {
        judgements[index] = results[i] ?? null;
        tally.verifyTokens += row.tokenIds.length + (results[i]?.tokens ?? 0);
      }
    }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    return { judgements, ...tally, cancelled: true };
  }
  return { judgements, ...tally, cancelled: false };
}

/** Reads each different prompt once and copies its cache to the slots of its solutions. */
async function seatPrompts(
  judge: Judge,
  batch: readonly Reading[],
  { slots, signal }: ExternalOptions,
): Promise<number> {
  const longest = Math.max(...batch.map(({ row }) => row.promptTokens + row.tokenIds.length));
  // Room for a question, and for the padding of shorter rows.
  slots.reserve(batch.length, Math.min(longest + 64, 2 * judge.contextLength), []);
  const known = new Map<string, { cache: ReturnType<typeof newCache>; length: number }>();
  let tokens = 0;
  for (const [slot, { promptIds }] of batch.entries()) {
    const key = promptIds.join();
    let prompt = known.get(key);
    if (prompt === undefined) {
      const cache = newCache(judge.decoder.config, 1, promptIds.length, judge.contextLength);
      const filled = { cache, pastLengths: [0], lists: [promptIds] };
      await extendRagged(judge.decoder, filled, { pace: judge.pace, signal });
      prompt = { cache, length: promptIds.length };
      tokens += promptIds.length;
      known.set(key, prompt);
    }
    slots.copyIn({ cache: prompt.cache, row: 0 }, slot, prompt.length);
  }
  return tokens;
}

function readingOf(judge: Judge, request: JudgeRequest, index: number, options: ExternalOptions): Reading {
  const promptIds = options.encodePrompt(request.prompt);
  const { tokenizer, contextLength } = judge;
  const tokenIds = completionIds(tokenizer, request.prompt, request.completion, promptIds);
  const total = promptIds.length + tokenIds.length;
  if (promptIds.length === 0 || total >= contextLength) {
    throw new InputError(
      `judge: expected a prompt and solution of 1 to ${contextLength - 1} tokens (the model's context), got ${total}; shorten them`,
    );
  }
  const stream = tokenizer.decodeStream();
  for (const id of promptIds.slice(-4)) stream.push(id);
  let length = 0;
  const textEnds = tokenIds.map((id) => (length += stream.push(id).length));
  const row: JudgedRow = {
    prompt: request.prompt,
    shared: 0,
    promptTokens: promptIds.length,
    text: request.completion,
    tokenIds,
    textEnds,
    cachedTokens: tokenIds.length,
    questions: request.questions,
    ends: request.ends ?? splitSteps(request.completion).map((step) => step.end),
  };
  return { index, promptIds, row };
}
