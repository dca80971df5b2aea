/**
 * Continuous batching: prompts are prefilled once and shared by their rows, all rows decode together, finished
 * rows leave and waiting ones enter. Rows that are to be judged keep their caches until the judge has read them.
 * Slots 0 … A−1 of the cache belong to the A rows that decode, the next ones to the rows that wait for the judge.
 * Knows no chat template and no questions; the judge is handed in.
 */
import { CancelledError } from '../base/errors.ts';
import { uniformAt } from '../base/random.ts';
import { newCache, sharedPrefix } from '../model/cache.ts';
import type { KeyValueCache } from '../model/cache.ts';
import type { Decoder } from '../model/load.ts';
import type { DistributionSession } from './distributionSession.ts';
import type { Pace } from './ragged.ts';
import { extendRagged } from './ragged.ts';
import type { Row } from './row.ts';
import { BLOCK, drawToken } from './sampler.ts';
import type { Distributions } from './sampler.ts';
import type { Slots } from './slots.ts';

/** Rows that continue one prompt. */
export interface PromptRows {
  readonly request: number;
  readonly promptIds: readonly number[];
  readonly rows: readonly Row[];
  /** Keep each row's cache for the judge. */
  readonly keep: boolean;
}

/** A row in a slot of the cache. */
export interface Seated {
  readonly prompt: PromptRows;
  readonly row: Row;
  /** Positions of the shared prefix before its slot: its whole prompt, or 0 where the slot holds the prompt. */
  readonly shared: number;
  /** Positions of its slot that hold its tokens: the prompt if it is not shared, all tokens but the last taken. */
  cached: number;
}

export interface GeneratorHooks {
  readonly onText: (seated: Seated, delta: string) => void;
  readonly onFinished: (seated: Seated) => void;
  /** The signal came before the judge: nothing more will be heard of this row. */
  readonly onAbandoned: (seated: Seated) => void;
  /** Reads the caches of rows that have ended; they are in slots `firstSlot`, `firstSlot + 1`, … */
  readonly judge: (kept: readonly Seated[], firstSlot: number) => Promise<void>;
}

export interface GeneratorOptions {
  readonly decoder: Decoder;
  readonly distribution: DistributionSession;
  readonly slots: Slots;
  readonly pace: Pace;
  /** Rows that may have a slot at the same time. */
  readonly maxRows: number;
  /** Positions to leave free behind each row for the judge's question. */
  readonly judgeRoom: number;
  readonly contextLength: number;
  readonly signal?: AbortSignal | undefined;
}

export interface GeneratorTimes {
  prefillMs: number;
  decodeMs: number;
  judgeMs: number;
  /** Of decodeMs, what was not the decoder's own run: probabilities, drawing, text. */
  samplingMs: number;
  steps: number;
}

interface Waiting {
  readonly prompt: PromptRows;
  readonly cache: KeyValueCache;
  /** Prompt tokens that are in the cache. */
  filled: number;
  /** Behind the last prompt token, once all are in. */
  logits: Float32Array | null;
  nextRow: number;
}

/** Positions a new row is given beyond its prompt before the cache has to grow: what is empty is read all the same. */
const FIRST_ROOM = 32;

export class Generator {
  readonly times: GeneratorTimes = { prefillMs: 0, decodeMs: 0, judgeMs: 0, samplingMs: 0, steps: 0 };
  private readonly options: GeneratorOptions;
  private readonly hooks: GeneratorHooks;
  private readonly active: Seated[] = [];
  private readonly kept: Seated[] = [];
  private waiting: Waiting | null = null;
  /** The source has no further prompts. */
  private exhausted = false;
  /** The prompt whose cache is the shared prefix. */
  private sharedPrompt: PromptRows | null = null;

  constructor(options: GeneratorOptions, hooks: GeneratorHooks) {
    this.options = options;
    this.hooks = hooks;
  }

