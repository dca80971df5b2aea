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
import { CancelledError } from '../base/errors.ts';
import type { Engine, SampleRequest } from '../engine/engine.ts';
import { solutionReader } from './candidates.ts';
import type { EvaluatedProblem, Progress } from './contracts.ts';
import { type AskedProblem, type Solved, toResult, unanswered } from './evaluated-problem.ts';
import { type EvaluateRequest, type EvaluationRow, problemSeed } from './evaluation-rows.ts';
import { isUnproven, persist } from './persist.ts';
import { sampleOptions } from './solve.ts';
import { type Wordings, wordingsFor } from './wordings.ts';

export interface EvaluateContext {
  readonly engine: Engine;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
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
  const wordings = await wordingsOf(open, context);
  const pending = new Map<number, AskedProblem>();
  const started = performance.now();
  let last = started;
  const total = request.rows.length;
  const { samples, persistTo = samples } = request;
  const isPersistent = persistTo > samples;
  const ask = (row: EvaluationRow, index: number): SampleRequest => ({
    prompt: wordings[index]!.prompts[0],
    ...sampleOptions(request),
    rows: request.samples,
    seed: problemSeed(request.seed, row.id),
    judge: description.verdictTokens.yes.length > 0 ? ['verdict'] : [],
  });
  function* requests(): Iterable<SampleRequest> {
    for (const [index, row] of open.entries()) yield ask(row, index);
  }
  const solved = (index: number, seconds: number): Solved => ({
    request,
    description,
    familiarity: wordings[index]?.familiarity ?? null,
    seconds,
  });
  const unproven: (AskedProblem & { readonly index: number })[] = [];
  const finish = (index: number, problem: AskedProblem): void => {
    const now = performance.now();
    // Problems share the batch, so a problem's seconds are those since the one before it ended: they sum to the whole.
    const result = toResult(problem, solved(index, (now - last) / 1000));
    last = now;
    writer.append(result);
    done.set(problem.row.id, result);
    const finished = done.size - (total - open.length);
    const remainingMs = ((performance.now() - started) / finished) * (total - done.size);
    context.onProgress?.({ phase: 'evaluating', done: done.size, total, remainingMs });
  };
  try {
    const outcome = await context.engine.sample(requests(), {
      ...(context.signal && { signal: context.signal }),
      listener: {
        onRow: (row) => {
          const asked = open[row.request] as EvaluationRow;
          const problem = pending.get(row.request) ?? {
            row: asked,
            reader: solutionReader(asked.problem),
            rows: [],
          };
          const { rows } = problem;
          rows.push(row);
          pending.set(row.request, problem);
          if (rows.length < request.samples || row.finish === 'cancelled') return;
          pending.delete(row.request);
          if (rows.some((one) => one.finish === 'cancelled')) return;
          if (isPersistent && isUnproven(problem)) unproven.push({ ...problem, index: row.request });
          else finish(row.request, problem);
        },
      },
    });
    if (outcome.cancelled) throw new CancelledError();
    await persist(unproven, {
      most: persistTo,
      engine: context.engine,
      ...(context.signal && { signal: context.signal }),
      samples,
      ask: ({ row, index }) => ask(row, index),
      wordings: ({ index }) => wordings[index]!.prompts,
      finish: (problem) => {
        finish(problem.index, problem);
      },
    });
  } finally {
    writer.close();
  }
  return request.rows.flatMap((row) => done.get(row.id) ?? []);
}

/** In which words each problem is asked. */
async function wordingsOf(
  rows: readonly EvaluationRow[],
  { engine, signal }: EvaluateContext,
): Promise<readonly Wordings[]> {
  const found: Wordings[] = [];
  for (const { problem } of rows) found.push(await wordingsFor(problem, engine, signal));
  return found;
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
