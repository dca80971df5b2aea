/** `vouch solve`: several solutions, judged and ranked; `--json` prints the `SolveResult` and nothing else. */
import type { Command } from 'commander';
import { CancelledError, InputError } from '../../base/errors.ts';
import type { SolveEvent, SolveRequest, SolveResult } from '../../features/contracts.ts';
import { defaultSamples, persistence } from '../../features/limits.ts';
import { solveInProcess } from '../../host/solve-client.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  addModelOptions,
  addSamplingOptions,
  addVoteOptions,
  integerBetween,
  modelChoice,
  numberBetween,
  samplingChoice,
  voteChoice,
  type ModelOptions,
  type SamplingOptions,
  type VoteOptions,
} from '../model-options.ts';
import { ProgressLine, readStandardInput, startModelProcess, withInterrupt } from '../process.ts';
import { renderSolveResult } from '../render-solve.ts';
import type { CommandContext } from './command.ts';
import { runFile } from './solve-file.ts';

interface SolveOptions extends ModelOptions, SamplingOptions, VoteOptions {
  readonly samples?: number;
  readonly judgements?: number;
  readonly lengths?: readonly number[];
  readonly lengthThreshold?: number;
  readonly adaptive: boolean;
  readonly verifier?: string;
  readonly file?: string;
  readonly continueFrom?: string;
  readonly json: boolean;
}

const examples = `
Examples:
  vouch solve "Solve 3x + 5 = 20"
  vouch solve --samples 16 --seed 7 --json "What is 15% of 240?"
  vouch solve --model ./my-checkpoint --temperature 0 - < problem.md
  vouch solve --continue-from 'Subtract 5: 3x = 15' "Solve 3x + 5 = 20"
  vouch solve --file exercises.tex
  vouch solve --file exercises.md --samples 16 --json > solved.jsonl
  vouch solve --strategy weighted --alpha 2 --verifier ./judge --judgements 4 "…"
  vouch solve --model ./long-reasoner --lengths 1000,2000,4000 --length-threshold 0.7 "…"
--file solves all labelled problems of a Markdown, LaTeX or plain document in one batch, with the document's own macros.
With --json each is one line {"version", "file", "line", "label", "problem", "declined", "result"}, in the document's
order; "result" is a SolveResult, or null where "declined" says why no model was asked (a proof, a picture).
Exit code: 0 solved, 1 failed, 2 wrong use, 3 abstained, 130 cancelled; with --file 3 means that at least one problem
has no trusted answer.`;

export function registerSolve(program: Command, context: CommandContext): void {
  const command = program
    .command('solve')
    .description('solve a problem: sample, judge, rank')
    .argument('[problem]', 'the problem, or - for standard input');
  addVoteOptions(addSamplingOptions(addModelOptions(command)))
    .option(
      '-n, --samples <n>',
      `how many solutions at most (default: ${defaultSamples}, and up to ${defaultSamples * persistence} while the question disproves answers and proves none)`,
      integerBetween(1, 512),
    )
    .option('--no-adaptive', 'sample all solutions even when the winner is certain')
    .option('--verifier <model>', "another model as judge, or 'none' (default: the model itself)")
    .option(
      '--judgements <k>',
      'the judge reasons first: k written judgements a solution, voted',
      integerBetween(1, 64),
    )
    .option(
      '--lengths <tokens>',
      'for long reasoners: lengths of thinking to try, as 1000,2000,4000, until the confidence is enough',
      lengthList,
    )
    .option(
      '--length-threshold <c>',
      'the confidence that is enough for --lengths (default: 0.8)',
      numberBetween(0, 1),
    )
    .option('--continue-from <text>', 'the first lines of a solution: every attempt goes on from them')
    .option('--file <file>', 'solve all labelled problems of a document through one batch')
    .option('--json', 'print the SolveResult as JSON', false)
    .addHelpText('after', examples)
    .action(async (problem: string | undefined, options: SolveOptions) => {
      if (options.file !== undefined) {
        context.setExitCode(await solveFile(options.file, problem, options));
        return;
      }
      if (problem === undefined)
        throw new InputError(
          'solve: expected a problem, - or --file FILE, got nothing; write the problem in quotes',
        );
      const text = problem === '-' ? await readStandardInput() : problem;
      const result = await withInterrupt((signal) => run({ ...requestOf(options), problem: text }, signal));
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : renderSolveResult(result));
      if (result.winner === null) context.setExitCode(exitCodes.abstained);
    });
}

