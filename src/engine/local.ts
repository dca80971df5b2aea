/**
 * The engine over a checkpoint in this process: tokenizer, decoder, generator and judge put together. One call runs
 * at a time; later ones wait. Knows nothing of votes, answers' equality or users.
 */
import { CancelledError, InputError } from '../base/errors.ts';
import { readVouchJson, withoutMeasurements } from '../checkpoint/vouch-json.ts';
import type { VouchJson } from '../checkpoint/vouch-json.ts';
import { DistributionSession } from '../generate/distributionSession.ts';
import { Generator } from '../generate/generator.ts';
import type { GeneratorTimes, PromptRows, Seated } from '../generate/generator.ts';
import { assertSampling } from '../generate/options.ts';
import { Pace } from '../generate/ragged.ts';
import { Row } from '../generate/row.ts';
import { Slots } from '../generate/slots.ts';
import { splitSteps } from '../grade/split-steps.ts';
import { openDecoder } from '../model/load.ts';
import type { Decoder, DecoderOptions } from '../model/load.ts';
import { logPerplexity } from '../model/quality.ts';
import { loadTokenizer } from '../tokenizer/load.ts';
import type { ChatTokenizer } from '../tokenizer/tokenizer.ts';
import { calculatorValue } from './calculator-value.ts';
import { completionIds } from './completion-ids.ts';
import type {
  CallOptions,
  Engine,
  EngineDescription,
  EngineUsage,
  Judgement,
  JudgeOutcome,
  JudgeRequest,
  Prompt,
  SampledRow,
  SampleRequest,
  SampleResult,
} from './engine.ts';
import { judgeExternal } from './external.ts';
import { noUsage } from './rows.ts';
import { judgeRows } from './judging.ts';
import type { Judge, JudgedRow } from './judging.ts';
import { promptFor } from './prompt.ts';
import { findVerdictTokens, questionIds, showToken } from './verdicts.ts';

export interface LocalEngineOptions {
  /** What the engine calls its model; default: the folder. */
  readonly modelId?: string;
  readonly precision?: string;
  readonly device?: string;
  readonly decoder?: DecoderOptions;
  /** Rows that decode together. Default 64. */
  readonly maxRows?: number;
  /** Tokens that are read at once; default: as many as the measured speed allows, so that a call can be cancelled. */
  readonly chunkTokens?: number;
  /** The longest sequence; default what the model was trained for. */
  readonly contextLength?: number;
}

/**
 * Opens a checkpoint folder as an engine. With adapters in `options.decoder` it is another model than the one that was
 * calibrated, and describes itself as not calibrated. Throws `InputError` for what is wrong with it.
 */
export async function openLocalEngine(
  folder: string,
  options: LocalEngineOptions = {},
): Promise<LocalEngine> {
  const own = await readVouchJson(folder);
  const { adapters = {}, merge } = options.decoder ?? {};
  const adapted = merge !== undefined || Object.keys(adapters).length > 0;
  const vouch = adapted ? withoutMeasurements(own) : own;
  const tokenizer = await loadTokenizer(folder);
  const decoder = await openDecoder(folder, options.decoder);
  return LocalEngine.create({ decoder, tokenizer, vouch, folder }, options);
}

export interface EngineParts {
  readonly decoder: Decoder;
  readonly tokenizer: ChatTokenizer;
  readonly vouch: VouchJson;
  readonly folder: string;
}

export class LocalEngine implements Engine {
  /** Times of the last `sample`, for benchmarks. */
  lastTimes: GeneratorTimes | null = null;
  private readonly parts: EngineParts;
  private readonly options: LocalEngineOptions;
  private readonly distribution: DistributionSession;
  private readonly judging: Judge;
  private readonly slots: Slots;
  private readonly pace: Pace;
  private readonly closing = new AbortController();
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(parts: EngineParts, options: LocalEngineOptions, distribution: DistributionSession) {
    this.parts = parts;
    this.options = options;
    this.distribution = distribution;
    const { decoder, tokenizer, vouch } = parts;
    const contextLength = Math.min(
      options.contextLength ?? decoder.config.maxPositions,
      decoder.config.maxPositions,
    );
    this.slots = new Slots(decoder.config, contextLength);
    this.pace = new Pace(options.chunkTokens ?? null);
    const tokens = findVerdictTokens(tokenizer, vouch.verdict);
    this.judging = { decoder, tokenizer, wording: vouch.verdict, tokens, pace: this.pace, contextLength };
  }

  /** Takes the decoder over: it is released by `dispose`, or here when something fails. */
  static async create(parts: EngineParts, options: LocalEngineOptions = {}): Promise<LocalEngine> {
    let distribution: DistributionSession | undefined;
    try {
      distribution = await DistributionSession.create(
        parts.decoder.config.vocabSize,
        options.decoder?.session?.threads,
      );
      return new LocalEngine(parts, options, distribution);
    } catch (error) {
      await distribution?.dispose();
      await parts.decoder.dispose();
      throw error;
    }
  }

  describe(): EngineDescription {
    const { vouch, tokenizer, folder } = this.parts;
    const show = (ids: readonly number[]): string[] => ids.map((id) => showToken(tokenizer, id));
    const { verdict, confidence } = vouch.calibration;
    return {
      modelId: this.options.modelId ?? folder,
      precision: this.options.precision ?? this.options.decoder?.precision ?? 'f32',
      device: this.options.device ?? 'cpu',
      contextLength: this.judging.contextLength,
      calibrated: verdict !== null || confidence !== null,
      promptFor: (problem) => promptFor(vouch, problem),
      countTokens: (prompt) => this.encodePrompt(prompt).length,
      defaultSampling: vouch.sampling,
      defaultMaxNewTokens: vouch.maxNewTokens,
      calculator: vouch.calculator,
      voteExponent: vouch.voteExponent,
      confidence,
      minConfidence: vouch.thresholds.confidence,
      verdictCalibration: verdict,
      minFamiliarity: vouch.thresholds.familiarity,
      soFarThreshold: vouch.thresholds.soFar,
      verdictTokens: { yes: show(this.judging.tokens.yes), no: show(this.judging.tokens.no) },
    };
  }

