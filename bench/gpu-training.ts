/**
 * Every graph of the trainer on both devices, on WebGPU as it is trained there (`onnx/portable.ts`): prints the nodes
 * that the CPU had to take, none if all is well, and the outputs that differ. Run: npx tsx bench/gpu-training.ts (without a GPU:
 * VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json npx tsx bench/gpu-training.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Random } from '../src/base/random.ts';
import { readConfig } from '../src/checkpoint/config.ts';
import { headGraph } from '../src/model/training-head.ts';
import { layerGraphs, trainingNames } from '../src/model/training.ts';
import { elementCount, type Graph } from '../src/onnx/graph.ts';
import { portable } from '../src/onnx/portable.ts';
import { takeProfile } from '../src/runtime/profile.ts';
import { createSession, type Feeds } from '../src/runtime/session.ts';
import { type Tensor, tensor } from '../src/runtime/tensor.ts';

const counted = 8;
const length = 16;

function feedsOf(graph: Graph): Feeds {
  const random = new Random(7);
  const feeds: Record<string, Tensor> = {};
  for (const { name, dtype, shape } of graph.inputs) {
    const dims = shape!.map((dim) => (typeof dim === 'number' ? dim : counted));
    const size = elementCount(dims);
    if (dtype === 'int64')
      feeds[name] = tensor(
        'int64',
        dims,
        BigInt64Array.from({ length: size }, (_, i) => BigInt(i % length)),
      );
    else
      feeds[name] = tensor(
        'float32',
        dims,
        Float32Array.from({ length: size }, () => (name === trainingNames.mask ? 0 : 0.3 * random.normal())),
      );
  }
  return feeds;
}

async function compare(name: string, graph: Graph): Promise<void> {
  const feeds = feedsOf(graph);
  const names = graph.outputs.map((output) => output.name);
  const traces = mkdtempSync(path.join(tmpdir(), 'vouch-gpu-training-'));
  const profilePrefix = path.join(traces, 'trace');
  const cpu = await createSession(graph);
  const gpu = await createSession(portable(graph), { provider: 'webgpu', profilePrefix });
  const [expected, got] = [await cpu.run(feeds, names), await gpu.run(feeds, names)];
  const largest = (output: string): number =>
    (expected[output]!.data as Float32Array).reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (got[output]!.data as Float32Array)[i]!)),
      0,
    );
  const wrong = names.filter((output) => largest(output) > 1e-4);
  const right = Math.max(...names.filter((output) => !wrong.includes(output)).map(largest));
  await cpu.dispose();
  await gpu.dispose();
  const onCpu = [...(takeProfile(profilePrefix).byProvider.get('CPUExecutionProvider') ?? [])];
  rmSync(traces, { recursive: true, force: true });
  const listed = onCpu.map(([op, count]) => `${op} × ${count}`).join(', ');
  const makers = wrong.map((output) => {
    const maker = graph.nodes.find(({ outputs }) => outputs.includes(output));
    return `${output} (${maker?.op ?? ''}): ${largest(output).toExponential(1)}`;
  });
  process.stdout.write(
    `${name}: ${graph.nodes.length} nodes, on the CPU: ${listed || 'none'}; outputs within ${right.toExponential(1)}` +
      `${makers.length > 0 ? `, but ${makers.join('; ')}` : ''}\n`,
  );
}

const config = readConfig(path.join(import.meta.dirname, '../test/data/demo-base'));
const layer = layerGraphs(config, { rows: 2, length });
const policy = { clipRange: [0.2, 0.2] as const, klCoeff: 0.1 };
const graphs = {
  'layer, forward': layer.forward,
  'layer, backward': layer.backward,
  'layer, recomputed': layer.recomputed,
  'head, likelihood': headGraph(config, { trains: true }),
  'head, policy': headGraph(config, { trains: true, policy }),
  'head, value': headGraph(config, { trains: true, scaled: true, policy, valueClip: 0.2 }),
  'head, bce': headGraph(config, { trains: true, policy, score: 'bce' }),
  'head, regression': headGraph(config, { trains: true, policy, score: 'regression' }),
  'head, laser': headGraph(config, { trains: true, policy, score: 'laser' }),
  'head, scores only': headGraph(config, { trains: false }),
};
for (const [name, graph] of Object.entries(graphs)) await compare(name, graph);