/** The options that a batch of several problems does not have, by what they are called here. */
const ofOneProblem = {
  judgements: '--judgements',
  lengths: '--lengths',
  lengthThreshold: '--length-threshold',
  verifier: '--verifier',
  continueFrom: '--continue-from',
} as const;

async function solveFile(file: string, problem: string | undefined, options: SolveOptions): Promise<number> {
  if (problem !== undefined)
    throw new InputError(`solve: expected either a problem or --file, got both ("${problem.slice(0, 60)}")`);
  for (const [name, flag] of Object.entries(ofOneProblem) as [keyof typeof ofOneProblem, string][]) {
    if (options[name] !== undefined)
      throw new InputError(`${flag}: expected one problem with it, got --file; solve that problem by itself`);
  }
  const request = {
    ...modelChoice(options),
    ...samplingChoice(options),
    ...voteChoice(options),
    samples: options.samples ?? defaultSamples,
    ...(options.samples === undefined && { persistTo: defaultSamples * persistence }),
    seed: options.seed,
  };
  return withInterrupt((signal) => runFile(file, request, { json: options.json, signal }));
}

/** `1000,2000,4000`; that they rise is checked with the request. */
function lengthList(text: string): readonly number[] {
  return text.split(',').map(integerBetween(1, 1_000_000));
}

function requestOf(options: SolveOptions): Omit<SolveRequest, 'problem'> {
  return {
    ...modelChoice(options),
    ...samplingChoice(options),
    ...voteChoice(options),
    samples: options.samples ?? defaultSamples,
    ...(options.samples === undefined && { persistTo: defaultSamples * persistence }),
    seed: options.seed,
    adaptive: options.adaptive,
    ...(options.judgements !== undefined && { judgements: options.judgements }),
    ...(options.lengths && { lengths: options.lengths }),
    ...(options.lengthThreshold !== undefined && { lengthThreshold: options.lengthThreshold }),
    ...(options.verifier !== undefined && { verifier: options.verifier }),
    ...(options.continueFrom !== undefined && { prefix: `${options.continueFrom.trimEnd()}\n` }),
  };
}

async function run(request: SolveRequest, signal: AbortSignal): Promise<SolveResult> {
  const host = startModelProcess();
  const line = new ProgressLine();
  let finished = 0;
  try {
    const outcome = await solveInProcess(host, request, {
      signal,
      onEvent: (event) => {
        if (event.kind === 'candidate' && event.candidate.score === null) finished++;
        line.show(progressText(event, finished, Math.max(finished, request.samples ?? defaultSamples)));
      },
    });
    line.clear();
    if (outcome.kind === 'solved') return outcome.result;
    // What was finished before the end is shown, on standard error: standard output holds results only.
    if (outcome.partial !== null) process.stderr.write(renderSolveResult(outcome.partial));
    throw outcome.kind === 'cancelled' ? new CancelledError() : outcome.error;
  } finally {
    line.clear();
    host.dispose();
  }
}

function progressText(event: SolveEvent, finished: number, total: number): string {
  switch (event.kind) {
    case 'progress': {
      const { phase, done, total: of, tokensPerSecond, message } = event.progress;
      if (phase === 'generating')
        return `writing: ${finished} of ${total} solutions, ${done} tokens, ${(tokensPerSecond ?? 0).toFixed(0)} tokens/s`;
      return `${message ?? phase}${of === null ? '' : ` ${Math.floor((100 * done) / Math.max(1, of))}%`}`;
    }
    case 'model':
      return `${event.id} on ${event.device} (${event.precision})`;
    case 'delta':
      return `writing: ${finished} of ${total} solutions`;
    case 'candidate':
      return `solution ${event.candidate.index + 1}: ${event.candidate.answer ?? 'no answer'}`;
  }
}
