/**
 * Solves every problem of a data set through one batch and writes each result as it ends, so that a kill costs the
 * problems in flight and nothing else; a second call goes on where the first one stopped. What the results are worth
 * (pass@k, votes, calibration) is computed from the file by {@link file://../evaluate/report.ts}.
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { CancelledError, InputError } from '../base/errors.ts';
import { hash32 } from '../base/random.ts';
import type { Engine, EngineDescription, SampledRow, SampleRequest } from '../engine/engine.ts';
import { equivalent } from '../grade/index.ts';
import { decide } from '../search/decide.ts';
import { compareAnswers, exactEvidence, solutionReader, toVoter } from './candidates.ts';
import type { Candidate, EvaluatedProblem, Progress, SamplingChoice, VoteChoice } from './contracts.ts';
import { decisionOptions, sampleOptions } from './solve.ts';

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
  readonly seed: number;
  /** Where `results.jsonl` is appended. */
  readonly folder: string;
}

export interface EvaluateContext {
  readonly engine: Engine;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
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

/** The results already in the folder; a half-written last line is cut off. */
export function readResults(folder: string): EvaluatedProblem[] {
  const file = join(folder, 'results.jsonl');
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EvaluatedProblem);
}

/**
 * Solves the rows that have no result yet and returns all results in the rows' order.
 *
 * @throws CancelledError when the signal aborts; what was finished is in the file.
 */
export async function evaluate(
  request: EvaluateRequest,
  context: EvaluateContext,
): Promise<EvaluatedProblem[]> {
  mkdirSync(request.folder, { recursive: true });
  const done = new Map(readResults(request.folder).map((result) => [result.id, result]));
  const left = request.rows.filter((row) => !done.has(row.id));
  const writer = new ResultWriter(join(request.folder, 'results.jsonl'));
  const description = context.engine.describe();
  const isTooLong = (row: EvaluationRow): boolean =>
    description.countTokens(description.promptFor(row.problem)) >= description.contextLength;
  for (const row of left.filter(isTooLong)) {
    const reason = `longer than the model's context of ${description.contextLength} tokens`;
    const result = unanswered(row, request, reason);
    writer.append(result);
    done.set(row.id, result);
  }
  const open = left.filter((row) => !done.has(row.id));
  const familiarities = await familiaritiesOf(open, context);
  const pending = new Map<number, SampledRow[]>();
  const started = performance.now();
  let last = started;
  const total = request.rows.length;
  function* requests(): Iterable<SampleRequest> {
    for (const row of open) {
      yield {
        prompt: description.promptFor(row.problem),
        ...sampleOptions(request),
        rows: request.samples,
        seed: problemSeed(request.seed, row.id),
        judge: description.verdictTokens.yes.length > 0 ? ['verdict'] : [],
      };
    }
  }
  const finish = (index: number, rows: readonly SampledRow[]): void => {
    const row = open[index] as EvaluationRow;
    const now = performance.now();
    // Problems share the batch, so a problem's seconds are those since the one before it ended: they sum to the whole.
    const result = toResult(row, rows, {
      request,
      description,
      familiarity: familiarities[index] ?? null,
      seconds: (now - last) / 1000,
    });
    last = now;
    writer.append(result);
    done.set(row.id, result);
    const solved = done.size - (total - open.length);
    const remainingMs = ((performance.now() - started) / solved) * (total - done.size);
    context.onProgress?.({ phase: 'evaluating', done: done.size, total, remainingMs });
  };
  try {
    const outcome = await context.engine.sample(requests(), {
      ...(context.signal && { signal: context.signal }),
      listener: {
        onRow: (row) => {
          const rows = pending.get(row.request) ?? [];
          rows.push(row);
          pending.set(row.request, rows);
          if (rows.length < request.samples || row.finish === 'cancelled') return;
          pending.delete(row.request);
          if (rows.every((one) => one.finish !== 'cancelled')) finish(row.request, rows);
        },
      },
    });
    if (outcome.cancelled) throw new CancelledError();
  } finally {
    writer.close();
  }
  return request.rows.flatMap((row) => done.get(row.id) ?? []);
}

