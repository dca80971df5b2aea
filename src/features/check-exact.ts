/**
 * The exact checks of a solution, without a model: split into steps, each related to those before it. The same plain
 * data as a check with a model, whose scores are null here; a caller that has scores adds them to these steps.
 */
import { checkSolution, extract, splitSteps } from '../grade/index.ts';
import type { CheckBatchRow, CheckedStep, CheckResult, ExactCheck } from './contracts.ts';
import { wrongPart, type TextRange } from './wrong-part.ts';

/** Milliseconds for the exact checks of one solution in a batch or on the command line: nobody is typing. */
const patientTimeLimitMs = 2000;

export interface ExactOptions {
  /** Time for the whole solution; the default suits programs, an editor asks for less. */
  readonly timeLimitMs?: number;
}

/** Checks a whole solution's text. */
export function checkExact(problem: string, solution: string, options: ExactOptions = {}): CheckResult {
  const steps = splitSteps(solution);
  const timeLimitMs = options.timeLimitMs ?? patientTimeLimitMs;
  const checked = checkSolution(steps, { problem, timeLimitMs });
  return {
    version: 1,
    problem,
    steps: steps.map((step, i): CheckedStep => ({
      ...step,
      value: null,
      soFar: null,
      exact: checked.steps[i] as ExactCheck,
    })),
    firstError: checked.firstError,
    firstErrorBy: checked.firstError === null ? null : 'exact',
    answer: extract(solution).answer,
    confidence: null,
  };
}

/** The result with the wrong formulas: of the first error, and of the refuted steps behind it, which may outlast it. */
export function withErrorRanges(result: CheckResult): CheckResult {
  const { firstError } = result;
  if (firstError === null) return result;
  const texts = result.steps.map(({ text }) => text);
  const steps = result.steps.map((step) => {
    const { index, exact, start } = step;
    if (index !== firstError && (index < firstError || exact.verdict !== 'wrong')) return step;
    const part = wrongPart(result.problem, texts, index);
    return { ...step, errorRange: { start: start + part.start, end: start + part.end } };
  });
  const errorRange = steps[firstError]?.errorRange;
  return { ...result, steps, ...(errorRange === undefined ? {} : { errorRange }) };
}

/** What a batch answers for one row. Scores are null without a model. */
export interface CheckedRow {
  readonly id: string | number;
  readonly steps: readonly {
    readonly index: number;
    readonly text: string;
    readonly value: number | null;
    readonly soFar: number | null;
    readonly exact: ExactCheck;
  }[];
  readonly firstError: number | null;
  readonly firstErrorBy: 'exact' | 'model' | null;
  /** The wrong formula in the text of the wrong step, where a row asked for it and exact algebra found the error. */
  readonly errorRange?: TextRange;
  /** Calibrated probability that the solution is right; null without a calibrated model. */
  readonly confidence: number | null;
  /** `soFar` below this marks a step; null without a model that marks steps. */
  readonly threshold: number | null;
}

/** Checks a row whose steps are already split. */
export function checkExactRow(row: CheckBatchRow, options: ExactOptions = {}): CheckedRow {
  const timeLimitMs = options.timeLimitMs ?? patientTimeLimitMs;
  const problem = row.problem ?? '';
  const checked = checkSolution(row.steps, { problem, timeLimitMs });
  return {
    id: row.id,
    steps: row.steps.map((text, index) => ({
      index,
      text,
      value: null,
      soFar: null,
      exact: checked.steps[index] as ExactCheck,
    })),
    firstError: checked.firstError,
    firstErrorBy: checked.firstError === null ? null : 'exact',
    ...(row.locate === true && checked.firstError !== null
      ? { errorRange: wrongPart(problem, row.steps, checked.firstError) }
      : {}),
    confidence: null,
    threshold: null,
  };
}
