/**
 * `vouch check --files …`: a folder of solutions into one table, as CSV or Markdown. Finds and reads the files,
 * writes the report; which steps are wrong is `features/check-folder.ts`'s, how they are judged its caller's.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { escapePath, glob } from 'tinyglobby';
import { InputError, messageOf } from '../../base/errors.ts';
import { checkFolder, type FolderFile, type JudgeRows } from '../../features/check-folder.ts';
import { fileMacros } from '../../features/file-problems.ts';
import { renderReport, reportFormats, summarise, type ReportFormat } from '../../features/folder-report.ts';

export interface FolderOptions {
  readonly problem?: string;
  /** Where the table goes; standard output without it. */
  readonly report?: string;
  readonly json?: boolean;
}

/** A file larger than this is no solution; it is listed as not judged. */
const largestFileBytes = 5_000_000;

/** @throws InputError where no file is found, or the report's name has another ending than .csv or .md. */
export async function runFolder(
  patterns: readonly string[],
  options: FolderOptions,
  judge: JudgeRows,
): Promise<void> {
  const { report, json, problem } = options;
  const format = report === undefined ? 'md' : reportFormat(report);
  const paths = await findFiles(patterns, report);
  const files = await Promise.all(paths.map(readText));
  const rows = await checkFolder(files, judge, problem === undefined ? {} : { problem });
  if (report !== undefined) {
    await writeFile(report, renderReport(rows, format)).catch((error: unknown) => {
      throw new InputError(`--report: expected a file that can be written (${messageOf(error)})`);
    });
  }
  if (json === true) process.stdout.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  else if (report === undefined) process.stdout.write(renderReport(rows, format));
  else process.stdout.write(`${summarise(rows)} ${report}\n`);
}

/** The report's format by its file name's ending. */
export function reportFormat(file: string): ReportFormat {
  const format = reportFormats.find((known) => file.toLowerCase().endsWith(`.${known}`));
  if (format === undefined) throw new InputError(`--report: expected a .csv or .md file, got "${file}"`);
  return format;
}

/**
 * Files by patterns or by name, each once, in natural order, as paths from the working folder. A report of an
 * earlier run is no solution.
 */
export async function findFiles(patterns: readonly string[], report?: string): Promise<string[]> {
  const found = await glob(patterns.map(asPattern), {
    absolute: true,
    ignore: ['**/node_modules/**', '**/.git/**'],
  });
  const own = report === undefined ? null : resolve(report);
  const paths = [...new Set(found.map((path) => resolve(path)))]
    .filter((path) => path !== own)
    .map((path) => relative(process.cwd(), path).split(sep).join('/'))
    // Patterns to ignore hold below the working folder only; files may lie elsewhere.
    .filter((path) => !/(^|\/)(node_modules|\.git)\//.test(path));
  if (paths.length === 0) {
    throw new InputError(
      `--files: expected files that match ${patterns.join(', ')}, got none; quote the pattern`,
    );
  }
  return paths.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** A name that exists is meant as it is, brackets and all. */
function asPattern(text: string): string {
  const slashed = sep === '/' ? text : text.split(sep).join('/');
  return existsSync(text) ? escapePath(slashed) : slashed;
}

async function readText(path: string): Promise<FolderFile> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > largestFileBytes) return { path, text: null };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const macros = await fileMacros(text, path, (name) => readFile(join(dirname(path), name), 'utf8'));
    return { path, text, macros };
  } catch {
    return { path, text: null };
  }
}
