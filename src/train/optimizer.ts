/**
 * Optimisers over flat arrays: AdamW (decoupled decay, bias-corrected) for everything, or Muon for the matrices of the
 * layers with AdamW for the rest. Loops over typed arrays; only Muon's orthogonalisation runs as a graph, being matrix
 * products. They know nothing of models, batches or schedules. Sources: Loshchilov and Hutter, arXiv 1711.05101;
 * Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks".
 */
import { type Graph, staticDims, type Value } from '../onnx/graph.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { createSession, type Session } from '../runtime/session.ts';
import { tensor, zeros } from '../runtime/tensor.ts';
import type { ParameterLayout, PlacedWeight } from './parameters.ts';

export interface OptimizerConfig {
  readonly kind: 'adamw' | 'muon';
  /** Peak rate of AdamW. */
  readonly learningRate: number;
  /** Peak rate of a value or score head: it begins at zero and has further to go than what it reads. */
  readonly headLearningRate: number;
  /** Peak rate of Muon: the spectral size of a step. */
  readonly muonLearningRate: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  /** Decoupled decay of matrices; norms, biases and embeddings are never decayed. */
  readonly weightDecay: number;
  readonly muonMomentum: number;
  /** Gradients are scaled down to this global norm; 0 for no clipping. */
  readonly maxGradNorm: number;
}

export const defaultOptimizer: OptimizerConfig = {
  kind: 'adamw',
  learningRate: 1e-3,
  headLearningRate: 3e-3,
  muonLearningRate: 0.02,
  betas: [0.9, 0.95],
  epsilon: 1e-8,
  weightDecay: 0.01,
  muonMomentum: 0.95,
  maxGradNorm: 1,
};

/** First and second moments in the layout of the weights; Muon keeps its momentum in the first. */
export interface OptimizerState {
  readonly first: Float32Array;
  readonly second: Float32Array;
  step: number;
}

export function emptyState(size: number): OptimizerState {
  return { first: new Float32Array(size), second: new Float32Array(size), step: 0 };
}

/** √Σ g². NaN or infinite where a gradient is. */
export function globalNorm(gradients: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < gradients.length; i++) sum += gradients[i]! * gradients[i]!;
  return Math.sqrt(sum);
}

export interface AdamStep {
  readonly rate: number;
  readonly decay: number;
  /** Factor on the gradients (clipping). */
  readonly scale: number;
  /** Number of this update, from 1. */
  readonly step: number;
  readonly betas: readonly [number, number];
  readonly epsilon: number;
}

/**
 * One AdamW update of `weights` in place: `m = β₁m + (1−β₁)g`, `v = β₂v + (1−β₂)g²`,
 * `w = w(1 − ηλ) − η/(1−β₁ᵗ) · m / (√(v/(1−β₂ᵗ)) + ε)`. All arrays have the same length.
 */
export function adamW(
  weights: Float32Array,
  gradients: Float32Array,
  state: { readonly first: Float32Array; readonly second: Float32Array },
  options: AdamStep,
): void {
  const { first, second } = state;
  const { scale, epsilon } = options;
  const [b1, b2] = options.betas;
  const stepSize = options.rate / (1 - b1 ** options.step);
  const root = 1 / Math.sqrt(1 - b2 ** options.step);
  const keep = 1 - options.rate * options.decay;
  for (let i = 0; i < weights.length; i++) {
    const g = gradients[i]! * scale;
    const m = b1 * first[i]! + (1 - b1) * g;
    const v = b2 * second[i]! + (1 - b2) * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] = weights[i]! * keep - (stepSize * m) / (Math.sqrt(v) * root + epsilon);
  }
}

const newtonSchulz = { a: 3.4445, b: -4.775, c: 2.0315, steps: 5 } as const;

/** `x` [rows, columns] with all singular values brought near 1, by Newton–Schulz on its smaller side. */
export function orthogonalized(b: GraphBuilder, matrix: Value): Value {
  const [rows = 1, columns = 1] = staticDims(matrix.shape) ?? [];
  let x = matrix;
  const norm = b.sqrt(b.reduceSumSquare(x, [0, 1]));
  x = b.div(x, b.add(norm, b.scalar(1e-7)));
  const { a, b: linear, c, steps } = newtonSchulz;
  for (let i = 0; i < steps; i++) {
    const isWide = rows <= columns;
    const gram = b.gemm(x, x, undefined, isWide ? { transB: 1 } : { transA: 1 });
    const polynomial = b.gemm(gram, gram, gram, { alpha: c, beta: linear });
    x = isWide ? b.gemm(polynomial, x, x, { beta: a }) : b.gemm(x, polynomial, x, { beta: a });
  }
  return x;
}

function orthogonalizer(rows: number, columns: number): Graph {
  const b = new GraphBuilder('orthogonalize');
  const y = orthogonalized(b, b.input('x', 'float32', [rows, columns]));
  b.output(b.apply('Identity', [y], {}, { names: ['y'] })[0]!);
  return b.finish();
}

