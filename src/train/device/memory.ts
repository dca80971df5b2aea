/**
 * Memory of a device: tensors carried there and read back, each counted. Tensors that a run gives are new ones (the
 * runtime writes into none that is there already), so whoever keeps numbers on the device holds the newest and releases
 * the one before. It knows neither models nor optimisers.
 */
import type { Graph, Shape } from '../../onnx/graph.ts';
import { GraphBuilder } from '../../onnx/operations.ts';
import { createSession, type ExecutionProvider, type Session } from '../../runtime/session.ts';
import { int64Tensor, tensor, type Tensor, zeros } from '../../runtime/tensor.ts';
import type { ParameterLayout } from '../parameters.ts';

/** Gives memory on a device back; tensors of the CPU have nothing to give. */
export function release(value: Tensor | undefined): void {
  if (value?.location === 'gpu-buffer') value.dispose();
}

const bytesNames = { x: 'x', dims: 'dims', y: 'y' } as const;

/** What carries bytes: Identity has no kernel for them. */
function reshapedBytes(): Graph {
  const b = new GraphBuilder('bytes');
  const { x, dims, y } = bytesNames;
  const inputs = [b.input(x, 'uint8', null), b.input(dims, 'int64', ['R'])];
  b.output(b.apply('Reshape', inputs, {}, { names: [y] })[0]!);
  return b.finish();
}

function passed(shape: Shape): Graph {
  const b = new GraphBuilder('passed');
  b.output(b.apply('Identity', [b.input('x', 'float32', shape)], {}, { names: ['y'] })[0]!);
  return b.finish();
}

export class DeviceMemory {
  readonly provider: ExecutionProvider;
  /** Bytes that came back from the device so far. */
  bytesReadBack = 0;
  private readonly up: Session;
  private readonly down: Session;
  private bytes: Session | null = null;
  private readonly kept: Session[] = [];
  private readonly zeroTensors = new Map<string, Tensor>();

  private constructor(provider: ExecutionProvider, up: Session, down: Session) {
    this.provider = provider;
    this.up = up;
    this.down = down;
  }

  static async open(provider: ExecutionProvider): Promise<DeviceMemory> {
    const options = { provider, noCpuFallback: true } as const;
    const up = await createSession(passed(null), { ...options, deviceOutputs: ['y'] });
    try {
      return new DeviceMemory(provider, up, await createSession(passed(null), options));
    } catch (error) {
      await up.dispose();
      throw error;
    }
  }

  /** Carries float32 numbers over; the caller owns the result. */
  async carry(value: Tensor): Promise<Tensor> {
    return (await this.up.run({ x: value }, ['y']))['y']!;
  }

  /** Carries bytes over; the caller owns the result. */
  async carryBytes(value: Tensor): Promise<Tensor> {
    const { provider } = this;
    const { x, dims, y } = bytesNames;
    // lives as long as what it gave, see `keep`
    this.bytes ??= await createSession(reshapedBytes(), {
      provider,
      noCpuFallback: true,
      deviceOutputs: [y],
    });
    const shape = int64Tensor([value.dims.length], value.dims);
    return (await this.bytes.run({ [x]: value, [dims]: shape }, [y]))[y]!;
  }

  /** Reads a tensor's numbers back. */
  async read(value: Tensor, into: Float32Array): Promise<void> {
    const y = tensor('float32', value.dims, into);
    await this.down.run({ x: value }, { y });
    this.bytesReadBack += into.byteLength;
  }

  /** Zeros for all that need some of these dims: this memory owns them. */
  async zeros(dims: readonly number[]): Promise<Tensor> {
    const key = dims.join();
    const known = this.zeroTensors.get(key) ?? (await this.carry(zeros('float32', dims)));
    this.zeroTensors.set(key, known);
    return known;
  }

  /**
   * Takes sessions over whose tensors outlive their owner: the runtime gives a tensor's memory back by the session that
   * made it, so they are disposed of last.
   */
  keep(sessions: readonly Session[]): void {
    this.kept.push(...sessions);
  }

  async dispose(): Promise<void> {
    for (const value of this.zeroTensors.values()) release(value);
    this.zeroTensors.clear();
    for (const session of this.kept.splice(0)) await session.dispose();
    await this.up.dispose();
    await this.down.dispose();
    await this.bytes?.dispose();
  }
}

/** The numbers of a layout on the device, a tensor a weight: the weights themselves, sums of gradients, moments. */
export class DeviceNumbers {
  readonly layout: ParameterLayout;
  private readonly memory: DeviceMemory;
  private readonly zeroOf: ReadonlyMap<string, Tensor>;
  private readonly held = new Map<string, Tensor>();

  private constructor(memory: DeviceMemory, layout: ParameterLayout, zeroOf: ReadonlyMap<string, Tensor>) {
    this.memory = memory;
    this.layout = layout;
    this.zeroOf = zeroOf;
  }

  /** Numbers that begin at zero. */
  static async create(memory: DeviceMemory, layout: ParameterLayout): Promise<DeviceNumbers> {
    const zeroOf = new Map<string, Tensor>();
    for (const { name, dims } of layout.weights) zeroOf.set(name, await memory.zeros(dims));
    return new DeviceNumbers(memory, layout, zeroOf);
  }

  get(name: string): Tensor {
    const value = this.held.get(name) ?? this.zeroOf.get(name);
    if (value === undefined) throw new RangeError(`device: expected a weight named ${name}, got none`);
    return value;
  }

  /** Takes the newest numbers of a weight over. */
  set(name: string, value: Tensor): void {
    if (!this.zeroOf.has(name)) throw new RangeError(`device: expected a weight named ${name}, got none`);
    release(this.held.get(name));
    this.held.set(name, value);
  }

  clear(): void {
    for (const value of this.held.values()) release(value);
    this.held.clear();
  }

  async carry(from: Float32Array): Promise<void> {
    for (const { name } of this.layout.weights)
      this.set(name, await this.memory.carry(this.layout.tensor(from, name)));
  }

  async read(into: Float32Array): Promise<void> {
    for (const { name } of this.layout.weights)
      await this.memory.read(this.get(name), this.layout.view(into, name));
  }
}
