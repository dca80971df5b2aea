/**
 * The decoder that is being trained: weights, gradients and what the backward pass needs, held in arrays made once,
 * with one compiled pair of graphs for all layers and one for the head. `accumulate` adds the gradients of a packed
 * batch to the running sums; stepping is the optimiser's business, data and objectives the recipes'.
 * Shapes: B rows of T tokens, N = B·T, M counted tokens, E hidden.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import { decoderNames } from '../model/families.ts';
import { modulesOf } from '../model/training-head.ts';
import { type FrozenBase, frozenMatrices } from '../model/frozen-weights.ts';
import { trainingNames } from '../model/training.ts';
import { ropeTables } from '../model/rope.ts';
import { type Graph, staticDims } from '../onnx/graph.ts';
import { createSession, type Feeds, only, type Session } from '../runtime/session.ts';
import { tensor, zeros, type Tensor } from '../runtime/tensor.ts';
import {
  decoderGraphs,
  type DecoderGraphs,
  type DecoderOptions,
  effectiveWindow,
  nameInLayer,
} from './decoder-graphs.ts';
import { Dropout } from './dropout.ts';
import { type BatchResult, headChunkTokens, type HeadColumns, HeadRuns } from './head-runs.ts';
import { fillMask, type PackedBatch } from './packing.ts';
import { ParameterLayout } from './parameters.ts';
import type { TrainingDecoder } from './training-decoder.ts';

interface Sessions {
  readonly forward: Session;
  readonly backward: Session;
  readonly head: Session;
  /** Of batches without policy columns; the same as `head` where the objective is likelihood. */
  readonly likelihood: Session;
  readonly score: Session;
}

interface Compiled {
  readonly sessions: Sessions;
  readonly graphs: DecoderGraphs;
}

/** The runs of one layer: fixed feeds and fetches over fixed memory. */
interface LayerRuns {
  readonly forwardFeeds: Feeds;
  readonly forwardFetches: Readonly<Record<string, Tensor>>;
  readonly backwardFeeds: Feeds;
  readonly backwardFetches: Readonly<Record<string, Tensor>>;
}

export class TrainedDecoder implements TrainingDecoder {
  readonly config: DecoderConfig;
  /** What is trained: all weights, or the adapter's. */
  readonly layout: ParameterLayout;
  readonly weights: Float32Array;
  /** The whole model; with an adapter, the base that stays as it is. */
  readonly base: { readonly layout: ParameterLayout; readonly weights: Float32Array };
  readonly gradients: Float32Array;
  readonly options: DecoderOptions;
  private readonly sessions: Sessions;
  private readonly headRuns: HeadRuns;
  private readonly layers: readonly LayerRuns[];
  private readonly activations: readonly Float32Array[];
  private readonly masks: ReadonlyMap<number | null, Float32Array>;
  private readonly positionIds: BigInt64Array;
  private readonly upper: Float32Array;
  private readonly lower: Float32Array;
  private readonly dropout: Dropout;

  private constructor(
    config: DecoderConfig,
    weights: Float32Array,
    options: DecoderOptions,
    compiled: Compiled,
  ) {
    this.config = config;
    const modules = modulesOf(options.objective);
    const { adapter } = options;
    this.base = {
      layout:
        adapter === undefined ? ParameterLayout.full(config, modules) : baseLayout(config, adapter.frozen),
      weights,
    };
    this.layout =
      adapter === undefined ? this.base.layout : ParameterLayout.lora(config, adapter.shape, modules);
    this.weights = options.adapter?.weights ?? weights;
    this.gradients = new Float32Array(this.layout.size);
    this.options = options;
    this.sessions = compiled.sessions;
    this.headRuns = new HeadRuns(this, options.chunkTokens ?? headChunkTokens(config, options.memory));
    const { rows, length } = options;
    const tokens = rows * length;
    const group = config.headCount / config.kvHeadCount;
    const make = (): Float32Array => new Float32Array(tokens * config.hiddenSize);
    this.activations = Array.from({ length: config.layers.length + 1 }, make);
    this.upper = make();
    this.lower = make();
    this.positionIds = new BigInt64Array(tokens);
    this.masks = new Map(
      config.layers.map(({ window }) => [
        effectiveWindow(window, length),
        new Float32Array(rows * group * length * length),
      ]),
    );
    this.dropout = new Dropout(config, options);
    this.layers = this.makeRuns(compiled);
  }

