/**
 * Continuous batching: prompts are prefilled once and shared by their rows, all rows decode together, finished
 * rows leave and waiting ones enter. Rows that are to be judged keep their caches until the judge has read them.
 * Slots 0 … A−1 of the cache belong to the A rows that decode, the next ones to the rows that wait for the judge.
 * Knows no chat template and no questions; the judge is handed in.
 */
import { CancelledError } from '../base/errors.ts';
import { newCache, sharedPrefix } from '../model/cache.ts';
import type { KeyValueCache } from '../model/cache.ts';
import type { DrawnBlocks, DrawRequest } from '../model/drawing.ts';
import type { Decoder } from '../model/load.ts';
import { choose, drawWithin } from './choices.ts';
import type { Choice, Position } from './choices.ts';
import type { DistributionSession } from './distributionSession.ts';
import { Lookup } from './lookup.ts';
import type { RowLookup } from './lookup.ts';
import { bestWidth } from './pass-costs.ts';
import type { PassCosts } from './pass-costs.ts';
import type { Pace } from './ragged.ts';
import { extendRagged } from './ragged.ts';
import type { Row } from './row.ts';
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
  /** Guesses what it will write next; null where nothing is drafted. */
  readonly lookup: RowLookup | null;
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
  /** What passes cost, to draft by; null: every row takes one token a pass. */
  readonly passCosts: PassCosts | null;
  readonly signal?: AbortSignal | undefined;
}

export interface GeneratorTimes {
  prefillMs: number;
  decodeMs: number;
  judgeMs: number;
  /** Of decodeMs, what was not the decoder's own run: probabilities, drawing, text. */
  samplingMs: number;
  /** Passes of the decoder over all rows. */
  steps: number;
  /** Tokens that were looked up and checked in a pass with the one before, and those of them that came true. */
  drafted: number;
  accepted: number;
}

interface Waiting {
  readonly prompt: PromptRows;
  readonly cache: KeyValueCache;
  /** Prompt tokens that are in the cache. */
  filled: number;
  /** Behind the last prompt token, once all are in. */
  logits: Float32Array | null;
  nextRow: number;
  readonly lookup: Lookup | null;
}

/** A row, what was fed to it behind its last token, and how much of that had to come whatever the model says. */
interface Pass {
  readonly seated: Seated;
  readonly drafted: readonly number[];
  readonly forced: number;
}

/** Row by row, the positions whose tokens a pass chooses. */
function positionsOf(passes: readonly Pass[]): Position[] {
  return passes.flatMap(({ seated, drafted }) =>
    Array.from({ length: drafted.length + 1 }, (_, t) => {
      return { row: seated.row, drafted: drafted.slice(0, t) };
    }),
  );
}

/** Guesses less likely than this are not made. */
const LEAST_CHANCE = 0.1;
/** Tokens a row that are drafted at most. */
const MOST_DRAFTED = 15;

/** Positions a new row is given beyond its prompt before the cache has to grow: what is empty is read all the same. */
const FIRST_ROOM = 32;

