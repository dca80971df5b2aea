/**
 * Problems with gold answers for reinforcement learning, by index: generated without end, or rows of files in a
 * seeded order drawn anew each epoch. Held-out problems are kept apart as everywhere else.
 */
import type { JsonObject } from '../../base/json.ts';
import { familiesNamed, hardestTrained, problemStream, type ProblemStream } from '../../data/generate.ts';
import { extract } from '../../grade/extract.ts';
import { difficultiesAt, type Levels } from './curriculum.ts';
import { openRowFile, type ReadRow, type RowFileOptions, type SourceReport } from './row-file.ts';
import { columnMap, mapped } from './rows.ts';
import { familyOptions } from './source.ts';

export interface GoldProblem {
  readonly problem: string;
  /** Null where nobody knows it. */
  readonly answer: string | null;
  /** Of a generated problem. */
  readonly family?: string;
}

/** A problem to be judged by. */
export interface AnsweredProblem extends GoldProblem {
  readonly answer: string;
}

export interface ProblemSource<P extends GoldProblem = GoldProblem> {
  readonly name: string;
  readonly size: number | null;
  /** `levels`: where the curriculum stands, for sources that have difficulties. */
  at(index: number, levels?: Levels): P;
}

export interface OpenedProblems {
  readonly train: ProblemSource;
  readonly heldOut: ProblemSource<AnsweredProblem>;
  /** Lowest and highest difficulty of a generated source; null for a file. */
  readonly difficulties: readonly [number, number] | null;
  readonly report: SourceReport;
}

export interface ProblemOptions extends RowFileOptions {
  /** Columns of files, `problem=question`. */
  readonly columns?: readonly string[];
  /** Use rows without an answer. */
  readonly withoutGold?: boolean;
}

const prefix = 'families:';

/** Opens `families:PATTERN,…@1-4` or a file of rows with `problem` and `answer` (or a solution that states it). */
export function openProblems(spec: string, options: ProblemOptions): OpenedProblems {
  return spec.startsWith(prefix)
    ? openFamilies(spec, spec.slice(prefix.length), options)
    : openFile(spec, options);
}

function openFamilies(name: string, pattern: string, { seed }: ProblemOptions): OpenedProblems {
  const families = familyOptions(pattern);
  const difficulties = families.difficulties ?? [1, hardestTrained];
  const validation = problemStream({ seed, split: 'validation', ...families });
  let [known, stream]: [string | null, ProblemStream | null] = [null, null];
  const streamAt = (levels: Levels | undefined): ProblemStream => {
    const key = JSON.stringify(levels ?? null);
    if (stream === null || key !== known) {
      const ranges =
        levels === undefined ? {} : { ranges: rangesAt(levels, difficulties, families.families) };
      [known, stream] = [key, problemStream({ seed, split: 'train', ...families, ...ranges })];
    }
    return stream;
  };
  return {
    train: { name, size: null, at: (index, levels) => streamAt(levels).at(index) },
    heldOut: { name, size: null, at: (index) => validation.at(index) },
    difficulties,
    report: { used: null, heldOut: null, duplicates: 0, overlapping: 0, rejected: [] },
  };
}

function rangesAt(
  levels: Levels,
  difficulties: readonly [number, number],
  names: readonly string[] | undefined,
): Record<string, readonly [number, number]> {
  return Object.fromEntries(
    familiesNamed(names).map(({ name }) => [
      name,
      difficultiesAt(levels[name] ?? difficulties[0], difficulties),
    ]),
  );
}

/** The problem of a row with its gold answer, or why there is none. */
function goldOf(row: JsonObject, withoutGold: boolean): ReadRow<GoldProblem> | string {
  const problem = row['problem'] ?? row['question'] ?? row['prompt'];
  if (typeof problem !== 'string' || problem === '') return 'expected a problem as text';
  const answer = answerOf(row);
  if (answer === null && !withoutGold) return 'expected an answer, or a solution that states it';
  return { values: [{ problem, answer }], key: problem };
}

function answerOf(row: JsonObject): string | null {
  const { answer, solution } = row;
  if (typeof answer === 'number') return String(answer);
  // an "answer" of several lines is a worked solution that states it (GSM8K)
  if (typeof answer === 'string' && answer !== '' && !answer.includes('\n')) return answer;
  // a solution with a label may be a wrong one
  const stated = typeof answer === 'string' ? answer : row['label'] === undefined ? solution : null;
  return typeof stated === 'string' ? extract(stated).answer : null;
}

function openFile(file: string, options: ProblemOptions): OpenedProblems {
  const columns = columnMap(options.columns ?? []);
  const { train, heldOut, report } = openRowFile(
    file,
    (row) => goldOf(mapped(row, columns), options.withoutGold === true),
    options,
  );
  // nothing can be judged by a problem without an answer
  const answered = Array.from({ length: heldOut.size }, (_, i) => heldOut.at(i)).filter(isAnswered);
  return {
    train: { name: file, ...train },
    heldOut: {
      name: file,
      size: answered.length,
      at: (index) => answered[index % answered.length]!,
    },
    difficulties: null,
    report,
  };
}

const isAnswered = (row: GoldProblem): row is AnsweredProblem => row.answer !== null;
