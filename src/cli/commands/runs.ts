/**
 * `vouch runs`: what the run folders say (list, show, compare), what they are asked (resume, pause, stop, remove), and
 * what becomes of their results (promote, restore).
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../base/errors.ts';
import { writeJson } from '../../train/run/files.ts';
import { checkpointsOf, readJsonFile } from '../../train/run/folder.ts';
import { writerOf } from '../../train/run/lock.ts';
import type { RegisterCommand } from './command.ts';
import { addCompareCommand } from './runs-compare.ts';
import { addPromoteCommands } from './runs-promote.ts';
import { detachRun, engineOf, engineOptions, runTraining } from './train.ts';

interface ResumeOptions {
  readonly detach?: boolean;
  readonly json?: boolean;
  readonly engine?: string;
  readonly device?: string;
  readonly launch?: readonly string[];
  readonly precision?: string;
  readonly vllm?: string;
}

/** What is known of a run from its files. */
function summaryOf(folder: string): object {
  const config = readJsonFile(join(folder, 'config.json'));
  if (config === null) throw new InputError(`${folder}: expected a run folder with config.json, got none`);
  const pid = writerOf(folder);
  return {
    folder,
    recipe: config['recipe'],
    model: config['model'],
    data: config['data'],
    isRunning: pid !== null,
    pid,
    status: readJsonFile(join(folder, 'status.json')),
    checkpoints: checkpointsOf(folder).map((checkpoint) => checkpoint.folder),
  };
}

function requireRun(folder: string): void {
  if (!existsSync(join(folder, 'config.json')))
    throw new InputError(`${folder}: expected a run folder with config.json, got none`);
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
}

function list(root: string, asJson: boolean): void {
  const folders = existsSync(root)
    ? readdirSync(root)
        .map((name) => join(root, name))
        .filter((folder) => existsSync(join(folder, 'config.json')))
    : [];
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ version: 1, runs: folders.map(summaryOf) })}\n`);
    return;
  }
  for (const folder of folders) {
    const status = readJsonFile(join(folder, 'status.json'));
    const phase =
      writerOf(folder) === null && status?.['phase'] === 'training' ? 'interrupted' : status?.['phase'];
    process.stdout.write(
      `${folder}: ${textOf(phase, 'not started')}, step ${textOf(status?.['step'], '0')}\n`,
    );
  }
  if (folders.length === 0) process.stderr.write(`no runs in ${root}\n`);
}

function control(folder: string, wanted: 'pause' | 'stop'): void {
  requireRun(folder);
  if (writerOf(folder) === null)
    throw new InputError(
      `${folder}: expected a run that is running, got one that is not; nothing to ${wanted}`,
    );
  writeJson(join(folder, 'control.json'), { [wanted]: true });
}

export const registerRuns: RegisterCommand = (program: Command, context) => {
  const runs = program.command('runs').description('training runs: watch, steer, compare, promote');
  runs
    .command('list')
    .argument('[folder]', 'folder that holds runs', 'runs')
    .option('--json', 'as JSON')
    .description('runs in a folder')
    .action((folder: string, options: { readonly json?: boolean }) => {
      list(folder, options.json === true);
    });
  runs
    .command('show')
    .argument('<run>', 'run folder')
    .description('what is known of a run, as JSON')
    .option('--json', 'on one line')
    .action((folder: string, options: { readonly json?: boolean }) => {
      const summary = { version: 1, ...summaryOf(folder) };
      process.stdout.write(`${JSON.stringify(summary, null, options.json === true ? 0 : 2)}\n`);
    });
  const resume = runs
    .command('resume')
    .argument('<run>', 'run folder')
    .option('--json', 'print one status a line as JSON')
    .option('--detach', 'in a process of its own that outlives this terminal')
    .description('go on with a paused or an ended run')
    .action(async (folder: string, options: ResumeOptions) => {
      requireRun(folder);
      const paused = readJsonFile(join(folder, 'control.json'))?.['pause'] === true;
      if (paused) rmSync(join(folder, 'control.json'), { force: true });
      if (paused && writerOf(folder) !== null) return;
      const engine = engineOf(options);
      if (options.detach === true) {
        await detachRun(folder, options);
        return;
      }
      const request = { kind: 'resume', out: folder, engine } as const;
      await runTraining(request, options.json === true, context);
    });
  for (const option of engineOptions()) resume.addOption(option);
  addCompareCommand(runs);
  addPromoteCommands(runs, context);
  for (const wanted of ['pause', 'stop'] as const)
    runs
      .command(wanted)
      .argument('<run>', 'run folder')
      .description(
        wanted === 'pause' ? 'pause after the step in hand' : 'save and end after the step in hand',
      )
      .action((folder: string) => {
        control(folder, wanted);
      });
};
