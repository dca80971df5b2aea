/**
 * The decoder in training on a device: weights, sums of gradients and activations stay there from step to step; token
 * ids, masks and columns go there, log-probabilities of counted tokens come back. The graphs are those of the CPU
 * (`decoder-graphs.ts`) in operators that the device has; no node of them may run elsewhere. The array `weights` is a
 * copy at hand, as of the last `toHost`. Shapes: B rows of T tokens, N = B·T, E hidden.
 */
import type { DecoderConfig } from '../../checkpoint/config.ts';
import { decoderNames } from '../../model/families.ts';
import type { FrozenBase } from '../../model/frozen-weights.ts';
import { ropeTables } from '../../model/rope.ts';
import { modulesOf } from '../../model/training-head.ts';
import { trainingNames } from '../../model/training.ts';
import type { Graph } from '../../onnx/graph.ts';
import { portable } from '../../onnx/portable.ts';
import {
  createSession,
  type ExecutionProvider,
  type Feeds,
  only,
  type Session,
} from '../../runtime/session.ts';
import { tensor, type Tensor } from '../../runtime/tensor.ts';
import {
  decoderGraphs,
  type DecoderGraphs,
  type DecoderOptions,
  effectiveWindow,
  nameInLayer,
} from '../decoder-graphs.ts';
import { baseLayout } from '../decoder.ts';
import { Dropout } from '../dropout.ts';
import { type BatchResult, headChunkTokens, type HeadColumns } from '../head-runs.ts';
import { fillMask, type PackedBatch } from '../packing.ts';
import { ParameterLayout } from '../parameters.ts';
import type { TrainingDecoder } from '../training-decoder.ts';
import { addedRows, chosenRows } from './graphs.ts';
import {
  addRows,
  chooseRows,
  deviceOutputsOf,
  type DeviceHeadOwner,
  type RowSessions,
  runHead,
} from './head.ts';
import { DeviceMemory, DeviceNumbers, release } from './memory.ts';
import type { UpdatedNumbers } from './optimizer.ts';

interface Sessions extends RowSessions {
  readonly forward: Session;
  readonly backward: Session;
  readonly head: Session;
  readonly likelihood: Session;
  readonly score: Session;
}

/** What lies on the device for as long as the decoder lives. */
interface Resident {
  readonly memory: DeviceMemory;
  readonly sessions: Sessions;
  readonly graphs: DecoderGraphs;
  readonly base: DeviceNumbers;
  readonly trained: DeviceNumbers;
  readonly gradients: DeviceNumbers;
  /** Matrices of a base in a smaller precision, by their names in the graphs. */
  readonly frozen: ReadonlyMap<string, Tensor>;
  readonly tables: readonly Feeds[];
}

/** One batch on its way: what its layers read, and what is released when it is through. */
interface Pass {
  readonly batch: PackedBatch;
  readonly positionIds: Tensor;
  readonly masks: ReadonlyMap<number | null, Tensor>;
  /** The input of each layer, and of the head. */
  readonly states: Tensor[];
  /** Of each layer, what its backward graph reads. */
  readonly saved: Feeds[];
}

export class DeviceDecoder implements TrainingDecoder {
  readonly config: DecoderConfig;
  readonly options: DecoderOptions;
  readonly layout: ParameterLayout;
  readonly weights: Float32Array;
  readonly base: { readonly layout: ParameterLayout; readonly weights: Float32Array };
  private readonly resident: Resident;
  private readonly headOwner: DeviceHeadOwner;
  private readonly dropout: Dropout;
  private isStale = false;

  private constructor(
    config: DecoderConfig,
    weights: Float32Array,
    options: DecoderOptions,
    resident: Resident,
  ) {
    this.config = config;
    this.options = options;
    this.layout = resident.trained.layout;
    this.weights = options.adapter?.weights ?? weights;
    this.base = { layout: resident.base.layout, weights };
    this.resident = resident;
    this.dropout = new Dropout(config, options);
    this.headOwner = {
      config,
      objective: options.objective,
      memory: resident.memory,
      rows: resident.sessions,
      weightOf: (name) => this.weightOf(name),
      gradients: resident.gradients,
      chunkTokens: options.chunkTokens ?? headChunkTokens(config, options.memory),
    };
  }

