/** The device's graphs of an update against the optimiser's loops, on the CPU, where both run. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { createSession, type Feeds, only } from '../../runtime/session.ts';
import { dataOf, float32Tensor, int64Tensor, type Tensor } from '../../runtime/tensor.ts';
import { defaultOptimizer, emptyState, globalNorm, Optimizer, type OptimizerConfig } from '../optimizer.ts';
import { ParameterLayout, type WeightKind } from '../parameters.ts';
import {
  addedRows,
  blocksOf,
  chosenRows,
  rowNames,
  signatureOf,
  squaresGraph,
  stepNames,
  updateGraph,
  updateScalars,
} from './graphs.ts';

const weight = (name: string, kind: WeightKind, dims: readonly number[]) => ({ name, kind, dims });
const layout = new ParameterLayout([
  weight('model.embed_tokens.weight', 'embedding', [7, 4]),
  ...[0, 1].flatMap((i) => [
    weight(`model.layers.${i}.mlp.up_proj.weight`, 'matrix', [6, 4]),
    weight(`model.layers.${i}.mlp.down_proj.weight`, 'matrix', [4, 6]),
    weight(`model.layers.${i}.input_layernorm.weight`, 'norm', [4]),
  ]),
  weight('score.weight', 'head', [1, 4]),
]);
const random = new Random(3);
const drawn = (): Float32Array => Float32Array.from({ length: layout.size }, () => random.normal());

async function ran(graph: Parameters<typeof createSession>[0], feeds: Feeds) {
  const session = await createSession(graph, { threads: 1 });
  try {
    return await session.run(only(feeds, session.inputNames), session.outputNames);
  } finally {
    await session.dispose();
  }
}

/** The same update by the graphs, in place. */
async function updated(
  config: OptimizerConfig,
  step: number,
  flat: Readonly<Record<'weights' | 'gradients' | 'first' | 'second', Float32Array>>,
): Promise<void> {
  let sum = float32Tensor([], [0]);
  const tensorsOf = (block: ReturnType<typeof blocksOf>[number]): Record<string, Tensor> =>
    Object.fromEntries(
      block.flatMap(({ name }, i) => [
        [stepNames.weight(i), layout.tensor(flat.weights, name)],
        [stepNames.gradient(i), layout.tensor(flat.gradients, name)],
        [stepNames.first(i), layout.tensor(flat.first, name)],
        [stepNames.second(i), layout.tensor(flat.second, name)],
      ]),
    );
  for (const block of blocksOf(layout.weights)) {
    const results = await ran(squaresGraph(block), { ...tensorsOf(block), [stepNames.before]: sum });
    sum = results[stepNames.sum]!;
  }
  const norm = Math.sqrt(dataOf(sum, 'float32')[0]!);
  const scalars = Object.entries(updateScalars(config, { norm, share: 0.5, step })).map(
    ([name, value]) => [name, float32Tensor([], [value])] as const,
  );
  for (const block of blocksOf(layout.weights)) {
    const feeds = { ...tensorsOf(block), ...Object.fromEntries(scalars) };
    const results = await ran(updateGraph(block, config), feeds);
    block.forEach(({ name }, i) => {
      layout.view(flat.weights, name).set(dataOf(results[stepNames.newWeight(i)]!, 'float32'));
      layout.view(flat.first, name).set(dataOf(results[stepNames.newFirst(i)]!, 'float32'));
      layout.view(flat.second, name).set(dataOf(results[stepNames.newSecond(i)]!, 'float32'));
    });
  }
}

describe('an update on a device', () => {
  it('takes a layer at a time, layers by the same graphs', () => {
    const blocks = blocksOf(layout.weights);
    expect(blocks.map((block) => block.length)).toEqual([2, 3, 3]);
    expect(new Set(blocks.map(signatureOf)).size).toBe(2);
  });

  it.each(['adamw', 'muon'] as const)('is that of the CPU, clipped and decayed: %s', async (kind) => {
    const config = { ...defaultOptimizer, kind, weightDecay: 0.1, maxGradNorm: 2 };
    const optimizer = await Optimizer.create(config, layout, { threads: 1 });
    try {
      const weights = drawn();
      const [mine, state] = [weights.slice(), emptyState(layout.size)];
      for (let step = 1; step <= 3; step++) {
        const gradients = drawn();
        expect(globalNorm(gradients)).toBeGreaterThan(2);
        await optimizer.update(weights, gradients, 0.5);
        await updated(config, step, { ...state, weights: mine, gradients });
      }
      const pairs = [
        [mine, weights],
        [state.first, optimizer.state.first],
        [state.second, optimizer.state.second],
      ] as const;
      for (const [got, expected] of pairs)
        expected.forEach((value, i) => {
          expect(Math.abs(got[i]! - value)).toBeLessThan(1e-5);
        });
    } finally {
      await optimizer.dispose();
    }
  });
});

describe('rows of a table', () => {
  it('are looked up and added to, also twice to the same', async () => {
    const table = float32Tensor([3, 2], [1, 2, 3, 4, 5, 6]);
    const scale = float32Tensor([], [10]);
    const common = { [rowNames.table]: table, [rowNames.scale]: scale };
    const chosen = await ran(chosenRows(), { ...common, [rowNames.ids]: int64Tensor([3], [2, 0, 2]) });
    expect([...dataOf(chosen[rowNames.result]!, 'float32')]).toEqual([50, 60, 10, 20, 50, 60]);
    const added = await ran(addedRows(), {
      ...common,
      [rowNames.ids]: int64Tensor([3, 1], [2, 0, 2]),
      [rowNames.rows]: float32Tensor([3, 2], [1, 1, 2, 2, 3, 3]),
    });
    expect([...dataOf(added[rowNames.result]!, 'float32')]).toEqual([21, 22, 3, 4, 45, 46]);
  });
});
