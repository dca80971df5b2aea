/**
 * One row of a batch while it grows: its tokens, its text, what is forced into it, and why it ends. Each step the
 * batch asks for a forced token or draws one, and hands it to `accept`. Knows no model, cache or logits; text comes
 * through the tokenizer's stream, arithmetic through a function.
 */
import type { ChatTokenizer } from '../tokenizer/tokenizer.ts';
import { CalculatorWatch } from './calculator.ts';
import type { Evaluate } from './calculator.ts';
import { continuationIds } from './continuation.ts';
import { exclude, type ExclusionNode, withoutExclusions } from './exclusions.ts';
import type { FinishReason, Sampling, ThinkingBudget } from './options.ts';
import { penalise } from './sampler.ts';
import { StopScanner } from './stopping.ts';

/** The part of a tokenizer that a growing row needs. */
export type RowTokenizer = Pick<ChatTokenizer, 'encodeText' | 'decode' | 'decodeStream' | 'tokenToId'>;

export interface RowOptions {
  readonly tokenizer: RowTokenizer;
  readonly promptIds: readonly number[];
  readonly sampling: Sampling;
  readonly maxNewTokens: number;
  readonly stopIds: ReadonlySet<number>;
  readonly stopStrings: readonly string[];
  /** Null: the calculator is off. */
  readonly evaluate: Evaluate | null;
  /** What the row must not begin with; left out or null: nothing. */
  readonly exclusions?: ExclusionNode | null;
  readonly thinking: ThinkingBudget | null;
  readonly seed: number;
  /** The stream of random numbers: the row's index in its request. */
  readonly index: number;
}

const CONTEXT = 4;
const DEFAULT_CONCLUSION = '\n\nTime is up. I have to give the final answer now.\n';

export class Row {
  readonly options: RowOptions;
  readonly tokenIds: number[] = [];
  readonly logprobs: number[] = [];
  /** The same under the distribution drawn from: after penalties and temperature, before filters and exclusions. */
  readonly drawLogprobs: number[] = [];
  /** 1: drawn by the model; 0: forced. */
  readonly drawn: number[] = [];
  /** How long the visible text was after each token; what is held back for a stop string counts as visible. */
  readonly textEnds: number[] = [];
  finish: FinishReason | null = null;
  /** The distinct ids of prompt and completion, for the repetition penalty; kept only where it is used. */
  readonly seen: Set<number> | null;
  /** Where the row stands in the tree of what is excluded, as long as it agrees with it. */
  private excluded: ExclusionNode | null;

  private stream: ReturnType<RowTokenizer['decodeStream']>;
  private readonly stop: StopScanner;
  private readonly watch: CalculatorWatch | null;
  private readonly forced: number[] = [];
  private thinking: boolean;
  /** All text, and the part of it that is shown. */
  private full = '';
  private shown = '';

  constructor(options: RowOptions) {
    if (!(Number.isInteger(options.maxNewTokens) && options.maxNewTokens > 0)) {
      throw new RangeError(`row: expected maxNewTokens to be an integer > 0, got ${options.maxNewTokens}`);
    }
    this.options = options;
    this.stop = new StopScanner(options.stopStrings);
    this.watch = options.evaluate ? new CalculatorWatch(options.evaluate) : null;
    this.thinking = options.thinking !== null;
    this.stream = this.streamAfter(options.promptIds);
    this.seen = options.sampling.repetitionPenalty === 1 ? null : new Set(options.promptIds);
    this.excluded = options.exclusions ?? null;
  }

  get text(): string {
    return this.shown;
  }

  /** Whether `penalise` changes logits. */
  get isPenalised(): boolean {
    return this.seen !== null || this.excluded !== null;
  }

  /**
   * Whether the next token, and those behind `drafted` more, are sure to be what is drawn from the model's own
   * distribution: nothing is penalised, and nothing forced now or by what the drafted tokens may say.
   */
  takesDraws(drafted: number): boolean {
    if (this.isPenalised || this.forced.length > 0) return false;
    return drafted === 0 || (this.watch === null && this.options.thinking === null);
  }

  /** Penalties and exclusions behind the row and tokens that are drafted for it; in place, for logits [V] from `base`. */
  penalise(logits: Float32Array, base: number, drafted: readonly number[]): void {
    const { repetitionPenalty, temperature } = this.options.sampling;
    if (this.seen) {
      const seen = drafted.length === 0 ? this.seen : new Set([...this.seen, ...drafted]);
      penalise(logits, base, seen, repetitionPenalty);
    }
    let excluded = this.excluded;
    for (const id of drafted) excluded = excluded?.children.get(id) ?? null;
    if (excluded) exclude(excluded, logits, base, temperature);
  }

