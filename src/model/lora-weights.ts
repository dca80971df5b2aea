/**
 * Weights with a trainable low-rank change: y = x·Wᵀ + s·(x·Aᵀ)·Bᵀ on the matrices that are targeted (Hu et al. 2021,
 * arXiv 2106.09685). W stays as it is and gets no gradient; A and B are graph inputs under PEFT's names within the
 * base model. It knows neither checkpoints nor optimisers.
 */
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import type { MatrixName } from './families.ts';
import type { Weights } from './weights.ts';

export interface LoraShape {
  readonly rank: number;
  readonly alpha: number;
  /** Last parts of module names: `q_proj`, `down_proj`, …; the linear layers that are changed. */
  readonly targets: readonly string[];
  /** Share of an adapter's inputs that a training step leaves out. */
  readonly dropout?: number;
}

/** Inputs of a training graph with dropout: scalars that turn it on and off, and random bytes [N, in] a matrix. */
export const dropoutNames = {
  threshold: 'dropout_threshold',
  scale: 'dropout_scale',
  bytesOf: (weight: string): string => `dropout:${weight}`,
} as const;

/** The names of A [r, in] and B [out, r] of a matrix. */
export function loraNames(weight: string): { readonly a: string; readonly b: string } {
  const module = weight.replace(/\.weight$/, '');
  return { a: `${module}.lora_A.weight`, b: `${module}.lora_B.weight` };
}

/** Whether a matrix is among the targets. */
export function isTargeted({ targets }: LoraShape, weight: string): boolean {
  return targets.some((target) => weight.endsWith(`.${target}.weight`));
}

export class LoraWeights implements Weights {
  private readonly base: Weights;
  private readonly lora: LoraShape;
  private readonly hasDropout: boolean;

  /** With `trains`, dropout is part of the graph where the shape asks for it. */
  constructor(base: Weights, lora: LoraShape, trains = false) {
    this.base = base;
    this.lora = lora;
    this.hasDropout = trains && (lora.dropout ?? 0) > 0;
  }

  project(b: GraphBuilder, x: Value, matrices: readonly MatrixName[]): Value[] {
    const { rank, alpha } = this.lora;
    return this.base.project(b, x, matrices).map((y, i) => {
      const matrix = matrices[i];
      if (matrix === undefined || !isTargeted(this.lora, matrix.weight)) return y;
      const names = loraNames(matrix.weight);
      const down = b.input(names.a, 'float32', [rank, matrix.in]);
      const up = b.input(names.b, 'float32', [matrix.out, rank]);
      const kept = this.hasDropout ? dropped(b, x, matrix) : x;
      const low = b.gemm(kept, down, undefined, { transB: 1 });
      return b.gemm(low, up, y, { transB: 1, alpha: alpha / rank });
    });
  }

  vector(b: GraphBuilder, name: string, size: number): Value {
    return this.base.vector(b, name, size);
  }

  embed(b: GraphBuilder, tokenIds: Value, matrix: MatrixName): Value {
    return this.base.embed(b, tokenIds, matrix);
  }
}

/** x · scale where a random byte reaches the threshold, 0 elsewhere. */
function dropped(b: GraphBuilder, x: Value, { weight, in: inputs }: MatrixName): Value {
  const bytes = b.input(dropoutNames.bytesOf(weight), 'uint8', [x.shape?.[0] ?? 'N', inputs]);
  const [threshold, scale] = [dropoutNames.threshold, dropoutNames.scale].map(
    (name) => b.values.get(name) ?? b.input(name, 'float32', []),
  ) as [Value, Value];
  const keep = b.cast(b.greaterOrEqual(b.cast(bytes, 'float32'), threshold), 'float32');
  return b.mul(x, b.mul(keep, scale));
}
