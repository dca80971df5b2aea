/**
 * How fast a run would go on this machine: a few seconds of its own arithmetic on its own data, thrown away. It loads
 * what the run would load and leaves nothing behind.
 */
import { throwIfAborted } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import type { TrainConfig } from '../config.ts';
import { dataOptions } from '../data/data-options.ts';
import { openProblems } from '../data/problems.ts';
import { packRows, type PackedBatch } from '../packing.ts';
import { openBatches } from '../recipes/supervised.ts';
import { RolloutSampler } from '../rollouts/sampler.ts';
import { closeParts, openParts, type RunParts } from '../run/open.ts';
import type { TrainingDevice } from '../run/placed.ts';
import { isSupervised } from './memory.ts';

export interface Probe {
  /** Training: tokens of documents through forward and backward. */
  readonly tokensPerSecond: number;
  /** Sampling, all rows together; null where the recipe does not sample. */
  readonly rolloutTokensPerSecond: number | null;
  readonly secondsPerUpdate: number;
  /** Most memory that this process held meanwhile. */
  readonly peakBytes: number;
}

const sampledProblems = 2;

/** Measures for about `seconds` on the run's device, loading not counted. */
export async function probeRun(
  config: TrainConfig,
  seconds: number,
  { signal, device }: { readonly signal?: AbortSignal | undefined; readonly device?: TrainingDevice } = {},
): Promise<Probe> {
  const parts = await openParts(config, device);
  try {
    const isPolicy = !isSupervised(config);
    const training = await probeTraining(parts, isPolicy ? seconds / 2 : seconds, signal);
    const rollouts = isPolicy ? await probeRollouts(parts, signal) : null;
    return {
      tokensPerSecond: training.tokensPerSecond,
      rolloutTokensPerSecond: rollouts,
      secondsPerUpdate:
        rollouts === null
          ? config.microBatches * training.secondsPerBatch + training.optimizerSeconds
          : policySeconds(config, training.tokensPerSecond, rollouts) + training.optimizerSeconds,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    await closeParts(parts);
  }
}

/** Most that an update of a policy takes: every rollout as long as it may be, scored once and trained on. */
function policySeconds({ policy, recipe }: TrainConfig, trained: number, sampled: number): number {
  const tokens = policy.problems * policy.group * policy.maxNewTokens;
  const forwards = 1 / 3;
  const branches = recipe === 'loop' || recipe === 'grpo' ? 1 : 2;
  return branches * (tokens / sampled) + (tokens / trained) * (policy.epochs + forwards);
}

interface TrainingSpeed {
  readonly tokensPerSecond: number;
  readonly secondsPerBatch: number;
  readonly optimizerSeconds: number;
}

async function probeTraining(
  run: RunParts,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<TrainingSpeed> {
  const { decoder, optimizer, config } = run;
  const batches = isSupervised(config) ? openBatches(run).batches.take() : [randomBatch(run)];
  const used = batches.filter(({ sources }) => sources.length > 0);
  if (used.length === 0) return { tokensPerSecond: 0, secondsPerBatch: 0, optimizerSeconds: 0 };
  const timed: { readonly tokens: number; readonly seconds: number }[] = [];
  const begun = performance.now();
  for (let i = 0; i === 0 || performance.now() - begun < seconds * 1000; i++) {
    throwIfAborted(signal);
    const batch = used[i % used.length]!;
    const started = performance.now();
    await decoder.accumulate(batch);
    timed.push({ tokens: batch.usedTokens, seconds: (performance.now() - started) / 1000 });
  }
  // the first pass pays for the runtime's first allocations
  const counted = timed.length > 1 ? timed.slice(1) : timed;
  const sum = (of: (one: (typeof counted)[number]) => number): number =>
    counted.reduce((total, one) => total + of(one), 0);
  const started = performance.now();
  await optimizer.update(0);
  return {
    tokensPerSecond: sum(({ tokens }) => tokens) / sum((one) => one.seconds),
    secondsPerBatch: sum((one) => one.seconds) / counted.length,
    optimizerSeconds: (performance.now() - started) / 1000,
  };
}

/** Full rows, half of their tokens counted: about what rollouts with their prompts and questions are. */
function randomBatch({ decoder, config }: RunParts): PackedBatch {
  const { rows, length } = config;
  const random = new Random(1);
  const documents = Array.from({ length: rows }, () => ({
    tokenIds: Int32Array.from({ length }, () => random.integer(0, decoder.config.vocabSize - 1)),
    weights: Float32Array.from({ length }, (_, t) => (t > length / 2 ? 1 / (rows * length) : 0)),
  }));
  return packRows(
    documents,
    documents.map((_, i) => [i]),
    length,
  );
}

/** Completion tokens a second of a few groups of the run's own problems. */
async function probeRollouts(run: RunParts, signal: AbortSignal | undefined): Promise<number> {
  const { config } = run;
  const sampler = await RolloutSampler.create({
    ...run,
    config: {
      ...config,
      policy: { ...config.policy, maxNewTokens: Math.min(32, config.policy.maxNewTokens) },
    },
  });
  try {
    const problems = config.data.flatMap((spec) => {
      const { train } = openProblems(spec, dataOptions(config));
      return Array.from({ length: sampledProblems }, (_, i) => train.at(i));
    });
    const started = performance.now();
    const groups = await sampler.sample(problems, {
      rows: config.policy.group,
      seed: 1,
      temperature: config.policy.temperature,
      signal,
    });
    const tokens = groups.flat().reduce((sum, { completionTokens }) => sum + completionTokens, 0);
    return (Math.max(1, tokens) / (performance.now() - started)) * 1000;
  } finally {
    await sampler.dispose();
  }
}
