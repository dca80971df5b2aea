/**
 * One measurement of Vouch's own sampling or judging in a process of its own, so that its peak memory is its own.
 * usage: own.ts '{"task": …}'; the last line printed is JSON. Called by sampling.ts and verify.ts.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { openLocalEngine } from '../src/engine/local.ts';
import type { SampleResult } from '../src/engine/engine.ts';
import { newCache } from '../src/model/cache.ts';
import { openDecoder } from '../src/model/load.ts';
import type { Precision } from '../src/model/load.ts';
import { loadTokenizer } from '../src/tokenizer/load.ts';

export interface OwnTask {
  readonly task: 'sample' | 'profile' | 'perplexity' | 'past' | 'identical';
  readonly model: string;
  readonly precision: Precision;
  readonly rows: number;
  readonly newTokens: number;
  readonly promptIds: readonly number[];
  readonly judge?: boolean;
  readonly past?: number;
  /** Look likely tokens up and check them together; default false. */
  readonly speculate?: boolean;
  /** Default 1. */
  readonly temperature?: number;
  /** Instead of `promptIds`: problems that the model solves in its own words, to their own ends. */
  readonly problems?: readonly string[];
}

/** As many as the process may use: pinned to one core (`taskset`), everybody here has one. */
const THREADS = availableParallelism();
const median = (values: readonly number[]): number =>
  [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)] ?? NaN;

/** The most memory this process has held, in megabytes. */
function peakMegabytes(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
}

async function sample(task: OwnTask): Promise<object> {
  const loadStart = performance.now();
  const engine = await openLocalEngine(task.model, {
    decoder: { precision: task.precision, session: { threads: THREADS } },
    ...(task.speculate === true ? { passCosts: (measure) => measure() } : {}),
  });
  const loadMs = performance.now() - loadStart;
  const request = {
    prompt: { tokenIds: task.promptIds },
    seed: 1,
    sampling: { temperature: task.temperature ?? 1, topP: 1, topK: 0, minP: 0, repetitionPenalty: 1 },
    stop: { ignoreEnd: true },
    calculator: false,
    judge: task.judge === true ? (['verdict'] as const) : [],
  };
  const { promptFor, calculator } = engine.describe();
  const asked = task.problems?.map((problem) => {
    return { ...request, prompt: promptFor(problem), stop: {}, calculator };
  }) ?? [request];
  await engine.sample([{ ...(asked[0] ?? request), rows: Math.min(task.rows, 2), maxNewTokens: 4 }]);
  const usage = { generatedTokens: 0, draftedTokens: 0, acceptedTokens: 0 };
  let steps = 0;
  let rowSteps = 0;
  let result: SampleResult | null = null;
  const start = performance.now();
  // One after the other, as they are asked: a batch of several problems is another measurement.
  for (const each of asked) {
    result = await engine.sample([{ ...each, rows: task.rows, maxNewTokens: task.newTokens }]);
    for (const name of ['generatedTokens', 'draftedTokens', 'acceptedTokens'] as const) {
      usage[name] += result.usage[name];
    }
    steps += engine.lastTimes?.steps ?? 0;
    rowSteps += result.usage.generatedTokens - task.rows - result.usage.acceptedTokens;
  }
  const ms = performance.now() - start;
  const times = engine.lastTimes;
  await engine.dispose();
  const tokens = usage.generatedTokens;
  return {
    tokens,
    ...usage,
    steps,
    passesPerToken: rowSteps / (tokens - task.rows * asked.length),
    ms,
    tokensPerSecond: (1000 * tokens) / ms,
    peakMegabytes: peakMegabytes(),
    loadMs,
    usage: result?.usage,
    stepMs: times === null ? null : times.decodeMs / times.steps,
    samplingMsPerStep: times === null ? null : times.samplingMs / times.steps,
  };
}

const matrices = new Set(['MatMulNBits', 'MatMulIntegerToFloat', 'Gemm', 'FusedGemm']);
const attention = new Set([
  'FusedMatMul',
  'MatMul',
  'Softmax',
  'Split',
  'Concat',
  'Transpose',
  'RotaryEmbedding',
]);

