/**
 * What a step on a device takes beside the decoder's own graphs, as graphs: rows of a table looked up and added to
 * (embedding, counted tokens), the square of the gradients' norm, and the optimiser (`optimizer.ts` has its formulas).
 * Shapes: R rows of a table, K chosen ones, E columns.
 */
import type { Graph, Value } from '../../onnx/graph.ts';
import { GraphBuilder } from '../../onnx/operations.ts';
import { muonRatio, type OptimizerConfig, orthogonalized } from '../optimizer.ts';
import type { PlacedWeight } from '../parameters.ts';

export const rowNames = {
  table: 'table',
  ids: 'ids',
  rows: 'rows',
  scale: 'scale',
  result: 'result',
} as const;

const named = (b: GraphBuilder, value: Value, name: string): void => {
  b.output(b.apply('Identity', [value], {}, { names: [name] })[0]!);
};

/** scale · table[ids]: [R, E], [K] → [K, E]. */
export function chosenRows(): Graph {
  const b = new GraphBuilder('chosen-rows');
  const rows = b.gather(
    b.input(rowNames.table, 'float32', ['R', 'E']),
    b.input(rowNames.ids, 'int64', ['K']),
  );
  named(b, b.mul(rows, b.input(rowNames.scale, 'float32', [])), rowNames.result);
  return b.finish();
}

/** table with scale · rows added at ids, which may repeat: [R, E], [K, 1], [K, E] → [R, E]. */
export function addedRows(): Graph {
  const b = new GraphBuilder('added-rows');
  const table = b.input(rowNames.table, 'float32', ['R', 'E']);
  const ids = b.input(rowNames.ids, 'int64', ['K', 1]);
  const rows = b.mul(b.input(rowNames.rows, 'float32', ['K', 'E']), b.input(rowNames.scale, 'float32', []));
  named(b, b.scatterND(table, ids, rows, { reduction: 'add' }), rowNames.result);
  return b.finish();
}

/** Weights that are updated in one run: those of a layer, or all beside the layers. */
export type Block = readonly PlacedWeight[];

/** The blocks of a layout; blocks of one signature share their graphs. */
export function blocksOf(weights: readonly PlacedWeight[]): readonly Block[] {
  const blocks = new Map<string, PlacedWeight[]>();
  for (const weight of weights) {
    const layer = /\.layers\.(\d+)\./.exec(weight.name)?.[1] ?? '';
    blocks.set(layer, [...(blocks.get(layer) ?? []), weight]);
  }
  return [...blocks.values()];
}

/** What the graphs of a block depend on. */
export function signatureOf(block: Block): string {
  return block.map(({ kind, dims }) => `${kind} ${dims.join('×')}`).join(', ');
}

/** Names of the graphs' inputs and outputs by the weight's number in its block. */
export const stepNames = {
  weight: (i: number): string => `w${i}`,
  gradient: (i: number): string => `g${i}`,
  first: (i: number): string => `m${i}`,
  second: (i: number): string => `v${i}`,
  newWeight: (i: number): string => `new_w${i}`,
  newFirst: (i: number): string => `new_m${i}`,
  newSecond: (i: number): string => `new_v${i}`,
  before: 'before',
  sum: 'sum',
  /** Factor on the gradients (clipping). */
  scale: 'scale',
  /** 1/√(1−β₂ᵗ). */
  root: 'root',
  /** η/(1−β₁ᵗ). */
  stepSize: 'step_size',
  headStepSize: 'head_step_size',
  /** 1 − ηλ, of what is decayed. */
  keep: 'keep',
  muonRate: 'muon_rate',
  muonKeep: 'muon_keep',
} as const;

/** before + Σ g² over a block: [] → []. */
export function squaresGraph(block: Block): Graph {
  const b = new GraphBuilder('squares');
  let sum = b.input(stepNames.before, 'float32', []);
  block.forEach(({ dims }, i) => {
    const g = b.input(stepNames.gradient(i), 'float32', dims);
    const axes = dims.map((_, axis) => axis);
    sum = b.add(sum, b.reduceSumSquare(g, axes, false));
  });
  named(b, sum, stepNames.sum);
  return b.finish();
}

