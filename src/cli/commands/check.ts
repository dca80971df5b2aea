/**
 * `vouch check`: is every step of this solution right? `--no-model` gives the exact checks alone: algebra and
 * arithmetic, no model, no runtime. `--batch` checks a file of solutions, row by row; `--files` a folder of documents.
 */
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { InputError, messageOf } from '../../base/errors.ts';
import { checkExact, checkExactRow } from '../../features/check-exact.ts';
import type { CheckBatchRow, CheckResult, ModelChoice, Progress } from '../../features/contracts.ts';
import type { ModelProcess, RequestOptions } from '../../host/client.ts';
import { checkBatchRequest, checkProgress, checkRequest } from '../../host/protocol.ts';
import { answerBatches, answerRows, type JsonRow } from '../json-lines.ts';
import { addModelOptions, modelChoice, type ModelOptions } from '../model-options.ts';
import { ProgressLine, startModelProcess, withInterrupt } from '../process.ts';
import { runFolder } from './check-folder.ts';
import type { RegisterCommand } from './command.ts';

interface CheckOptions extends Omit<ModelOptions, 'model'> {
  readonly problem?: string;
  /** False for --no-model; a name for --model. */
  readonly model?: string | false;
  readonly batch?: string;
  readonly files?: readonly string[];
  readonly report?: string;
  readonly json?: boolean;
}

const help = `
Examples:
  vouch check --no-model --problem "Solve 3x + 5 = 20" solution.md
  printf '3x + 5 = 20\\n3x = 25\\n' | vouch check --no-model --json -
  vouch check --no-model --batch rows.jsonl
  vouch check --model ./my-checkpoint --problem "Solve 3x + 5 = 20" solution.md
  vouch check --files "students/**/*.md" --problem "Solve 3x + 5 = 20" --report out.csv
  vouch check --no-model --files "homework/*.tex" --report out.md

A row of --batch is {"id", "problem"?, "steps": ["…", …]}; its answer is {"id", "steps", "firstError",
"firstErrorBy", "confidence", "threshold"}, or {"id", "error"} where the row cannot be used. --files finds the
solutions of Markdown, LaTeX and plain documents and makes one table of them; --problem is then the problem of all of
them, whatever the documents say. Exit code 0 means that the checks ran, not that the
solution is right.`;

const marks = { correct: '✓', 'one-way': '⚠', wrong: '✗', unknown: '·' } as const;

/** The solution's text from a file, or from standard input for `-`. */
async function readSolution(file: string): Promise<string> {
  if (file === '-') return readAll(process.stdin);
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError(
      `${file}: expected a text file with the solution, got none that can be read (${messageOf(error)}); check the path`,
    );
  });
}

/** Reads a batch row; throws InputError naming the field that is not as it should be. */
export function readCheckRow(row: JsonRow): CheckBatchRow {
  const { id, problem, steps } = row;
  if (typeof id !== 'string' && typeof id !== 'number')
    throw new InputError('id: expected a string or a number');
  if (problem !== undefined && problem !== null && typeof problem !== 'string') {
    throw new InputError('problem: expected a string');
  }
  if (!Array.isArray(steps)) throw new InputError('steps: expected a list of strings');
  const texts = steps.map((step: unknown, index) => {
    if (typeof step !== 'string') throw new InputError(`steps[${index}]: expected a string`);
    return step;
  });
  return { id, steps: texts, ...(typeof problem === 'string' ? { problem } : {}) };
}

function printCheck(result: CheckResult): void {
  for (const { index, text, exact } of result.steps) {
    const detail =
      exact.counterexample === undefined || exact.reason.includes(exact.counterexample)
        ? exact.reason
        : `${exact.reason}: ${exact.counterexample}`;
    const note = exact.verdict === 'correct' ? '' : `   (${detail})`;
    process.stdout.write(`${marks[exact.verdict]} ${index + 1}. ${text.replace(/\s+/g, ' ')}${note}\n`);
  }
  const { firstError } = result;
  process.stdout.write(
    firstError === null ? 'No wrong step found.\n' : `First wrong step: ${firstError + 1}\n`,
  );
}

async function run(file: string | undefined, options: CheckOptions): Promise<void> {
  if (options.files !== undefined) {
    await runFiles(file, options.files, options);
    return;
  }
  if (options.report !== undefined)
    throw new InputError('--report: expected --files with it; name the documents to check');
  if (options.batch !== undefined) {
    if (file !== undefined)
      throw new InputError(`check: expected either --batch or a file, got both (${file})`);
    await runBatch(options.batch, options);
    return;
  }
  const problem = options.problem ?? '';
  const solution = await readSolution(file ?? '-');
  const result =
    options.model === false
      ? checkExact(problem, solution)
      : await withModelProcess((host, request) =>
          host.request(checkRequest, { ...choiceOf(options), problem, solution }, checkProgress, request),
        );
  if (options.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else printCheck(result);
}

/** How many rows go through the model together. */
const rowsAtOnce = 64;

/** Without a model rows are answered as they come; with one, many go through it together. */
async function runBatch(batch: string, options: CheckOptions): Promise<void> {
  if (options.model === false) {
    await answerRows(batch, (row) => checkExactRow(readCheckRow(row)));
    return;
  }
  await withModelProcess(async (host, request) => {
    await answerBatches(batch, {
      size: rowsAtOnce,
      read: readCheckRow,
      answer: (rows) =>
        host.request(checkBatchRequest, { ...choiceOf(options), rows }, checkProgress, request),
    });
  });
}

/** A folder of documents: exact checks here, or all of them through one model process. */
async function runFiles(
  file: string | undefined,
  patterns: readonly string[],
  options: CheckOptions,
): Promise<void> {
  if (file !== undefined || options.batch !== undefined)
    throw new InputError('--files: expected neither a file nor --batch beside it; name all files there');
  if (options.model === false) {
    await runFolder(patterns, options, (rows) => Promise.resolve(rows.map((row) => checkExactRow(row))));
    return;
  }
  await withModelProcess((host, request) =>
    runFolder(patterns, options, (rows) =>
      host.request(checkBatchRequest, { ...choiceOf(options), rows }, checkProgress, request),
    ),
  );
}

/** Runs `work` with a model process that ends with it, Ctrl-C and progress included. */
async function withModelProcess<T>(
  work: (host: ModelProcess, request: RequestOptions<Progress>) => Promise<T>,
): Promise<T> {
  const host = startModelProcess();
  const line = new ProgressLine();
  const onProgress = ({ phase, message }: Progress): void => {
    line.show(message ?? phase);
  };
  try {
    return await withInterrupt((signal) => work(host, { signal, onProgress }));
  } finally {
    line.clear();
    host.dispose();
  }
}

function choiceOf({ model, device, precision, adapter, speculate }: CheckOptions): ModelChoice {
  return modelChoice({
    device,
    precision,
    speculate,
    ...(typeof model === 'string' && { model }),
    ...(adapter && { adapter }),
  });
}

export const registerCheck: RegisterCommand = (program: Command) => {
  const command = program
    .command('check')
    .description('Check a solution step by step.')
    .argument('[file]', 'file with the solution; - or nothing reads standard input')
    .option('--problem <text>', 'the problem that the solution solves');
  addModelOptions(command)
    .option('--no-model', 'the exact checks alone, without a model')
    .option('--batch <file>', 'check rows of JSON lines from a file, or from standard input with -')
    .option('--files <patterns...>', 'check the solutions in documents, by quoted patterns or names')
    .option('--report <file>', 'with --files: write the table to a .csv or .md file')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action(run);
};
