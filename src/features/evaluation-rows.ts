/** What an evaluation is asked: the rows of its data set, each with a seed of its own. Pure. */
import { InputError } from '../base/errors.ts';
import { hash32 } from '../base/random.ts';
import type { SamplingChoice, VoteChoice } from './contracts.ts';

/** A row of the data set. Rows without a gold answer are solved too. */
export interface EvaluationRow {
  readonly id: string;
  readonly problem: string;
  readonly answer?: string;
  readonly subject?: string;
  readonly level?: string;
}

export interface EvaluateRequest extends SamplingChoice, VoteChoice {
  readonly rows: readonly EvaluationRow[];
  readonly samples: number;
  /** Goes on to so many, as a solve does, where the question disproves answers and proves none. Default: `samples`. */
  readonly persistTo?: number;
  readonly seed: number;
  /** Where `results.jsonl` is appended. */
  readonly folder: string;
}

/** Reads a JSONL data set. @throws InputError naming the line that is not a problem. */
export function readEvaluationRows(text: string, place: string): EvaluationRow[] {
  const rows: EvaluationRow[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    rows.push(parseRow(line, `${place}:${i + 1}`, i));
  }
  if (rows.length === 0)
    throw new InputError(
      `${place}: expected at least one problem, got none; write one JSON object {"problem": …} a line`,
    );
  return rows;
}

function parseRow(line: string, place: string, index: number): EvaluationRow {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new InputError(`${place}: expected a JSON object, got a line that is not JSON; mend or remove it`);
  }
  const row = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const problem = row['problem'] ?? row['question'] ?? row['prompt'];
  if (typeof problem !== 'string' || problem.trim() === '') {
    throw new InputError(
      `${place}: expected a text in the field "problem", got ${problem === undefined ? 'none' : JSON.stringify(problem)}; add it`,
    );
  }
  const text = (name: string): string | undefined => {
    const field = row[name];
    return typeof field === 'string' || typeof field === 'number' ? String(field) : undefined;
  };
  const answer = text('answer');
  const subject = text('subject');
  const level = text('level');
  return {
    id: text('id') ?? String(index),
    problem,
    ...(answer !== undefined && { answer }),
    ...(subject !== undefined && { subject }),
    ...(level !== undefined && { level }),
  };
}

/**
 * A problem's own seed, a whole number below 2³¹: a function of the evaluation's seed and the problem's id alone, so
 * that it is the same under any `--limit`, in any order of the rows and after a resume, and differs from problem to
 * problem. (FNV-1a over the id's UTF-8, mixed with the seed.)
 */
export function problemSeed(seed: number, id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash32(seed, hash, id.length) >>> 1;
}
