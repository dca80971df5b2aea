/** `vouch solve`: several solutions, judged and ranked; `--json` prints the `SolveResult` and nothing else. */
import { Option, type Command } from 'commander';
import { CancelledError } from '../../base/errors.ts';
import type { SolveEvent, SolveRequest, SolveResult, Strategy } from '../../features/contracts.ts';
import { defaultSamples } from '../../features/limits.ts';
import { solveInProcess } from '../../host/solve-client.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  addModelOptions,
  addSamplingOptions,
  integerBetween,
  modelChoice,
  samplingChoice,
  type ModelOptions,
  type SamplingOptions,
} from '../model-options.ts';
import { ProgressLine, readStandardInput, startModelProcess, withInterrupt } from '../process.ts';
import { renderSolveResult } from '../render-solve.ts';
import type { CommandContext } from './command.ts';

interface SolveOptions extends ModelOptions, SamplingOptions {
  readonly samples: number;
  readonly strategy?: Strategy;
  readonly adaptive: boolean;
  readonly verifier?: string;
  readonly json: boolean;
}

const examples = `
Examples:
  vouch solve "Solve 3x + 5 = 20"
  vouch solve --samples 16 --seed 7 --json "What is 15% of 240?"
  vouch solve --model ./my-checkpoint --temperature 0 - < problem.md
Exit code: 0 solved, 1 failed, 2 wrong use, 3 abstained, 130 cancelled.`;

export function registerSolve(program: Command, context: CommandContext): void {
  const command = program
    .command('solve')
    .description('solve a problem: sample, judge, rank')
    .argument('<problem>', 'the problem, or - for standard input');
  addSamplingOptions(addModelOptions(command))
    .option('-n, --samples <n>', 'how many solutions at most', integerBetween(1, 512), defaultSamples)
    .addOption(
      new Option(
        '--strategy <strategy>',
        "how the winner is chosen (default: by what the model's scores are worth)",
      ).choices(['weighted', 'majority', 'best-of-n', 'pessimistic']),
    )
    .option('--no-adaptive', 'sample all solutions even when the winner is certain')
    .option('--verifier <model>', "another model as judge, or 'none' (default: the model itself)")
    .option('--json', 'print the SolveResult as JSON', false)
    .addHelpText('after', examples)
    .action(async (problem: string, options: SolveOptions) => {
      const text = problem === '-' ? await readStandardInput() : problem;
      const result = await withInterrupt((signal) => run({ ...requestOf(options), problem: text }, signal));
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : renderSolveResult(result));
      if (result.winner === null) context.setExitCode(exitCodes.abstained);
    });
}

function requestOf(options: SolveOptions): Omit<SolveRequest, 'problem'> {
  return {
    ...modelChoice(options),
    ...samplingChoice(options),
    samples: options.samples,
    seed: options.seed,
    adaptive: options.adaptive,
    ...(options.strategy && { strategy: options.strategy }),
    ...(options.verifier !== undefined && { verifier: options.verifier }),
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
        line.show(progressText(event, finished, request.samples ?? defaultSamples));
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
