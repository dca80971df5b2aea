/**
 * A folder of solutions as one table: the texts of files in, rows out. Solutions are found by the document parsers,
 * judged by whoever is asked (exact algebra alone, or a model too), and told with their place in the file. A solution
 * is never compared with a reference, so that any method that follows from the problem is accepted. Knows no file
 * system and no terminal.
 */
import { percent } from '../base/percent.ts';
import type { DocumentBlock } from '../document/block.ts';
import { documentBlocks, documentLanguage } from '../document/blocks.ts';
import { declineReason } from '../document/decline.ts';
import { expandMacros } from '../document/expand-macros.ts';
import { documentMacros } from '../document/macros.ts';
import { extract, splitSteps, type Step } from '../grade/index.ts';
import type { CheckedRow } from './check-exact.ts';
import type { CheckBatchRow } from './contracts.ts';

export interface FolderFile {
  /** As it shall stand in the table. */
  readonly path: string;
  /** Null for a file whose bytes are no text. */
  readonly text: string | null;
  /** Macros that its formulas may use, those of the files it takes in among them; its own alone where this is absent. */
  readonly macros?: Readonly<Record<string, string>>;
}

export interface FolderOptions {
  /** The problem of every solution, whatever the files say; without it each file states its own. */
  readonly problem?: string;
  /** LaTeX environments of the user's own, by name. */
  readonly environments?: Readonly<Record<string, string>>;
}

/** A solution that was found, or a file's note that none could be. */
export interface FolderSolution {
  readonly file: string;
  /** The label in the document ("Solution 2."); null for a solution without one. */
  readonly block: string | null;
  /** The line of the file, from 1, on which the solution begins; null where there is no solution. */
  readonly line: number | null;
  readonly problem: string;
  readonly text: string;
  readonly steps: readonly Step[];
  /** The line of the file on which an offset of `text` stands, or the first one after it that is no white space. */
  readonly lineAt: (offset: number) => number;
  /** Why there is nothing to judge; null for a solution. */
  readonly refused: string | null;
}

export interface WrongStep {
  /** From 1. */
  readonly step: number;
  /** Of the wrong formula where exact algebra found it, else of the step's beginning. */
  readonly line: number;
  /** The wrong formula where exact algebra found it, else the step. */
  readonly text: string;
  /** An exact counterexample, or a model's calibrated doubt. */
  readonly by: 'exact' | 'model';
  readonly reason: string;
}

/** One line of the table. */
export interface FolderRow {
  readonly file: string;
  readonly block: string | null;
  readonly line: number | null;
  readonly steps: number;
  /** Null where no step was found wrong: read it together with `notJudged`. */
  readonly firstWrong: WrongStep | null;
  readonly answer: string | null;
  /** Calibrated probability that the solution is right; null without a calibrated model. */
  readonly confidence: number | null;
  /** What could not be judged, in words; empty when every step was. */
  readonly notJudged: readonly string[];
}

/** Judges solutions in order, one answer each: `checkExactRow` over each row, or a batch of a model. */
export type JudgeRows = (rows: readonly CheckBatchRow[]) => Promise<readonly CheckedRow[]>;

/** Solutions that are judged together: enough to fill a model's batches, few enough to be cancelled soon. */
const rowsAtOnce = 64;

/** The table of a folder, in the files' order. */
export async function checkFolder(
  files: readonly FolderFile[],
  judge: JudgeRows,
  options: FolderOptions = {},
): Promise<FolderRow[]> {
  const found = (await Promise.all(files.map((file) => folderSolutions(file, options)))).flat();
  const open = found.filter(({ refused }) => refused === null);
  const checked: CheckedRow[] = [];
  for (let at = 0; at < open.length; at += rowsAtOnce) {
    const rows = open.slice(at, at + rowsAtOnce).map(({ problem: stated, steps }, i) => ({
      id: at + i,
      problem: stated,
      steps: steps.map((step) => step.text),
      locate: true,
    }));
    checked.push(...(await judge(rows)));
  }
  let next = 0;
  return found.map((solution) =>
    rowOf(solution, solution.refused === null ? (checked[next++] ?? null) : null),
  );
}

/** The solutions of one file; a file without any gives one entry that says why. */
export async function folderSolutions(
  { path, text, macros: known }: FolderFile,
  { problem, environments = {} }: FolderOptions = {},
): Promise<FolderSolution[]> {
  if (text === null || text.includes('\u0000')) return [refusal(path, 'not a text in UTF-8')];
  if (/\.ipynb$/i.test(path)) return [refusal(path, 'a notebook: export it as Markdown')];
  const blocks = await documentBlocks(text, documentLanguage(path), { environments });
  const ranges = solutionRanges(blocks);
  if (ranges.length === 0) return [refusal(path, blocks.length === 0 ? 'empty' : 'no solution found')];
  const lineOf = lineCounter(text);
  const macros = known ?? documentMacros(text);
  return ranges.map(({ label, start, end, problemAt }) => {
    const stated = problemAt === null ? undefined : blocks[problemAt];
    const raw = text.slice(start, end);
    // Neither the exact checks nor a model know the document's own macros.
    const { text: solution, toSource } = expandMacros(raw, macros);
    const steps = splitSteps(solution);
    const lineAt = (at: number): number => {
      const place = toSource(at, 'start');
      return lineOf(start + place + Math.max(0, raw.slice(place).search(/\S/)));
    };
    return {
      file: path,
      block: label,
      line: lineOf(start),
      problem: problem ?? (stated === undefined ? '' : expandMacros(statedIn(text, stated), macros).text),
      text: solution,
      steps,
      lineAt,
      refused: null,
    };
  });
}

