/**
 * `npx tsx bench/joined-products.ts`: what a layer's training graphs would gain if queries, keys and values, or gate and
 * up, were one product each: forward and backward of each group alone, 1024 tokens, one thread. Processor time, in
 * turns; above 1, joined is faster.
 */
import { appendSummedGradients, nameOutput } from '../src/model/training.ts';
import { staticDims } from '../src/onnx/graph.ts';
import { GraphBuilder } from '../src/onnx/operations.ts';
import { createSession } from '../src/runtime/session.ts';
import { tensor, type Tensor, zeros } from '../src/runtime/tensor.ts';
import { showUsage } from '../scripts/usage.ts';

showUsage(import.meta.filename);

const tokens = 1024;
const turns = 9;
const groups: readonly (readonly [name: string, width: number, outs: readonly number[]])[] = [
  ['q, k, v of width 128', 128, [128, 128, 128]],
  ['gate, up of width 128', 128, [352, 352]],
  ['q, k, v of width 256', 256, [256, 128, 128]],
  ['gate, up of width 256', 256, [688, 688]],
  ['q, k, v of width 576', 576, [576, 192, 192]],
  ['gate, up of width 576', 576, [1536, 1536]],
];

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

function filled(dims: readonly number[]): Tensor {
  const count = dims.reduce((product, dim) => product * dim, 1);
  return tensor(
    'float32',
    dims,
    Float32Array.from({ length: count }, (_, i) => Math.sin(i)),
  );
}

/** Milliseconds of processor of one pass through a group. */
async function passes(
  width: number,
  outs: readonly number[],
  isJoined: boolean,
): Promise<(times: number) => Promise<number>> {
  const b = new GraphBuilder('group');
  const x = b.input('x', 'float32', [tokens, width]);
  const weights = (isJoined ? [sumOf(outs)] : outs).map((out, i) =>
    b.input(`w${i}`, 'float32', [out, width]),
  );
  const products = weights.map((weight) => b.gemm(x, weight, undefined, { transB: 1 }));
  const parts = isJoined ? b.split(products[0]!, outs, -1) : products;
  const results = parts.map((part, i) => nameOutput(b, part, `y${i}`));
  const seeds = new Map(
    results.map(({ name }, i) => [name, b.input(`dy${i}`, 'float32', [tokens, outs[i]!])]),
  );
  appendSummedGradients(b, { seeds, weights, inputs: new Map([['x', 'dx']]) });
  const graph = b.finish();
  const session = await createSession(graph, { threads: 1 });
  const feeds = Object.fromEntries(graph.inputs.map(({ name, shape }) => [name, filled(staticDims(shape)!)]));
  const fetches = Object.fromEntries(
    graph.outputs.map(({ name, shape }) => [name, zeros('float32', staticDims(shape) ?? [tokens, width])]),
  );
  return async (times) => {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) await session.run(feeds, fetches);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / times;
  };
}

for (const [name, width, outs] of groups) {
  const sides = [await passes(width, outs, false), await passes(width, outs, true)];
  const times = Math.max(4, Math.round(3e9 / (6 * tokens * width * sumOf(outs))));
  for (const side of sides) await side(2);
  const taken: number[][] = [[], []];
  for (let turn = 0; turn < turns; turn++)
    for (const [i, side] of sides.entries()) taken[i]!.push(await side(times));
  const [apart, joined] = taken.map((all) => all.sort((p, q) => p - q)[turns >> 1]!) as [number, number];
  process.stdout.write(
    `${name}: apart ${apart.toFixed(2)} ms, joined ${joined.toFixed(2)} ms, ${(apart / joined).toFixed(2)} ×\n`,
  );
}
