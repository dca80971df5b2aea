/**
 * The head of the decoder that is being trained, run by run: counted tokens are gathered and go through it in chunks, so
 * that logits are never all in memory, and the gradients of its weights and of the hidden states are added to sums. What
 * the head computes, `model/training-head.ts` says. It knows no layers and no data.
 * Shapes: N tokens of a batch, M counted ones, E hidden.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import { headNames, headWeights, moduleWeights, type Objective } from '../model/training-head.ts';
import { type ColumnName, columnNames } from '../model/training-objectives.ts';
import { trainingNames } from '../model/training.ts';
import { type Feeds, only, type Session } from '../runtime/session.ts';
import { tensor, type Tensor } from '../runtime/tensor.ts';
import type { MemorySetting } from './decoder-graphs.ts';
import type { PackedBatch } from './packing.ts';
import type { ParameterLayout } from './parameters.ts';

/** What the objective reads of each counted token beside its weight, [M] each; a missing one counts nothing. */
export type HeadColumns = Readonly<Partial<Record<ColumnName, Float32Array>>>;

export interface BatchResult {
  readonly logprobs: Float32Array; // [M]
  /** Entropy of each prediction where the objective asks for it. */
  readonly entropy: Float32Array | null; // [M]
  /** The value head's numbers, where there is one. */
  readonly values: Float32Array | null; // [M]
  /** What the verifier says without words: a head's number, or the target's log-probability (LaSeR). */
  readonly scores: Float32Array | null; // [M]
}

/**
 * Logits at once. Each chunk reads and writes the whole gradient of the table: fewer chunks are faster (a vocabulary of
 * 49,152: 2.6 s instead of 4.6 for 1,020 tokens), and take more memory.
 */
const logitsBudget: Readonly<Record<MemorySetting, number>> = { fast: 16_000_000, small: 4_000_000 };

/** Counted tokens that go through the head at once where nobody says otherwise. */
export function headChunkTokens({ vocabSize }: DecoderConfig, memory: MemorySetting): number {
  return Math.max(64, Math.min(4096, Math.floor(logitsBudget[memory] / vocabSize)));
}

/** Whose head it is: the numbers of a decoder, in place. */
export interface HeadOwner {
  readonly config: DecoderConfig;
  readonly layout: ParameterLayout;
  readonly weights: Float32Array;
  readonly base: { readonly layout: ParameterLayout; readonly weights: Float32Array };
  readonly gradients: Float32Array;
  readonly options: { readonly objective: Objective; readonly adapter?: object };
}

export interface HeadInput {
  readonly batch: PackedBatch;
  readonly columns: HeadColumns;
  readonly hidden: Float32Array; // [N, E]
  /** What a training head adds the gradient of the hidden states to. */
  readonly dHidden: Float32Array; // [N, E]
}

export class HeadRuns {
  private readonly owner: HeadOwner;
  private readonly chunkTokens: number;

  constructor(owner: HeadOwner, chunkTokens: number) {
    this.owner = owner;
    this.chunkTokens = chunkTokens;
  }

  /** All counted tokens of a batch, chunk by chunk. */
  async run(session: Session, input: HeadInput): Promise<BatchResult> {
    const { batch, columns, hidden } = input;
    const { hiddenSize } = this.owner.config;
    const count = batch.sources.length;
    const isTraining = session.outputNames.includes(headNames.dHidden);
    const results = Object.fromEntries(
      resultNames
        .filter((name) => session.outputNames.includes(headNames[name]))
        .map((name) => [name, new Float32Array(count)]),
    ) as Partial<Record<ResultName, Float32Array>>;
    for (let from = 0; from < count; from += this.chunkTokens) {
      const to = Math.min(count, from + this.chunkTokens);
      const rows = batch.sources.subarray(from, to);
      const gathered = new Float32Array(rows.length * hiddenSize);
      rows.forEach((n, i) => {
        gathered.set(hidden.subarray(n * hiddenSize, (n + 1) * hiddenSize), i * hiddenSize);
      });
      const chunk = { batch, from, to, gathered, columns };
      const dHidden = new Float32Array(isTraining ? gathered.length : 0);
      const fetches = this.headFetches(chunk, results, dHidden);
      await session.run(this.headFeeds(chunk, session), only(fetches, session.outputNames));
      if (!isTraining) continue;
      // a shared prompt's last token predicts the first one of several completions
      rows.forEach((n, i) => {
        const [to, from] = [n * hiddenSize, i * hiddenSize];
        for (let e = 0; e < hiddenSize; e++) input.dHidden[to + e]! += dHidden[from + e]!;
      });
    }
    const { logprobs, entropy, values, scores } = results;
    return {
      logprobs: logprobs!,
      entropy: entropy ?? null,
      values: values ?? null,
      scores: scores ?? null,
    };
  }

