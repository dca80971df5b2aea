/** LaTeX environments: matrices and arrays, cases, aligned lines. */
import type { Cursor } from './cursor.ts';
import { readItems } from './expressions.ts';
import type { MatrixDelimiter, Node } from './tree.ts';

const matrices: Readonly<Record<string, MatrixDelimiter>> = {
  matrix: 'none',
  smallmatrix: 'none',
  array: 'none',
  tabular: 'none',
  pmatrix: '(',
  bmatrix: '[',
  Bmatrix: '{',
  vmatrix: '|',
  Vmatrix: '||',
};

export function readEnvironment(cursor: Cursor): Node {
  const begin = cursor.next();
  const delimiter = Object.hasOwn(matrices, begin.text) ? matrices[begin.text]! : null;
  return cursor.within(false, () => {
    if (begin.text === 'cases' || begin.text === 'dcases' || begin.text === 'rcases')
      return cases(cursor, begin.start);
    if (delimiter !== null)
      return { kind: 'matrix', rows: rowsOf(cursor), delimiter, start: begin.start, end: cursor.end };
    return lines(cursor, begin.start);
  });
}

/** Rows of cells up to `\end`; an empty last row (after a final `\\`) is dropped. */
function rowsOf(cursor: Cursor): Node[][] {
  const rows: Node[][] = [];
  for (;;) {
    const row = rowOf(cursor);
    const blank = row.length === 1 && row[0]!.kind === 'text' && row[0]!.text === '';
    if (!blank) rows.push(row);
    if (cursor.operator('\\\\')) cursor.next();
    else break;
  }
  if (cursor.is('end')) cursor.next();
  else if (!cursor.is('eof')) cursor.fail('a matrix that does not end');
  return rows;
}

function rowOf(cursor: Cursor): Node[] {
  const cells = [cellOf(cursor)];
  while (cursor.operator('&')) {
    cursor.next();
    cells.push(cellOf(cursor));
  }
  return cells;
}

function cellOf(cursor: Cursor): Node {
  const start = cursor.peek().start;
  const { items, separators } = readItems(cursor, (separator) => separator === 'newline');
  if (items.length === 1) return items[0]!;
  if (items.length === 0) return { kind: 'text', text: '', start, end: start };
  return { kind: 'list', items, separators, start, end: cursor.end };
}

function cases(cursor: Cursor, start: number): Node {
  const rows = rowsOf(cursor).map((row) => {
    if (row.length > 1) return { value: row[0]!, condition: row[row.length - 1]! };
    const [only] = row as [Node];
    if (only.kind === 'list' && only.separators[0] === 'where')
      return { value: only.items[0]!, condition: only.items[1]! };
    return { value: only, condition: null };
  });
  return { kind: 'cases', rows, start, end: cursor.end };
}

/** `aligned`, `gather`, `equation` …: the lines as a list (alignment marks were removed before). */
function lines(cursor: Cursor, start: number): Node {
  const { items, separators } = readItems(cursor);
  if (cursor.is('end')) cursor.next();
  if (items.length === 1) return items[0]!;
  return { kind: 'list', items, separators, start, end: cursor.end };
}
