/**
 * How fast and how lean a checkpoint loads: a random float32 checkpoint of the given size (default 3 GB) is written
 * once, then opened from the warm file cache in a process of its own, which reports time (by the clock and of the
 * processor) and peak memory (VmHWM) after its first tokens. --placement: the same model with weights as
 * initialisers, in place, and as inputs. --shape 1.5b: a bf16 checkpoint shaped as Qwen2.5-1.5B, in int8 and int4, with
 * the share of the memory's bandwidth that decoding one row reaches (every token reads every weight once).
 * Run: npx tsx bench/load.ts [--gigabytes 3] [--placement | --shape 1.5b]. The last line is one JSON object.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SafetensorsWriter } from '../src/checkpoint/safetensors-writer.ts';
import { parseConfig } from '../src/checkpoint/config.ts';
import { Fields } from '../src/checkpoint/json.ts';
import { expectedWeights } from '../src/model/families.ts';
import { newCache } from '../src/model/cache.ts';
import { type DecoderOptions, openDecoder, preparedFolder } from '../src/model/load.ts';
import { preparedName } from '../src/model/prepare.ts';
import { GraphBuilder } from '../src/onnx/operations.ts';
import { createSession } from '../src/runtime/session.ts';
import { tensor } from '../src/runtime/tensor.ts';

const variants: Readonly<Record<string, DecoderOptions>> = {
  default: {},
  initializers: { session: { prepacking: true } },
  'in place': { session: { prepacking: false } },
  inputs: { weights: 'inputs' },
  int8: { precision: 'int8' },
  int4: { precision: 'int4' },
};

/** The shape of Qwen2.5-1.5B: 1.54 billion parameters. */
const shape15b = {
  model_type: 'llama',
  vocab_size: 151_936,
  hidden_size: 1536,
  intermediate_size: 8960,
  num_hidden_layers: 28,
  num_attention_heads: 12,
  num_key_value_heads: 2,
  max_position_embeddings: 4096,
  tie_word_embeddings: true,
};

/** A Llama-shaped configuration with about this many bytes of float32 weights. */
function shapeOf(gigabytes: number): Record<string, unknown> {
  const [hidden, inner, vocab] = [1024, 4096, 32_000];
  const layer = hidden * (2.5 * hidden + 3 * inner);
  const layers = Math.max(1, Math.round((gigabytes * 1e9) / 4 / layer - (vocab * hidden) / layer));
  return {
    model_type: 'llama',
    vocab_size: vocab,
    hidden_size: hidden,
    intermediate_size: inner,
    num_hidden_layers: layers,
    num_attention_heads: 16,
    num_key_value_heads: 4,
    max_position_embeddings: 4096,
    tie_word_embeddings: true,
  };
}

/** Writes the checkpoint unless it is there. No two tensors are alike: the runtime stores equal ones once. */
async function makeCheckpoint(folder: string, json: object, type: 'F32' | 'BF16'): Promise<void> {
  const file = path.join(folder, 'model.safetensors');
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(json));
  const plans = [...expectedWeights(parseConfig(new Fields('config', json)))].map(([name, shape]) => ({
    name,
    type,
    shape,
  }));
  const writer = await SafetensorsWriter.create(`${file}.partial`, plans);
  const noise = Float32Array.from({ length: 1 << 20 }, (_, i) => Math.sin(i * 12.9898) * 0.03);
  try {
    for (const [index, { shape }] of plans.entries()) {
      for (let i = index % 61; i < noise.length; i += 61) noise[i] = Math.sin(i * 78.233 + index) * 0.03;
      const bytes = type === 'F32' ? new Uint8Array(noise.buffer) : upperHalves(noise);
      const size = bytes.byteLength / noise.length;
      for (let left = shape.reduce((a, b) => a * b, 1); left > 0; left -= noise.length) {
        await writer.write(bytes.subarray(0, size * Math.min(left, noise.length)));
      }
    }
    await writer.finish();
  } finally {
    await writer.close();
  }
  renameSync(`${file}.partial`, file);
}

/** Floats as bfloat16, cut off. */
function upperHalves(floats: Float32Array): Uint8Array {
  const halves = new Uint16Array(floats.buffer).filter((_, i) => i % 2 === 1);
  return new Uint8Array(halves.buffer);
}

/** Bytes a second that a reduction on all threads reads from memory. */
async function memoryBandwidth(): Promise<number> {
  const b = new GraphBuilder('bandwidth');
  const x = b.input('x', 'float32', [64, 1 << 20]);
  b.output(b.reduceMax(x, [1]));
  const session = await createSession(b.finish());
  const feeds = { x: tensor('float32', [64, 1 << 20], new Float32Array(64 << 20).fill(0.5)) };
  const times: number[] = [];
  for (let i = 0; i < 6; i++) {
    const start = performance.now();
    await session.run(feeds, session.outputNames);
    times.push(performance.now() - start);
  }
  await session.dispose();
  return (64 << 20) * 4 * (1000 / Math.min(...times));
}

