/**
 * Which part of a wrong step is wrong: the formula at which an exact check of the step, read up to there, first fails.
 * A step often says several things ("Add three: $x - 3 + 3 = 5 + 3$, so $x = 2$."); a mark on all of it would blame
 * the right ones too. Pure, like the checks it asks.
 */
import { formulasOf } from '../document/typeset.ts';
import { checkSteps } from '../grade/index.ts';

/** UTF-16 offsets, end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Milliseconds for one look at a step: this happens beside somebody's typing. */
const timeLimitMs = 200;

/**
 * The range, in the text of the step at `index`, of the formula that is wrong, and in a display of several rows of the
 * first row that is; all of the step where it cannot be told.
 */
export function wrongPart(problem: string, steps: readonly string[], index: number): TextRange {
  const text = steps[index] ?? '';
  const before = steps.slice(0, index);
  const isWrong = (upTo: string): boolean => {
    const read = checkSteps([...before, upTo], { problem, timeLimitMs });
    return read.steps[index]?.verdict === 'wrong';
  };
  const formulas = formulasOf(text);
  const found = formulas.length === 1 ? formulas[0] : formulas.find(({ end }) => isWrong(text.slice(0, end)));
  if (found === undefined) return trimmed(text, 0, text.length);
  const rows = displayRows(text.slice(found.start, found.end));
  const closing = text.slice(found.start + (rows.at(-1)?.end ?? 0), found.end);
  for (const row of rows.length > 1 ? rows : []) {
    const end = found.start + row.end;
    if (isWrong(`${text.slice(0, end)}${closing}`)) return trimmed(text, found.start + row.start, end);
  }
  return { start: found.start, end: found.end };
}

/** The beginning of a display whose rows are lines of their own. */
const display =
  /^(?:\$\$|\\\[)?\s*\\begin\{((?:align(?:ed|at)?|gather(?:ed)?|eqnarray|flalign)\*?)\}(?:\{\d+\})?/;

/** The rows of a display, as offsets into its source; none of another formula. Braces and inner environments hold together. */
function displayRows(tex: string): TextRange[] {
  const open = display.exec(tex);
  if (open === null) return [];
  const first = open[0].length;
  const last = tex.lastIndexOf(`\\end{${open[1] ?? ''}}`);
  if (last < first) return [];
  const rows: TextRange[] = [];
  let start = first;
  let depth = 0;
  for (const { 0: token, index } of tex
    .slice(first, last)
    .matchAll(/\\(?:begin|end)\{|\\\\(?:\[[^\]\n]*\])?|\\.|[{}]/g)) {
    // The brace of `\begin{` is closed like any other: one for it, one for the environment.
    if (token === '\\begin{') depth += 2;
    else if (token === '{') depth += 1;
    else if (token === '}') depth -= 1;
    else if (token.startsWith('\\\\') && depth === 0) {
      rows.push({ start, end: first + index });
      start = first + index + token.length;
    }
  }
  return [...rows, { start, end: last }];
}

function trimmed(text: string, from: number, to: number): TextRange {
  const part = text.slice(from, to);
  const start = from + part.length - part.trimStart().length;
  return { start, end: Math.max(start, from + part.trimEnd().length) };
}
