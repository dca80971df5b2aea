/**
 * The other side of `npm run bench:rl`: the same GRPO updates by the trainer's own parts, the prompt computed once.
 * Reads the job as JSON from standard input and prints one JSON line.
 */
import { readFileSync } from 'node:fs';
import { parseConfig } from '../src/checkpoint/config.ts';
import { Fields } from '../src/checkpoint/json.ts';
import { onnxRuntimeVersion } from '../src/runtime/onnxruntime.ts';
import { TrainedDecoder } from '../src/train/decoder.ts';
import { defaultOptimizer, Optimizer } from '../src/train/optimizer.ts';
import { randomWeights } from '../src/train/parameters.ts';
import { packShared } from '../src/train/shared-prompts.ts';

interface Job {
  readonly config: Readonly<Record<string, unknown>>;
  readonly rollouts: readonly {
    readonly prompt: readonly number[];
    readonly completion: readonly number[];
    readonly advantage: number;
  }[];
  readonly rows: number;
  readonly length: number;
  readonly threads: number;
  readonly steps: number;
  readonly memory: 'fast' | 'small';
}

async function main(): Promise<void> {
  const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
  const { rollouts, rows, length, threads, memory } = job;
  const config = parseConfig(new Fields('bench', { ...job.config, model_type: 'llama' }));
  const weights = randomWeights(config, 0);
  const decoder = await TrainedDecoder.create(config, weights, {
    ...{ rows, length, memory, threads },
    objective: { trains: true, policy: { clipRange: [0.2, 0.2], klCoeff: 0 } },
  });
  const optimizer = await Optimizer.create({ ...defaultOptimizer, learningRate: 1e-5 }, decoder.layout);
  const documents = rollouts.map(({ prompt, completion }) => ({
    tokenIds: Int32Array.from([...prompt, ...completion]),
    weights: Float32Array.from([...prompt.map(() => 0), ...completion.map(() => 1)]),
  }));
  const batches = packShared(documents, rows, length);
  // the sampler has them with every rollout
  const old: Float32Array[] = [];
  for (const batch of batches) old.push((await decoder.score(batch)).logprobs);
  const seconds: number[] = [];
  let gradNorm = 0;
  for (let step = 0; step <= job.steps; step++) {
    const started = performance.now();
    decoder.zeroGradients();
    for (const [i, batch] of batches.entries()) {
      const count = batch.sources.length;
      const of = (value: (rollout: Job['rollouts'][number]) => number): Float32Array =>
        Float32Array.from(batch.members, (member) => value(rollouts[member]!));
      const policyWeights = of(({ completion }) => 1 / (rollouts.length * completion.length));
      await decoder.accumulate(
        { ...batch, weights: new Float32Array(count) },
        {
          policyWeights,
          advantages: of(({ advantage }) => advantage),
          oldLogprobs: old[i]!,
        },
      );
    }
    gradNorm = await optimizer.update(weights, decoder.gradients, 1);
    seconds.push((performance.now() - started) / 1000);
  }
  await decoder.dispose();
  await optimizer.dispose();
  const result = {
    seconds: Math.min(...seconds.slice(1)),
    peakMB: process.resourceUsage().maxRSS / 1000,
    gradNorm,
    computedTokens: batches.length * rows * length,
    version: onnxRuntimeVersion(),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await main();