/** Runs in the child: opens, decodes, reports. */
async function measure(folder: string, variant: string): Promise<void> {
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  const decoder = await openDecoder(folder, { ...variants[variant], phases: ['decode'] });
  const loadMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuStart);
  const cache = newCache(decoder.config, 1, 32);
  const times: number[] = [];
  for (let step = 0; step < 6; step++) {
    const before = performance.now();
    await decoder.decode({ tokenIds: [step], pastLengths: [step], cache });
    times.push(performance.now() - before);
  }
  // The peak is read while the weights are still mapped.
  const peakBytes =
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? NaN) * 1024;
  const tokensPerSecond = 1000 / Math.min(...times.slice(1));
  process.stdout.write(
    JSON.stringify({
      variant,
      loadMs,
      loadCpuMs: (user + system) / 1000,
      firstTokenMs: times[0],
      tokensPerSecond,
      peakBytes,
    }),
  );
  await decoder.dispose();
}

interface Measured {
  readonly variant: string;
  readonly loadMs: number;
  readonly loadCpuMs: number;
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
  readonly peakBytes: number;
}

function child(folder: string, variant: string): Measured {
  const args = ['--import', 'tsx', import.meta.filename, '--measure', folder, variant];
  const done = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
  });
  if (done.status !== 0)
    throw new Error(`load: expected a measurement of ${variant}, got ${done.stderr.slice(-500)}`);
  return JSON.parse(done.stdout) as Measured;
}

function report({ variant, loadMs, loadCpuMs, tokensPerSecond, peakBytes }: Measured, bytes: number): void {
  const peak = (peakBytes / bytes).toFixed(2);
  const load = `load ${loadMs.toFixed(0)} ms (${loadCpuMs.toFixed(0)} ms of processor)`;
  process.stdout.write(
    `${variant}: ${load}, ${tokensPerSecond.toFixed(1)} tokens/s, peak ${peak} × weights\n`,
  );
}

/** What a token reads in a precision: all prepared matrices. */
function preparedBytes(folder: string, precision: 'int8' | 'int4'): number {
  return statSync(path.join(preparedFolder(folder, {}), `${preparedName(precision)}.safetensors`)).size;
}

async function large(): Promise<void> {
  const folder = path.join(os.tmpdir(), 'vouch-load-1.5b');
  await makeCheckpoint(folder, shape15b, 'BF16');
  const bandwidth = await memoryBandwidth();
  const results = [];
  for (const precision of ['int8', 'int4'] as const) {
    // The first run makes the blocks, the second finds them.
    const first = child(folder, precision);
    const weightBytes = preparedBytes(folder, precision);
    const measured = child(folder, precision);
    report(measured, weightBytes);
    const bandwidthShare = (weightBytes * measured.tokensPerSecond) / bandwidth;
    process.stdout.write(`  ${(100 * bandwidthShare).toFixed(0)}% of ${(bandwidth / 1e9).toFixed(1)} GB/s\n`);
    results.push({ ...measured, weightBytes, bandwidthShare, makingMs: first.loadMs });
  }
  process.stdout.write(`${JSON.stringify({ bench: 'load', shape: '1.5b', bandwidth, results })}\n`);
}

async function main(args: readonly string[]): Promise<void> {
  if (args[0] === '--measure') {
    await measure(args[1] ?? '', args[2] ?? 'default');
    return;
  }
  if (args[args.indexOf('--shape') + 1] === '1.5b') {
    await large();
    return;
  }
  const at = args.indexOf('--gigabytes');
  const gigabytes = at < 0 ? 3 : Number(args[at + 1]);
  const folder = path.join(os.tmpdir(), `vouch-load-2-${gigabytes}`);
  await makeCheckpoint(folder, shapeOf(gigabytes), 'F32');
  const weightBytes = statSync(path.join(folder, 'model.safetensors')).size;
  const names = args.includes('--placement') ? ['initializers', 'in place', 'inputs', 'int4'] : ['default'];
  // One run before counts as warming the file cache.
  child(folder, 'default');
  const results = names.map((name) => ({ ...child(folder, name), weightBytes }));
  for (const result of results) report(result, weightBytes);
  process.stdout.write(`${JSON.stringify({ bench: 'load', weightBytes, results })}\n`);
}

await main(process.argv.slice(2));
