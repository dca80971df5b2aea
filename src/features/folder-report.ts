/**
 * The table of a checked folder as CSV (RFC 4180) or Markdown. Cells hold text out of documents: control characters
 * are dropped, a CSV cell that a spreadsheet would run as a formula is prefixed with an apostrophe (OWASP, "CSV
 * injection"), and in Markdown everything that is mark-up is escaped. Pure: rows in, text out.
 */
import { percent } from '../base/percent.ts';
import type { FolderRow } from './check-folder.ts';

export const reportFormats = ['csv', 'md'] as const;
export type ReportFormat = (typeof reportFormats)[number];

type Cell = string | number | null;
type Column = readonly [string, (row: FolderRow) => Cell];

const columns: readonly Column[] = [
  ['file', (row) => row.file],
  ['block', (row) => row.block],
  ['line', (row) => row.line],
  ['steps', (row) => row.steps],
  ['first wrong step', (row) => row.firstWrong?.step ?? null],
  ['wrong line', (row) => row.firstWrong?.line ?? null],
  ['wrong text', (row) => row.firstWrong?.text ?? null],
  ['reason', (row) => row.firstWrong?.reason ?? null],
  ['judged by', (row) => row.firstWrong?.by ?? null],
  ['final answer', (row) => row.answer],
  ['confidence', (row) => (row.confidence === null ? null : Number(row.confidence.toFixed(3)))],
  ['not judged', (row) => (row.notJudged.length === 0 ? null : row.notJudged.join('; '))],
];

export function renderReport(rows: readonly FolderRow[], format: ReportFormat): string {
  return format === 'csv' ? renderCsv(rows) : renderMarkdown(rows);
}

/** A header and a record a row, each ended by CR LF; what is not known is an empty cell. */
export function renderCsv(rows: readonly FolderRow[]): string {
  const records = rows.map((row) => columns.map(([, read]) => csvCell(read(row))));
  return [columns.map(([name]) => name), ...records].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** What is read beside a text has less room than a spreadsheet: places are drawn together. */
const readColumns: readonly (readonly [string, (row: FolderRow) => Cell | readonly Cell[]])[] = [
  ['file', (row) => (row.line === null ? row.file : `${row.file}:${row.line}`)],
  ['block', (row) => row.block],
  ['steps', (row) => row.steps],
  // Three lines of one cell: columns of their own would be a word wide.
  [
    'first wrong step',
    ({ firstWrong: wrong }) =>
      wrong && [`${wrong.step} (line ${wrong.line})`, wrong.text, `${wrong.by}: ${wrong.reason}`],
  ],
  ['final answer', (row) => row.answer],
  ['confidence', (row) => (row.confidence === null ? null : percent(row.confidence))],
  ['not judged', (row) => (row.notJudged.length === 0 ? null : row.notJudged.join('; '))],
];

/** A table with a sentence of sums above it. A column in which nothing stands is left out. */
export function renderMarkdown(rows: readonly FolderRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const shown = readColumns.filter(
    ([name, read]) => name === 'file' || rows.some((row) => read(row) !== null),
  );
  const head = line(shown.map(([name]) => name)) + line(shown.map(() => '---'));
  const body = rows.map((row) =>
    line(shown.map(([, read]) => [read(row)].flat().map(markdownCell).join('<br>'))),
  );
  return `${summarise(rows)}\n\n${head}${body.join('')}`;
}

/** "12 solutions in 5 files: 3 with a wrong step, 4 judged in part, 1 file without a solution." */
export function summarise(rows: readonly FolderRow[]): string {
  const solutions = rows.filter((row) => row.line !== null);
  const wrong = solutions.filter((row) => row.firstWrong !== null).length;
  const partly = solutions.filter((row) => row.notJudged.length > 0).length;
  const without = rows.length - solutions.length;
  const files = new Set(rows.map((row) => row.file)).size;
  const parts = [
    `${wrong} with a wrong step`,
    ...(partly > 0 ? [`${partly} not judged in full`] : []),
    ...(without > 0 ? [`${counted(without, 'file')} without a solution`] : []),
  ];
  return `${counted(solutions.length, 'solution')} in ${counted(files, 'file')}: ${parts.join(', ')}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One line of text without control characters or marks that reorder it. */
function plainLine(text: string): string {
  return text
    .replace(/\p{Cc}|[\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A number as it is; a text quoted where it must be, and never one that a spreadsheet takes for a formula. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const line = plainLine(value);
  const safe = /^[=+\-@＝＋－＠]/.test(line) ? `'${line}` : line;
  return /[",;'\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Text whose mark-up is escaped: what is read is what stood in the document. */
export function markdownCell(value: Cell): string {
  if (value === null) return '';
  return plainLine(String(value)).replace(/[\\`*_{}[\]<>|~$&#!]/g, '\\$&');
}
