/**
 * Solutions that have been checked, found again by their text: after an edit elsewhere a check still holds and moves
 * along; after an edit of its own text it is gone. Plain data and string search; knows no editor.
 */
import { createHash } from 'node:crypto';
import type { CheckedStep, CheckResult } from '../../features/contracts.ts';
import { outOfTimeReason } from '../../grade/steps/step-check.ts';

export interface CheckedSolution {
  readonly problem: string;
  readonly text: string;
  /** Where it stood when it was last seen. */
  readonly start: number;
  readonly result: CheckResult;
}

/** A stretch of the text before that was replaced, as the editor tells it. */
export interface TextEdit {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/**
 * Where each solution stands in the text now; one whose text is no longer there is left out. The edits that led to the
 * text say where to look first: without them every solution behind a key press would be searched for.
 */
export function relocate(
  checked: readonly CheckedSolution[],
  text: string,
  edits: readonly TextEdit[] = [],
): CheckedSolution[] {
  const taken = new Set<number>();
  return checked.flatMap((solution) => {
    const start = nearest(text, solution.text, moved(solution.start, edits), taken);
    if (start === null) return [];
    taken.add(start);
    return [{ ...solution, start }];
  });
}

function moved(start: number, edits: readonly TextEdit[]): number {
  return edits
    .filter(({ rangeOffset, rangeLength }) => rangeOffset + rangeLength <= start)
    .reduce((at, { rangeLength, text }) => at + text.length - rangeLength, start);
}

function nearest(text: string, wanted: string, near: number, taken: ReadonlySet<number>): number | null {
  if (text.startsWith(wanted, near) && !taken.has(near)) return near;
  let best: number | null = null;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (taken.has(at)) continue;
    if (best === null || Math.abs(at - near) < Math.abs(best - near)) best = at;
  }
  return best;
}

/**
 * Whether a check still says what there is to say of a solution: it was of the same problem and text, and it was not
 * broken off for want of time, which the machine may have by now.
 */
export function stillHolds({ problem, text, result }: CheckedSolution, wanted: SolutionText): boolean {
  if (text !== wanted.solution || problem !== wanted.problem) return false;
  return !result.steps.some(({ exact }) => exact.reason === outOfTimeReason);
}

export interface SolutionText {
  readonly problem: string;
  readonly solution: string;
}

/** The step of the first error with the text before it: the name under which a finding is dismissed. */
export function findingHash(solution: CheckedSolution, step: CheckedStep): string {
  const before = solution.result.steps[step.index - 1]?.text ?? solution.problem;
  return createHash('sha256')
    .update(`${normalised(before)}\n${normalised(step.text)}`)
    .digest('hex')
    .slice(0, 24);
}

/** What stays of a check when the findings that people dismissed are set aside. */
export interface Standing {
  /** The first finding that nobody dismissed; null where none is left. */
  readonly firstError: number | null;
  readonly firstErrorBy: CheckResult['firstErrorBy'];
  readonly dismissed: number;
}

/** Behind a dismissed finding the next line that exact algebra refutes counts: each is held against those before it. */
export function standingOf(solution: CheckedSolution, dismissed: ReadonlySet<string>): Standing {
  const { firstError, firstErrorBy, steps } = solution.result;
  const found = steps.filter(
    ({ index, exact }) =>
      index === firstError || (firstError !== null && index > firstError && exact.verdict === 'wrong'),
  );
  const left = found.find((step) => !dismissed.has(findingHash(solution, step)));
  const passed = left === undefined ? found : found.slice(0, found.indexOf(left));
  if (left === undefined) return { firstError: null, firstErrorBy: null, dismissed: passed.length };
  return {
    firstError: left.index,
    firstErrorBy: left.index === firstError ? firstErrorBy : 'exact',
    dismissed: passed.length,
  };
}

/** A check's result with the first finding that still stands as its first error. */
export function standingResult({ result }: CheckedSolution, standing: Standing): CheckResult {
  const { firstError, firstErrorBy } = standing;
  if (firstError === result.firstError) return result;
  // The result's own range is that of the finding that was dismissed.
  const { version, problem, steps, answer, confidence } = result;
  const errorRange = firstError === null ? undefined : steps[firstError]?.errorRange;
  const standingOne = { version, problem, steps, firstError, firstErrorBy, answer, confidence };
  return errorRange === undefined ? standingOne : { ...standingOne, errorRange };
}

function normalised(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