  /**
   * Compiles the graphs and carries the weights over. Throws the runtime's error where the device lacks an operator.
   * A frozen base in halves is not for a device: `place` refuses it.
   */
  static async create(
    config: DecoderConfig,
    weights: Float32Array,
    options: DecoderOptions,
    provider: ExecutionProvider = 'webgpu',
  ): Promise<DeviceDecoder> {
    const memory = await DeviceMemory.open(provider);
    const made = new Map<Graph, Session>();
    try {
      const graphs = decoderGraphs(config, options);
      const sessions = await compiled(graphs, made, { provider, profilePrefix: options.profilePrefix });
      const modules = modulesOf(options.objective);
      const { adapter } = options;
      const whole =
        adapter === undefined ? ParameterLayout.full(config, modules) : baseLayout(config, adapter.frozen);
      const layout = adapter === undefined ? whole : ParameterLayout.lora(config, adapter.shape, modules);
      const base = await DeviceNumbers.create(memory, whole);
      await base.carry(weights);
      const trained = adapter === undefined ? base : await DeviceNumbers.create(memory, layout);
      if (adapter !== undefined) await trained.carry(adapter.weights);
      const gradients = await DeviceNumbers.create(memory, layout);
      const frozen = await carriedBase(memory, adapter?.frozen);
      const tables = await carriedTables(memory, config, options.length);
      const resident = { memory, sessions, graphs, base, trained, gradients, frozen, tables };
      return new DeviceDecoder(config, weights, options, resident);
    } catch (error) {
      for (const session of made.values()) await session.dispose();
      await memory.dispose();
      throw error;
    }
  }

  /** Bytes that came back from the device so far. */
  get bytesReadBack(): number {
    return this.resident.memory.bytesReadBack;
  }

  /** What an optimiser on the same device works on. */
  get numbers(): UpdatedNumbers {
    const { memory, trained: weights, gradients } = this.resident;
    return { memory, weights, gradients, onUpdate: () => (this.isStale = true) };
  }

  beginStep(seed: number): void {
    this.dropout.begin(seed);
  }

  zeroGradients(): void {
    this.resident.gradients.clear();
  }

  async toHost(): Promise<void> {
    if (!this.isStale) return;
    await this.resident.trained.read(this.weights);
    this.isStale = false;
  }

  async toDevice(): Promise<void> {
    await this.resident.trained.carry(this.weights);
    this.isStale = false;
  }

  score(batch: PackedBatch, columns: HeadColumns = {}): Promise<BatchResult> {
    const { score } = this.resident.sessions;
    this.dropout.turnOff();
    return this.through(batch, async (pass) => {
      await this.forward(pass, false);
      const { result } = await runHead(this.headOwner, score, {
        batch,
        columns,
        hidden: pass.states.at(-1)!,
      });
      return result;
    });
  }

  accumulate(batch: PackedBatch, columns?: HeadColumns): Promise<BatchResult> {
    const { likelihood, head } = this.resident.sessions;
    const session = columns === undefined ? likelihood : head;
    this.dropout.nextBatch();
    return this.through(batch, async (pass) => {
      await this.forward(pass, true);
      const input = { batch, columns: columns ?? {}, hidden: pass.states.at(-1)! };
      const { result, dHidden } = await runHead(this.headOwner, session, input);
      await this.backward(pass, dHidden!, batch.sources.length > 0);
      return result;
    });
  }

