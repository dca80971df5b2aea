/** `vouch eval`: solves a data set, resumes after a kill, reports pass@k, votes, calibration and coverage. */
import type { Command } from 'commander';
import type { EvaluateFileRequest, EvaluationReport } from '../../features/contracts.ts';
import { checkProgress, evaluateRequest } from '../../host/protocol.ts';
import {
  addModelOptions,
  addSamplingOptions,
  addVoteOptions,
  integerBetween,
  modelChoice,
  samplingChoice,
  voteChoice,
  type ModelOptions,
  type SamplingOptions,
  type VoteOptions,
} from '../model-options.ts';
import { ProgressLine, startModelProcess, withInterrupt } from '../process.ts';
import { resolve } from 'node:path';

interface EvalOptions extends ModelOptions, SamplingOptions, VoteOptions {
  readonly data: string;
  readonly out: string;
  readonly limit?: number;
  readonly samples: number;
  readonly persistTo?: number;
  readonly html: boolean;
  readonly json: boolean;
}

const examples = `
Rows: {"id": …, "problem": …, "answer": …, "subject": …, "level": …}, one JSON object a line; rows without an answer are
solved too. Results are appended to DIR/results.jsonl as they end; the same command goes on after a kill.
A problem's own seed follows from --seed and its id (without one, its place among the rows) and stands beside its result.

Examples:
  vouch eval --data problems.jsonl --samples 16 --out runs/eval-1 --html
  vouch eval --data problems.jsonl --limit 100 --samples 1 --temperature 0 --out runs/greedy --json`;

export function registerEval(program: Command): void {
  const command = program
    .command('eval')
    .description('solve a data set and measure: accuracy, votes, calibration');
  addVoteOptions(addSamplingOptions(addModelOptions(command)))
    .requiredOption('--data <file>', 'problems as JSONL')
    .requiredOption('--out <folder>', 'where results and report are kept')
    .option('--limit <n>', 'only the first n rows', integerBetween(1, 1e9))
    .option('-n, --samples <n>', 'solutions a problem', integerBetween(1, 512), 8)
    .option(
      '--persist-to <n>',
      'write on up to n where the question disproves answers and proves none, as solve does; only the winners may change',
      integerBetween(1, 512),
    )
    .option('--html', 'also write one self-contained page', false)
    .option('--json', 'print the EvaluationReport as JSON', false)
    .addHelpText('after', examples)
    .action(async (options: EvalOptions) => {
      const report = await withInterrupt((signal) => run(requestOf(options), signal));
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : renderReport(report, options.out));
    });
}

function requestOf(options: EvalOptions): EvaluateFileRequest {
  return {
    ...modelChoice(options),
    ...samplingChoice(options),
    ...voteChoice(options),
    data: resolve(options.data),
    out: resolve(options.out),
    samples: options.samples,
    ...(options.persistTo !== undefined && { persistTo: options.persistTo }),
    seed: options.seed,
    html: options.html,
    ...(options.limit !== undefined && { limit: options.limit }),
  };
}

async function run(request: EvaluateFileRequest, signal: AbortSignal): Promise<EvaluationReport> {
  const host = startModelProcess();
  const line = new ProgressLine();
  try {
    return await host.request(evaluateRequest, request, checkProgress, {
      signal,
      onProgress: ({ phase, done, total, remainingMs }) => {
        const left = remainingMs === undefined ? '' : `, ${Math.ceil(remainingMs / 1000)} s left`;
        line.show(`${phase}: ${done}${total === null ? '' : ` of ${total}`}${left}`);
      },
    });
  } finally {
    line.clear();
    host.dispose();
  }
}

function renderReport(report: EvaluationReport, folder: string): string {
  const percent = (value: number | null | undefined): string =>
    value === null || value === undefined ? 'n/a' : `${(100 * value).toFixed(1)}%`;
  const { curves, verifier, confidence } = report;
  const lines = [
    `${report.graded} graded problems of ${report.problems}, ${report.samples} samples each, ${report.seconds.toFixed(1)} s`,
    'k      pass@k   majority@k   weighted@k    checked@k   best-of-k',
    ...curves.passAtK.map(({ k, value }, i) =>
      [
        String(k).padEnd(6),
        percent(value).padStart(7),
        percent(curves.majorityAtK[i]?.value).padStart(12),
        percent(curves.weightedAtK?.[i]?.value).padStart(12),
        percent(curves.checkedAtK?.[i]?.value).padStart(12),
        percent(curves.bestOfK?.[i]?.value).padStart(11),
      ].join(' '),
    ),
    `winners right: ${percent(report.winnerAccuracy?.value)}; answered ${percent(confidence.coverage)}, of those right ${percent(confidence.selectiveAccuracy)}`,
    `verifier AUROC: ${verifier.auroc?.value.toFixed(3) ?? 'n/a'} over all, ${verifier.aurocWithin.value?.toFixed(3) ?? 'n/a'} within a problem`,
    `written to ${folder}`,
    '',
  ];
  return lines.join('\n');
}
