/**
 * An evaluation as a folder: solves a JSONL data set, keeps `results.jsonl` and `settings.json`, and writes the
 * report computed from the results. A folder that was started with other settings is refused rather than mixed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import type { EngineDescription } from '../engine/engine.ts';
import { reportPage } from '../evaluate/html.ts';
import { evaluationReport, type EvaluatedProblem as ReportedProblem } from '../evaluate/report.ts';
import type { EvaluatedProblem, EvaluateFileRequest, EvaluationReport, Progress } from './contracts.ts';
import type { EnginePool } from './engine-pool.ts';
import { evaluate } from './evaluate.ts';
import { readEvaluationRows } from './evaluation-rows.ts';

export interface EvaluateFileContext {
  readonly engines: EnginePool;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * @throws InputError for an unreadable data file or a folder of another evaluation; CancelledError when the signal
 * aborts. Results that were finished stay, and the same call goes on from them.
 */
export async function evaluateFile(
  request: EvaluateFileRequest,
  context: EvaluateFileContext,
): Promise<EvaluationReport> {
  const rows = readEvaluationRows(readText(request.data), request.data).slice(0, request.limit);
  const lease = await context.engines.acquire(request, {
    ...(context.signal && { signal: context.signal }),
    ...(context.onProgress && { onProgress: context.onProgress }),
  });
  try {
    const description = lease.engine.describe();
    claimFolder(request, description);
    const results = await evaluate(
      { ...request, rows, folder: request.out },
      { ...context, engine: lease.engine },
    );
    const report = reportOf(results, request.seed, description);
    writeFileSync(join(request.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    if (request.html === true) {
      writeFileSync(
        join(request.out, 'report.html'),
        reportPage(report, `${description.modelId} on ${request.data}`),
      );
    }
    return report;
  } finally {
    lease.release();
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new InputError(`--data: expected a readable file, got ${file}; check the path`);
  }
}

/** Writes the settings of a new evaluation, or checks that those of a resumed one are the same. */
function claimFolder(request: EvaluateFileRequest, description: EngineDescription): void {
  const {
    samples,
    persistTo,
    seed,
    strategy,
    temperature,
    topK,
    topP,
    minP,
    repetitionPenalty,
    maxNewTokens,
    calculator,
    thinkingTokens,
    voteExponent,
    pessimism,
  } = request;
  const settings = JSON.stringify({
    model: description.modelId,
    precision: description.precision,
    data: request.data,
    seeds: 'by id', // results with one seed for all problems are not gone on with
    samples,
    persistTo,
    seed,
    strategy,
    temperature,
    topK,
    topP,
    minP,
    repetitionPenalty,
    maxNewTokens,
    calculator,
    thinkingTokens,
    voteExponent,
    pessimism,
  });
  mkdirSync(request.out, { recursive: true });
  const file = join(request.out, 'settings.json');
  if (existsSync(file) && readFileSync(file, 'utf8') !== settings) {
    throw new InputError(
      `--out: ${request.out} holds an evaluation with other settings (${file}); choose another folder or remove this one`,
    );
  }
  writeFileSync(file, settings);
}

/** The report of results. What the grader could not decide counts as wrong. Pure. */
export function reportOf(
  results: readonly EvaluatedProblem[],
  seed: number,
  description: EngineDescription,
): EvaluationReport {
  return evaluationReport(results.map(toReported), {
    seed,
    voteExponent: description.voteExponent,
    calibrated: description.calibrated,
  });
}

/** A result as the estimators take it. */
export function toReported(result: EvaluatedProblem): ReportedProblem {
  const groupOf = new Map(
    result.groups.flatMap(({ members }, group) => members.map((member) => [member, group])),
  );
  const { winner } = result;
  return {
    graded: result.graded,
    ...(result.subject !== undefined && { subject: result.subject }),
    ...(result.level !== undefined && { level: result.level }),
    candidates: result.candidates.map(({ correct, score, tokens, exact }, index) => ({
      correct: correct === true,
      group: groupOf.get(index) ?? null,
      score,
      tokens,
      ...(exact && { exact }),
    })),
    winner: winner === null ? null : { correct: winner.correct === true, confidence: winner.confidence },
    seconds: result.seconds,
  };
}
