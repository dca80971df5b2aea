/**
 * Writing on where the question disproves answers and proves none, as a solve does: all such problems of an evaluation
 * or a file go through one batch, wave after wave, each in several wordings in turns and without what is known to be
 * wrong of its earlier attempts.
 */
import { CancelledError } from '../base/errors.ts';
import type { Engine, Prompt, SampledRow, SampleRequest } from '../engine/engine.ts';
import { awaitsProof } from '../search/candidates.ts';
import { excludedBeginnings } from '../search/exclude.ts';
import { defaultWaves, nextWave, wordingOfWave } from '../search/waves.ts';
import { type SolutionReader, toVoter } from './candidates.ts';

/** A problem with what has been written for it, and the one reader that keeps what it has read. */
export interface WrittenProblem {
  readonly reader: SolutionReader;
  /** In any order; grows while attempts are written. */
  readonly rows: SampledRow[];
}

/** Whether the question itself disproves answers to a problem, and proves none. */
export function isUnproven({ reader, rows }: WrittenProblem): boolean {
  return awaitsProof(rows.map((row) => toVoter(reader.candidate(row))));
}

export interface PersistOptions<T extends WrittenProblem> {
  readonly engine: Engine;
  readonly signal?: AbortSignal;
  /** The most attempts a problem. */
  readonly most: number;
  /** What a problem is asked; prompt, rows, first row and exclusions are set here. */
  readonly ask: (problem: T) => SampleRequest;
  /** Its wordings, the one that the first rows were asked in first. */
  readonly wordings: (problem: T) => readonly Prompt[];
  /** Rows that a problem has before it comes here. */
  readonly samples: number;
  readonly onRow?: (problem: T, row: SampledRow) => void;
  /** Called once for each problem. */
  readonly finish: (problem: T) => void;
}

/** Problems that go through their waves together: what a kill costs at most. */
const together = 32;

/** @throws CancelledError when the signal aborts; the problems that were finished have been reported. */
export async function persist<T extends WrittenProblem>(
  problems: readonly T[],
  options: PersistOptions<T>,
): Promise<void> {
  for (let from = 0; from < problems.length; from += together) {
    let open: readonly T[] = problems.slice(from, from + together);
    while (open.length > 0) {
      await writeWave(open, options);
      open = open.filter((problem) => {
        const goesOn = problem.rows.length < options.most && isUnproven(problem);
        if (!goesOn) options.finish(problem);
        return goesOn;
      });
    }
  }
}

async function writeWave<T extends WrittenProblem>(
  problems: readonly T[],
  { engine, signal, most, samples, ask, wordings, onRow }: PersistOptions<T>,
): Promise<void> {
  const requests = problems.map((problem) => {
    const { reader } = problem;
    const prompts = wordings(problem);
    // The wave of a row follows from its number; the first of those written here is asked in other words.
    const wordingOf = (row: number): number =>
      row < samples ? 0 : wordingOfWave(defaultWaves, row - samples + defaultWaves.size, prompts.length);
    const wording = wordingOf(problem.rows.length);
    const attempts = problem.rows
      .filter(({ row }) => wordingOf(row) === wording)
      .map((row) => ({ row, wrongUpTo: reader.ballot(row.text).wrongUpTo ?? null }));
    return {
      ...ask(problem),
      prompt: prompts[wording]!,
      rows: nextWave(defaultWaves, problem.rows.length, most),
      firstRow: problem.rows.length,
      exclude: excludedBeginnings(attempts),
    };
  });
  const { rows, cancelled } = await engine.sample(requests, signal ? { signal } : {});
  if (cancelled) throw new CancelledError();
  for (const [i, problem] of problems.entries())
    for (const row of rows[i] ?? []) {
      problem.rows.push(row);
      onRow?.(problem, row);
    }
}