/** Milliseconds a step inside the operators, by kind, from the runtime's own trace. */
async function profile(task: OwnTask): Promise<object> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-profile-'));
  const session = { threads: THREADS, profilePrefix: path.join(folder, 'trace') };
  const decoder = await openDecoder(task.model, { precision: task.precision, session });
  const past = task.promptIds.length + task.newTokens / 2;
  const cache = newCache(decoder.config, task.rows, past + 24);
  for (let i = 0; i < 20; i++) {
    await decoder.decode({
      tokenIds: new Array<number>(task.rows).fill(100 + i),
      pastLengths: new Array<number>(task.rows).fill(past + i),
      cache,
    });
  }
  await decoder.dispose();
  const events = readdirSync(folder).flatMap(
    (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as TraceEvent[],
  );
  rmSync(folder, { recursive: true });
  const steps: { matrices: number; attention: number; other: number }[] = [];
  let step = { matrices: 0, attention: 0, other: 0 };
  for (const event of events) {
    if (event.name === 'model_run') {
      steps.push(step);
      step = { matrices: 0, attention: 0, other: 0 };
    } else if (event.cat === 'Node' && event.name.endsWith('_kernel_time')) {
      const op = event.args?.op_name ?? '';
      const kind = matrices.has(op) ? 'matrices' : attention.has(op) ? 'attention' : 'other';
      step[kind] += event.dur / 1000;
    }
  }
  const part = (kind: 'matrices' | 'attention' | 'other'): number => median(steps.map((one) => one[kind]));
  return { matricesMs: part('matrices'), attentionMs: part('attention'), otherMs: part('other') };
}

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

/** Mean negative log-probability a token of the fixed text. */
async function perplexity(task: OwnTask): Promise<object> {
  const tokenizer = await loadTokenizer(task.model);
  const text = readFileSync(new URL('data/text.txt', import.meta.url), 'utf8');
  const ids = tokenizer.encodeDocument(text);
  const decoder = await openDecoder(task.model, {
    precision: task.precision,
    phases: ['extend'],
    session: { threads: THREADS },
  });
  const cache = newCache(decoder.config, 1, ids.length);
  const vocabulary = decoder.config.vocabSize;
  let sum = 0;
  const width = 128;
  for (let from = 0; from < ids.length - 1; from += width) {
    const chunk = ids.slice(from, from + width);
    const logits = await decoder.extend({
      tokenIds: chunk,
      newTokens: chunk.length,
      pastLengths: [from],
      cache,
      logitsAt: chunk.map((_, i) => i),
    });
    for (let i = 0; i < chunk.length && from + i + 1 < ids.length; i++) {
      const row = logits.subarray(i * vocabulary, (i + 1) * vocabulary);
      let top = -Infinity;
      for (const logit of row) if (logit > top) top = logit;
      let total = 0;
      for (const logit of row) total += Math.exp(logit - top);
      sum += top + Math.log(total) - row[ids[from + i + 1]!]!;
    }
  }
  await decoder.dispose();
  return { logPerplexity: sum / (ids.length - 1), tokens: ids.length - 1 };
}

/** Milliseconds a step on a cache of `past` tokens a row, and the memory of the process. */
async function pastStep(task: OwnTask): Promise<object> {
  const decoder = await openDecoder(task.model, { precision: task.precision, session: { threads: THREADS } });
  const past = task.past ?? 256;
  const cache = newCache(decoder.config, task.rows, past + 16);
  // Untouched memory would be one page of zeros, read from the processor's cache and counted nowhere.
  for (const entry of [...cache.keys, ...cache.values]) (entry.data as Float32Array).fill(0.01);
  const times: number[] = [];
  for (let i = 0; i < 15; i++) {
    const start = performance.now();
    await decoder.decode({
      tokenIds: new Array<number>(task.rows).fill(100 + i),
      pastLengths: new Array<number>(task.rows).fill(past + i),
      cache,
    });
    times.push(performance.now() - start);
  }
  const { layers, kvHeadCount, headDim } = decoder.config;
  const cacheMegabytes = (2 * layers.length * task.rows * kvHeadCount * (past + 16) * headDim * 4) / 2 ** 20;
  await decoder.dispose();
  return { past, stepMs: median(times), cacheMegabytes, peakMegabytes: peakMegabytes() };
}

/** The share of rows whose tokens are the same alone and in a batch of `rows`. */
async function identical(task: OwnTask): Promise<object> {
  const engine = await openLocalEngine(task.model, {
    decoder: { precision: task.precision, session: { threads: THREADS } },
  });
  const request = {
    prompt: { tokenIds: task.promptIds },
    seed: 1,
    sampling: { temperature: 1, topP: 1, topK: 0, minP: 0, repetitionPenalty: 1 },
    stop: { ignoreEnd: true },
    calculator: false,
    maxNewTokens: task.newTokens,
  };
  const batched = await engine.sample([{ ...request, rows: task.rows }]);
  let same = 0;
  for (const row of batched.rows[0] ?? []) {
    const alone = await engine.sample([{ ...request, rows: 1, firstRow: row.row }]);
    if (String(alone.rows[0]?.[0]?.tokenIds) === String(row.tokenIds)) same += 1;
  }
  await engine.dispose();
  return { rows: task.rows, newTokens: task.newTokens, identicalShare: same / task.rows };
}

const task = JSON.parse(process.argv[2] ?? '{}') as OwnTask;
const work = { sample, profile, perplexity, past: pastStep, identical }[task.task];
console.log(JSON.stringify(await work(task)));
