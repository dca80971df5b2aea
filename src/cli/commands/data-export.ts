/**
 * `vouch data export`: the labels of an annotation log as ProcessBench's, PRM800K's or unpaired rows. The log is read,
 * never written; "unsure" and labels that were taken back are left out.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { InputError, messageOf } from '../../base/errors.ts';
import { exportFormats, exportLabels, type ExportFormat } from '../../data/annotation-export.ts';
import { currentLabels, readAnnotations } from '../../data/annotation-log.ts';

interface ExportOptions {
  readonly log: string;
  readonly format: string;
  readonly out?: string;
  readonly json?: boolean;
}

export interface ExportedLog {
  /** JSON lines. */
  readonly text: string;
  readonly rows: number;
  readonly unsure: number;
}

/** @throws InputError for a log that is missing or holds no event. */
export function exportLog(log: string, format: ExportFormat): ExportedLog {
  if (!existsSync(log)) throw new InputError(`--log: expected an annotation log, got no file at ${log}`);
  const events = readAnnotations(log);
  if (events.length === 0) {
    throw new InputError(
      `--log: expected an annotation log (*.labels.jsonl), got a file without events: ${log}`,
    );
  }
  const labels = [...currentLabels(events).values()];
  const rows = exportLabels(labels, format);
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return { text, rows: rows.length, unsure: labels.length - rows.length };
}

async function run({ log, format, out, json }: ExportOptions): Promise<void> {
  const known = exportFormats.find((name) => name === format);
  if (known === undefined)
    throw new InputError(`--format: expected ${exportFormats.join(', ')}, got "${format}"`);
  const { text, rows, unsure } = exportLog(log, known);
  if (out === undefined) process.stdout.write(text);
  else {
    await writeFile(out, text).catch((error: unknown) => {
      throw new InputError(`--out: expected a file that can be written (${messageOf(error)})`);
    });
    if (json === true) process.stdout.write(`${JSON.stringify({ version: 1, file: out, rows, unsure })}\n`);
  }
  process.stderr.write(`${rows} rows written, ${unsure} labelled unsure left out\n`);
}

/** Adds `export` to `vouch data`. */
export function addDataExport(data: Command): void {
  data
    .command('export')
    .description("write an annotation log's labels as JSON lines in another format")
    .requiredOption('--log <file>', 'the log, for example .vouch/solutions.jsonl.ann.labels.jsonl')
    .requiredOption('--format <name>', exportFormats.join(', '))
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'with --out: say as JSON what was written; rows are JSON lines anyhow')
    .addHelpText(
      'after',
      `
Examples:
  vouch data export --log .vouch/solutions.jsonl.ann.labels.jsonl --format processbench --out labels.jsonl
  vouch data export --log .vouch/solutions.jsonl.ann.labels.jsonl --format unpaired > kto.jsonl`,
    )
    .action(run);
}
