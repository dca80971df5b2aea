/**
 * `npm run bench:kernels`: the matrix products of one decoding step of SmolLM2-135M (thirty layers and the head, on
 * random weights) by every kernel that onnxruntime has for them, for 1 and 16 rows, on one thread. Each kernel runs in
 * a process of its own; times are of the processor, the best of many runs, so that other work on the machine counts
 * little. Options: --rows 1,16, --kernels f32,nbits8x64. docs/PERFORMANCE.md has
 * the figures and what follows from them. The last line printed is one JSON object.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Random } from '../src/base/random.ts';
import type { Value } from '../src/onnx/graph.ts';
import { GraphBuilder } from '../src/onnx/operations.ts';
import { createSession } from '../src/runtime/session.ts';
import { float32Tensor } from '../src/runtime/tensor.ts';
import { onnxRuntimeVersion } from '../src/runtime/onnxruntime.ts';
import { machine, option, round } from './run.ts';

const [width, kvWidth, inner, vocabulary, layers] = [576, 192, 1536, 49152, 30];

/** x [N, inputs] → [N, outputs] by one kernel. */
type Kernel = (b: GraphBuilder, x: Value, inputs: number, outputs: number) => Value;

const random = new Random(7);
/** A stretch of random numbers that every tensor is cut from, at another place each: equal tensors are stored once. */
const noise = Float32Array.from({ length: 1 << 20 }, () => random.next() - 0.5);

function randomFloats(count: number, scale: number): Uint8Array {
  const floats = new Float32Array(count);
  fillWith(floats, noise);
  for (let i = 0; i < count && scale !== 1; i++) floats[i] = floats[i]! * scale;
  return new Uint8Array(floats.buffer);
}

function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  fillWith(bytes, new Uint8Array(noise.buffer));
  return bytes;
}

function fillWith<T extends Float32Array | Uint8Array>(target: T, source: T): void {
  for (let at = 0; at < target.length;) {
    const start = random.integer(0, source.length - 1);
    const part = source.subarray(start, start + target.length - at);
    target.set(part, at);
    at += part.length;
  }
}

function stored(
  b: GraphBuilder,
  dtype: 'float32' | 'uint8' | 'int8',
  dims: readonly number[],
  bytes: Uint8Array,
): Value {
  return b.initializer(b.fresh('w'), dtype, dims, { kind: 'bytes', bytes });
}

const f32: Kernel = (b, x, inputs, outputs) =>
  b.gemm(x, stored(b, 'float32', [outputs, inputs], randomFloats(outputs * inputs, 1)), undefined, {
    transB: 1,
  });

const nbits =
  (bits: 4 | 8, block: number): Kernel =>
  (b, x, inputs, outputs) => {
    const blocks = Math.ceil(inputs / block);
    const values = stored(
      b,
      'uint8',
      [outputs, blocks, (block * bits) / 8],
      randomBytes((outputs * blocks * block * bits) / 8),
    );
    const scales = stored(b, 'float32', [outputs * blocks], randomFloats(outputs * blocks, 0.001));
    return b.matMulNBits([x, values, scales], {
      K: inputs,
      N: outputs,
      bits,
      block_size: block,
      accuracy_level: 4,
    });
  };

const weightsOf = (
  b: GraphBuilder,
  type: 'int8' | 'uint8',
  inputs: number,
  outputs: number,
): [Value, Value] => [
  stored(b, type, [inputs, outputs], randomBytes(inputs * outputs)),
  stored(b, 'float32', [outputs], randomFloats(outputs, 0.001)),
];

/** One scale for all activations. */
const dynamic =
  (type: 'int8' | 'uint8'): Kernel =>
  (b, x, inputs, outputs) => {
    const [w, scales] = weightsOf(b, type, inputs, outputs);
    const zero = type === 'uint8' ? b.constant('uint8', [], [128]) : undefined;
    return b.apply('DynamicQuantizeMatMul', [x, w, scales, zero], {})[0] as Value;
  };

/** A scale for each row: rows are brought to the same range first. */
const rowScale =
  (type: 'int8' | 'uint8'): Kernel =>
  (b, x, inputs, outputs) => {
    const largest = b.reduceMax(b.abs(x), [1]);
    const codes = b.cast(b.add(b.mul(x, b.div(b.scalar(127), largest)), b.scalar(128.5)), 'uint8');
    const [w, scales] = weightsOf(b, type, inputs, outputs);
    const zero = type === 'uint8' ? b.constant('uint8', [], [128]) : undefined;
    const product = b.apply(
      'MatMulIntegerToFloat',
      [codes, w, b.scalar(1 / 127), scales, b.constant('uint8', [], [128]), zero],
      {},
    )[0] as Value;
    return b.mul(product, largest);
  };

