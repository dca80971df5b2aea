/** `vouch runs compare`: what runs reached side by side, and in which settings they differ, from their files alone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../base/errors.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import { readJsonFile } from '../../train/run/folder.ts';

interface RunFigures {
  readonly folder: string;
  readonly config: Readonly<Record<string, string>>;
  readonly step: number;
  readonly tokens: number;
  readonly minutes: number;
  readonly phase: string;
  /** Figures of the last update and of each evaluation's best by its loss. */
  readonly last: Readonly<Record<string, number>>;
  readonly best: Readonly<Record<string, number>>;
}

/** Leaves of an object by their path: `policy.lambda`. */
function leaves(value: unknown, path = ''): [string, string][] {
  if (isObject(value))
    return Object.entries(value).flatMap(([key, inner]) =>
      leaves(inner, path === '' ? key : `${path}.${key}`),
    );
  return [[path, JSON.stringify(value)]];
}

function numbersOf(row: JsonObject | undefined): Record<string, number> {
  const entries = Object.entries(row ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

/** Complete lines of the log; a line that is being written is none yet. */
function metricsOf(folder: string): readonly JsonObject[] {
  const file = join(folder, 'metrics.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        const row: unknown = JSON.parse(line);
        return isObject(row) ? [row] : [];
      } catch {
        return [];
      }
    });
}

export function figuresOf(folder: string): RunFigures {
  const config = readJsonFile(join(folder, 'config.json'));
  if (config === null) throw new InputError(`${folder}: expected a run folder with config.json, got none`);
  const status = numbersOf(readJsonFile(join(folder, 'status.json')) ?? {});
  const rows = metricsOf(folder);
  const evaluations = rows.filter((row) => typeof row['eval_loss'] === 'number').map(numbersOf);
  const best = evaluations.reduce<Record<string, number>>(
    (least, row) => ((row['eval_loss'] ?? Infinity) < (least['eval_loss'] ?? Infinity) ? row : least),
    {},
  );
  const phase = readJsonFile(join(folder, 'status.json'))?.['phase'];
  return {
    folder,
    config: Object.fromEntries(leaves(config)),
    step: status['step'] ?? 0,
    tokens: status['tokens'] ?? 0,
    minutes: (status['elapsedMs'] ?? 0) / 60_000,
    phase: typeof phase === 'string' ? phase : 'not started',
    last: numbersOf(rows.findLast((row) => typeof row['loss'] === 'number')),
    best,
  };
}

/** Figures that a table shows where a run has them. */
const shown = ['loss', 'reward', 'verify/auroc', 'kl', 'tokens_per_second'] as const;

function rowsOf(runs: readonly RunFigures[]): readonly (readonly string[])[] {
  const row = (name: string, of: (run: RunFigures) => string): string[] => [name, ...runs.map(of)];
  const figure = (value: number | undefined): string => (value === undefined ? '-' : value.toPrecision(4));
  const settings = [...new Set(runs.flatMap(({ config }) => Object.keys(config)))].filter(
    (name) => new Set(runs.map(({ config }) => config[name])).size > 1,
  );
  const evaluated = [...new Set(runs.flatMap(({ best }) => Object.keys(best)))].filter((name) =>
    name.startsWith('eval_'),
  );
  return [
    row('', ({ folder }) => folder),
    row('phase', ({ phase }) => phase),
    row('steps', ({ step }) => String(step)),
    row('tokens', ({ tokens }) => String(tokens)),
    row('minutes', ({ minutes }) => minutes.toFixed(1)),
    ...shown
      .filter((name) => runs.some(({ last }) => last[name] !== undefined))
      .map((name) => row(`last ${name}`, ({ last }) => figure(last[name]))),
    ...evaluated.map((name) => row(`best ${name}`, ({ best }) => figure(best[name]))),
    ...(evaluated.length === 0 ? [] : [row('  at step', ({ best }) => String(best['step'] ?? '-'))]),
    ...settings.map((name) => row(name, ({ config }) => config[name] ?? '-')),
  ];
}

function compare(folders: readonly string[], asJson: boolean): void {
  const runs = folders.map(figuresOf);
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ version: 1, runs })}\n`);
    return;
  }
  const rows = rowsOf(runs);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
}

export function addCompareCommand(runs: Command): void {
  runs
    .command('compare')
    .argument('<run...>', 'run folders')
    .option('--json', 'as JSON')
    .description('what runs reached side by side, and in which settings they differ')
    .action((folders: readonly string[], options: { readonly json?: boolean }) => {
      compare(folders, options.json === true);
    });
}