  /** Compiles the graphs. The decoder owns its sessions until `dispose`; `weights` is used in place. */
  static async create(
    config: DecoderConfig,
    weights: Float32Array,
    options: DecoderOptions,
  ): Promise<TrainedDecoder> {
    const graphs = decoderGraphs(config, options);
    const threads = options.threads === undefined ? {} : { threads: options.threads };
    const profile = options.profilePrefix;
    const made = new Map<Graph, Session>();
    const compile = async (graph: Graph): Promise<Session> => {
      const known = made.get(graph);
      if (known !== undefined) return known;
      const traced = profile === undefined ? {} : { profilePrefix: `${profile}-${made.size}` };
      const session = await createSession(graph, { ...threads, ...traced });
      made.set(graph, session);
      return session;
    };
    try {
      const sessions = {
        head: await compile(graphs.head),
        forward: await compile(graphs.forward),
        backward: await compile(graphs.backward),
        likelihood: await compile(graphs.likelihood),
        score: await compile(graphs.score),
      };
      return new TrainedDecoder(config, weights, options, { sessions, graphs });
    } catch (error) {
      for (const session of made.values()) await session.dispose();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    for (const session of Object.values(this.sessions) as Session[]) await session.dispose();
  }

  beginStep(seed: number): void {
    this.dropout.begin(seed);
  }

  /** The arrays are the numbers themselves. */
  toHost(): Promise<void> {
    return Promise.resolve();
  }

  toDevice(): Promise<void> {
    return Promise.resolve();
  }

  zeroGradients(): void {
    this.gradients.fill(0);
  }

  async score(batch: PackedBatch, columns: HeadColumns = {}): Promise<BatchResult> {
    this.dropout.turnOff();
    await this.forward(batch);
    return this.runHead(batch, this.sessions.score, columns);
  }

  async accumulate(batch: PackedBatch, columns?: HeadColumns): Promise<BatchResult> {
    this.dropout.nextBatch();
    await this.forward(batch);
    this.upper.fill(0);
    const session = columns === undefined ? this.sessions.likelihood : this.sessions.head;
    const result = await this.runHead(batch, session, columns ?? {});
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const { backwardFeeds, backwardFetches } = this.layers[i]!;
      this.dropout.fill(i);
      await this.sessions.backward.run(backwardFeeds, backwardFetches);
    }
    this.addEmbeddingGradient(batch);
    return result;
  }

  private makeRuns({ graphs: { saved, layerWeights, trained } }: Compiled): readonly LayerRuns[] {
    const { config, options, layout, base } = this;
    const { rows, length } = options;
    const tokens = rows * length;
    const wide = (data: Float32Array): Tensor => tensor('float32', [tokens, config.hiddenSize], data);
    const positionIds = tensor('int64', [rows, length], this.positionIds);
    const maskDims = [rows, 1, (config.headCount / config.kvHeadCount) * length, length];
    const tables = config.ropes.map((rope) => {
      const { cos, sin } = ropeTables(rope, length);
      const dims = [length, rope.rotaryDim / 2];
      return { cos: tensor('float32', dims, cos), sin: tensor('float32', dims, sin) };
    });
    return config.layers.map((layer, index) => {
      const own = (name: string): string => nameInLayer(name, index);
      const frozen = options.adapter?.frozen?.tensors;
      const weights = Object.fromEntries(
        layerWeights.map(({ name }) => {
          const stored = frozen?.get(own(name));
          if (stored !== undefined) return [name, stored];
          const isTrained = layout.has(own(name));
          const [from, flat] = isTrained ? [layout, this.weights] : [base.layout, base.weights];
          return [name, from.tensor(flat, own(name))];
        }),
      );
      const gradients = (key: (name: string) => string): Record<string, Tensor> =>
        Object.fromEntries(trained.map(({ name }) => [key(name), layout.tensor(this.gradients, own(name))]));
      const kept = Object.fromEntries(
        saved.map((value) => [value.name, zeros('float32', staticDims(value.shape)!)]),
      );
      const common: Feeds = {
        ...weights,
        ...tables[layer.rope]!,
        ...this.dropout.feeds,
        [trainingNames.x]: wide(this.activations[index]!),
        [trainingNames.positionIds]: positionIds,
        [trainingNames.mask]: tensor(
          'float32',
          maskDims,
          this.masks.get(effectiveWindow(layer.window, length))!,
        ),
      };
      // the gradient of the layer above comes in one buffer and goes out in the other, in turns
      const isEven = (config.layers.length - 1 - index) % 2 === 0;
      const backward: Feeds = {
        ...common,
        ...kept,
        ...gradients(trainingNames.sumOf),
        [trainingNames.dy]: wide(isEven ? this.upper : this.lower),
      };
      return {
        forwardFeeds: only(common, this.sessions.forward.inputNames),
        forwardFetches: { [trainingNames.y]: wide(this.activations[index + 1]!), ...kept },
        backwardFeeds: only(backward, this.sessions.backward.inputNames),
        backwardFetches: {
          [trainingNames.dx]: wide(isEven ? this.lower : this.upper),
          ...gradients(trainingNames.gradientOf),
        },
      };
    });
  }

