import { InputError } from '../base/errors.ts';
import type { VouchJson } from '../checkpoint/vouch-json.ts';
import { exclusionTree, type ExclusionNode } from '../generate/exclusions.ts';
import type { GeneratorTimes, PromptRows, Seated } from '../generate/generator.ts';
import { assertSampling } from '../generate/options.ts';
import { Row } from '../generate/row.ts';
import { splitSteps } from '../grade/split-steps.ts';
import type { Decoder } from '../model/load.ts';
import type { ChatTokenizer } from '../tokenizer/tokenizer.ts';
import { calculatorValue } from './calculator-value.ts';
import type { CallOptions, EngineUsage, Judgement, Prompt, SampledRow, SampleRequest } from './engine.ts';
import { judgeRows } from './judging.ts';
import type { Judge, JudgedRow } from './judging.ts';

/** What an engine is put together from. */
export interface EngineParts {
  readonly decoder: Decoder;
  readonly tokenizer: ChatTokenizer;
  readonly vouch: VouchJson;
  readonly folder: string;
}

/** The state of one `sample` call: requests as they are read, rows as they end. */
export class SampleRun {
  private readonly options: CallOptions;
  private readonly encode: (prompt: Prompt) => number[];
  private readonly parts: EngineParts;
  private readonly judging: Judge;
  private readonly requests: SampleRequest[] = [];
  private readonly rows: SampledRow[][] = [];
  private promptTokens = 0;
  private generatedTokens = 0;
  private verifyTokens = 0;
  private started = 0;

  constructor(
    options: CallOptions,
    encode: (prompt: Prompt) => number[],
    parts: EngineParts,
    judging: Judge,
  ) {
    this.options = options;
    this.encode = encode;
    this.parts = parts;
    this.judging = judging;
  }

  *prompts(requests: Iterable<SampleRequest>, contextLength: number, started: number): Iterator<PromptRows> {
    this.started = started;
    for (const request of requests) {
      const exclusions = exclusionTree(request.exclude ?? []);
      const promptIds = this.encode(request.prompt);
      assertPrompt(promptIds, contextLength);
      if (!(Number.isInteger(request.rows) && request.rows > 0)) {
        throw new RangeError(`sample: expected an integer number of rows > 0, got ${request.rows}`);
      }
      const index = this.requests.push(request) - 1;
      this.rows.push([]);
      this.promptTokens += promptIds.length;
      const rows = Array.from({ length: request.rows }, (_, i) =>
        this.row(request, promptIds, exclusions, i),
      );
      yield { request: index, promptIds, rows, keep: (request.judge?.length ?? 0) > 0 };
    }
  }

  private row(
    request: SampleRequest,
    promptIds: readonly number[],
    exclusions: ExclusionNode | null,
    i: number,
  ): Row {
    const { tokenizer, vouch } = this.parts;
    const sampling = { ...vouch.sampling, ...request.sampling };
    assertSampling(sampling);
    return new Row({
      tokenizer,
      promptIds,
      sampling,
      maxNewTokens: request.maxNewTokens ?? vouch.maxNewTokens,
      stopIds: new Set([
        ...(request.stop?.ignoreEnd === true ? [] : tokenizer.specialTokens.stop),
        ...(request.stop?.tokenIds ?? []),
      ]),
      stopStrings: [...vouch.stop, ...(request.stop?.strings ?? [])],
      exclusions,
      evaluate: (request.calculator ?? vouch.calculator) ? calculatorValue : null,
      thinking: request.thinking ?? null,
      seed: request.seed,
      index: (request.firstRow ?? 0) + i,
    });
  }

  finish(seated: Seated): void {
    this.generatedTokens += seated.row.tokenIds.length;
    const row = sampledRow(seated, null);
    this.options.listener?.onFinished?.(row);
    const ms = performance.now() - this.started;
    this.options.listener?.onProgress?.(
      this.generatedTokens,
      (1000 * this.generatedTokens) / Math.max(ms, 1),
    );
    if (!seated.prompt.keep && row.finish !== 'cancelled') this.deliver(row);
  }

  abandon(seated: Seated): void {
    this.deliver(sampledRow(seated, null));
  }

  async judge(kept: readonly Seated[], options: Parameters<typeof judgeRows>[2]): Promise<void> {
    const rows = kept.map((seated): JudgedRow => {
      const { row, prompt } = seated;
      const request = this.requests[prompt.request]!;
      return {
        prompt: request.prompt,
        shared: seated.shared,
        promptTokens: prompt.promptIds.length - seated.shared,
        text: row.text,
        tokenIds: row.tokenIds,
        textEnds: row.textEnds,
        cachedTokens: seated.shared + seated.cached - prompt.promptIds.length,
        questions: request.judge ?? [],
        ends: splitSteps(row.text).map((step) => step.end),
      };
    });
    let judgements: readonly (Judgement | null)[] = kept.map(() => null);
    try {
      judgements = await judgeRows(this.judging, rows, options);
    } finally {
      for (const [i, seated] of kept.entries()) {
        this.verifyTokens += judgements[i]?.tokens ?? 0;
        this.deliver(sampledRow(seated, judgements[i] ?? null));
      }
    }
  }

  private deliver(row: SampledRow): void {
    this.rows[row.request]!.push(row);
    this.options.listener?.onRow?.(row);
  }

  results(): SampledRow[][] {
    return this.rows.map((rows) => [...rows].sort((x, y) => x.row - y.row));
  }

  usage(times: GeneratorTimes): EngineUsage {
    return {
      promptTokens: this.promptTokens,
      generatedTokens: this.generatedTokens,
      verifyTokens: this.verifyTokens,
      draftedTokens: times.drafted,
      acceptedTokens: times.accepted,
      prefillMs: times.prefillMs,
      decodeMs: times.decodeMs,
      verifyMs: times.judgeMs,
    };
  }
}

function sampledRow(seated: Seated, judgement: Judgement | null): SampledRow {
  const { row, prompt } = seated;
  return {
    request: prompt.request,
    row: row.options.index,
    seed: row.options.seed,
    text: row.text,
    tokenIds: [...row.tokenIds],
    logprobs: [...row.logprobs],
    drawLogprobs: [...row.drawLogprobs],
    drawn: [...row.drawn],
    textEnds: [...row.textEnds],
    finish: row.finish ?? 'error',
    judgement,
  };
}

/** Throws `InputError` for a prompt that leaves no room for an answer, before anything is computed on it. */
export function assertPrompt(ids: readonly number[], contextLength: number): void {
  if (ids.length === 0) throw new InputError('prompt: expected at least one token, got none');
  if (ids.length < contextLength) return;
  throw new InputError(
    `prompt: expected fewer than ${contextLength} tokens (the model's context), got ${ids.length}; shorten it`,
  );
}
