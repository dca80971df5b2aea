/**
 * `npm run bench:gpu`: decoding on WebGPU, the cache on the device, against PyTorch on the same GPU and weights: N rows
 * × 128 tokens behind a 100-token prompt, SmolLM2-135M in float32. Without a GPU it says so and ends with an error;
 * `--software` measures whatever adapter there is all the same. Options: --gguf FILE, --rows 1,16, --tokens 128,
 * --python PATH (with torch and transformers; without it ours alone). The last line is one JSON object.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { newCache } from '../src/model/cache.ts';
import { openDecoder } from '../src/model/load.ts';
import { deviceStatus } from '../src/runtime/devices.ts';
import { onnxRuntimeVersion } from '../src/runtime/onnxruntime.ts';
import { benchFolder, benchModel, benchPrompt, machine, option, round } from './run.ts';

const execute = promisify(execFile);
const rowCounts = (option('rows') ?? '1,16').split(',').map(Number);
const newTokens = Number(option('tokens') ?? 128);
const python = option('python');

const status = await deviceStatus('webgpu');
if (!status.available) throw new Error(`bench:gpu: expected a GPU, got none: ${status.reason}`);
const software = /swiftshader|lvp/.test(process.env['VK_ICD_FILENAMES'] ?? '');
if (software && !process.argv.includes('--software'))
  throw new Error(
    'bench:gpu: expected a GPU, got software Vulkan; add --software to measure it all the same',
  );

const { folder } = await benchModel();
const promptIds = await benchPrompt(folder);

interface Measured {
  readonly rows: number;
  readonly tokensPerSecond: number;
  readonly msPerStep: number;
}

/** Greedy, as the peer: the likeliest token of each row goes on. */
async function ours(rows: number): Promise<Measured & { readonly bytesReadBackPerToken: number }> {
  const decoder = await openDecoder(folder, { session: { provider: 'webgpu' } });
  try {
    const { vocabSize } = decoder.config;
    const cache = newCache(decoder.config, rows, promptIds.length + newTokens);
    const all = Array.from({ length: rows }, () => promptIds).flat();
    const ends = Array.from({ length: rows }, (_, row) => (row + 1) * promptIds.length - 1);
    const prompt = {
      tokenIds: all,
      newTokens: promptIds.length,
      pastLengths: new Array<number>(rows).fill(0),
    };
    let tokens = likeliest(await decoder.extend({ ...prompt, cache, logitsAt: ends }), rows, vocabSize);
    const times: number[] = [];
    for (let step = 0; step < newTokens; step++) {
      const start = performance.now();
      const pastLengths = new Array<number>(rows).fill(promptIds.length + step);
      tokens = likeliest(await decoder.decode({ tokenIds: tokens, pastLengths, cache }), rows, vocabSize);
      times.push(performance.now() - start);
    }
    // The first steps compile shaders and carry the cache over.
    const steady = times.slice(Math.min(8, times.length - 1));
    const msPerStep = steady.reduce((sum, ms) => sum + ms, 0) / steady.length;
    const bytesReadBackPerToken = decoder.bytesReadBack / (newTokens * rows);
    return { rows, msPerStep, tokensPerSecond: (1000 * rows) / msPerStep, bytesReadBackPerToken };
  } finally {
    await decoder.dispose();
  }
}

function likeliest(logits: Float32Array, rows: number, vocabulary: number): number[] {
  return Array.from({ length: rows }, (_, row) => {
    let best = row * vocabulary;
    for (let i = best; i < (row + 1) * vocabulary; i++) if (logits[i]! > logits[best]!) best = i;
    return best - row * vocabulary;
  });
}

async function theirs(rows: number): Promise<Measured | null> {
  if (python === undefined) return null;
  const task = JSON.stringify({ folder, rows, newTokens, promptIds });
  const { stdout } = await execute(python, [path.join(benchFolder, 'peers', 'gpu.py'), task]);
  return JSON.parse(stdout.trim().split('\n').pop() ?? 'null') as Measured | null;
}

const results = [];
for (const rows of rowCounts) {
  const [own, peer] = [await ours(rows), await theirs(rows)];
  const ratio = peer === null ? null : round(own.tokensPerSecond / peer.tokensPerSecond, 2);
  const beside = peer === null ? '' : `, PyTorch ${round(peer.tokensPerSecond)} (${ratio}×)`;
  console.log(`N=${rows}: WebGPU ${round(own.tokensPerSecond)} tokens/s${beside}`);
  results.push({ rows, own, peer, ratio });
}
console.log(
  JSON.stringify({
    benchmark: 'gpu',
    machine: machine(),
    onnxruntime: onnxRuntimeVersion(),
    software,
    results,
  }),
);