/** The nodes of one weight's update: new weight and moments from the gradient, scaled already. */
type Update = (
  weight: PlacedWeight,
  old: { readonly w: Value; readonly g: Value; readonly m: Value; readonly v: Value },
) => { readonly w: Value; readonly m: Value; readonly v: Value };

/** One update of a block by its optimiser. Scalars that none of its weights reads are no inputs. */
export function updateGraph(block: Block, config: OptimizerConfig): Graph {
  const b = new GraphBuilder('update');
  const scalar = (name: string): Value => b.values.get(name) ?? b.input(name, 'float32', []);
  const adam = adamW(b, scalar, config);
  const muon = config.kind === 'muon' ? muonUpdate(b, scalar, config) : adam;
  block.forEach((weight, i) => {
    const input = (name: string): Value => b.input(name, 'float32', weight.dims);
    const fresh = (weight.kind === 'matrix' ? muon : adam)(weight, {
      w: input(stepNames.weight(i)),
      g: b.mul(input(stepNames.gradient(i)), scalar(stepNames.scale)),
      m: input(stepNames.first(i)),
      v: input(stepNames.second(i)),
    });
    named(b, fresh.w, stepNames.newWeight(i));
    named(b, fresh.m, stepNames.newFirst(i));
    named(b, fresh.v, stepNames.newSecond(i));
  });
  return b.finish();
}

/** β · old + (1 − β) · fresh. */
function blended(b: GraphBuilder, old: Value, fresh: Value, beta: number): Value {
  return b.add(b.mul(old, b.scalar(beta)), b.mul(fresh, b.scalar(1 - beta)));
}

function adamW(
  b: GraphBuilder,
  scalar: (name: string) => Value,
  { betas: [b1, b2], epsilon }: OptimizerConfig,
): Update {
  return ({ kind }, old) => {
    const m = blended(b, old.m, old.g, b1);
    const v = blended(b, old.v, b.mul(old.g, old.g), b2);
    const kept = kind === 'matrix' ? b.mul(old.w, scalar(stepNames.keep)) : old.w;
    const divisor = b.add(b.mul(b.sqrt(v), scalar(stepNames.root)), b.scalar(epsilon));
    const size = scalar(kind === 'head' ? stepNames.headStepSize : stepNames.stepSize);
    return { w: b.sub(kept, b.div(b.mul(m, size), divisor)), m, v };
  };
}

/** Nesterov momentum, orthogonalised; the second moment stays what it is. */
function muonUpdate(
  b: GraphBuilder,
  scalar: (name: string) => Value,
  { muonMomentum: mu }: OptimizerConfig,
): Update {
  return ({ dims }, old) => {
    const m = blended(b, old.m, old.g, mu);
    const direction = orthogonalized(b, blended(b, m, old.g, mu));
    const step = b.mul(b.mul(direction, scalar(stepNames.muonRate)), b.scalar(muonRatio(dims)));
    return { w: b.sub(b.mul(old.w, scalar(stepNames.muonKeep)), step), m, v: old.v };
  };
}

/** The numbers that an update reads beside tensors. */
export function updateScalars(
  config: OptimizerConfig,
  { norm, share, step }: { readonly norm: number; readonly share: number; readonly step: number },
): Readonly<Record<string, number>> {
  const { betas, weightDecay, learningRate, headLearningRate, muonLearningRate, maxGradNorm } = config;
  const bias = 1 - betas[0] ** step;
  return {
    [stepNames.scale]: maxGradNorm > 0 ? Math.min(1, maxGradNorm / (norm + 1e-6)) : 1,
    [stepNames.root]: 1 / Math.sqrt(1 - betas[1] ** step),
    [stepNames.stepSize]: (learningRate * share) / bias,
    [stepNames.headStepSize]: (headLearningRate * share) / bias,
    [stepNames.keep]: 1 - learningRate * share * weightDecay,
    [stepNames.muonRate]: muonLearningRate * share,
    [stepNames.muonKeep]: 1 - muonLearningRate * share * weightDecay,
  };
}
