/** From a solution's lines to one text: with the calculator's marks for training, or as a reader sees it. */
import { hideMarks, marksIn } from '../../../exact/marks.ts';

/** The line as a reader sees it, without calculator marks. */
export const visible = hideMarks;

/** Every calculation in the lines: `[expression, value]`. */
export function calculationsIn(steps: readonly string[]): [string, string][] {
  return steps.flatMap(marksIn);
}