  private async forward(batch: PackedBatch): Promise<void> {
    const { rows, length } = this.options;
    if (batch.rows !== rows || batch.length !== length)
      throw new RangeError(
        `TrainedDecoder: expected a batch of ${rows} × ${length}, got ${batch.rows} × ${batch.length}`,
      );
    const group = this.config.headCount / this.config.kvHeadCount;
    for (const [window, mask] of this.masks) fillMask(mask, batch, { group, window });
    for (let i = 0; i < batch.positions.length; i++) this.positionIds[i] = BigInt(batch.positions[i]!);
    this.embed(batch);
    for (const [i, { forwardFeeds, forwardFetches }] of this.layers.entries()) {
      this.dropout.fill(i);
      await this.sessions.forward.run(forwardFeeds, forwardFetches);
    }
  }

  /** The training head leaves the gradient of the hidden states in `upper`. */
  private runHead(batch: PackedBatch, session: Session, columns: HeadColumns): Promise<BatchResult> {
    const hidden = this.activations[this.layers.length]!;
    return this.headRuns.run(session, { batch, columns, hidden, dHidden: this.upper });
  }

  private embed(batch: PackedBatch): void {
    const { hiddenSize, embeddingScale } = this.config;
    const table = this.base.layout.view(this.base.weights, decoderNames(this.config).embedding.weight);
    const x = this.activations[0]!;
    batch.tokenIds.forEach((id, n) => {
      x.set(table.subarray(id * hiddenSize, (id + 1) * hiddenSize), n * hiddenSize);
    });
    if (embeddingScale !== 1) for (let i = 0; i < x.length; i++) x[i]! *= embeddingScale;
  }

  /** ∂L/∂embedding[id] += scale · ∂L/∂x of every token with that id. */
  private addEmbeddingGradient(batch: PackedBatch): void {
    if (this.options.adapter !== undefined) return;
    const { hiddenSize, embeddingScale } = this.config;
    const gradient = this.layout.view(this.gradients, decoderNames(this.config).embedding.weight);
    const dx = this.layers.length % 2 === 0 ? this.upper : this.lower;
    batch.tokenIds.forEach((id, n) => {
      if (batch.documents[n]! < 0) return;
      const to = id * hiddenSize;
      const from = n * hiddenSize;
      for (let i = 0; i < hiddenSize; i++) gradient[to + i]! += embeddingScale * dx[from + i]!;
    });
  }
}

/** The weights of a base that stand in float32: all, or those beside a frozen base's matrices. */
export function baseLayout(config: DecoderConfig, frozen?: FrozenBase): ParameterLayout {
  const leftOut = frozen === undefined ? undefined : frozenMatrices(config, frozen.precision);
  return ParameterLayout.full(config, [], leftOut);
}
