/**
 * Asks the questions of rows that sit in a cache: the verdict behind the whole solution, `value` and `soFar` at the
 * end of each step, all rows in one batch. Prefixes are judged from the last step to the first on the same cache: a
 * question overwrites only what lies behind its step's end, so every branch costs its question's tokens and no copy.
 * Knows neither sampling nor how the rows came into the cache.
 */
import { continuationIds } from '../generate/continuation.ts';
import { extendRagged } from '../generate/ragged.ts';
import type { Pace } from '../generate/ragged.ts';
import type { Slots } from '../generate/slots.ts';
import type { VouchJson } from '../checkpoint/vouch-json.ts';
import type { Decoder } from '../model/load.ts';
import type { ChatTokenizer } from '../tokenizer/tokenizer.ts';
import type { Judgement, Prompt, Question, StepVerdict, Verdict } from './engine.ts';
import { questionIds, verdictFrom } from './verdicts.ts';
import type { VerdictTokens } from './verdicts.ts';

/** A solution whose tokens are in a slot of the cache, but perhaps for the last one. */
export interface JudgedRow {
  readonly prompt: Prompt;
  /** Positions of the shared prefix before the row's slot, and prompt tokens in the slot itself. */
  readonly shared: number;
  readonly promptTokens: number;
  readonly text: string;
  readonly tokenIds: readonly number[];
  /** Length of the text after each token. */
  readonly textEnds: readonly number[];
  /** Tokens of the solution that are in the cache. */
  readonly cachedTokens: number;
  readonly questions: readonly Question[];
  /** Ends of prefixes, UTF-16 offsets into the text, rising. */
  readonly ends: readonly number[];
}

export interface Judge {
  readonly decoder: Decoder;
  readonly tokenizer: ChatTokenizer;
  readonly wording: VouchJson['verdict'];
  readonly tokens: VerdictTokens;
  readonly pace: Pace;
  readonly contextLength: number;
}

export interface JudgingOptions {
  readonly slots: Slots;
  readonly firstSlot: number;
  readonly signal?: AbortSignal | undefined;
}

/** What one row is asked in one pass: tokens from a position on. */
interface Asked {
  readonly from: number;
  readonly ids: readonly number[];
}

/**
 * The judgements of rows in slots firstSlot, firstSlot + 1, …; a question that does not fit the context is null.
 * The rows' caches are spent afterwards. Throws `CancelledError`.
 */
export async function judgeRows(
  judge: Judge,
  rows: readonly JudgedRow[],
  options: JudgingOptions,
): Promise<Judgement[]> {
  const spent = rows.map(() => 0);
  const pass = async (asked: readonly (Asked | null)[]): Promise<(Verdict | null)[]> => {
    for (const [row, one] of asked.entries()) spent[row] = spent[row]! + (one?.ids.length ?? 0);
    return ask(judge, asked, rows, options);
  };
  const verdicts = rows.some((row) => row.questions.includes('verdict'))
    ? await pass(
        rows.map((row) =>
          row.questions.includes('verdict') ? askedAt(judge, row, row.text.length, 'verdict') : null,
        ),
      )
    : rows.map(() => null);
  const steps = rows.map((row): { value: Verdict | null; soFar: Verdict | null }[] =>
    row.questions.some((question) => question !== 'verdict')
      ? row.ends.map(() => ({ value: null, soFar: null }))
      : [],
  );
  const most = Math.max(0, ...steps.map((list) => list.length));
  for (let back = 1; back <= most; back++) {
    for (const question of ['value', 'soFar'] as const) {
      const asked = rows.map((row, i) => {
        const step = steps[i]!.length - back;
        return step < 0 || !row.questions.includes(question)
          ? null
          : askedAt(judge, row, row.ends[step]!, question);
      });
      if (asked.every((one) => one === null)) continue;
      for (const [i, verdict] of (await pass(asked)).entries()) {
        const entry = steps[i]![steps[i]!.length - back];
        if (entry && verdict) entry[question] = verdict;
      }
    }
  }
  return rows.map((_, i) => ({
    verdict: verdicts[i] ?? null,
    steps: steps[i] as readonly StepVerdict[],
    tokens: spent[i]!,
  }));
}

/**
 * The tokens that ask a question behind the text up to `end`: whole tokens stay in the cache, a token that reaches
 * beyond the end is replaced by the part before it, and what the cache does not hold yet comes first.
 */
function askedAt(judge: Judge, row: JudgedRow, end: number, question: Question): Asked | null {
  let whole = 0;
  while (whole < row.textEnds.length && row.textEnds[whole]! <= end) whole++;
  // Tokens without text of their own (an end of turn) do not belong to the solution.
  while (whole > 0 && row.textEnds[whole - 1] === (row.textEnds[whole - 2] ?? 0)) whole--;
  const kept = Math.min(whole, row.cachedTokens);
  const cut = row.text.slice(row.textEnds[whole - 1] ?? 0, end);
  const solution = row.text.slice(0, end);
  const ids = [
    ...row.tokenIds.slice(kept, whole),
    ...continuationIds(judge.tokenizer, cut),
    ...questionIds(judge.tokenizer, judge.wording, { prompt: row.prompt, solution, question }),
  ];
  const from = row.promptTokens + kept;
  return row.shared + from + ids.length > judge.contextLength ? null : { from, ids };
}

async function ask(
  judge: Judge,
  asked: readonly (Asked | null)[],
  rows: readonly JudgedRow[],
  options: JudgingOptions,
): Promise<(Verdict | null)[]> {
  const { slots, firstSlot, signal } = options;
  const longest = Math.max(0, ...asked.map((one) => one?.ids.length ?? 0));
  const pastLengths = asked.map((one, row) => one?.from ?? rows[row]!.promptTokens + cachedOf(rows[row]!));
  const needed = Math.max(...pastLengths) + longest;
  if (needed > slots.capacity) {
    const lengths = Array.from({ length: slots.rows }, () => slots.capacity);
    slots.reserve(slots.rows, needed, lengths);
  }
  const batch = {
    cache: slots.view(firstSlot, rows.length),
    pastLengths,
    sharedLengths: rows.map((row) => row.shared),
    lists: asked.map((one) => one?.ids ?? []),
  };
  const logits = await extendRagged(judge.decoder, batch, { pace: judge.pace, signal });
  return logits.map((row) => (row === null ? null : verdictFrom(row, judge.tokens)));
}

const cachedOf = (row: JudgedRow): number => Math.min(row.cachedTokens, row.tokenIds.length);