  /**
   * Runs all prompts of the source to their ends. Returns false when the signal ended it: rows under way are then
   * ended as `cancelled` and reported; those without a token yet are not.
   */
  async run(source: Iterator<PromptRows>): Promise<boolean> {
    try {
      for (;;) {
        if (this.options.signal?.aborted === true) throw new CancelledError();
        await this.admit(source);
        if (this.active.length > 0) await this.step();
        await this.judgeWhatIsDue();
        if (this.exhausted && this.active.length === 0 && this.waiting === null && this.kept.length === 0)
          return true;
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      for (const seated of this.active.splice(0)) this.cancel(seated);
      for (const seated of this.kept.splice(0)) this.hooks.onAbandoned(seated);
      this.waiting = null;
      return false;
    }
  }

  private cancel(seated: Seated): void {
    const rest = seated.row.end('cancelled');
    if (rest !== '') this.hooks.onText(seated, rest);
    this.hooks.onFinished(seated);
    this.hooks.onAbandoned(seated);
  }

  private get free(): number {
    return this.options.maxRows - this.active.length - this.kept.length;
  }

  /** One chunk of prefill a call while rows decode, so that they go on; all of it while none does. */
  private async admit(source: Iterator<PromptRows>): Promise<void> {
    while (this.free > 0) {
      if (this.waiting === null) {
        const next = source.next();
        if (next.done === true) {
          this.exhausted = true;
          return;
        }
        this.waiting = this.queue(next.value);
      }
      const waiting = this.waiting;
      if (waiting.logits === null) await this.prefillChunk(waiting);
      if (waiting.logits !== null) await this.seat(waiting, waiting.logits);
      if (this.active.length > 0) return;
    }
  }

  private queue(prompt: PromptRows): Waiting {
    const { decoder, contextLength } = this.options;
    const cache = newCache(decoder.config, 1, prompt.promptIds.length, contextLength);
    return { prompt, cache, filled: 0, logits: null, nextRow: 0 };
  }

  private async prefillChunk(waiting: Waiting): Promise<void> {
    const { decoder, pace, signal } = this.options;
    const { promptIds } = waiting.prompt;
    const started = performance.now();
    const chunk = promptIds.slice(waiting.filled, waiting.filled + pace.chunkTokens);
    const batch = { cache: waiting.cache, pastLengths: [waiting.filled], lists: [chunk] };
    const [logits = null] = await extendRagged(decoder, batch, { pace, signal });
    waiting.filled += chunk.length;
    if (waiting.filled === promptIds.length) waiting.logits = logits;
    this.times.prefillMs += performance.now() - started;
  }

  /** Gives slots to as many rows of a prefilled prompt as fit, and takes their first tokens. */
  private async seat(waiting: Waiting, logits: Float32Array): Promise<void> {
    const { prompt, cache } = waiting;
    const started = performance.now();
    const rows = prompt.rows.slice(waiting.nextRow, waiting.nextRow + this.free);
    const length = prompt.promptIds.length;
    const shared = this.sharePrompt(waiting) ? length : 0;
    const room = Math.min(FIRST_ROOM, Math.max(...rows.map((row) => row.options.maxNewTokens)));
    this.reserve(this.active.length + this.kept.length + rows.length, length - shared + room);
    const first = this.active.length;
    for (const row of rows) {
      this.makeRoom();
      if (shared === 0) this.options.slots.copyIn({ cache, row: 0 }, this.active.length, length);
      this.active.push({ prompt, row, shared, cached: length - shared });
    }
    waiting.nextRow += rows.length;
    if (waiting.nextRow === prompt.rows.length) this.waiting = null;
    this.times.prefillMs += performance.now() - started;
    const vocabulary = this.options.decoder.config.vocabSize;
    const copies = new Float32Array(rows.length * vocabulary);
    for (let i = 0; i < rows.length; i++) copies.set(logits, i * vocabulary);
    await this.takeTokens(this.active.slice(first), copies);
  }

  /**
   * Whether the rows of this prompt read its cache as the shared prefix: there is one prefix at a time, and it is
   * changed only when nobody reads it any more. Other prompts are copied into their rows' own slots.
   */
  private sharePrompt(waiting: Waiting): boolean {
    const { prompt, cache } = waiting;
    const inUse = [...this.active, ...this.kept].some((seated) => seated.shared > 0);
    if (inUse) return this.sharedPrompt === prompt;
    const several = prompt.rows.length > 1;
    this.sharedPrompt = several ? prompt : null;
    this.options.slots.share(several ? sharedPrefix(cache) : null);
    return several;
  }

  /** Moves the first kept row to the end of the kept ones, so that the slot behind the active rows is free. */
  private makeRoom(): void {
    const [first] = this.kept;
    if (!first) return;
    this.options.slots.move(this.active.length, this.active.length + this.kept.length, first.cached);
    this.kept.push(first);
    this.kept.shift();
  }

  private reserve(rows: number, positions: number): void {
    const lengths = [...this.active, ...this.kept].map((seated) => seated.cached);
    this.options.slots.reserve(rows, Math.min(positions, this.options.contextLength), lengths);
  }

  private async step(): Promise<void> {
    const { decoder, slots } = this.options;
    const started = performance.now();
    const longest = Math.max(...this.active.map((seated) => seated.cached));
    if (longest + 1 > slots.capacity) this.reserve(slots.rows, longest + 1);
    const logits = await decoder.decode({
      cache: slots.view(0, this.active.length),
      tokenIds: this.active.map(({ row }) => row.tokenIds[row.tokenIds.length - 1]!),
      pastLengths: this.active.map((seated) => seated.cached),
      sharedLengths: this.active.map((seated) => seated.shared),
    });
    for (const seated of this.active) seated.cached += 1;
    const decoded = performance.now();
    await this.takeTokens([...this.active], logits);
    this.times.samplingMs += performance.now() - decoded;
    this.times.decodeMs += performance.now() - started;
    this.times.steps += 1;
  }

  /** Draws or forces the next token of each row; `logits` [rows, V] may be changed. Rows that end leave. */
  private async takeTokens(rows: readonly Seated[], logits: Float32Array): Promise<void> {
    const { distribution, decoder, contextLength } = this.options;
    const vocabulary = decoder.config.vocabSize;
    const plain = await distribution.run(logits, rows.length, new Float32Array(rows.length).fill(1));
    const choices = rows.map(({ row }) => row.nextForced());
    const shaped = rows.map(({ row }) => {
      const { temperature } = row.options.sampling;
      return (temperature !== 0 && temperature !== 1) || row.isPenalised;
    });
    const draw = (from: Distributions, i: number): number => {
      const { sampling, seed, index } = rows[i]!.row.options;
      return drawToken(from, i, sampling, uniformAt(seed, index, rows[i]!.row.tokenIds.length));
    };
    for (let i = 0; i < rows.length; i++) if (!shaped[i]) choices[i] ??= draw(plain, i);
    const logprobOf = logprobsFrom(plain, logits, vocabulary);
    // The forced and the plainly drawn have their log-probability now; the others after the second softmax.
    const reference = rows.map((_, i) => logprobOf(i));
    const raw = rows.some(({ row }) => row.isPenalised) ? logits.slice() : logits;
    const second = shaped.includes(true) ? await this.shape(rows, shaped, logits) : null;
    if (second !== null) for (let i = 0; i < rows.length; i++) if (shaped[i]) choices[i] ??= draw(second, i);
    for (const [i, seated] of rows.entries()) {
      const id = choices[i]!;
      const logprob = raw[i * vocabulary + id]! - reference[i]!;
      const drawLogprob = second !== null && shaped[i] ? logprobIn(second, i, id) : logprob;
      const delta = seated.row.accept(id, logprob, drawLogprob);
      if (seated.row.finish === null && seated.shared + seated.cached + 1 >= contextLength) {
        this.hooks.onText(seated, delta + seated.row.end('length'));
      } else if (delta !== '') {
        this.hooks.onText(seated, delta);
      }
      if (seated.row.finish !== null) this.leave(seated);
    }
  }

  /** The distributions after penalty and temperature. */
  private shape(
    rows: readonly Seated[],
    shaped: readonly boolean[],
    logits: Float32Array,
  ): Promise<Distributions> {
    const vocabulary = this.options.decoder.config.vocabSize;
    const scales = new Float32Array(rows.length).fill(1);
    for (const [i, { row }] of rows.entries()) {
      if (!shaped[i]) continue;
      const { temperature } = row.options.sampling;
      row.penalise(logits, i * vocabulary);
      if (temperature > 0) scales[i] = 1 / temperature;
    }
    return this.options.distribution.run(logits, rows.length, scales);
  }

  /** A row that has ended gives its slot away, or moves behind the active rows to wait for the judge. */
  private leave(seated: Seated): void {
    const { slots } = this.options;
    const at = this.active.indexOf(seated);
    const end = this.active.length - 1;
    const last = this.active[end]!;
    this.active[at] = last;
    this.active.pop();
    if (seated.prompt.keep) {
      slots.swap(at, end, seated.cached, last.cached);
      this.kept.unshift(seated);
    } else {
      slots.move(end, at, last.cached);
      const hindmost = this.kept.pop();
      if (hindmost) {
        slots.move(end + this.kept.length + 1, end, hindmost.cached);
        this.kept.unshift(hindmost);
      }
    }
    this.hooks.onFinished(seated);
  }

  /** Judges when a prompt's rows have all ended, or when rows that wait for the judge block others. */
  private async judgeWhatIsDue(): Promise<void> {
    if (this.kept.length === 0) return;
    const running = new Set(this.active.map((seated) => seated.prompt));
    if (this.waiting) running.add(this.waiting.prompt);
    const complete = this.kept.some((seated) => !running.has(seated.prompt));
    if (!complete && !(this.waiting !== null && this.free === 0)) return;
    const started = performance.now();
    const longest = Math.max(...this.kept.map((seated) => seated.cached));
    this.reserve(this.options.slots.rows, longest + 1 + this.options.judgeRoom);
    await this.hooks.judge(this.kept.splice(0), this.active.length);
    this.times.judgeMs += performance.now() - started;
  }
}

/** log p of a token in a row's distribution. */
function logprobIn({ probs, blocks }: Distributions, row: number, id: number): number {
  return Math.log(probs[row * blocks * BLOCK + id]!);
}

/**
 * log Σ exp(logits) of each row, read off one token: logit − log p of the likeliest, whose p is never tiny.
 */
function logprobsFrom(
  plain: Distributions,
  logits: Float32Array,
  vocabulary: number,
): (row: number) => number {
  return (row) => {
    const { blockMaxima, blocks, probs } = plain;
    let block = 0;
    for (let b = 1; b < blocks; b++) {
      if (blockMaxima[row * blocks + b]! > blockMaxima[row * blocks + block]!) block = b;
    }
    let best = block * BLOCK;
    for (let i = best; i < Math.min(best + BLOCK, vocabulary); i++) {
      if (probs[row * blocks * BLOCK + i]! > probs[row * blocks * BLOCK + best]!) best = i;
    }
    return logits[row * vocabulary + best]! - Math.log(probs[row * blocks * BLOCK + best]!);
  };
}
