/**
 * Several problems through one batch: all rows of all problems decode together, and each problem is voted on as soon
 * as its last row has been judged. The same candidates as solving each by itself with every sample would give, in the
 * time of one long batch. Knows neither documents nor panels.
 */
import { CancelledError, InputError, throwIfAborted } from '../base/errors.ts';
import type { EngineDescription, EngineUsage, SampledRow, SampleRequest } from '../engine/engine.ts';
import { noUsage } from '../engine/rows.ts';
import { decide } from '../search/decide.ts';
import { compareAnswers, type SolutionReader, solutionReader, toVoter } from './candidates.ts';
import type { SolveManyEvent, SolveManyRequest, SolveResult } from './contracts.ts';
import type { EnginePool, Lease } from './engine-pool.ts';
import { defaultSamples } from './limits.ts';
import { isUnproven, persist, type WrittenProblem } from './persist.ts';
import { decisionOptions, questionsFor, requireProblem, requireSamples, sampleOptions } from './solve.ts';
import { toSolveResult } from './solve-result.ts';
import { type Wordings, wordingsFor } from './wordings.ts';

export interface SolveManyContext {
  readonly engines: EnginePool;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SolveManyEvent) => void;
}

/**
 * Results in the problems' order.
 *
 * @throws InputError for a text that is no problem, naming its position; CancelledError when the signal aborts: what
 * was solved by then has been reported as events.
 */
export async function solveMany(
  request: SolveManyRequest,
  context: SolveManyContext,
): Promise<readonly SolveResult[]> {
  requireSamples(request.samples);
  requireSamples(request.persistTo);
  if (request.problems.length === 0)
    throw new InputError('problems: expected at least one, got none; name or label them');
  for (const problem of request.problems) requireProblem(problem);
  const lease = await context.engines.acquire(request, {
    ...(context.signal && { signal: context.signal }),
    onProgress: (progress) => context.onEvent?.({ kind: 'progress', progress }),
  });
  try {
    throwIfAborted(context.signal);
    return await solveManyOn(lease, request, context);
  } finally {
    lease.release();
  }
}

async function solveManyOn(
  lease: Lease,
  request: SolveManyRequest,
  context: SolveManyContext,
): Promise<readonly SolveResult[]> {
  const emit = context.onEvent ?? (() => undefined);
  const description = lease.engine.describe();
  const model = {
    id: description.modelId,
    precision: description.precision,
    calibrated: description.calibrated,
  };
  emit({ kind: 'model', ...model, device: description.device, loadMs: lease.loadMs });
  const { problems } = request;
  const wordings: Wordings[] = [];
  for (const problem of problems) wordings.push(await wordingsFor(problem, lease.engine, context.signal));
  const samples = request.samples ?? defaultSamples;
  const started = performance.now();
  const written = problems.map((problem, index): WrittenProblem & { readonly index: number } => ({
    ...{ index, reader: solutionReader(problem), rows: [] },
  }));
  const results = new Map<number, SolveResult>();
  const finish = (index: number): void => {
    const { reader, rows } = written[index]!;
    const result = resultOf(rows, problems[index] ?? '', {
      reader,
      request,
      description,
      familiarity: wordings[index]?.familiarity ?? null,
      lease,
      totalMs: performance.now() - started,
    });
    results.set(index, result);
    emit({ kind: 'solved', problem: index, result });
  };
  const ask = (index: number): SampleRequest => ({
    prompt: wordings[index]!.prompts[0],
    ...sampleOptions(request),
    rows: samples,
    seed: request.seed ?? 0,
    judge: questionsFor(description),
  });
  const signalled = context.signal ? { signal: context.signal } : {};
  const { persistTo = samples } = request;
  const unproven: (typeof written)[number][] = [];
  const outcome = await lease.engine.sample(
    problems.map((_, index) => ask(index)),
    {
      ...signalled,
      listener: {
        onRow: (row) => {
          const problem = written[row.request]!;
          problem.rows.push(row);
          emit({ kind: 'candidate', problem: problem.index, candidate: problem.reader.candidate(row) });
          if (problem.rows.length < samples || row.finish === 'cancelled') return;
          if (persistTo > samples && isUnproven(problem)) unproven.push(problem);
          else finish(problem.index);
        },
        onProgress: (done, tokensPerSecond) => {
          emit({ kind: 'progress', progress: { phase: 'generating', done, total: null, tokensPerSecond } });
        },
      },
    },
  );
  if (outcome.cancelled) throw new CancelledError();
  await persist(unproven, {
    ...{ engine: lease.engine, ...signalled, most: persistTo, samples },
    ask: ({ index }) => ask(index),
    wordings: ({ index }) => wordings[index]!.prompts,
    onRow: ({ index, reader }, row) => {
      emit({ kind: 'candidate', problem: index, candidate: reader.candidate(row) });
    },
    finish: ({ index }) => {
      finish(index);
    },
  });
  for (const index of problems.keys()) if (!results.has(index)) finish(index);
  return problems.map((_, index) => results.get(index) as SolveResult);
}

interface Solved {
  /** The one that has read the rows already as they came. */
  readonly reader: SolutionReader;
  readonly request: SolveManyRequest;
  readonly description: EngineDescription;
  readonly familiarity: number | null;
  readonly lease: Lease;
  readonly totalMs: number;
}

function resultOf(rows: readonly SampledRow[], problem: string, solved: Solved): SolveResult {
  const { reader, request, description, familiarity, lease, totalMs } = solved;
  const candidates = rows.map((row) => reader.candidate(row)).sort((left, right) => left.index - right.index);
  const decision = decide(candidates.map(toVoter), compareAnswers(problem), {
    ...decisionOptions(request, description),
    familiarity,
    seed: request.seed ?? 0,
  });
  return toSolveResult({
    request: { ...request, problem },
    model: {
      id: description.modelId,
      precision: description.precision,
      calibrated: description.calibrated,
    },
    device: description.device,
    candidates,
    decision,
    usage: usageOf(rows),
    loadMs: lease.loadMs,
    totalMs,
  });
}

/** A batch's time belongs to all of its problems; only tokens can be told apart. */
function usageOf(rows: readonly SampledRow[]): EngineUsage {
  return {
    ...noUsage,
    generatedTokens: rows.reduce((sum, row) => sum + row.tokenIds.length, 0),
    verifyTokens: rows.reduce((sum, row) => sum + (row.judgement?.tokens ?? 0), 0),
  };
}
