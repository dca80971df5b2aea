/**
 * The other side of `npm run bench:train`: the same dense AdamW steps inside onnxruntime, by the trainer's own parts.
 * Reads the job as JSON from standard input and prints one JSON line.
 */
import { readFileSync } from 'node:fs';
import { Random } from '../src/base/random.ts';
import { type DecoderConfig, parseConfig } from '../src/checkpoint/config.ts';
import { Fields } from '../src/checkpoint/json.ts';
import { GraphBuilder } from '../src/onnx/operations.ts';
import { onnxRuntimeVersion } from '../src/runtime/onnxruntime.ts';
import { takeOperatorSeconds } from '../src/runtime/profile.ts';
import { createSession } from '../src/runtime/session.ts';
import { zeros } from '../src/runtime/tensor.ts';
import { defaultTrainConfig } from '../src/train/config.ts';
import { packAll } from '../src/train/data/batches.ts';
import type { DecoderOptions } from '../src/train/decoder-graphs.ts';
import { TrainedDecoder } from '../src/train/decoder.ts';
import { defaultOptimizer, Optimizer } from '../src/train/optimizer.ts';
import { type PackedBatch, packRows } from '../src/train/packing.ts';
import { ParameterLayout, randomAdapter, randomWeights } from '../src/train/parameters.ts';

interface Job {
  readonly config: Readonly<Record<string, unknown>>;
  readonly rows: number;
  readonly microRows: number;
  readonly length: number;
  readonly threads: number;
  readonly steps: number;
  readonly memory: 'fast' | 'small';
  /** Rank of an adapter on all linear layers instead of all weights. */
  readonly lora?: number;
  /** Where operators are traced; slower. */
  readonly profilePrefix?: string;
  /** Documents of a step as they are, instead of dense rows. */
  readonly ragged?: readonly { readonly ids: readonly number[]; readonly counted: readonly number[] }[];
}

/** GFLOP/s of one plain product, 2048 × 512 by 512 × 1536. */
async function gemmGflops(threads: number): Promise<number> {
  const b = new GraphBuilder('gemm');
  const product = b.gemm(
    b.input('x', 'float32', [2048, 512]),
    b.input('w', 'float32', [1536, 512]),
    undefined,
    {
      transB: 1,
    },
  );
  b.output(b.apply('Identity', [product], {}, { names: ['y'] })[0]!);
  const session = await createSession(b.finish(), { threads });
  try {
    const feeds = { x: zeros('float32', [2048, 512]), w: zeros('float32', [1536, 512]) };
    const y = zeros('float32', [2048, 1536]);
    let best = 0;
    for (let i = 0; i < 48; i++) {
      const started = performance.now();
      await session.run(feeds, { y });
      best = Math.max(best, (2 * 2048 * 512 * 1536) / (performance.now() - started) / 1e6);
    }
    return best;
  } finally {
    await session.dispose();
  }
}

/** Each operator's share of the time that all kernels took; the first eight. */
function shares(prefix: string): Readonly<Record<string, number>> {
  const seconds = [...takeOperatorSeconds(prefix)];
  const whole = seconds.reduce((sum, [, one]) => sum + one, 0);
  return Object.fromEntries(
    seconds.slice(0, 8).map(([name, one]) => [name, Number((one / whole).toFixed(3))]),
  );
}

function adapterOf(config: DecoderConfig, { lora }: Job): Required<DecoderOptions>['adapter'] | null {
  if (lora === undefined) return null;
  const shape = { rank: lora, alpha: 2 * lora, targets: defaultTrainConfig.lora.targets };
  return { shape, weights: randomAdapter(ParameterLayout.lora(config, shape), 0) };
}

function denseBatches({ rows, microRows, length }: Job, vocabulary: number): PackedBatch[] {
  const random = new Random(1);
  const share = 1 / (rows * (length - 1));
  return Array.from({ length: rows / microRows }, () => {
    const documents = Array.from({ length: microRows }, () => ({
      tokenIds: Int32Array.from({ length }, () => random.integer(0, vocabulary - 1)),
      weights: new Float32Array(length).fill(share),
    }));
    return packRows(
      documents,
      documents.map((_, i) => [i]),
      length,
    );
  });
}

/** The documents in as few rows as they need: what the trainer does with data as it comes. */
function raggedBatches({ ragged = [], microRows, length }: Job): PackedBatch[] {
  const counted = ragged.reduce((sum, one) => sum + one.counted.slice(1).reduce((a, b) => a + b, 0), 0);
  const documents = ragged.map(({ ids, counted: which }) => ({
    tokenIds: Int32Array.from(ids),
    weights: Float32Array.from(which, (one) => one / counted),
  }));
  return packAll(documents, microRows, length);
}

async function main(): Promise<void> {
  const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
  const config = parseConfig(new Fields('bench', { ...job.config, model_type: 'llama' }));
  const weights = randomWeights(config, 0);
  const { threads, memory, length } = job;
  const options = {
    rows: job.microRows,
    length,
    memory,
    threads,
    objective: { trains: true },
  };
  const adapter = adapterOf(config, job);
  const decoder = await TrainedDecoder.create(config, weights, {
    ...options,
    ...(adapter === null ? {} : { adapter }),
    ...(job.profilePrefix === undefined ? {} : { profilePrefix: job.profilePrefix }),
  });
  const optimizer = await Optimizer.create({ ...defaultOptimizer, learningRate: 1e-4 }, decoder.layout);
  const batches = job.ragged === undefined ? denseBatches(job, config.vocabSize) : raggedBatches(job);
  const tokens = batches.reduce((sum, { usedTokens }) => sum + usedTokens, 0);
  const seconds: number[] = [];
  let loss = 0;
  for (let step = 0; step <= job.steps; step++) {
    const started = performance.now();
    decoder.zeroGradients();
    loss = 0;
    for (const batch of batches) {
      const { logprobs } = await decoder.accumulate(batch);
      logprobs.forEach((logprob, m) => {
        loss -= logprob * batch.weights[m]!;
      });
    }
    await optimizer.update(decoder.weights, decoder.gradients, 1);
    seconds.push((performance.now() - started) / 1000);
  }
  await decoder.dispose();
  await optimizer.dispose();
  const result = {
    tokensPerSecond: tokens / Math.min(...seconds.slice(1)),
    seconds: seconds.slice(1),
    peakMB: process.resourceUsage().maxRSS / 1000,
    loss,
    parameters: weights.length,
    gemmGflops: await gemmGflops(threads),
    ...(job.profilePrefix === undefined ? {} : { operators: shares(job.profilePrefix) }),
    version: onnxRuntimeVersion(),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await main();