  sample(requests: Iterable<SampleRequest>, options: CallOptions = {}): Promise<SampleResult> {
    return this.enqueue(options, (signal) => this.sampleNow(requests, options, signal));
  }

  judge(requests: readonly JudgeRequest[], options: CallOptions = {}): Promise<JudgeOutcome> {
    return this.enqueue(options, async (signal) => {
      const started = performance.now();
      const judged = await judgeExternal(this.judging, requests, {
        slots: this.slots,
        maxRows: this.options.maxRows ?? 64,
        encodePrompt: (prompt) => this.encodePrompt(prompt),
        signal,
      });
      const verifyMs = performance.now() - started;
      const usage = { ...noUsage, promptTokens: judged.promptTokens, verifyTokens: judged.verifyTokens };
      return { judgements: judged.judgements, usage: { ...usage, verifyMs }, cancelled: judged.cancelled };
    });
  }

  familiarity(prompt: Prompt, options: Pick<CallOptions, 'signal'> = {}): Promise<number | null> {
    return this.enqueue(options, async (signal) => {
      const ids = this.encodePrompt(prompt);
      return ids.length < 2 ? null : -(await logPerplexity(this.parts.decoder, ids, signal));
    });
  }

  async dispose(): Promise<void> {
    this.closing.abort();
    await this.queue.catch(() => undefined);
    this.slots.clear();
    await this.distribution.dispose();
    await this.parts.decoder.dispose();
  }

  private async enqueue<T>(options: CallOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.closing.signal.aborted) throw new CancelledError('engine: it has been disposed');
    const signal = options.signal
      ? AbortSignal.any([options.signal, this.closing.signal])
      : this.closing.signal;
    const turn = this.queue.then(() => work(signal));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async sampleNow(
    requests: Iterable<SampleRequest>,
    options: CallOptions,
    signal: AbortSignal,
  ): Promise<SampleResult> {
    const run = new SampleRun(options, (prompt) => this.encodePrompt(prompt), this.parts, this.judging);
    const { decoder } = this.parts;
    const { contextLength, pace } = this.judging;
    const generator = new Generator(
      {
        decoder,
        distribution: this.distribution,
        slots: this.slots,
        pace,
        maxRows: this.options.maxRows ?? 64,
        judgeRoom: this.judgeRoom(),
        contextLength,
        signal,
      },
      {
        onText: (seated, delta) => options.listener?.onText?.(seated.prompt.request, rowIndex(seated), delta),
        onFinished: (seated) => {
          run.finish(seated);
        },
        onAbandoned: (seated) => {
          run.abandon(seated);
        },
        judge: (kept, firstSlot) => run.judge(kept, { slots: this.slots, firstSlot, signal }),
      },
    );
    const started = performance.now();
    const complete = await generator.run(run.prompts(requests, contextLength, started));
    this.lastTimes = generator.times;
    return { rows: run.results(), usage: run.usage(generator.times), cancelled: !complete };
  }

  /** Tokens of the longest question, with a little to spare for a token that is cut. */
  private judgeRoom(): number {
    const { tokenizer, wording } = this.judging;
    const prompt: Prompt = { messages: [{ role: 'user', content: 'x' }] };
    const longest = (['verdict', 'value', 'soFar'] as const).map(
      (question) => questionIds(tokenizer, wording, { prompt, solution: 'y', question }).length,
    );
    return Math.max(...longest) + 8;
  }

  private encodePrompt(prompt: Prompt): number[] {
    const { tokenizer, decoder } = this.parts;
    if ('messages' in prompt) {
      const turns = tokenizer.encodeChat(prompt.messages, { addGenerationPrompt: true });
      const { continueWith = '' } = prompt;
      return [...turns, ...completionIds(tokenizer, prompt, continueWith, turns)];
    }
    if ('text' in prompt) return tokenizer.encodeDocument(prompt.text);
    const { vocabSize } = decoder.config;
    const wrong = prompt.tokenIds.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocabSize));
    if (wrong !== undefined) {
      throw new InputError(`prompt: expected token ids in [0, ${vocabSize}), got ${wrong}`);
    }
    return [...prompt.tokenIds];
  }
}

const rowIndex = (seated: Seated): number => seated.row.options.index;

/** The state of one `sample` call: requests as they are read, rows as they end. */
class SampleRun {
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
      const promptIds = this.encode(request.prompt);
      if (promptIds.length === 0) throw new InputError('prompt: expected at least one token, got none');
      if (promptIds.length >= contextLength) {
        throw new InputError(
          `prompt: expected fewer than ${contextLength} tokens (the model's context), got ${promptIds.length}; shorten it`,
        );
      }
      if (!(Number.isInteger(request.rows) && request.rows > 0)) {
        throw new RangeError(`sample: expected an integer number of rows > 0, got ${request.rows}`);
      }
      const index = this.requests.push(request) - 1;
      this.rows.push([]);
      this.promptTokens += promptIds.length;
      const rows = Array.from({ length: request.rows }, (_, i) => this.row(request, promptIds, i));
      yield { request: index, promptIds, rows, keep: (request.judge?.length ?? 0) > 0 };
    }
  }

  private row(request: SampleRequest, promptIds: readonly number[], i: number): Row {
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
    finish: row.finish ?? 'error',
    judgement,
  };
}
