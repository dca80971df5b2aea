/**
 * The optimiser on the device: weights, sums of gradients and both moments stay there, one run updates a layer. A number a step
 * comes back, the gradients' norm, by which they are clipped or the update is left out.
 */
import { createSession, only, type Session } from '../../runtime/session.ts';
import { float32Tensor, type Tensor } from '../../runtime/tensor.ts';
import type { OptimizerConfig, OptimizerState } from '../optimizer.ts';
import type { TrainingOptimizer } from '../training-decoder.ts';
import {
  type Block,
  blocksOf,
  signatureOf,
  squaresGraph,
  stepNames,
  updateGraph,
  updateScalars,
} from './graphs.ts';
import { type DeviceMemory, DeviceNumbers, release } from './memory.ts';

interface BlockSessions {
  readonly squares: Session;
  readonly update: Session;
}

/** The numbers of the decoder that is updated. */
export interface UpdatedNumbers {
  readonly memory: DeviceMemory;
  readonly weights: DeviceNumbers;
  readonly gradients: DeviceNumbers;
  /** Told after each update: copies at hand are old now. */
  readonly onUpdate: () => void;
}

export class DeviceOptimizer implements TrainingOptimizer {
  readonly state: OptimizerState;
  private readonly config: OptimizerConfig;
  private readonly numbers: UpdatedNumbers;
  private readonly first: DeviceNumbers;
  private readonly second: DeviceNumbers;
  private readonly blocks: readonly Block[];
  private readonly sessions: ReadonlyMap<string, BlockSessions>;
  private isStale = false;

  private constructor(
    config: OptimizerConfig,
    state: OptimizerState,
    numbers: UpdatedNumbers,
    made: {
      readonly first: DeviceNumbers;
      readonly second: DeviceNumbers;
      readonly blocks: readonly Block[];
      readonly sessions: ReadonlyMap<string, BlockSessions>;
    },
  ) {
    this.config = config;
    this.state = state;
    this.numbers = numbers;
    this.first = made.first;
    this.second = made.second;
    this.blocks = made.blocks;
    this.sessions = made.sessions;
  }

  /** Compiles the graphs and carries the moments over; `state` stays a copy at hand. */
  static async create(
    config: OptimizerConfig,
    state: OptimizerState,
    numbers: UpdatedNumbers,
  ): Promise<DeviceOptimizer> {
    const { memory, weights } = numbers;
    const options = { provider: memory.provider, noCpuFallback: true } as const;
    const { layout } = weights;
    const blocks = blocksOf(layout.weights);
    const sessions = new Map<string, BlockSessions>();
    const made: Session[] = [];
    const compile = async (graph: Parameters<typeof createSession>[0]): Promise<Session> => {
      const deviceOutputs = graph.outputs.map(({ name }) => name);
      const session = await createSession(graph, { ...options, deviceOutputs });
      made.push(session);
      return session;
    };
    try {
      for (const block of blocks) {
        const signature = signatureOf(block);
        if (sessions.has(signature)) continue;
        sessions.set(signature, {
          squares: await compile(squaresGraph(block)),
          update: await compile(updateGraph(block, config)),
        });
      }
      const first = await DeviceNumbers.create(memory, layout);
      const second = await DeviceNumbers.create(memory, layout);
      const optimizer = new DeviceOptimizer(config, state, numbers, { first, second, blocks, sessions });
      await optimizer.toDevice();
      // the newest weights are tensors of these sessions, and the decoder's for longer than this is there
      memory.keep(made);
      return optimizer;
    } catch (error) {
      for (const session of made) await session.dispose();
      throw error;
    }
  }

  async update(share: number): Promise<number> {
    const norm = await this.norm();
    if (!Number.isFinite(norm)) return norm;
    const { config, state } = this;
    state.step += 1;
    const scalars = updateScalars(config, { norm, share, step: state.step });
    const feeds = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [name, float32Tensor([], [value])]),
    );
    for (const block of this.blocks) await this.updateBlock(block, feeds);
    this.isStale = true;
    this.numbers.onUpdate();
    return norm;
  }

  async toHost(): Promise<void> {
    if (!this.isStale) return;
    await this.first.read(this.state.first);
    await this.second.read(this.state.second);
    this.isStale = false;
  }

  async toDevice(): Promise<void> {
    await this.first.carry(this.state.first);
    await this.second.carry(this.state.second);
    this.isStale = false;
  }

  dispose(): Promise<void> {
    this.first.clear();
    this.second.clear();
    return Promise.resolve();
  }

  /** √Σ g². */
  private async norm(): Promise<number> {
    const { memory, gradients } = this.numbers;
    let sum = float32Tensor([], [0]);
    for (const block of this.blocks) {
      const feeds: Record<string, Tensor> = { [stepNames.before]: sum };
      block.forEach(({ name }, i) => (feeds[stepNames.gradient(i)] = gradients.get(name)));
      const results = await this.sessionsOf(block).squares.run(feeds, [stepNames.sum]);
      release(sum);
      sum = results[stepNames.sum]!;
    }
    const square = new Float32Array(1);
    await memory.read(sum, square);
    release(sum);
    return Math.sqrt(square[0]!);
  }

  private async updateBlock(block: Block, scalars: Readonly<Record<string, Tensor>>): Promise<void> {
    const { first, second, numbers } = this;
    const { weights, gradients } = numbers;
    const { update } = this.sessionsOf(block);
    const feeds: Record<string, Tensor> = { ...scalars };
    block.forEach(({ name }, i) => {
      feeds[stepNames.weight(i)] = weights.get(name);
      feeds[stepNames.gradient(i)] = gradients.get(name);
      feeds[stepNames.first(i)] = first.get(name);
      feeds[stepNames.second(i)] = second.get(name);
    });
    const results = await update.run(only(feeds, update.inputNames), update.outputNames);
    block.forEach(({ name }, i) => {
      weights.set(name, results[stepNames.newWeight(i)]!);
      first.set(name, results[stepNames.newFirst(i)]!);
      second.set(name, results[stepNames.newSecond(i)]!);
    });
  }

  private sessionsOf(block: Block): BlockSessions {
    return this.sessions.get(signatureOf(block))!;
  }
}
