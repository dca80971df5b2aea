/**
 * Checks a given solution step by step: exact algebra first, then the model's two questions where a model is wanted.
 * An exact counterexample decides; otherwise the first step whose `soFar` falls below the model's calibrated threshold.
 * A model without that threshold marks nothing. Splitting and algebra are `grade`'s, scores the engine's.
 */
import { InputError } from '../base/errors.ts';
import type { EngineDescription, Judgement, JudgeRequest } from '../engine/engine.ts';
import { checkSteps, extract, splitSteps, type Step } from '../grade/index.ts';
import { calibrated } from '../search/confidence.ts';
import type {
  CheckBatchRow,
  CheckedStep,
  CheckRequest,
  CheckResult,
  ModelChoice,
  Progress,
} from './contracts.ts';
import type { EnginePool } from './engine-pool.ts';

export interface CheckContext {
  readonly engines: EnginePool;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A solution in one text with the ranges of its steps. */
interface Solution {
  readonly problem: string;
  readonly text: string;
  readonly steps: readonly Step[];
}

/** @throws InputError for an empty solution, and whatever loading the model throws. */
export async function checkSolution(request: CheckRequest, context: CheckContext): Promise<CheckResult> {
  if (request.solution.trim() === '')
    throw new InputError('solution: expected a text, got an empty one; select or type the solution');
  const solution = { problem: request.problem, text: request.solution, steps: splitSteps(request.solution) };
  const [result] =
    request.exactOnly === true ? [exactResult(solution)] : await judged([solution], request, context);
  return result as CheckResult;
}

export interface CheckBatch extends ModelChoice {
  readonly rows: readonly CheckBatchRow[];
  readonly exactOnly?: boolean;
}

/** Checks many solutions through one batch; results in the rows' order. */
export async function checkBatch(request: CheckBatch, context: CheckContext): Promise<CheckResult[]> {
  const solutions = request.rows.map(({ problem, steps }) => joinSteps(problem ?? '', steps));
  return request.exactOnly === true ? solutions.map(exactResult) : judged(solutions, request, context);
}

/** A solution from steps that are already split: one line break between them. */
export function joinSteps(problem: string, texts: readonly string[]): Solution {
  let start = 0;
  const steps = texts.map((text, index) => {
    const step = { index, text, start, end: start + text.length };
    start = step.end + 1;
    return step;
  });
  return { problem, text: texts.join('\n'), steps };
}

async function judged(
  solutions: readonly Solution[],
  choice: ModelChoice,
  context: CheckContext,
): Promise<CheckResult[]> {
  const exact = solutions.map(exactResult);
  const lease = await context.engines.acquire(choice, {
    ...(context.signal && { signal: context.signal }),
    ...(context.onProgress && { onProgress: context.onProgress }),
  });
  try {
    const description = lease.engine.describe();
    if (description.verdictTokens.yes.length === 0) return exact;
    const requests = solutions.map((solution) => judgeRequest(solution, description));
    const outcome = await lease.engine.judge(requests, context.signal ? { signal: context.signal } : {});
    return exact.map((result, i) => withJudgement(result, outcome.judgements[i] ?? null, description));
  } finally {
    lease.release();
  }
}

function judgeRequest({ problem, text, steps }: Solution, description: EngineDescription): JudgeRequest {
  return {
    prompt: description.promptFor(problem),
    completion: text,
    questions: ['verdict', 'value', 'soFar'],
    ends: steps.map((step) => step.end),
  };
}

/** What exact algebra alone says. Pure. */
export function exactResult({ problem, text, steps }: Solution): CheckResult {
  const { steps: checks, firstError } = checkSteps(
    steps.map((step) => step.text),
    { problem },
  );
  return {
    version: 1,
    problem,
    steps: steps.map((step, i): CheckedStep => ({ ...step, value: null, soFar: null, exact: checks[i]! })),
    firstError,
    firstErrorBy: firstError === null ? null : 'exact',
    answer: extract(text).answer,
    confidence: null,
  };
}

function withJudgement(
  result: CheckResult,
  judgement: Judgement | null,
  description: EngineDescription,
): CheckResult {
  if (judgement === null) return result;
  const steps = result.steps.map((step, i) => ({
    ...step,
    value: judgement.steps[i]?.value?.score ?? null,
    soFar: judgement.steps[i]?.soFar?.score ?? null,
  }));
  const verdict = judgement.verdict?.score ?? null;
  const confidence =
    verdict === null || description.verdictCalibration === null
      ? null
      : calibrated(verdict, description.verdictCalibration);
  if (result.firstError !== null) return { ...result, steps, confidence };
  const threshold = description.soFarThreshold;
  const doubted =
    threshold === null ? -1 : steps.findIndex((step) => step.soFar !== null && step.soFar < threshold);
  return {
    ...result,
    steps,
    confidence,
    ...(doubted >= 0 && { firstError: doubted, firstErrorBy: 'model' as const }),
  };
}
