/**
 * LoRA adapters on a base model that stays as it is: their matrices are graph inputs, any number of adapters side by
 * side along the rank, and a gate per row says which of them count there. y = x·Wᵀ + ((x·Aᵀ) ∘ gate)·Bᵀ with the
 * scale folded into B. Adapters come and go without a new graph as long as they change the same matrices.
 */
import { InputError } from '../base/errors.ts';
import { TensorReader } from '../checkpoint/floats.ts';
import type { LoraAdapter, LoraPair } from '../checkpoint/lora.ts';
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import { tensor, type Tensor } from '../runtime/tensor.ts';
import type { MatrixName } from './families.ts';
import { ioNames } from './names.ts';
import type { Weights } from './weights.ts';

/** Base weights with room for adapters on the matrices in `targets` (weight names). */
export class AdaptedWeights implements Weights {
  private readonly base: Weights;
  private readonly targets: ReadonlySet<string>;

  constructor(base: Weights, targets: ReadonlySet<string>) {
    this.base = base;
    this.targets = targets;
  }

  project(b: GraphBuilder, x: Value, matrices: readonly MatrixName[]): Value[] {
    return this.base.project(b, x, matrices).map((y, i) => {
      const matrix = matrices[i];
      return matrix !== undefined && this.targets.has(matrix.weight)
        ? b.add(y, this.change(b, x, matrix))
        : y;
    });
  }

  vector(b: GraphBuilder, name: string, size: number): Value {
    return this.base.vector(b, name, size);
  }

  embed(b: GraphBuilder, tokenIds: Value, matrix: MatrixName): Value {
    return this.base.embed(b, tokenIds, matrix);
  }

  private change(b: GraphBuilder, x: Value, matrix: MatrixName): Value {
    const gates = b.values.get(ioNames.adapterGates) ?? b.input(ioNames.adapterGates, 'float32', ['B', 'R']);
    const down = b.input(ioNames.adapterA(matrix.weight), 'float32', ['R', matrix.in]);
    const up = b.input(ioNames.adapterB(matrix.weight), 'float32', [matrix.out, 'R']);
    const low = b.gemm(x, down, undefined, { transB: 1 }); // [B·T, R]
    const byRow = b.concat([b.shape(gates, 0, 1), b.integers([-1]), b.shape(gates, 1, 2)], 0);
    const gated = b.mul(b.reshape(low, byRow), b.unsqueeze(gates, [1])); // [B, T, R]
    return b.gemm(b.reshape(gated, b.shape(low)), up, undefined, { transB: 1 });
  }
}

/** Loaded adapters as feeds. Names are the caller's. */
export class AdapterSet {
  readonly targets: ReadonlySet<string>;
  private readonly slots = new Map<string, { start: number; rank: number }>();
  private readonly totalRank: number;
  private readonly matrices: Readonly<Record<string, Tensor>>;

  /** Reads all adapters' matrices into memory. Throws `InputError` if one does not fit the base model. */
  constructor(adapters: ReadonlyMap<string, LoraAdapter>, shapes: ReadonlyMap<string, readonly number[]>) {
    let start = 0;
    for (const [name, adapter] of adapters) {
      checkFit(adapter, shapes);
      const rank = Math.max(...[...adapter.pairs.values()].map((pair) => pair.rank));
      this.slots.set(name, { start, rank });
      start += rank;
    }
    this.totalRank = start;
    this.targets = new Set([...adapters.values()].flatMap((adapter) => [...adapter.pairs.keys()]));
    this.matrices = this.read(adapters, shapes);
  }

  /** Feeds for rows that each use one adapter or none. */
  feeds(rows: readonly (string | null)[]): Record<string, Tensor> {
    const gates = new Float32Array(rows.length * this.totalRank);
    rows.forEach((name, row) => {
      if (name === null) return;
      const slot = this.slots.get(name);
      if (slot === undefined) {
        throw new InputError(`adapter: expected one of ${[...this.slots.keys()].join(', ')}, got "${name}"`);
      }
      gates.fill(1, row * this.totalRank + slot.start, row * this.totalRank + slot.start + slot.rank);
    });
    return this.feedsOf(rows.length, gates);
  }

  /** Feeds for rows that all use the sum of all adapters: W + Σ sᵢ·Bᵢ·Aᵢ. */
  sumFeeds(rows: number): Record<string, Tensor> {
    return this.feedsOf(rows, new Float32Array(rows * this.totalRank).fill(1));
  }

  private feedsOf(rows: number, gates: Float32Array): Record<string, Tensor> {
    return { ...this.matrices, [ioNames.adapterGates]: tensor('float32', [rows, this.totalRank], gates) };
  }

  private read(
    adapters: ReadonlyMap<string, LoraAdapter>,
    shapes: ReadonlyMap<string, readonly number[]>,
  ): Record<string, Tensor> {
    const reader = new TensorReader();
    const result: Record<string, Tensor> = {};
    try {
      for (const target of this.targets) {
        const [out = 0, inner = 0] = shapes.get(target) ?? [];
        const a = new Float32Array(this.totalRank * inner);
        const b = new Float32Array(out * this.totalRank);
        for (const [name, adapter] of adapters) {
          const pair = adapter.pairs.get(target);
          const start = this.slots.get(name)?.start ?? 0;
          if (pair === undefined) continue;
          a.set(reader.floats(pair.a, 0, pair.rank * inner), start * inner);
          placeColumns(b, reader.floats(pair.b, 0, out * pair.rank), pair, { start, total: this.totalRank });
        }
        result[ioNames.adapterA(target)] = tensor('float32', [this.totalRank, inner], a);
        result[ioNames.adapterB(target)] = tensor('float32', [out, this.totalRank], b);
      }
      return result;
    } finally {
      reader.close();
    }
  }
}

/** Puts scale · columns [out, rank] at column `start` of [out, total]. */
function placeColumns(
  into: Float32Array,
  columns: Float32Array,
  pair: LoraPair,
  at: { readonly start: number; readonly total: number },
): void {
  for (let i = 0; i < columns.length; i++) {
    const row = Math.floor(i / pair.rank);
    into[row * at.total + at.start + (i % pair.rank)] = (columns[i] as number) * pair.scale;
  }
}

/** Throws `InputError` if an adapter changes a matrix that the base model does not have, or of another shape. */
export function checkFit(adapter: LoraAdapter, shapes: ReadonlyMap<string, readonly number[]>): void {
  for (const [name, pair] of adapter.pairs) {
    const shape = shapes.get(name);
    const own = [pair.b.dims[0], pair.a.dims[1]];
    if (shape?.length !== 2 || own[0] !== shape[0] || own[1] !== shape[1]) {
      throw new InputError(
        `${adapter.folder}: ${name}: expected a matrix of the base model, [${shape?.join(', ') ?? 'none of that name'}], ` +
          `got an adapter for [${own.join(', ')}]; it was trained on another base model`,
      );
    }
  }
}
