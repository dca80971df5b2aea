/**
 * `vouch solve --file FILE`: all labelled problems of a document through one batch, as the editor's "Solve All
 * Problems of This File" does. Lines come in the document's order, each as soon as it and those before it are solved.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CancelledError, InputError, messageOf } from '../../base/errors.ts';
import { documentBlocks, documentLanguage } from '../../document/blocks.ts';
import type { DeclineReason } from '../../document/decline.ts';
import { expandMacros } from '../../document/expand-macros.ts';
import type { SolveManyEvent, SolveManyRequest, SolveResult } from '../../features/contracts.ts';
import { fileMacros, fileProblems, type FileProblem } from '../../features/file-problems.ts';
import { solveManyProgress, solveManyRequest } from '../../host/protocol.ts';
import { exitCodes } from '../exit-codes.ts';
import { ProgressLine, startModelProcess } from '../process.ts';
import { partLines, trust, visibleText } from '../render-solve.ts';

/** What `--json` prints of one problem: one object a line. */
export interface SolvedProblem {
  readonly version: 1;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly label: string | null;
  readonly problem: string;
  /** Why no model was asked; null where one was. */
  readonly declined: DeclineReason | null;
  /** Null for a problem that was declined. */
  readonly result: SolveResult | null;
}

export interface SolveFileOptions {
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** A document's problems, and the texts that the model is asked of those it is asked. */
export interface ReadProblems {
  readonly problems: readonly FileProblem[];
  readonly asked: readonly string[];
}

/** @throws InputError for a file that cannot be read or holds no labelled problem. */
export async function readProblems(file: string): Promise<ReadProblems> {
  if (/\.ipynb$/i.test(file))
    throw new InputError(
      `--file: expected Markdown, LaTeX or text, got a notebook (${file}); export it as Markdown`,
    );
  const text = await readText(file);
  const problems = fileProblems(text, await documentBlocks(text, documentLanguage(file)));
  if (problems.length === 0)
    throw new InputError(
      `--file: expected labelled problems in ${file}, got none; label them "Problem" or "Exercise", or pass one as text`,
    );
  const macros = await fileMacros(text, file, (name) => readFile(join(dirname(file), name), 'utf8'));
  const asked = problems.filter(({ declined }) => declined === null);
  return { problems, asked: asked.map((problem) => expandMacros(problem.text, macros).text) };
}

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    throw new InputError(
      `--file: expected a text in UTF-8, got none that can be read (${messageOf(error)}); check the path`,
    );
  }
}

/**
 * Solves and prints; the exit code says whether every problem has an answer that can be trusted. A cancelled solve has
 * printed what was solved before.
 */
export async function runFile(
  file: string,
  request: Omit<SolveManyRequest, 'problems'>,
  { json, signal }: SolveFileOptions,
): Promise<number> {
  const { problems, asked } = await readProblems(file);
  const results = new Map<number, SolveResult>();
  const line = new ProgressLine();
  const listed = inOrder(problems, results, (problem, result) => {
    line.clear();
    const solved = solvedProblem(file, problem, result);
    process.stdout.write(json ? `${JSON.stringify(solved)}\n` : renderSolved(solved));
  });
  listed();
  if (asked.length > 0) {
    const host = startModelProcess();
    let loaded = false;
    try {
      await host.request(solveManyRequest, { ...request, problems: asked }, solveManyProgress, {
        signal,
        endsProcessOnCancel: () => !loaded,
        onProgress: (event) => {
          loaded ||= event.kind !== 'progress' || event.progress.phase === 'generating';
          if (event.kind === 'solved') {
            results.set(event.problem, event.result);
            listed();
          }
          line.show(progressText(event, results.size, asked.length));
        },
      });
    } finally {
      line.clear();
      host.dispose();
    }
    if (signal.aborted) throw new CancelledError();
  }
  const trusted = [...results.values()].filter(({ winner }) => winner !== null).length;
  if (!json) process.stdout.write(`\nTrusted answers: ${trusted} of ${problems.length}.\n`);
  return trusted === problems.length ? exitCodes.done : exitCodes.abstained;
}

/** A function that hands over what is complete up to the first problem that is still open, each problem once. */
export function inOrder(
  problems: readonly FileProblem[],
  results: ReadonlyMap<number, SolveResult>,
  give: (problem: FileProblem, result: SolveResult | null) => void,
): () => void {
  let next = 0;
  let asked = 0;
  return () => {
    for (let problem = problems[next]; problem !== undefined; problem = problems[(next += 1)]) {
      const result = problem.declined === null ? results.get(asked) : null;
      if (result === undefined) return;
      if (problem.declined === null) asked += 1;
      give(problem, result);
    }
  };
}

function solvedProblem(file: string, problem: FileProblem, result: SolveResult | null): SolvedProblem {
  const { line, label, text, declined } = problem;
  return { version: 1, file, line, label, problem: text, declined, result };
}

const declinedWords: Record<DeclineReason, string> = {
  proof: 'a proof has no final answer to vote on; check one with `vouch check`',
  picture: 'it needs a picture that the model cannot see; put what it shows into words',
  construction: 'it asks for a drawing; only values and formulas are answered',
  empty: 'there is no text to solve',
  binary: 'it holds binary data',
  tooLong: 'it is too long for one problem',
};

/** One problem of the list: its place, its answer with the trust in it, or why there is none. */
export function renderSolved({ file, line, label, problem, declined, result }: SolvedProblem): string {
  const shown = visibleText(problem.replace(/\s+/g, ' ')).slice(0, 100);
  const head = `${file}:${line}  ${label === null ? '' : `${label} `}${shown}`;
  if (result === null) return `${head}\n  declined: ${declinedWords[declined ?? 'empty']}\n`;
  const parts = partLines(result)
    .map((part) => `${part}\n`)
    .join('');
  if (result.winner !== null) {
    return `${head}\n  ${result.winner.answer}   (${trust(result)})\n${parts}`;
  }
  const advice = (result.abstained?.advice ?? []).map((line_) => `    - ${line_}\n`).join('');
  return `${head}\n  no answer that can be trusted: ${result.abstained?.reason ?? 'nothing was found'}\n${parts}${advice}`;
}

function progressText(event: SolveManyEvent, solved: number, total: number): string {
  const done = `${solved} of ${total} problems`;
  if (event.kind === 'model') return `${event.id} on ${event.device} (${event.precision})`;
  if (event.kind !== 'progress') return done;
  const { phase, message, tokensPerSecond } = event.progress;
  if (phase !== 'generating') return message ?? phase;
  return `${done}, ${(tokensPerSecond ?? 0).toFixed(0)} tokens/s`;
}
