/**
 * The engine over a checkpoint in this process: tokenizer, decoder, generator and judge put together. One call runs
 * at a time; later ones wait. Knows nothing of votes, answers' equality or users.
 */
import { CancelledError, InputError } from '../base/errors.ts';
import { readVouchJson, withoutMeasurements } from '../checkpoint/vouch-json.ts';
import { DistributionSession } from '../generate/distributionSession.ts';
import { Generator } from '../generate/generator.ts';
import type { GeneratorTimes, Seated } from '../generate/generator.ts';
import { measurePassCosts } from '../generate/pass-costs.ts';
import type { PassCosts } from '../generate/pass-costs.ts';
import { Pace } from '../generate/ragged.ts';
import { Slots } from '../generate/slots.ts';
import { openDecoder } from '../model/load.ts';
import type { DecoderOptions } from '../model/load.ts';
import { logPerplexity } from '../model/quality.ts';
import { loadTokenizer } from '../tokenizer/load.ts';
import { completionIds } from './completion-ids.ts';
import type {
  CallOptions,
  Engine,
  EngineDescription,
  JudgeOutcome,
  JudgeRequest,
  Prompt,
  SampleRequest,
  SampleResult,
} from './engine.ts';
import { judgeExternal } from './external.ts';
import { noUsage } from './rows.ts';
import type { Judge } from './judging.ts';
import { promptsFor } from './prompt.ts';
import { assertPrompt, SampleRun, type EngineParts } from './sample-run.ts';
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
  /**
   * Where what passes cost comes from: `measure` takes their time, and whoever remembers it calls that once. With it
   * tokens that are likely to come are looked up and checked together (generate/lookup): the same tokens up to the
   * rounding of other batch shapes, in fewer passes. Default: every row takes one token a pass.
   */
  readonly passCosts?: (measure: () => Promise<PassCosts>) => Promise<PassCosts>;
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
  /** What passes cost, once it is known. */
  private passCosts: PassCosts | null = null;

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
      promptFor: (problem) => promptsFor(vouch, problem)[0]!,
      promptsFor: (problem) => promptsFor(vouch, problem),
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
      assertPrompt(ids, this.judging.contextLength);
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
    this.passCosts ??=
      (await this.options.passCosts?.(() => measurePassCosts(decoder, this.distribution))) ?? null;
    const generator = new Generator(
      {
        decoder,
        distribution: this.distribution,
        passCosts: this.passCosts,
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