/** A problem that the model cannot be asked: as many empty candidates as were wanted, none of them right. */
function unanswered(
  row: EvaluationRow,
  { samples, seed }: EvaluateRequest,
  reason: string,
): EvaluatedProblem {
  const empty = { text: '', answer: null, tokens: 0, score: 0, scoreRaw: 0, meanLogprob: 0, exact: null };
  return {
    id: row.id,
    ...(row.subject !== undefined && { subject: row.subject }),
    ...(row.level !== undefined && { level: row.level }),
    graded: row.answer !== undefined,
    seed: problemSeed(seed, row.id),
    candidates: Array.from({ length: samples }, () => ({ ...empty, correct: isCorrect(row, null) })),
    groups: [],
    winner: null,
    abstained: reason,
    familiarity: null,
    seconds: 0,
  };
}

/** How familiar the problems are to a calibrated model: what its next calibration is fitted on. */
async function familiaritiesOf(
  rows: readonly EvaluationRow[],
  { engine, signal }: EvaluateContext,
): Promise<(number | null)[]> {
  const { confidence, promptFor } = engine.describe();
  const found: (number | null)[] = [];
  if (confidence === null) return found;
  for (const { problem } of rows)
    found.push(await engine.familiarity(promptFor(problem), signal ? { signal } : {}));
  return found;
}

interface Solved {
  readonly request: EvaluateRequest;
  readonly description: EngineDescription;
  readonly familiarity: number | null;
  readonly seconds: number;
}

function toResult(
  row: EvaluationRow,
  rows: readonly SampledRow[],
  { request, description, familiarity, seconds }: Solved,
): EvaluatedProblem {
  const reader = solutionReader(row.problem);
  const seed = problemSeed(request.seed, row.id);
  const candidates = [...rows].sort((a, b) => a.row - b.row).map((one) => reader.candidate(one));
  const decision = decide(candidates.map(toVoter), compareAnswers(row.problem), {
    ...decisionOptions(request, description),
    familiarity,
    seed,
  });
  const winner = decision.winner;
  return {
    id: row.id,
    ...(row.subject !== undefined && { subject: row.subject }),
    ...(row.level !== undefined && { level: row.level }),
    graded: row.answer !== undefined,
    seed,
    candidates: candidates.map((candidate) => gradedCandidate(candidate, row)),
    groups: decision.groups.map(({ members, weight }) => ({ members, weight })),
    winner:
      winner === null
        ? null
        : { answer: winner.answer, confidence: winner.confidence, correct: isCorrect(row, winner.answer) },
    abstained: decision.abstained?.reason ?? null,
    familiarity,
    seconds,
  };
}

function gradedCandidate(candidate: Candidate, row: EvaluationRow): EvaluatedProblem['candidates'][number] {
  const { text, answer, tokens, score, scoreRaw, meanLogprob } = candidate;
  const exact = candidate.exact === null ? null : exactEvidence(candidate.exact);
  return { text, answer, tokens, score, scoreRaw, meanLogprob, exact, correct: isCorrect(row, answer) };
}

/** Null where there is no gold answer, or where the grader cannot tell: those do not count as wrong or right. */
function isCorrect(row: EvaluationRow, answer: string | null): boolean | null {
  if (row.answer === undefined) return null;
  if (answer === null) return false;
  const { verdict } = equivalent(row.answer, answer, { problem: row.problem });
  return verdict === 'unknown' ? null : verdict === 'equal';
}

/** Appends whole lines and makes each durable before it counts as done. */
class ResultWriter {
  readonly #descriptor: number;

  constructor(file: string) {
    this.#descriptor = openSync(file, 'a');
  }

  append(result: EvaluatedProblem): void {
    appendFileSync(this.#descriptor, `${JSON.stringify(result)}\n`);
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
