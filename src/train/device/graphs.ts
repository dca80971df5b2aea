/**
 * What a step on a device takes beside the decoder's own graphs, as graphs: rows of a table looked up and added to
 * (embedding, counted tokens), the square of the gradients' norm, and AdamW (`optimizer.ts` has its formula).
 * Shapes: R rows of a table, K chosen ones, E columns.
 */
import type { Graph, Value } from '../../onnx/graph.ts';
import { GraphBuilder } from '../../onnx/operations.ts';
import type { OptimizerConfig } from '../optimizer.ts';
import type { PlacedWeight, WeightKind } from '../parameters.ts';

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

/** One AdamW update of a block. Scalars that none of its weights reads are no inputs. */
export function adamWGraph(
  block: Block,
  { betas: [b1, b2], epsilon }: Pick<OptimizerConfig, 'betas' | 'epsilon'>,
): Graph {
  const b = new GraphBuilder('adamw');
  const scalar = (name: string): Value => b.values.get(name) ?? b.input(name, 'float32', []);
  const blended = (old: Value, fresh: Value, beta: number): Value =>
    b.add(b.mul(old, b.scalar(beta)), b.mul(fresh, b.scalar(1 - beta)));
  const size = (kind: WeightKind): Value =>
    scalar(kind === 'head' ? stepNames.headStepSize : stepNames.stepSize);
  block.forEach(({ dims, kind }, i) => {
    const input = (name: string): Value => b.input(name, 'float32', dims);
    const g = b.mul(input(stepNames.gradient(i)), scalar(stepNames.scale));
    const m = blended(input(stepNames.first(i)), g, b1);
    const v = blended(input(stepNames.second(i)), b.mul(g, g), b2);
    const w = input(stepNames.weight(i));
    const kept = kind === 'matrix' ? b.mul(w, scalar(stepNames.keep)) : w;
    const divisor = b.add(b.mul(b.sqrt(v), scalar(stepNames.root)), b.scalar(epsilon));
    named(b, b.sub(kept, b.div(b.mul(m, size(kind)), divisor)), stepNames.newWeight(i));
    named(b, m, stepNames.newFirst(i));
    named(b, v, stepNames.newSecond(i));
  });
  return b.finish();
}