function statedIn(text: string, { contentStart, contentEnd }: DocumentBlock): string {
  return text.slice(contentStart, contentEnd);
}

interface SolutionRange {
  readonly label: string | null;
  readonly start: number;
  readonly end: number;
  /** Position of its problem in the list of blocks. */
  readonly problemAt: number | null;
}

/**
 * Labelled solutions; in a document that labels none, the text after each problem, or all of its text where no
 * problem is labelled either.
 */
function solutionRanges(blocks: readonly DocumentBlock[]): SolutionRange[] {
  const labelled = blocks.filter((block) => block.kind === 'solution');
  if (labelled.length > 0) {
    return labelled.map(({ label, contentStart, contentEnd, problem }) => ({
      label: label === null ? null : label.replace(/\s+/g, ' ').trim(),
      start: contentStart,
      end: contentEnd,
      problemAt: problem,
    }));
  }
  const ranges: SolutionRange[] = [];
  const hasProblems = blocks.some((block) => block.kind === 'problem');
  let problemAt: number | null = null;
  for (const [index, { kind, start, end }] of blocks.entries()) {
    const last = ranges.at(-1);
    if (kind === 'problem') problemAt = index;
    else if (last !== undefined && last.problemAt === problemAt) {
      ranges[ranges.length - 1] = { ...last, end };
    } else if (problemAt !== null || !hasProblems) {
      ranges.push({ label: null, start, end, problemAt });
    }
  }
  return ranges;
}

function refusal(file: string, reason: string): FolderSolution {
  return {
    file,
    block: null,
    line: null,
    problem: '',
    text: '',
    steps: [],
    lineAt: () => 1,
    refused: reason,
  };
}

function rowOf(solution: FolderSolution, checked: CheckedRow | null): FolderRow {
  const { file, block, line, steps, text, refused } = solution;
  const place = { file, block, line, steps: steps.length };
  if (refused !== null || checked === null) {
    const reason = refused ?? 'no verdict came back';
    return { ...place, firstWrong: null, answer: null, confidence: null, notJudged: [reason] };
  }
  const { answer } = extract(text);
  return {
    ...place,
    firstWrong: firstWrongOf(solution, checked),
    answer: answer === null ? null : withoutMarks(answer),
    confidence: checked.confidence,
    notJudged: notJudgedOf(solution, checked),
  };
}

/** Alignment marks say where a row stood, not what it says. */
function withoutMarks(text: string): string {
  return text.replace(/\s*(?<!\\)&\s*(?==)/g, ' ');
}

function firstWrongOf({ steps, lineAt }: FolderSolution, checked: CheckedRow): WrongStep | null {
  const { firstError, firstErrorBy, errorRange } = checked;
  if (firstError === null || firstErrorBy === null) return null;
  const wrong = steps[firstError];
  const part = firstErrorBy === 'exact' ? errorRange : null;
  const judged = checked.steps[firstError];
  const { reason, counterexample } = judged?.exact ?? { reason: '', counterexample: undefined };
  const exactWords =
    counterexample === undefined || reason.includes(counterexample) ? reason : `${reason}: ${counterexample}`;
  const doubt = judged?.soFar ?? null;
  const modelWords = `the model doubts it${doubt === null ? '' : ` (${percent(doubt)} that all is right so far)`}`;
  return {
    step: firstError + 1,
    line: lineAt((wrong?.start ?? 0) + (part?.start ?? 0)),
    text: withoutMarks(wrong?.text.slice(part?.start, part?.end) ?? ''),
    by: firstErrorBy,
    reason: firstErrorBy === 'exact' ? exactWords : modelWords,
  };
}

const declined = {
  proof: 'a proof: only its formulas are checked',
  picture: 'a picture: what it shows is not read',
  construction: 'a drawing: only formulas are checked',
  tooLong: 'the problem is too long to be read',
  binary: 'the problem is no text',
} as const;

/** Steps that neither exact algebra nor a marking model decided, by reason, and what the problem rules out. */
function notJudgedOf({ problem }: FolderSolution, { steps, threshold }: CheckedRow): string[] {
  const byReason = new Map<string, number[]>();
  for (const { index, exact, soFar } of steps) {
    if (exact.verdict !== 'unknown' || (threshold !== null && soFar !== null)) continue;
    byReason.set(exact.reason, [...(byReason.get(exact.reason) ?? []), index + 1]);
  }
  const reason = declineReason(problem);
  const about = reason === null || reason === 'empty' ? [] : [declined[reason]];
  const ofSteps = [...byReason].map(
    ([why, numbers]) => `${numbers.length === 1 ? 'step' : 'steps'} ${ranges(numbers)}: ${why}`,
  );
  return [...about, ...ofSteps];
}

/** Ascending numbers, runs of three and more drawn together: "1, 3–5". */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs
    .map(([low, high]) => {
      if (low === high) return `${low}`;
      return high === low + 1 ? `${low}, ${high}` : `${low}–${high}`;
    })
    .join(', ');
}

/** Line numbers from 1 for offsets, by bisection over the line starts: CR LF, LF and CR end a line. */
function lineCounter(text: string): (offset: number) => number {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)];
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