  /** The tokens that must come next whatever the model says. */
  get upcoming(): readonly number[] {
    return this.forced;
  }

  /** The first of them, or null. */
  nextForced(): number | null {
    return this.forced[0] ?? null;
  }

  /**
   * Takes the token of this step with its log-probability (`drawLogprob`: under the distribution it was drawn from)
   * and returns the text that became visible. `finish` is set
   * when it was the last one. The token that was taken may differ from `id`: what a token says beyond a calculator's
   * equals sign is cut off; `tokenIds` tells.
   */
  accept(id: number, logprob: number, drawLogprob = logprob): string {
    this.drawLogprobs.push(drawLogprob + (this.excluded ? withoutExclusions(this.excluded, id) : 0));
    const wasForced = this.forced[0] === id;
    if (wasForced) this.forced.shift();
    if (!wasForced && this.options.stopIds.has(id)) {
      this.record(id, logprob, 1);
      return this.end('stop');
    }
    const piece = this.stream.push(id);
    const cut = this.watch?.look(this.full + piece) ?? null;
    if (cut && cut.keep > this.full.length) return this.fillIn(cut.keep, cut.insertion, logprob, id, piece);
    this.full += piece;
    this.record(id, logprob, wasForced ? 0 : 1);
    return this.show(piece);
  }

  /** Ends the row from outside: cancelled, failed, or out of room. Returns the text that was held back. */
  end(reason: FinishReason): string {
    this.finish = reason;
    const rest = this.stop.push(this.stream.end());
    const last = rest.text + (rest.stopped ? '' : this.stop.flush());
    this.shown += last;
    return last;
  }

  private fillIn(keep: number, insertion: string, logprob: number, id: number, piece: string): string {
    const { tokenizer } = this.options;
    const kept = piece.slice(0, keep - this.full.length);
    const filled = continuationIds(tokenizer, insertion);
    let taken = id;
    if (kept !== piece) {
      const [first = id, ...rest] = continuationIds(tokenizer, kept);
      taken = first;
      filled.unshift(...rest);
      this.stream = this.streamAfter([...this.options.promptIds.slice(-CONTEXT), ...this.tokenIds]);
    }
    // In front of what may be forced already (the rest of a conclusion that asks the calculator).
    this.forced.unshift(...filled);
    const text = taken === id ? piece : this.stream.push(taken);
    this.full += text;
    this.record(taken, logprob, taken === id ? 1 : 0);
    return this.show(text);
  }

  private record(id: number, logprob: number, drawn: number): void {
    this.tokenIds.push(id);
    this.logprobs.push(logprob);
    this.drawn.push(drawn);
    this.textEnds.push(this.full.length);
    this.seen?.add(id);
    this.excluded = this.excluded?.children.get(id) ?? null;
  }

  private show(piece: string): string {
    const scanned = this.stop.push(piece);
    this.shown += scanned.text;
    if (scanned.stopped) {
      this.finish = 'stop';
      return scanned.text;
    }
    this.watchThinking();
    if (this.tokenIds.length >= this.options.maxNewTokens) return scanned.text + this.end('length');
    return scanned.text;
  }

  private watchThinking(): void {
    const { thinking, tokenizer } = this.options;
    if (!thinking || !this.thinking) return;
    const endTag = thinking.endTag ?? '</think>';
    if (this.full.includes(endTag)) {
      this.thinking = false;
    } else if (this.tokenIds.length >= thinking.maxTokens && this.forced.length === 0) {
      this.thinking = false;
      const tag = tokenizer.tokenToId(endTag);
      this.forced.push(
        ...continuationIds(tokenizer, thinking.conclusion ?? DEFAULT_CONCLUSION),
        ...(tag === undefined ? continuationIds(tokenizer, endTag) : [tag]),
        ...continuationIds(tokenizer, '\n\n'),
      );
    }
  }

  private streamAfter(ids: readonly number[]): ReturnType<RowTokenizer['decodeStream']> {
    const stream = this.options.tokenizer.decodeStream();
    for (const id of ids.slice(-CONTEXT)) stream.push(id);
    return stream;
  }
}
