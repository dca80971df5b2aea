/**
 * Which part of a wrong step is wrong: the formula at which an exact check of the step, read up to there, first fails.
 * A step often says several things ("Add three: $x - 3 + 3 = 5 + 3$, so $x = 2$."); a mark on all of it would blame
 * the right ones too. Pure, like the checks it asks.
 */
import { formulasOf } from '../document/typeset.ts';
import { checkSteps } from '../grade/index.ts';
import { withFairTime } from './fair-time.ts';

/** UTF-16 offsets, end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Milliseconds for one look at a step: this happens beside somebody's typing. */
const timeLimitMs = 200;

/** The range, in the text of the step at `index`, of the formula that is wrong; all of the step where it cannot be told. */
export function wrongPart(problem: string, steps: readonly string[], index: number): TextRange {
  const text = steps[index] ?? '';
  const formulas = formulasOf(text);
  const whole = trimmed(text);
  const [only] = formulas;
  if (only === undefined) return whole;
  if (formulas.length === 1) return only;
  const before = steps.slice(0, index);
  for (const formula of formulas) {
    const upTo = [...before, text.slice(0, formula.end)];
    const read = withFairTime(timeLimitMs, (limit) => checkSteps(upTo, { problem, timeLimitMs: limit }));
    if (read.steps[index]?.verdict === 'wrong') return { start: formula.start, end: formula.end };
  }
  return whole;
}

function trimmed(text: string): TextRange {
  const start = text.length - text.trimStart().length;
  return { start, end: Math.max(start, text.trimEnd().length) };
}
