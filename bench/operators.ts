/**
 * The operator table: every operator of the decoder's graphs, in float32 and float16, on the CPU and on WebGPU, found
 * by running it. Writes the table of docs/OPERATORS.md. Run: npx tsx bench/operators.ts (without a GPU:
 * VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json npx tsx bench/operators.ts).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { messageOf } from '../src/base/errors.ts';
import { halfBits } from '../src/onnx/dtypes.ts';
import type { Graph, Value } from '../src/onnx/graph.ts';
import { elementCount } from '../src/onnx/graph.ts';
import { GraphBuilder } from '../src/onnx/operations.ts';
import { runtimeVersion } from '../src/runtime/devices.ts';
import { takeProfile } from '../src/runtime/profile.ts';
import { createSession, type ExecutionProvider, type Results } from '../src/runtime/session.ts';
import { int32Tensor, tensor, type Tensor } from '../src/runtime/tensor.ts';
import { showUsage } from '../scripts/usage.ts';

showUsage(import.meta.filename);

type Float = 'float32' | 'float16';

/** Builds one operator's graph; `x(dims)` makes a float input. */
interface Bench {
  readonly b: GraphBuilder;
  readonly float: Float;
  readonly x: (...dims: number[]) => Value;
}

type Case = (bench: Bench) => Value;

const quantized = (bits: 4 | 8): Case => {
  return ({ b, x, float }) => {
    const values = b.constant('uint8', [16, 1, 4 * bits], new Array<number>(64 * bits).fill(0x97));
    const scales = b.constant(float, [16], new Array<number>(16).fill(0.125));
    const attributes = { K: 32, N: 16, bits, block_size: 32, accuracy_level: 4 };
    return b.matMulNBits([x(4, 32), values, scales], attributes);
  };
};