/**
 * Products so small that threads wait for each other longer than they work: ten layers of 128 × 128 and 128 × 352 take
 * 166 ms on one thread and 470 on two.
 */
function isSmall([rows = 1, columns = 1]: readonly number[]): boolean {
  return Math.min(rows, columns) ** 2 * Math.max(rows, columns) < 2 ** 24;
}

/** How far Muon steps of a matrix: tall ones further by √(rows/columns). */
export function muonRatio([rows = 1, columns = 1]: readonly number[]): number {
  return Math.sqrt(Math.max(1, rows / columns));
}

/** Owns the graphs of Muon; AdamW needs none. */
export class Optimizer {
  readonly config: OptimizerConfig;
  readonly state: OptimizerState;
  private readonly layout: ParameterLayout;
  private readonly sessions: ReadonlyMap<string, Session>;

  private constructor(
    config: OptimizerConfig,
    layout: ParameterLayout,
    state: OptimizerState,
    sessions: ReadonlyMap<string, Session>,
  ) {
    this.config = config;
    this.layout = layout;
    this.state = state;
    this.sessions = sessions;
  }

  static async create(
    config: OptimizerConfig,
    layout: ParameterLayout,
    options: { readonly threads?: number; readonly state?: OptimizerState } = {},
  ): Promise<Optimizer> {
    const sessions = new Map<string, Session>();
    for (const weight of layout.weights) {
      const key = weight.dims.join();
      if (config.kind !== 'muon' || weight.kind !== 'matrix' || sessions.has(key)) continue;
      const graph = orthogonalizer(weight.dims[0]!, weight.dims[1]!);
      const threads = isSmall(weight.dims) ? 1 : options.threads;
      sessions.set(key, await createSession(graph, threads === undefined ? {} : { threads }));
    }
    return new Optimizer(config, layout, options.state ?? emptyState(layout.size), sessions);
  }

  /**
   * One update of `weights` in place; `share` of the peak rates. Returns the gradients' norm before clipping. Where it
   * is not finite nothing is changed.
   */
  async update(weights: Float32Array, gradients: Float32Array, share: number): Promise<number> {
    const norm = globalNorm(gradients);
    if (!Number.isFinite(norm)) return norm;
    const { config, state } = this;
    const scale = config.maxGradNorm > 0 ? Math.min(1, config.maxGradNorm / (norm + 1e-6)) : 1;
    state.step += 1;
    for (const weight of this.layout.weights) {
      const session = weight.kind === 'matrix' ? this.sessions.get(weight.dims.join()) : undefined;
      if (session === undefined) this.adam(weight, weights, gradients, { scale, share });
      else await this.muon(weight, session, { weights, gradients, scale, share });
    }
    return norm;
  }

  async dispose(): Promise<void> {
    for (const session of this.sessions.values()) await session.dispose();
  }

  private adam(
    { offset, size, kind }: PlacedWeight,
    weights: Float32Array,
    gradients: Float32Array,
    by: { readonly scale: number; readonly share: number },
  ): void {
    const { config, state } = this;
    const part = (flat: Float32Array): Float32Array => flat.subarray(offset, offset + size);
    adamW(
      part(weights),
      part(gradients),
      { first: part(state.first), second: part(state.second) },
      {
        rate: (kind === 'head' ? config.headLearningRate : config.learningRate) * by.share,
        decay: kind === 'matrix' ? config.weightDecay : 0,
        scale: by.scale,
        step: state.step,
        betas: config.betas,
        epsilon: config.epsilon,
      },
    );
  }

  /** Nesterov momentum, orthogonalised. */
  private async muon(
    { offset, size, dims }: PlacedWeight,
    session: Session,
    by: {
      readonly weights: Float32Array;
      readonly gradients: Float32Array;
      readonly scale: number;
      readonly share: number;
    },
  ): Promise<void> {
    const { config, state } = this;
    const momentum = state.first.subarray(offset, offset + size);
    const gradients = by.gradients.subarray(offset, offset + size);
    const weights = by.weights.subarray(offset, offset + size);
    const direction = new Float32Array(size);
    const mu = config.muonMomentum;
    for (let i = 0; i < size; i++) {
      const g = gradients[i]! * by.scale;
      const m = mu * momentum[i]! + (1 - mu) * g;
      momentum[i] = m;
      direction[i] = mu * m + (1 - mu) * g;
    }
    const y = zeros('float32', dims);
    await session.run({ x: tensor('float32', dims, direction) }, { y });
    const step = y.data as Float32Array;
    const peak = config.muonLearningRate * by.share;
    const rate = peak * muonRatio(dims);
    const keep = 1 - peak * config.weightDecay;
    for (let i = 0; i < size; i++) weights[i] = weights[i]! * keep - rate * step[i]!;
  }
}
