/** The trainer's graphs say the same in the operators that WebGPU has: on the CPU, where both forms run. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { readConfig } from '../checkpoint/config.ts';
import { layerGraphs, trainingNames } from '../model/training.ts';
import { headGraph } from '../model/training-head.ts';
import { createSession, type Feeds, type Results } from '../runtime/session.ts';
import { dataOf, float32Tensor, int64Tensor, type Tensor } from '../runtime/tensor.ts';
import { elementCount, type Graph } from './graph.ts';
import { portable } from './portable.ts';

const [counted, length] = [5, 8];
const config = readConfig(
  path.join(import.meta.dirname, '../../test/data/checkpoints/gemma3-softcap-untied'),
);
const layer = layerGraphs(config, { rows: 2, length });
const policy = { clipRange: [0.2, 0.2] as const, klCoeff: 0.1 };
const graphs: Readonly<Record<string, Graph>> = {
  forward: layer.forward,
  backward: layer.backward,
  recomputed: layer.recomputed,
  likelihood: headGraph(config, { trains: true }),
  'policy and value': headGraph(config, { trains: true, scaled: true, policy, valueClip: 0.2 }),
  bce: headGraph(config, { trains: true, policy, score: 'bce' }),
  regression: headGraph(config, { trains: true, score: 'regression' }),
  laser: headGraph(config, { trains: true, score: 'laser' }),
  scores: headGraph(config, { trains: false }),
};

function feedsOf({ inputs }: Graph): Feeds {
  const random = new Random(7);
  const feed = (name: string, dims: readonly number[]): Tensor =>
    float32Tensor(
      dims,
      Array.from({ length: elementCount(dims) }, () =>
        name === trainingNames.mask ? 0 : 0.3 * random.normal(),
      ),
    );
  return Object.fromEntries(
    inputs.map(({ name, dtype, shape }) => {
      const dims = shape!.map((dim) => (typeof dim === 'number' ? dim : counted));
      const ids = Array.from({ length: elementCount(dims) }, (_, i) => i % length);
      return [name, dtype === 'int64' ? int64Tensor(dims, ids) : feed(name, dims)];
    }),
  );
}

async function ran(graph: Graph, feeds: Feeds): Promise<Results> {
  const session = await createSession(graph, { threads: 1 });
  try {
    return await session.run(
      feeds,
      graph.outputs.map(({ name }) => name),
    );
  } finally {
    await session.dispose();
  }
}

describe('a graph in portable operators', () => {
  it.each(Object.keys(graphs))('gives the same numbers under the same names: %s', async (name) => {
    const graph = graphs[name]!;
    const again = portable(graph);
    expect([again.inputs, again.outputs]).toEqual([graph.inputs, graph.outputs]);
    const lacking = ['FusedMatMul', 'LogSoftmax', 'ConstantOfShape'];
    expect(again.nodes.filter(({ op }) => lacking.includes(op))).toEqual([]);
    const norms = again.nodes.filter(({ op }) => op === 'SimplifiedLayerNormalization');
    expect(norms.filter(({ outputs }) => outputs.length > 1)).toEqual([]);
    const feeds = feedsOf(graph);
    const [expected, got] = [await ran(graph, feeds), await ran(again, feeds)];
    for (const output of graph.outputs) {
      const values = dataOf(got[output.name]!, 'float32');
      dataOf(expected[output.name]!, 'float32').forEach((value, i) => {
        expect(Math.abs(values[i]! - value)).toBeLessThan(2e-5 * Math.max(1, Math.abs(value)));
      });
    }
  });
});
