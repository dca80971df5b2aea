/**
 * How fast and how lean a checkpoint loads: a random float32 checkpoint of the given size (default 3 GB) is written
 * once, then opened from the warm file cache in a process of its own, which reports time and peak memory (VmHWM) after
 * its first token. With --placement, the same model with weights as initialisers, in place, and as inputs.
 * Run: npx tsx bench/load.ts [--gigabytes 3] [--placement]. The last line is one JSON object.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SafetensorsWriter } from '../src/checkpoint/safetensors-writer.ts';
import { parseConfig } from '../src/checkpoint/config.ts';
import { Fields } from '../src/checkpoint/json.ts';
import { expectedWeights } from '../src/model/families.ts';
import { newCache } from '../src/model/cache.ts';
import { type DecoderOptions, openDecoder } from '../src/model/load.ts';

const variants: Readonly<Record<string, DecoderOptions>> = {
  default: {},
  initializers: { session: { prepacking: true } },
  'in place': { session: { prepacking: false } },
  inputs: { weights: 'inputs' },
  int4: { precision: 'int4' },
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

/** Writes the checkpoint unless it is there. Contents repeat: only their size matters. */
async function makeCheckpoint(folder: string, gigabytes: number): Promise<void> {
  const file = path.join(folder, 'model.safetensors');
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const json = shapeOf(gigabytes);
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(json));
  const plans = [...expectedWeights(parseConfig(new Fields('config', json)))].map(([name, shape]) => ({
    name,
    type: 'F32' as const,
    shape,
  }));
  const writer = await SafetensorsWriter.create(file, plans);
  const noise = Float32Array.from({ length: 1 << 20 }, (_, i) => Math.sin(i * 12.9898) * 0.03);
  try {
    for (const { shape } of plans) {
      for (let left = shape.reduce((a, b) => a * b, 1); left > 0; left -= noise.length) {
        const part = noise.subarray(0, Math.min(left, noise.length));
        await writer.write(new Uint8Array(part.buffer, 0, part.byteLength));
      }
    }
    await writer.finish();
  } finally {
    await writer.close();
  }
}

/** Runs in the child: opens, decodes, reports. */
async function measure(folder: string, variant: string): Promise<void> {
  const start = performance.now();
  const decoder = await openDecoder(folder, { ...variants[variant], phases: ['decode'] });
  const loadMs = performance.now() - start;
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
    JSON.stringify({ variant, loadMs, firstTokenMs: times[0], tokensPerSecond, peakBytes }),
  );
  await decoder.dispose();
}

interface Measured {
  readonly variant: string;
  readonly loadMs: number;
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

async function main(args: readonly string[]): Promise<void> {
  if (args[0] === '--measure') {
    await measure(args[1] ?? '', args[2] ?? 'default');
    return;
  }
  const at = args.indexOf('--gigabytes');
  const gigabytes = at < 0 ? 3 : Number(args[at + 1]);
  const folder = path.join(os.tmpdir(), `vouch-load-${gigabytes}`);
  await makeCheckpoint(folder, gigabytes);
  const weightBytes = statSync(path.join(folder, 'model.safetensors')).size;
  const names = args.includes('--placement') ? ['initializers', 'in place', 'inputs', 'int4'] : ['default'];
  // One run before counts as warming the file cache.
  child(folder, 'default');
  const results = names.map((name) => ({ ...child(folder, name), weightBytes }));
  for (const { variant, loadMs, tokensPerSecond, peakBytes } of results) {
    const peak = (peakBytes / weightBytes).toFixed(2);
    process.stdout.write(
      `${variant}: load ${loadMs.toFixed(0)} ms, ${tokensPerSecond.toFixed(1)} tokens/s, peak ${peak} × weights\n`,
    );
  }
  process.stdout.write(`${JSON.stringify({ bench: 'load', weightBytes, results })}\n`);
}

await main(process.argv.slice(2));
