/**
 * `vouch runs promote` and `restore`: a run's result becomes the default model after the figures before and after have
 * been shown and agreed to; the previous default comes back. `vouch runs remove` deletes a run that nobody writes.
 */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import { InputError } from '../../base/errors.ts';
import { formatBytes } from '../../checkpoint/disk-space.ts';
import { folderBytes } from '../../checkpoint/hub/cache.ts';
import { promotedModels, restoreDefault } from '../../checkpoint/promoted-model.ts';
import type { Estimate } from '../../evaluate/bootstrap.ts';
import {
  comparePromotion,
  promoteCandidate,
  type PromotionReport,
  type PromotionRequest,
} from '../../features/promote.ts';
import { readJsonFile } from '../../train/run/folder.ts';
import { writerOf } from '../../train/run/lock.ts';
import { integerBetween } from '../model-options.ts';
import { ProgressLine, withInterrupt } from '../process.ts';
import type { CommandContext } from './command.ts';

interface PromoteFlags {
  readonly checkpoint: string;
  readonly problems: number;
  readonly samples: number;
  readonly seed: number;
  readonly data?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

function checkpointOf(text: string): PromotionRequest['checkpoint'] {
  if (text === 'best' || text === 'last') return text;
  const step = Number(text);
  if (!Number.isSafeInteger(step) || step < 0)
    throw new InputError(`--checkpoint: expected best, last or a step, got "${text}"`);
  return step;
}

const percent = (value: number): string => (100 * value).toFixed(1);
const estimate = (one: Estimate | null): string =>
  one === null ? 'not known' : `${percent(one.value)}% [${percent(one.low)}, ${percent(one.high)}]`;

/** The figures in lines, each with its 95% interval. */
export function promotionText({ step, problems, samples, figures }: PromotionReport): string {
  return [
    `step ${step} against the model that the run began with: ${problems} held-out problems, ${samples} samples each, 95% intervals`,
    ...figures.map(({ name, before, after, difference }) => {
      const sign = difference !== null && difference.value >= 0 ? '+' : '';
      return `${name.padEnd(15)} before ${estimate(before)}, after ${estimate(after)}, difference ${sign}${estimate(difference)}`;
    }),
  ].join('\n');
}

/** Whether the user agrees; only a terminal can be asked. */
async function isAgreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

async function promoteRun(run: string, flags: PromoteFlags, context: CommandContext): Promise<void> {
  const { problems, samples, seed, data } = flags;
  const request = { run, problems, samples, seed, checkpoint: checkpointOf(flags.checkpoint) };
  const line = new ProgressLine();
  const { report, candidate } = await withInterrupt((signal) =>
    comparePromotion(
      { ...request, ...(data === undefined ? {} : { data }) },
      {
        signal,
        onProgress: (phase, { done, total }) => {
          line.show(`${phase}: ${done} of ${total ?? '?'} problems`);
        },
      },
    ).finally(() => {
      line.clear();
    }),
  );
  if (flags.json !== true) process.stdout.write(`${promotionText(report)}\n`);
  const agreed = flags.yes === true || (await isAgreed('Make it the default model?'));
  const promoted = agreed ? promoteCandidate(candidate, run) : null;
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ ...report, promoted })}\n`);
  else if (promoted === null) {
    process.stderr.write('not promoted; say --yes to make it the default model\n');
    context.setExitCode(1);
  } else process.stdout.write(`the default model is now ${promoted.id}; back: vouch runs restore\n`);
}

function restore(asJson: boolean): void {
  const { taken, now } = restoreDefault();
  if (asJson) process.stdout.write(`${JSON.stringify({ version: 1, taken, now })}\n`);
  else
    process.stdout.write(
      `${taken.id} is no longer the default; it is now ${now === null ? 'the one that Vouch comes with' : now.id}\n`,
    );
}

interface RemoveFlags {
  readonly yes?: boolean;
  readonly json?: boolean;
}

async function removeRun(run: string, { yes, json }: RemoveFlags): Promise<void> {
  if (readJsonFile(`${run}/config.json`) === null)
    throw new InputError(`${run}: expected a run folder with config.json, got none`);
  const pid = writerOf(run);
  if (pid !== null)
    throw new InputError(
      `${run}: expected a run that is not running, got one of process ${pid}; stop it first: vouch runs stop ${run}`,
    );
  const bytes = await folderBytes(run);
  if (yes !== true && !(await isAgreed(`Delete ${run} (${formatBytes(bytes)})?`)))
    throw new InputError(`${run}: expected a yes, got none; nothing was deleted (say --yes)`);
  rmSync(run, { recursive: true });
  const kept = promotedModels().filter((model) => model.run === resolve(run)).length;
  if (json === true) process.stdout.write(`${JSON.stringify({ version: 1, run, bytes, kept })}\n`);
  else
    process.stdout.write(
      `removed ${run}: ${formatBytes(bytes)}${kept > 0 ? '; what was promoted from it stays' : ''}\n`,
    );
}

export function addPromoteCommands(runs: Command, context: CommandContext): void {
  runs
    .command('promote')
    .argument('<run>', 'run folder')
    .description('make a checkpoint or adapter the default model, after figures before and after are shown')
    .option('--checkpoint <which>', 'best by evaluation, last, or a step', 'best')
    .option('--problems <n>', 'held-out problems', integerBetween(1, 100_000), 100)
    .option('--samples <n>', 'solutions a problem', integerBetween(1, 512), 4)
    .option('--data <file>', "problems from this file instead of the run's held-out ones")
    .option('-s, --seed <seed>', 'of the solutions', integerBetween(0, 2 ** 31 - 1), 0)
    .option('-y, --yes', 'promote without asking')
    .option('--json', 'as JSON')
    .action((run: string, flags: PromoteFlags) => promoteRun(run, flags, context));
  runs
    .command('restore')
    .description('bring back the default model from before the last promotion')
    .option('--json', 'as JSON')
    .action((flags: { readonly json?: boolean }) => {
      restore(flags.json === true);
    });
  runs
    .command('remove')
    .argument('<run>', 'run folder')
    .description('delete a run that is not running')
    .addOption(new Option('-y, --yes', 'delete without asking'))
    .option('--json', 'as JSON')
    .action(removeRun);
}
