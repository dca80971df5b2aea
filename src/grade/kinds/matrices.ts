/** Matrices and vectors: arithmetic between them entry by entry as trees, and the readings a vector may have. */
import { mapNode } from '../algebra/substitute.ts';
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
      return node.open === '<' || (node.open === '(' && node.items.length > 1)
        ? node.items.map((item) => [item])
        : null;
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

const isTuple = (node: Node): boolean => node.kind === 'fence' && node.open === '(' && node.items.length > 1;

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
  // P(1, 2) is a point's name before its coordinates.
  if (
    scalars.some((scalar) => scalar.kind === 'symbol' && /^[A-Z]'*$/.test(scalar.name)) &&
    args.some(isTuple)
  )
    return null;
  return map(total, (entry) => ({ kind: 'multiply', args: [...scalars, entry], ...nowhere }));
}

function power(base: Node, exponent: Node): Rows | null {
  const rows =
    base.kind === 'fence' && base.open === '[' && base.items.length > 1 ? [base.items] : matrixOf(base);
  if (rows === null) return null;
  const transpose =
    exponent.kind === 'symbol' && (exponent.name === 'T' || exponent.name === 'top' || exponent.name === 't');
  if (transpose || (exponent.kind === 'text' && exponent.text === 'T'))
    return rows[0]!.map((_, j) => rows.map((row) => row[j]!));
  if (exponent.kind === 'negate' && exponent.arg.kind === 'number' && exponent.arg.value.n === 1n)
    return inverse(rows);
  if (exponent.kind !== 'number' || exponent.value.d !== 1n || exponent.value.n < 1n || exponent.value.n > 6n)
    return null;
  let total: Rows | null = rows;
  for (let step = 1n; step < exponent.value.n && total !== null; step++) total = times(total, rows);
  return total;
}

/** The determinant of up to 4 × 4 entries, expanded along the first row. */
export function determinant(rows: Rows): Node | null {
  const size = rows.length;
  if (size === 0 || size > 4 || rows.some((row) => row.length !== size)) return null;
  if (size === 1) return rows[0]![0]!;
  const terms: Node[] = [];
  for (const [column, entry] of rows[0]!.entries()) {
    const minor = determinant(rows.slice(1).map((row) => row.filter((_, other) => other !== column)));
    if (minor === null) return null;
    const term: Node = { kind: 'multiply', args: [entry, minor], ...nowhere };
    terms.push(column % 2 === 0 ? term : { kind: 'negate', arg: term, ...nowhere });
  }
  return { kind: 'add', args: terms, ...nowhere };
}

/** The adjugate over the determinant, up to 3 × 3. */
function inverse(rows: Rows): Rows | null {
  const size = rows.length;
  const whole = size > 3 ? null : determinant(rows);
  if (whole === null) return null;
  const one: Node = { kind: 'number', value: { n: 1n, d: 1n }, places: 0, ...nowhere };
  return rows.map((_, i) =>
    rows.map((__, j): Node => {
      const minor =
        size === 1
          ? one
          : determinant(rows.filter((___, r) => r !== j).map((row) => row.filter((____, c) => c !== i)))!;
      const numerator: Node = (i + j) % 2 === 0 ? minor : { kind: 'negate', arg: minor, ...nowhere };
      return { kind: 'divide', numerator, denominator: whole, ...nowhere };
    }),
  );
}

/** Determinants written out wherever they stand in a tree: between bars, or after `det`. */
export function withoutDeterminants(node: Node): Node {
  return mapNode(node, (at) => {
    const rows =
      at.kind === 'matrix' && at.delimiter === '|'
        ? at.rows
        : at.kind === 'call' && at.name === 'det' && at.args.length === 1
          ? matrixOf(at.args[0]!)
          : null;
    return rows === null ? null : determinant(rows);
  });
}

/** `3i + 2j − k` in unit vectors: the coordinates, or null. `plain`: letters without bold, next to a vector only. */
export function unitVectorCoordinates(node: Node, plain = false): Node[] | null {
  const terms = node.kind === 'add' ? node.args : [node];
  const zero: Node = { kind: 'number', value: { n: 0n, d: 1n }, places: 0, ...nowhere };
  const coordinates: Node[][] = [[], [], []];
  let marked = false;
  for (const term of terms) {
    const part = unitTerm(term, plain);
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

function axisOf(node: Node, plain: boolean): { axis: number; marked: boolean } | null {
  if (plain && node.kind === 'constant' && node.name === 'i') return { axis: 0, marked: true };
  if (node.kind !== 'symbol') return null;
  if (plain && (node.name === 'j' || node.name === 'k'))
    return { axis: node.name === 'j' ? 1 : 2, marked: true };
  const marked = node.name.startsWith('vec:');
  const axis = ['i', 'j', 'k'].indexOf(marked ? node.name.slice(4) : node.name);
  return marked && axis >= 0 ? { axis, marked } : null;
}

function unitTerm(node: Node, plain: boolean): { axis: number; marked: boolean; coefficient: Node } | null {
  if (node.kind === 'negate') {
    const inner = unitTerm(node.arg, plain);
    return inner === null
      ? null
      : { ...inner, coefficient: { kind: 'negate', arg: inner.coefficient, ...nowhere } };
  }
  const one: Node = { kind: 'number', value: { n: 1n, d: 1n }, places: 0, ...nowhere };
  const alone = axisOf(node, plain);
  if (alone !== null) return { ...alone, coefficient: one };
  if (node.kind !== 'multiply') return null;
  const found = node.args.findIndex((arg) => axisOf(arg, plain) !== null);
  if (found < 0) return null;
  const rest = node.args.filter((_, index) => index !== found);
  const coefficient: Node = rest.length === 1 ? rest[0]! : { kind: 'multiply', args: rest, ...nowhere };
  return { ...axisOf(node.args[found]!, plain)!, coefficient };
}

/** `I`, `I_3` beside a square matrix: the unit matrix of its size; null for any other name or size. */
export function identityNamed(node: Node, size: number): Rows | null {
  const name = node.kind === 'symbol' ? /^I(?:_(\d))?$/.exec(node.name) : null;
  if (name === null || (name[1] !== undefined && Number(name[1]) !== size)) return null;
  const entry = (n: bigint): Node => ({ kind: 'number', value: { n, d: 1n }, places: 0, ...nowhere });
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => entry(i === j ? 1n : 0n)),
  );
}