const cases: Readonly<Record<string, Case>> = {
  Add: ({ b, x }) => b.add(x(4, 8), x(4, 8)),
  Mul: ({ b, x }) => b.mul(x(4, 8), x(4, 8)),
  Div: ({ b, x }) => b.div(x(4, 8), x(4, 8)),
  Tanh: ({ b, x }) => b.tanh(x(4, 8)),
  Sigmoid: ({ b, x }) => b.sigmoid(x(4, 8)),
  'Gelu (tanh)': ({ b, x }) => b.gelu(x(4, 8), 'tanh'),
  Relu: ({ b, x }) => b.relu(x(4, 8)),
  Softmax: ({ b, x }) => b.softmax(x(4, 8)),
  MatMul: ({ b, x }) => b.matMul(x(4, 8), x(8, 4)),
  'Gemm (transB)': ({ b, x }) => b.gemm(x(4, 8), x(6, 8), undefined, { transB: 1 }),
  FusedMatMul: ({ b, x }) => b.fusedMatMul(x(2, 4, 8), x(2, 6, 8), { transB: 1 }),
  'MatMulNBits, 4 bits': quantized(4),
  'MatMulNBits, 8 bits': quantized(8),
  Transpose: ({ b, x }) => b.transpose(x(2, 4, 8), [1, 0, 2]),
  Reshape: ({ b, x }) => b.reshape(x(4, 8), [2, -1]),
  Concat: ({ b, x }) => b.concat([x(2, 8), x(2, 8)], 0),
  Split: ({ b, x }) => b.split(x(4, 8), [3, 5], 1)[0] as Value,
  Slice: ({ b, x }) => b.slice(x(4, 8), 1, 2, 6),
  Gather: ({ b, x }) => b.gather(x(6, 8), b.integers([1, 3])),
  Where: ({ b, x }) => b.where(b.greater(x(4, 8), x(4, 8)), x(4, 8), x(4, 8)),
  ScatterND: ({ b, x }) => b.scatterND(x(6, 8), b.constant('int64', [2, 1], [1, 4]), x(2, 8)),
  'ScatterND (add)': ({ b, x }) =>
    b.scatterND(x(6, 8), b.constant('int64', [2, 1], [1, 1]), x(2, 8), { reduction: 'add' }),
  'ScatterElements (add)': ({ b, x }) =>
    b.scatterElements(x(2, 8), b.constant('int64', [2, 2], [1, 1, 0, 3]), x(2, 2), {
      axis: 1,
      reduction: 'add',
    }),
  GatherElements: ({ b, x }) => b.gatherElements(x(2, 8), b.constant('int64', [2, 2], [1, 1, 0, 3]), 1),
  'Gemm (transA)': ({ b, x }) => b.gemm(x(8, 4), x(8, 6), undefined, { transA: 1 }),
  'Gemm (transA, added to C)': ({ b, x }) => b.gemm(x(8, 4), x(8, 6), x(4, 6), { transA: 1 }),
  'FusedMatMul (transA)': ({ b, x }) => b.fusedMatMul(x(2, 8, 4), x(2, 8, 6), { transA: 1 }),
  LogSoftmax: ({ b, x }) => b.logSoftmax(x(4, 8)),
  Sub: ({ b, x }) => b.sub(x(4, 8), x(4, 8)),
  Neg: ({ b, x }) => b.neg(x(4, 8)),
  Exp: ({ b, x }) => b.exp(x(4, 8)),
  Log: ({ b, x }) => b.log(x(4, 8)),
  Sqrt: ({ b, x }) => b.sqrt(x(4, 8)),
  Reciprocal: ({ b, x }) => b.reciprocal(x(4, 8)),
  Pow: ({ b, x }) => b.pow(x(4, 8), x(4, 8)),
  Erf: ({ b, x }) => b.erf(x(4, 8)),
  Softplus: ({ b, x }) => b.softplus(x(4, 8)),
  Sin: ({ b, x }) => b.sin(x(4, 8)),
  Cos: ({ b, x }) => b.cos(x(4, 8)),
  Floor: ({ b, x }) => b.floor(x(4, 8)),
  Min: ({ b, x }) => b.min(x(4, 8), x(4, 8)),
  Max: ({ b, x }) => b.max(x(4, 8), x(4, 8)),
  Clip: ({ b, x, float }) => b.clip(x(4, 8), b.scalar(0.5, float), b.scalar(2, float)),
  CumSum: ({ b, x }) => b.cumSum(x(4, 8), 1),
  Trilu: ({ b, x }) => b.trilu(x(4, 4), false, 0),
  Expand: ({ b, x }) => b.expand(x(4, 1), [4, 8]),
  ReduceSum: ({ b, x }) => b.reduceSum(x(4, 8), [0]),
  ReduceMean: ({ b, x }) => b.reduceMean(x(4, 8), [1]),
  ReduceSumSquare: ({ b, x }) => b.reduceSumSquare(x(4, 8), [1]),
  'SimplifiedLayerNormalization (with its deviation)': ({ b, x }) => {
    const inputs = [x(4, 8), x(8)];
    const attributes = { axis: -1, epsilon: 1e-6 };
    const [normed, deviation] = b.apply('SimplifiedLayerNormalization', inputs, attributes, { outputs: 2 });
    return b.mul(normed as Value, b.cast(deviation as Value, normed?.dtype ?? 'float32'));
  },
  TopK: ({ b, x }) => b.topK(x(4, 8), 3)[0],
  ArgMax: ({ b, x }) => b.cast(b.argMax(x(4, 8)), 'int32'),
  SimplifiedLayerNormalization: ({ b, x }) => b.simplifiedLayerNormalization(x(4, 8), x(8), 1e-6),
  SkipSimplifiedLayerNormalization: ({ b, x }) =>
    b.skipSimplifiedLayerNormalization(x(4, 8), x(4, 8), x(8), 1e-6)[0],
  RMSNormalization: ({ b, x }) => b.rmsNormalization(x(4, 8), x(8), 1e-6),
  RotaryEmbedding: ({ b, x }) =>
    b.rotaryEmbedding([x(1, 2, 4, 16), x(8, 8), x(8, 8), b.constant('int64', [1, 4], [0, 1, 2, 3])], {}),
  QuickGelu: ({ b, x }) => b.apply('QuickGelu', [x(4, 8)], { alpha: 1 })[0] as Value,
  GroupQueryAttention: ({ b, x, float }) => {
    const past = ['B', 1, 8, 16];
    const inputs = [
      x(1, 1, 32),
      x(1, 1, 16),
      x(1, 1, 16),
      b.input('pk', float, past),
      b.input('pv', float, past),
    ];
    const lengths = [b.input('past', 'int32', [1]), b.input('total', 'int32', [])];
    const outputs = b.apply(
      'GroupQueryAttention',
      [...inputs, ...lengths, x(8, 8), x(8, 8)],
      {
        num_heads: 2,
        kv_num_heads: 1,
        do_rotary: 1,
      },
      { outputs: 3 },
    );
    return outputs[0] as Value;
  },
  Attention: ({ b, x }) =>
    b.apply('Attention', [x(1, 2, 4, 16), x(1, 1, 4, 16), x(1, 1, 4, 16)], { is_causal: 1 })[0] as Value,
};

