/** Matrices and vectors: arithmetic between them entry by entry as trees, and the readings a vector may have. */
import type { Node } from '../parse/tree.ts';

export type Rows = readonly (readonly Node[])[];
const nowhere = { start: 0, end: 0 } as const;

/** The rows a tree denotes after matrix arithmetic (+ − · scalar, whole powers, transpose, 2×2 and 3×3 inverses). */
export function matrixOf(node: Node): Rows | null {
  switch (node.kind) {
    case 'matrix':
      return node.delimiter === '|' || node.delimiter === '||' ? null : node.rows;
    case 'negate':
      return map(matrixOf(node.arg), (entry) => ({ kind: 'negate', arg: entry, ...nowhere }));
    case 'add':
      return combine(node.args.map(matrixOf), add);
    case 'multiply':
      return product(node.args);
    case 'divide': {
      const rows = matrixOf(node.numerator);
      return map(rows, (entry) => ({
        kind: 'divide',
        numerator: entry,
        denominator: node.denominator,
        ...nowhere,
      }));
    }
    case 'power':
      return power(node.base, node.exponent);
    case 'fence':
      if (node.items.length === 1 && (node.open === '[' || node.open === '(' || node.open === '{'))
        return matrixOf(node.items[0]!);
      return node.open === '<' ? node.items.map((item) => [item]) : null;
    default:
      return null;
  }
}

function map(rows: Rows | null, change: (entry: Node) => Node): Rows | null {
  return rows === null ? null : rows.map((row) => row.map(change));
}

function combine(parts: readonly (Rows | null)[], step: (a: Rows, b: Rows) => Rows | null): Rows | null {
  let total: Rows | null = null;
  for (const part of parts) {
    if (part === null) return null;
    total = total === null ? part : step(total, part);
    if (total === null) return null;
  }
  return total;
}

function add(a: Rows, b: Rows): Rows | null {
  if (a.length !== b.length || a[0]?.length !== b[0]?.length) return null;
  return a.map((row, i) => row.map((entry, j) => ({ kind: 'add', args: [entry, b[i]![j]!], ...nowhere })));
}

function times(a: Rows, b: Rows): Rows | null {
  const inner = b.length;
  if (a.some((row) => row.length !== inner) || inner === 0 || a.length * inner * b[0]!.length > 1_000)
    return null;
  return a.map((row) =>
    b[0]!.map((_, j): Node => ({
      kind: 'add',
      args: row.map((entry, k) => ({ kind: 'multiply', args: [entry, b[k]![j]!], ...nowhere })),
      ...nowhere,
    })),
  );
}

function product(args: readonly Node[]): Rows | null {
  let total: Rows | null = null;
  const scalars: Node[] = [];
  for (const arg of args) {
    const rows = matrixOf(arg);
    if (rows === null) scalars.push(arg);
    else {
      total = total === null ? rows : times(total, rows);
      if (total === null) return null;
    }
  }
  if (total === null || scalars.length === 0) return total;
  return map(total, (entry) => ({ kind: 'multiply', args: [...scalars, entry], ...nowhere }));
}

function power(base: Node, exponent: Node): Rows | null {
  const rows = matrixOf(base);
  if (rows === null) return null;
  const transpose =
    exponent.kind === 'symbol' && (exponent.name === 'T' || exponent.name === 'top' || exponent.name === 't');
  if (transpose || (exponent.kind === 'text' && exponent.text === 'T'))
    return rows[0]!.map((_, j) => rows.map((row) => row[j]!));
  if (exponent.kind !== 'number' || exponent.value.d !== 1n || exponent.value.n < 1n || exponent.value.n > 6n)
    return null;
  let total: Rows | null = rows;
  for (let step = 1n; step < exponent.value.n && total !== null; step++) total = times(total, rows);
  return total;
}

/** `3i + 2j − k` in unit vectors: the coordinates, or null. */
export function unitVectorCoordinates(node: Node): Node[] | null {
  const terms = node.kind === 'add' ? node.args : [node];
  const zero: Node = { kind: 'number', value: { n: 0n, d: 1n }, places: 0, ...nowhere };
  const coordinates: Node[][] = [[], [], []];
  let marked = false;
  for (const term of terms) {
    const part = unitTerm(term);
    if (part === null) return null;
    marked ||= part.marked;
    coordinates[part.axis]!.push(part.coefficient);
  }
  if (!marked) return null;
  const sums = coordinates.map((parts): Node =>
    parts.length === 0 ? zero : parts.length === 1 ? parts[0]! : { kind: 'add', args: parts, ...nowhere },
  );
  return coordinates[2]!.length === 0 ? sums.slice(0, 2) : sums;
}

function axisOf(node: Node): { axis: number; marked: boolean } | null {
  if (node.kind !== 'symbol') return null;
  const marked = node.name.startsWith('vec:');
  const axis = ['i', 'j', 'k'].indexOf(marked ? node.name.slice(4) : node.name);
  return marked && axis >= 0 ? { axis, marked } : null;
}

function unitTerm(node: Node): { axis: number; marked: boolean; coefficient: Node } | null {
  if (node.kind === 'negate') {
    const inner = unitTerm(node.arg);
    return inner === null
      ? null
      : { ...inner, coefficient: { kind: 'negate', arg: inner.coefficient, ...nowhere } };
  }
  const one: Node = { kind: 'number', value: { n: 1n, d: 1n }, places: 0, ...nowhere };
  const alone = axisOf(node);
  if (alone !== null) return { ...alone, coefficient: one };
  if (node.kind !== 'multiply') return null;
  const found = node.args.findIndex((arg) => axisOf(arg) !== null);
  if (found < 0) return null;
  const rest = node.args.filter((_, index) => index !== found);
  const coefficient: Node = rest.length === 1 ? rest[0]! : { kind: 'multiply', args: rest, ...nowhere };
  return { ...axisOf(node.args[found]!)!, coefficient };
}