export class Generator {
  readonly times: GeneratorTimes = {
    prefillMs: 0,
    decodeMs: 0,
    judgeMs: 0,
    samplingMs: 0,
    steps: 0,
    drafted: 0,
    accepted: 0,
  };
  private readonly options: GeneratorOptions;
  private readonly hooks: GeneratorHooks;
  private readonly active: Seated[] = [];
  private readonly kept: Seated[] = [];
  private waiting: Waiting | null = null;
  /** Rows may all end while nobody could look whether another prompt waits. */
  private sourceEnded = false;
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
        const idle = this.active.length === 0 && this.waiting === null && this.kept.length === 0;
        if (idle && this.sourceEnded) return true;
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
          this.sourceEnded = true;
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
    const { decoder, contextLength, passCosts } = this.options;
    const cache = newCache(decoder.config, 1, prompt.promptIds.length, contextLength);
    const lookup = passCosts === null ? null : new Lookup(prompt.promptIds);
    return { prompt, cache, filled: 0, logits: null, nextRow: 0, lookup };
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
      const lookup = waiting.lookup?.row() ?? null;
      this.active.push({ prompt, row, shared, cached: length - shared, lookup });
    }
    waiting.nextRow += rows.length;
    if (waiting.nextRow === prompt.rows.length) this.waiting = null;
    this.times.prefillMs += performance.now() - started;
    const vocabulary = this.options.decoder.config.vocabSize;
    const copies = new Float32Array(rows.length * vocabulary);
    for (let i = 0; i < rows.length; i++) copies.set(logits, i * vocabulary);
    const begun = this.active.slice(first).map((seated): Pass => ({ seated, drafted: [], forced: 0 }));
    this.takeTokens(begun, await choose(this.options.distribution, positionsOf(begun), copies));
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
    const { slots } = this.options;
    const started = performance.now();
    const passes = this.drafts();
    const width = 1 + Math.max(...passes.map(({ drafted }) => drafted.length));
    const longest = Math.max(...this.active.map((seated) => seated.cached));
    if (longest + width > slots.capacity) this.reserve(slots.rows, longest + width);
    await this.pass(passes, width);
    this.times.decodeMs += performance.now() - started;
    this.times.steps += 1;
  }

  /** What each active row is fed behind its last token: what will be forced into it, then what was looked up. */
  private drafts(): Pass[] {
    const { passCosts, contextLength } = this.options;
    if (passCosts === null) return this.active.map((seated) => ({ seated, drafted: [], forced: 0 }));
    const longest = Math.max(...this.active.map((seated) => seated.cached));
    const drafts = this.active.map(({ row, shared, cached, lookup }) => {
      // The last token that a row may take needs not be fed; rows that are fed less are padded to the same width.
      const room = Math.min(
        row.options.maxNewTokens - row.tokenIds.length - 1,
        contextLength - 2 - shared - cached,
        contextLength - 1 - longest,
        MOST_DRAFTED,
      );
      const options = { most: room, floor: LEAST_CHANCE, ends: row.options.stopIds };
      return lookup?.draft(row.upcoming, options) ?? { ids: [], chances: [] };
    });
    const most = bestWidth(drafts, passCosts) - 1;
    return this.active.map((seated, i) => {
      const drafted = drafts[i]!.ids.slice(0, most);
      return { seated, drafted, forced: Math.min(drafted.length, seated.row.upcoming.length) };
    });
  }

  /** Runs the rows' last tokens and their drafts, and gives the rows what is drawn behind them. */
  private async pass(passes: readonly Pass[], width: number): Promise<void> {
    const { decoder, distribution, slots } = this.options;
    const batch = {
      cache: slots.view(0, passes.length),
      pastLengths: passes.map(({ seated }) => seated.cached),
      sharedLengths: passes.map(({ seated }) => seated.shared),
      newTokens: width,
      tokenIds: passes.flatMap(({ seated, drafted }) => {
        const fed = [seated.row.tokenIds.at(-1)!, ...drafted];
        return [...fed, ...new Array<number>(width - fed.length).fill(0)];
      }),
      logitsAt: passes.flatMap(({ drafted }, row) =>
        Array.from({ length: drafted.length + 1 }, (_, t) => row * width + t),
      ),
    };
    const positions = positionsOf(passes);
    let decoded = performance.now();
    const draw = async (request: DrawRequest): Promise<DrawnBlocks> => {
      const blocks = await decoder.draw(batch, request);
      decoded = performance.now();
      return blocks;
    };
    let choices = decoder.draws ? await drawWithin(positions, draw) : null;
    if (choices === null) {
      const logits = await (width === 1 ? decoder.decode(batch) : decoder.extend(batch));
      decoded = performance.now();
      choices = await choose(distribution, positions, logits);
    }
    this.takeTokens(passes, choices);
    this.times.samplingMs += performance.now() - decoded;
  }

  /**
   * Each row takes the tokens drawn for it or forced into it, as many as its draft foretold and one more; `choices` are
   * row by row. Rows that end leave.
   */
  private takeTokens(passes: readonly Pass[], choices: readonly Choice[]): void {
    let first = 0;
    // All rows know their lengths before the first one leaves and others are moved into its place.
    const written = passes.map((pass) => {
      const own = choices.slice(first, first + pass.drafted.length + 1);
      first += own.length;
      return this.write(pass, own);
    });
    this.learn(passes.map(({ seated }, i) => ({ seated, count: written[i]!.length })));
    for (const [i, { seated }] of passes.entries()) {
      for (const delta of written[i]!) if (delta !== '') this.hooks.onText(seated, delta);
      if (seated.row.finish !== null) this.leave(seated);
    }
  }

  /** The last `count` tokens of each row go into its table. */
  private learn(rows: readonly { readonly seated: Seated; readonly count: number }[]): void {
    for (const { seated, count } of rows) {
      const { tokenIds, drawn } = seated.row;
      seated.lookup?.score(tokenIds.slice(-count), drawn.slice(-count));
    }
    for (const { seated, count } of rows) seated.lookup?.remember(seated.row.tokenIds.slice(-count));
  }

  /** A row takes tokens until one is not the drafted one. What was fed behind that is overwritten by the next pass. */
  private write({ seated, drafted, forced }: Pass, choices: readonly Choice[]): string[] {
    const { row, prompt, shared } = seated;
    const deltas: string[] = [];
    for (const [t, choice] of choices.entries()) {
      seated.cached = prompt.promptIds.length - shared + row.tokenIds.length;
      const id = row.nextForced() ?? choice.id;
      let delta = row.accept(id, choice.logprob(id), choice.drawLogprob(id));
      if (row.finish === null && shared + seated.cached + 1 >= this.options.contextLength) {
        delta += row.end('length');
      }
      deltas.push(delta);
      const taken = row.tokenIds.at(-1)!;
      if (taken === drafted[t] && t >= forced) this.times.accepted += 1;
      if (row.finish !== null || taken !== drafted[t]) break;
    }
    this.times.drafted += drafted.length - forced;
    return deltas;
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