/** A scale and a zero point for each row: the sum over the weights of a column takes the zero point's part away. */
const rowRange =
  (type: 'int8' | 'uint8'): Kernel =>
  (b, x, inputs, outputs) => {
    const high = b.max(b.reduceMax(x, [1]), b.scalar(0));
    const low = b.min(b.reduceMin(x, [1]), b.scalar(0));
    const scale = b.mul(b.sub(high, low), b.scalar(1 / 255));
    const zero = b.floor(b.div(low, scale));
    const codes = b.cast(b.sub(b.div(x, scale), zero), 'uint8');
    const [w, scales] = weightsOf(b, type, inputs, outputs);
    const sums = stored(b, 'float32', [1, outputs], randomFloats(outputs, 1));
    const weightZero = type === 'uint8' ? b.constant('uint8', [], [128]) : undefined;
    const product = b.apply(
      'MatMulIntegerToFloat',
      [codes, w, b.scalar(1), scales, undefined, weightZero],
      {},
    )[0] as Value;
    return b.mul(b.add(product, b.mul(zero, sums)), scale);
  };

/** The integer product alone, activations already quantised: the most that any of the above could reach. */
const integers =
  (type: 'int8' | 'uint8'): Kernel =>
  (b, x, inputs, outputs) => {
    const [w, scales] = weightsOf(b, type, inputs, outputs);
    const zero = type === 'uint8' ? b.constant('uint8', [], [128]) : undefined;
    const codes = b.cast(x, 'uint8');
    return b.apply(
      'MatMulIntegerToFloat',
      [codes, w, b.scalar(0.01), scales, b.constant('uint8', [], [128]), zero],
      {},
    )[0] as Value;
  };

const kernels: Readonly<Record<string, Kernel>> = {
  f32,
  nbits8x32: nbits(8, 32),
  nbits8x64: nbits(8, 64),
  nbits8x128: nbits(8, 128),
  nbits4x32: nbits(4, 32),
  nbits4x64: nbits(4, 64),
  nbits4x128: nbits(4, 128),
  'dynamic-s8': dynamic('int8'),
  'dynamic-u8': dynamic('uint8'),
  'rows-s8': rowScale('int8'),
  'rows-u8': rowScale('uint8'),
  'range-s8': rowRange('int8'),
  'range-u8': rowRange('uint8'),
  'integers-s8': integers('int8'),
  'integers-u8': integers('uint8'),
};

async function measure(kernel: Kernel, rows: number): Promise<Record<string, number>> {
  const results: Record<string, number> = {};
  for (const part of ['layers', 'head'] as const) {
    const b = new GraphBuilder('kernels');
    let x = b.input('x', 'float32', ['N', width]);
    if (part === 'head') x = kernel(b, x, width, vocabulary);
    else
      for (let layer = 0; layer < layers; layer++) {
        const [q] = b.split(kernel(b, x, width, width + 2 * kvWidth), [width, kvWidth, kvWidth], -1) as [
          Value,
        ];
        const attended = kernel(b, q, width, width);
        const [gate] = b.split(kernel(b, attended, width, 2 * inner), [inner, inner], -1) as [Value];
        x = kernel(b, gate, inner, width);
        x = b.simplifiedLayerNormalization(
          x,
          b.constant('float32', [width], new Array<number>(width).fill(1)),
          1e-5,
        );
      }
    b.output(b.reduceMax(x, [1]));
    const graph = b.finish();
    const session = await createSession(graph, { threads: 1 });
    const [output = ''] = graph.outputs.map(({ name }) => name);
    const feed = {
      x: float32Tensor(
        [rows, width],
        Float32Array.from({ length: rows * width }, () => random.next() - 0.5),
      ),
    };
    let best = Infinity;
    const runs = Math.max(12, Math.min(60, Math.round(120 / rows)));
    for (let run = 0; run < runs; run++) {
      const start = process.cpuUsage();
      await session.run(feed, [output]);
      const used = process.cpuUsage(start);
      best = Math.min(best, (used.user + used.system) / 1000);
    }
    results[part] = best;
    await session.dispose();
  }
  return results;
}

const only = option('kernel');
if (only !== undefined) {
  const kernel = kernels[only];
  if (kernel === undefined)
    throw new Error(`--kernel: expected ${Object.keys(kernels).join(', ')}, got ${only}`);
  console.log(JSON.stringify(await measure(kernel, Number(option('rows') ?? 16))));
} else {
  console.log(`${machine()}, onnxruntime-node ${onnxRuntimeVersion()}, one thread, ms of processor a step`);
  const figures: Record<string, unknown> = {};
  for (const rows of (option('rows') ?? '1,16').split(',').map(Number))
    for (const name of (option('kernels') ?? Object.keys(kernels).join(',')).split(',')) {
      const out = execFileSync(
        process.execPath,
        ['--import', 'tsx', fileURLToPath(import.meta.url), '--kernel', name, '--rows', String(rows)],
        { encoding: 'utf8', env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' } },
      );
      const { layers: inLayers = 0, head = 0 } = JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as Record<
        string,
        number
      >;
      figures[`${name} N=${rows}`] = { layers: inLayers, head };
      console.log(
        `N=${String(rows).padEnd(4)}${name.padEnd(14)} layers ${round(inLayers, 2)}  head ${round(head, 2)}  sum ${round(inLayers + head, 2)}`,
      );
    }
  console.log(JSON.stringify({ benchmark: 'kernels', machine: machine(), figures }));
}