  /** What the head reads: norm, table and modules. */
  private headWeightTensors(): Record<string, Tensor> {
    const { config, base, layout, weights, options } = this.owner;
    return Object.fromEntries([
      ...headWeights(config).map((name) => [name, base.layout.tensor(base.weights, name)] as const),
      ...moduleWeights(options.objective).map((name) => [name, layout.tensor(weights, name)] as const),
    ]);
  }

  /** The sums of the head's gradients, under names made by `key`; a frozen norm and table have none. */
  private headGradients(key: (name: string) => string): Record<string, Tensor> {
    const { config, layout, gradients, options } = this.owner;
    const own = options.adapter === undefined ? headWeights(config) : [];
    const names = [...own, ...moduleWeights(options.objective)];
    return Object.fromEntries(names.map((name) => [key(name), layout.tensor(gradients, name)]));
  }

  private headFeeds({ gathered, ...chunk }: HeadChunk, { inputNames }: Session): Feeds {
    const feeds: Record<string, Tensor> = {
      [headNames.hidden]: tensor('float32', [chunk.to - chunk.from, this.owner.config.hiddenSize], gathered),
      ...tokenFeeds(chunk, inputNames),
      ...this.headWeightTensors(),
      ...this.headGradients(trainingNames.sumOf),
    };
    return only(feeds, inputNames);
  }

  private headFetches(
    { from, to }: HeadChunk,
    results: Readonly<Partial<Record<ResultName, Float32Array>>>,
    dHidden: Float32Array,
  ): Readonly<Record<string, Tensor>> {
    const fetches: Record<string, Tensor> = {};
    for (const name of resultNames) {
      const whole = results[name];
      if (whole !== undefined)
        fetches[headNames[name]] = tensor('float32', [to - from], whole.subarray(from, to));
    }
    if (dHidden.length === 0) return fetches;
    return {
      ...fetches,
      [headNames.dHidden]: tensor('float32', [to - from, this.owner.config.hiddenSize], dHidden),
      ...this.headGradients(trainingNames.gradientOf),
    };
  }
}

/** What the head says of each token beside gradients. */
export const resultNames = ['logprobs', 'entropy', 'values', 'scores'] as const;
type ResultName = (typeof resultNames)[number];

/** Counted tokens `from` to `to` of a batch. */
export interface TokenRange {
  readonly batch: PackedBatch;
  readonly columns: HeadColumns;
  readonly from: number;
  readonly to: number;
}

interface HeadChunk extends TokenRange {
  readonly gathered: Float32Array;
}

/** What a head reads of the tokens of a chunk: targets and columns. */
export function tokenFeeds({ batch, columns, from, to }: TokenRange, inputNames: readonly string[]): Feeds {
  const count = batch.sources.length;
  const feeds: Record<string, Tensor> = {
    [headNames.targets]: tensor(
      'int64',
      [to - from, 1],
      BigInt64Array.from(batch.targets.subarray(from, to), BigInt),
    ),
  };
  for (const [name, input] of Object.entries(columnNames) as [ColumnName, string][]) {
    if (!inputNames.includes(input)) continue;
    const given = name === 'weights' ? batch.weights : columns[name];
    const column = given ?? new Float32Array(count).fill(name === 'scales' ? 1 : 0);
    if (column.length !== count)
      throw new RangeError(
        `TrainedDecoder: expected a column ${name} of ${count} numbers, got ${column.length}`,
      );
    feeds[input] = tensor('float32', [to - from], column.subarray(from, to));
  }
  return feeds;
}