  async dispose(): Promise<void> {
    const { base, trained, gradients, frozen, tables, sessions, memory } = this.resident;
    for (const numbers of [base, trained, gradients]) numbers.clear();
    for (const value of frozen.values()) release(value);
    for (const table of tables) releaseAll(table);
    for (const session of Object.values(sessions) as Session[]) await session.dispose();
    await memory.dispose();
  }

  private weightOf(name: string): Tensor {
    const { trained, base, frozen } = this.resident;
    return frozen.get(name) ?? (trained.layout.has(name) ? trained : base).get(name);
  }

  /** Carries a batch over, and releases whatever is left of it at the end. */
  private async through<T>(batch: PackedBatch, body: (pass: Pass) => Promise<T>): Promise<T> {
    const { rows, length } = this.options;
    if (batch.rows !== rows || batch.length !== length)
      throw new RangeError(
        `DeviceDecoder: expected a batch of ${rows} × ${length}, got ${batch.rows} × ${batch.length}`,
      );
    const masks = new Map<number | null, Tensor>();
    const positionIds = tensor('int64', [rows, length], BigInt64Array.from(batch.positions, BigInt));
    const pass: Pass = { batch, positionIds, masks, states: [], saved: [] };
    try {
      for (const { window } of this.config.layers) {
        const reach = effectiveWindow(window, length);
        if (!masks.has(reach)) masks.set(reach, await this.carriedMask(batch, reach));
      }
      return await body(pass);
    } finally {
      for (const value of [...masks.values(), ...pass.states]) release(value);
      for (const saved of pass.saved) releaseAll(saved);
    }
  }

  private carriedMask(batch: PackedBatch, window: number | null): Promise<Tensor> {
    const { rows, length } = this.options;
    const group = this.config.headCount / this.config.kvHeadCount;
    const dims = [rows, 1, group * length, length];
    const mask = new Float32Array(rows * group * length * length);
    fillMask(mask, batch, { group, window });
    return this.resident.memory.carry(tensor('float32', dims, mask));
  }

  /** What both graphs of a layer read, by the names of layer 0. Draws what dropout leaves out of it. */
  private layerFeeds(pass: Pass, index: number): Record<string, Tensor> {
    this.dropout.fill(index);
    const layer = this.config.layers[index]!;
    const { tables, graphs } = this.resident;
    const weights = graphs.layerWeights.map(({ name }) => [name, this.weightOf(nameInLayer(name, index))]);
    return {
      ...(Object.fromEntries(weights) as Feeds),
      ...tables[layer.rope]!,
      ...this.dropout.feeds,
      [trainingNames.x]: pass.states[index]!,
      [trainingNames.positionIds]: pass.positionIds,
      [trainingNames.mask]: pass.masks.get(effectiveWindow(layer.window, this.options.length))!,
    };
  }

  /** Runs the layers; what the backward pass reads is kept where there will be one. */
  private async forward(pass: Pass, keeps: boolean): Promise<void> {
    const { sessions } = this.resident;
    const { forward } = sessions;
    const table = this.weightOf(decoderNames(this.config).embedding.weight);
    const { tokenIds: ids } = pass.batch;
    pass.states.push(await chooseRows(sessions, { table, ids, scale: this.config.embeddingScale }));
    for (const index of this.config.layers.keys()) {
      const feeds = only(this.layerFeeds(pass, index), forward.inputNames);
      // with outputs on the device the runtime wants all of them to be asked for
      const { [trainingNames.y]: y, ...saved } = await forward.run(feeds, forward.outputNames);
      pass.states.push(y!);
      if (keeps) pass.saved.push(saved);
      else releaseAll(saved);
    }
  }