function build(name: string, float: Float): Graph {
  const b = new GraphBuilder(name);
  let count = 0;
  const output = cases[name]?.({ b, float, x: (...dims) => b.input(`x${count++}`, float, dims) });
  if (output !== undefined) b.output(output);
  return b.finish();
}

function feedsOf(graph: Graph): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  graph.inputs.forEach(({ name, dtype, shape }, index) => {
    const dims = (shape ?? []).map((dim) => (typeof dim === 'number' ? dim : 1));
    const values = Array.from({ length: elementCount(dims) }, (_, i) => Math.sin(i * 1.7 + index) + 1.5);
    if (dtype === 'int32') feeds[name] = int32Tensor(dims, [name === 'total' ? 4 : 3]);
    else if (dtype === 'float16') feeds[name] = tensor('float16', dims, Uint16Array.from(values, halfBits));
    else feeds[name] = tensor('float32', dims, Float32Array.from(values));
  });
  return feeds;
}

/** Whether the results are those of the CPU. */
async function agrees(graph: Graph, results: Results): Promise<boolean> {
  const session = await createSession(graph);
  try {
    const expected = await session.run(feedsOf(graph), session.outputNames);
    return session.outputNames.every((name) => {
      const got = results[name]!.data as Float32Array;
      return (expected[name]!.data as Float32Array).every(
        (value, i) => Math.abs(value - got[i]!) <= 1e-3 * Math.max(1, Math.abs(value)),
      );
    });
  } finally {
    await session.dispose();
  }
}

/** 'yes', 'through f32' (casts were put in), or why not. */
async function tryOn(name: string, float: Float, provider: ExecutionProvider): Promise<string> {
  const traces = mkdtempSync(path.join(os.tmpdir(), 'vouch-operators-'));
  const prefix = path.join(traces, 'trace');
  try {
    const graph = build(name, float);
    const session = await createSession(graph, {
      provider,
      noCpuFallback: provider !== 'cpu',
      profilePrefix: prefix,
      optimization: 'basic',
    });
    let results: Results;
    try {
      results = await session.run(feedsOf(graph), session.outputNames);
    } finally {
      await session.dispose();
    }
    if (float === 'float32' && provider !== 'cpu' && !(await agrees(graph, results))) return 'wrong numbers';
    const operators = [...takeProfile(prefix).byProvider.values()].flatMap((counts) => [...counts.keys()]);
    const cast = float === 'float16' && name !== 'ArgMax' && operators.includes('Cast');
    return cast ? 'through f32' : 'yes';
  } catch (error) {
    const message = messageOf(error);
    if (/fallback to CPU EP has been explicitly disabled/.test(message)) return 'CPU only';
    if (/requires f16 but the device does not support it/.test(message)) return 'no f16 here';
    return /NOT_IMPLEMENTED|not find an implementation|Type Error|invalid model/i.test(message)
      ? 'no'
      : 'fails';
  } finally {
    rmSync(traces, { recursive: true, force: true });
  }
}

const rows: string[] = [];
const places = [
  ['cpu', 'float32'],
  ['cpu', 'float16'],
  ['webgpu', 'float32'],
  ['webgpu', 'float16'],
] as const;
for (const name of Object.keys(cases)) {
  const cells: string[] = [];
  for (const [provider, float] of places) cells.push(await tryOn(name, float, provider));
  rows.push(`| ${name} | ${cells.join(' | ')} |`);
}
const file = path.join(import.meta.dirname, '../docs/OPERATORS.md');
// what follows from the table is written by hand and stays
const before = readFileSync(file, 'utf8');
const conclusions = before.slice(before.indexOf('\n## ') + 1);
const text = `# Operators by type and device

Found by running each one: \`npx tsx bench/operators.ts\`. onnxruntime ${runtimeVersion()}, ${process.platform} ${process.arch}, WebGPU on ${process.env['VK_ICD_FILENAMES'] === undefined ? "the machine's adapter" : 'software Vulkan (SwiftShader)'}.

"yes": a kernel of its own ran. "through f32": the runtime put casts around it. "CPU only": WebGPU has no kernel for it and the fallback was disabled. "no f16 here": the adapter it was run on has no 16-bit arithmetic, which says nothing of others. "no", "fails": no kernel at all, or a kernel that stops with an error. "wrong numbers": a kernel ran and gave others than the CPU (float32 only).

| operator | CPU f32 | CPU f16 | WebGPU f32 | WebGPU f16 |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

${conclusions}`;
writeFileSync(file, text);
process.stdout.write(text);
