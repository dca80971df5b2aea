/**
 * `npm run bench:gpu-training`: every graph of the trainer on both devices, on WebGPU as it is trained there
 * (`onnx/portable.ts`). Prints the nodes that the CPU had to take and the outputs that differ; with either it ends with 1.
 * On a GPU, or on Chromium's software Vulkan: VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json.
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
import { dataOf, type Tensor, tensor } from '../src/runtime/tensor.ts';

/** Numbers are random and some ratios of them large: outputs are compared by their size. */
const tolerance = 1e-4;
const counted = 8;
const length = 16;

/** The scales of a base in bytes make numbers of up to 128 into weights. */
const spread = (name: string): number =>
  name === trainingNames.mask ? 0 : name.endsWith('.scales') ? 0.003 : 0.3;

function feedsOf(graph: Graph): Feeds {
  const random = new Random(7);
  const feeds: Record<string, Tensor> = {};
  for (const { name, dtype, shape } of graph.inputs) {
    const dims = shape!.map((dim) => (typeof dim === 'number' ? dim : counted));
    const size = elementCount(dims);
    if (dtype === 'uint8')
      feeds[name] = tensor(
        'uint8',
        dims,
        Uint8Array.from({ length: size }, () => random.integer(0, 255)),
      );
    else if (dtype === 'int64')
      feeds[name] = tensor(
        'int64',
        dims,
        BigInt64Array.from({ length: size }, (_, i) => BigInt(i % length)),
      );
    else
      feeds[name] = tensor(
        'float32',
        dims,
        Float32Array.from({ length: size }, () => spread(name) * random.normal()),
      );
  }
  return feeds;
}

/** The largest difference of two outputs, in parts of their largest number where that is above 1. */
function apart(expected: Tensor, got: Tensor): number {
  const [a, b] = [dataOf(expected, 'float32'), dataOf(got, 'float32')];
  const size = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0) / size;
}

/** True where the graph runs on the device alone and says what it says on the CPU. */
async function compare(name: string, graph: Graph): Promise<boolean> {
  const feeds = feedsOf(graph);
  const names = graph.outputs.map((output) => output.name);
  const traces = mkdtempSync(path.join(tmpdir(), 'vouch-gpu-training-'));
  const profilePrefix = path.join(traces, 'trace');
  const cpu = await createSession(graph);
  const gpu = await createSession(portable(graph), { provider: 'webgpu', profilePrefix });
  const [expected, got] = [await cpu.run(feeds, names), await gpu.run(feeds, names)];
  const wrong = names.filter((output) => apart(expected[output]!, got[output]!) > tolerance);
  const right = Math.max(
    ...names.filter((output) => !wrong.includes(output)).map((name) => apart(expected[name]!, got[name]!)),
  );
  await cpu.dispose();
  await gpu.dispose();
  const onCpu = [...(takeProfile(profilePrefix).byProvider.get('CPUExecutionProvider') ?? [])];
  rmSync(traces, { recursive: true, force: true });
  const listed = onCpu.map(([op, count]) => `${op} × ${count}`).join(', ');
  const makers = wrong.map((output) => {
    const maker = graph.nodes.find(({ outputs }) => outputs.includes(output));
    return `${output} (${maker?.op ?? ''}): ${apart(expected[output]!, got[output]!).toExponential(1)}`;
  });
  process.stdout.write(
    `${name}: ${graph.nodes.length} nodes, on the CPU: ${listed || 'none'}; outputs within ${right.toExponential(1)}` +
      `${makers.length > 0 ? `, but ${makers.join('; ')}` : ''}\n`,
  );
  return onCpu.length === 0 && wrong.length === 0;
}

const config = readConfig(path.join(import.meta.dirname, '../test/data/demo-base'));
const layer = layerGraphs(config, { rows: 2, length });
const policy = { clipRange: [0.2, 0.2] as const, klCoeff: 0.1 };
const lora = { rank: 2, alpha: 4, targets: ['q_proj', 'down_proj'], dropout: 0.25 };
const frozen = (['int8', 'int4'] as const).map((base) =>
  layerGraphs(config, { rows: 2, length }, { lora, base }),
);
const graphs = {
  'layer, forward': layer.forward,
  'layer, backward': layer.backward,
  'layer, recomputed': layer.recomputed,
  'layer on a base in 8 bits with dropout': frozen[0]!.recomputed,
  'layer on a base in 4 bits with dropout': frozen[1]!.recomputed,
  'head, likelihood': headGraph(config, { trains: true }),
  'head, policy': headGraph(config, { trains: true, policy }),
  'head, value': headGraph(config, { trains: true, scaled: true, policy, valueClip: 0.2 }),
  'head, bce': headGraph(config, { trains: true, policy, score: 'bce' }),
  'head, regression': headGraph(config, { trains: true, policy, score: 'regression' }),
  'head, laser': headGraph(config, { trains: true, policy, score: 'laser' }),
  'head, scores only': headGraph(config, { trains: false }),
};
let isRight = true;
for (const [name, graph] of Object.entries(graphs)) if (!(await compare(name, graph))) isRight = false;
process.exitCode = isRight ? 0 : 1;