  /** `dy` of the last layer down to the embedding, the gradients of all weights on the way. */
  private async backward(pass: Pass, dHidden: Tensor, ownsHidden: boolean): Promise<void> {
    const { sessions, graphs, gradients } = this.resident;
    const { backward } = sessions;
    let [dy, owned] = [dHidden, ownsHidden];
    for (const index of [...this.config.layers.keys()].reverse()) {
      const feeds: Record<string, Tensor> = { ...this.layerFeeds(pass, index), ...pass.saved[index] };
      for (const { name } of graphs.trained)
        feeds[trainingNames.sumOf(name)] = gradients.get(nameInLayer(name, index));
      feeds[trainingNames.dy] = dy;
      const got = await backward.run(only(feeds, backward.inputNames), backward.outputNames);
      for (const { name } of graphs.trained)
        gradients.set(nameInLayer(name, index), got[trainingNames.gradientOf(name)]!);
      if (owned) release(dy);
      [dy, owned] = [got[trainingNames.dx]!, true];
      releaseAll(pass.saved.pop()!);
      release(pass.states.pop());
    }
    await this.addEmbeddingGradient(pass, dy);
    if (owned) release(dy);
  }

  /** ∂L/∂embedding[id] += scale · ∂L/∂x of every token with that id; nothing arrives at the tails of rows. */
  private async addEmbeddingGradient(pass: Pass, rows: Tensor): Promise<void> {
    if (this.options.adapter !== undefined) return;
    const { sessions, gradients } = this.resident;
    const name = decoderNames(this.config).embedding.weight;
    const { tokenIds: ids } = pass.batch;
    const scale = this.config.embeddingScale;
    gradients.set(name, await addRows(sessions, { table: gradients.get(name), ids, rows, scale }));
  }
}

function releaseAll(tensors: Feeds): void {
  for (const value of Object.values(tensors)) release(value);
}

/** A base in a smaller precision as it is stored: bytes, and scales in float32. */
async function carriedBase(
  memory: DeviceMemory,
  frozen: FrozenBase | undefined,
): Promise<ReadonlyMap<string, Tensor>> {
  const carried = new Map<string, Tensor>();
  for (const [name, value] of frozen?.tensors ?? [])
    carried.set(name, await (value.type === 'uint8' ? memory.carryBytes(value) : memory.carry(value)));
  return carried;
}

/** Rotation tables by rope, as the layers' graphs name them. */
async function carriedTables(
  memory: DeviceMemory,
  { ropes }: DecoderConfig,
  length: number,
): Promise<readonly Feeds[]> {
  const tables: Feeds[] = [];
  for (const rope of ropes) {
    const { cos, sin } = ropeTables(rope, length);
    const dims = [length, rope.rotaryDim / 2];
    tables.push({
      [trainingNames.cos]: await memory.carry(tensor('float32', dims, cos)),
      [trainingNames.sin]: await memory.carry(tensor('float32', dims, sin)),
    });
  }
  return tables;
}

/** Sessions in which nothing may run on the CPU; `made` holds them, for whoever has to clear up. */
async function compiled(
  graphs: DecoderGraphs,
  made: Map<Graph, Session>,
  {
    provider,
    profilePrefix,
  }: { readonly provider: ExecutionProvider; readonly profilePrefix?: string | undefined },
): Promise<Sessions> {
  const compile = async (graph: Graph, deviceOutputs: (all: readonly string[]) => readonly string[]) => {
    const known = made.get(graph);
    if (known !== undefined) return known;
    const session = await createSession(portable(graph), {
      provider,
      noCpuFallback: true,
      deviceOutputs: deviceOutputs(graph.outputs.map(({ name }) => name)),
      ...(profilePrefix === undefined ? {} : { profilePrefix: `${profilePrefix}-${made.size}` }),
    });
    made.set(graph, session);
    return session;
  };
  const all = (names: readonly string[]): readonly string[] => names;
  return {
    forward: await compile(graphs.forward, all),
    backward: await compile(graphs.backward, all),
    head: await compile(graphs.head, deviceOutputsOf),
    likelihood: await compile(graphs.likelihood, deviceOutputsOf),
    score: await compile(graphs.score, deviceOutputsOf),
    chosen: await compile(chosenRows(), all),
    added: await compile(addedRows(), all),
  };
}
