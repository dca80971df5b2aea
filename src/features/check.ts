/**
 * Checks a given solution step by step: exact algebra first, then the model's two questions where a model is wanted.
 * An exact counterexample to a step decides; otherwise the first step whose `soFar` falls below the model's calibrated
 * threshold. Where nothing but the answer is disproved, an earlier step that the model holds more likely wrong than
 * right is the first error.
 * A model without that threshold, or one to which the text is foreign, marks nothing. Splitting and algebra are `grade`'s, scores the engine's.
 */
import { InputError } from '../base/errors.ts';
import type { Engine, EngineDescription, Judgement, JudgeRequest } from '../engine/engine.ts';
import { questionTier } from '../grade/index.ts';
import { calibrated } from '../search/confidence.ts';
import { checkExact, checkExactRow, withErrorRanges, type CheckedRow } from './check-exact.ts';
import type {
  CheckBatchRow,
  CheckRequest,
  CheckResult,
  ExactCheck,
  ModelChoice,
  Progress,
} from './contracts.ts';
import type { EnginePool } from './engine-pool.ts';

export interface CheckContext {
  readonly engines: EnginePool;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A solution as a judge reads it: one text, and the ends of its steps in it. */
interface Judged {
  readonly problem: string;
  readonly text: string;
  readonly ends: readonly number[];
}

/** @throws InputError for an empty solution, and whatever loading the model throws. */
export async function checkSolution(request: CheckRequest, context: CheckContext): Promise<CheckResult> {
  const { problem, solution } = request;
  if (solution.trim() === '') {
    throw new InputError('solution: expected a text, got an empty one; select or type the solution');
  }
  const exact = withErrorRanges(checkExact(problem, solution));
  if (request.exactOnly === true) return exact;
  const ends = exact.steps.map((step) => step.end);
  const [opinion] = await opinions([{ problem, text: solution, ends }], request, context);
  if (opinion === undefined || opinion === null) return exact;
  return withRange({ ...exact, ...withOpinion(exact, opinion), confidence: opinion.confidence });
}

export interface CheckBatch extends ModelChoice {
  readonly rows: readonly CheckBatchRow[];
  readonly exactOnly?: boolean;
}

/** Checks many solutions through one batch; results in the rows' order. */
export async function checkBatch(request: CheckBatch, context: CheckContext): Promise<CheckedRow[]> {
  const exact = request.rows.map((row) => checkExactRow(row));
  if (request.exactOnly === true) return exact;
  const found = await opinions(request.rows.map(joined), request, context);
  return exact.map((row, i) => {
    const opinion = found[i];
    if (opinion === undefined || opinion === null) return row;
    const { confidence, threshold } = opinion;
    return withRange({ ...row, ...withOpinion(row, opinion), confidence, threshold });
  });
}

/** Steps that are already split, as one text: a line break between them. */
function joined({ problem, steps }: CheckBatchRow): Judged {
  let end = -1;
  const ends = steps.map((step) => (end += step.length + 1));
  return { problem: problem ?? '', text: steps.join('\n'), ends };
}

/** What a model says of a solution. */
interface Opinion {
  readonly judgement: Judgement;
  readonly confidence: number | null;
  /** `soFar` below this marks a step; null for a model that marks nothing. */
  readonly threshold: number | null;
}

async function opinions(
  solutions: readonly Judged[],
  choice: ModelChoice,
  context: CheckContext,
): Promise<(Opinion | null)[]> {
  const lease = await context.engines.acquire(choice, {
    ...(context.signal && { signal: context.signal }),
    ...(context.onProgress && { onProgress: context.onProgress }),
  });
  try {
    const description = lease.engine.describe();
    if (description.verdictTokens.yes.length === 0) return solutions.map(() => null);
    // what is longer than the model's context is left to the exact checks
    const read = solutions.flatMap((solution, i) => (fitsContext(solution, description) ? [i] : []));
    const outcome = await lease.engine.judge(
      read.map((i) => judgeRequest(solutions[i]!, description)),
      context.signal ? { signal: context.signal } : {},
    );
    const opinionsFound = solutions.map((): Opinion | null => null);
    for (const [at, judgement] of outcome.judgements.entries()) {
      if (judgement === null) continue;
      const i = read[at]!;
      const isForeign = await foreign(solutions[i]!, lease.engine, context.signal);
      opinionsFound[i] = opinionOf(judgement, description, isForeign);
    }
    return opinionsFound;
  } finally {
    lease.release();
  }
}

function judgeRequest({ problem, text, ends }: Judged, description: EngineDescription): JudgeRequest {
  return {
    prompt: description.promptFor(problem),
    completion: text,
    questions: ['verdict', 'value', 'soFar'],
    ends,
  };
}

/** Whether problem and solution leave room for a question. */
function fitsContext({ problem, text }: Judged, description: EngineDescription): boolean {
  const prompt = description.promptFor(problem);
  const whole = 'messages' in prompt ? { ...prompt, continueWith: text } : prompt;
  return description.countTokens(whole) < description.contextLength;
}

/** Whether a solution is unlike all that the model knows: then its doubt says nothing of the solution. */
async function foreign(
  { problem, text }: Judged,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { minFamiliarity, promptFor } = engine.describe();
  const prompt = promptFor(problem);
  if (minFamiliarity === null || !('messages' in prompt)) return false;
  const familiarity = await engine.familiarity({ ...prompt, continueWith: text }, signal ? { signal } : {});
  return familiarity !== null && familiarity < minFamiliarity;
}

function opinionOf(judgement: Judgement, description: EngineDescription, isForeign: boolean): Opinion {
  const verdict = judgement.verdict?.score ?? null;
  const table = description.verdictCalibration;
  return {
    judgement,
    confidence: verdict === null || table === null || isForeign ? null : calibrated(verdict, table),
    threshold: isForeign ? null : description.soFarThreshold,
  };
}

/** The wrong formula is known where exact algebra found the first error, and not where the model did. */
function withRange<R extends CheckResult | CheckedRow>({
  errorRange,
  ...result
}: R): Omit<R, 'errorRange'> & Pick<R, 'errorRange'> {
  return result.firstErrorBy === 'exact' && errorRange !== undefined ? { ...result, errorRange } : result;
}

type Found = Pick<CheckedRow, 'firstError' | 'firstErrorBy'>;

/** Adds the model's scores to the steps, and where its doubt puts the first error. */
function withOpinion<S extends { readonly soFar: number | null; readonly exact: ExactCheck }>(
  exact: Found & { readonly steps: readonly S[] },
  { judgement, threshold }: Opinion,
): Found & { readonly steps: readonly S[] } {
  const steps = exact.steps.map((step, i) => ({
    ...step,
    value: judgement.steps[i]?.value?.score ?? null,
    soFar: judgement.steps[i]?.soFar?.score ?? null,
  }));
  return { steps, ...firstErrorOf(exact, steps, threshold) };
}

/** Where the first error is, and who says so. `threshold` is the model's; null where it marks nothing. */
export function firstErrorOf(
  { firstError, firstErrorBy }: Found,
  steps: readonly { readonly soFar: number | null; readonly exact: ExactCheck }[],
  threshold: number | null,
): Found {
  const found = { firstError, firstErrorBy };
  if (threshold === null) return found;
  const doubted = (below: number): number => steps.findIndex(({ soFar }) => soFar !== null && soFar < below);
  if (firstError === null) {
    const first = doubted(threshold);
    return first < 0 ? found : { firstError: first, firstErrorBy: 'model' };
  }
  // That the answer is wrong says only that some step up to there is.
  const isAnswer = steps[firstError]?.exact.tier === questionTier;
  const first = isAnswer ? doubted(Math.max(threshold, 0.5)) : -1;
  return first < 0 || first >= firstError ? found : { firstError: first, firstErrorBy: 'model' };
}
