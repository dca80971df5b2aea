/**
 * Matrices and vectors as terms: a call named for its shape with the entries as inputs, so that substitution and the
 * search for symbols need not know of them. Sums, products, powers, transposes, determinants, norms, dot and cross
 * products are worked out entry by entry; what does not fit together gives null. Vectors are columns.
 */
import { allOf, anyOf, type Claim, equation } from './claim.ts';
import {
  add,
  call,
  divide,
  mapTerm,
  minusOne,
  multiply,
  negate,
  number,
  power,
  root,
  someTerm,
  subtract,
  type Term,
} from './term.ts';

type Rows = readonly (readonly Term[])[];

const shape = /^matrix:(\d+)x(\d+)$/;
const maxEntries = 64;
const maxPower = 16;

/** The matrix with the given rows; null where they differ in length or are too many. */
export function matrixTerm(rows: Rows): Term | null {
  const width = rows[0]?.length ?? 0;
  const entries = rows.flat();
  if (width === 0 || entries.length > maxEntries || rows.some((row) => row.length !== width)) return null;
  return call(`matrix:${rows.length}x${width}`, ...entries);
}

/** The rows of a matrix; null for any other term. */
export function rowsOf(term: Term): Rows | null {
  const size = term.kind === 'call' ? shape.exec(term.name) : null;
  if (term.kind !== 'call' || size === null) return null;
  const width = Number(size[2]);
  return Array.from({ length: Number(size[1]) }, (_, i) => term.inputs.slice(i * width, (i + 1) * width));
}

export function isMatrix(term: Term): boolean {
  return term.kind === 'call' && shape.test(term.name);
}

/** An equation of matrices as equations of their entries; null where a matrix stands in any other claim. */
export function byEntries(claim: Claim): Claim | null {
  switch (claim.kind) {
    case 'compare': {
      const [a, b] = [rowsOf(claim.left), rowsOf(claim.right)];
      if (a === null || b === null) return holdsMatrix(claim.left) || holdsMatrix(claim.right) ? null : claim;
      if (claim.operator !== '=' || a.length !== b.length || a[0]?.length !== b[0]?.length) return null;
      return allOf(a.flatMap((row, i) => row.map((entry, j) => equation(entry, b[i]?.[j] ?? entry))));
    }
    case 'all':
    case 'any': {
      const parts = claim.of.map(byEntries);
      const known = parts.filter((part) => part !== null);
      if (known.length < parts.length) return null;
      return claim.kind === 'all' ? allOf(known) : anyOf(known);
    }
    case 'family':
    case 'truth':
      return claim;
  }
}

/** Whether a matrix occurs anywhere in the term. */
export function holdsMatrix(term: Term): boolean {
  return someTerm(term, isMatrix);
}

/** The term with every operation on matrices worked out; null where one has no value. */
export function workOut(term: Term): Term | null {
  const failed: Term[] = [];
  const result = mapTerm(term, (part) => {
    const value = operation(part);
    if (value === null) failed.push(part);
    return value ?? part;
  });
  return failed.length > 0 ? null : result;
}

/** One operation whose parts are worked out already; the part itself where no matrix takes part in it. */
function operation(part: Term): Term | null {
  switch (part.kind) {
    case 'add':
      return part.terms.some(isMatrix) ? sumOf(part.terms) : part;
    case 'multiply':
      return part.factors.some(isMatrix) ? productOf(part.factors) : part;
    case 'power':
      return isMatrix(part.base) ? powerOf(part.base, part.exponent) : part;
    case 'call':
      return isMatrix(part) || !part.inputs.some(isMatrix) ? part : functionOf(part.name, part.inputs);
    default:
      return part;
  }
}

function sumOf(terms: readonly Term[]): Term | null {
  const [first, ...others] = terms.map(rowsOf);
  if (!first) return null;
  let total = first;
  for (const rows of others) {
    if (!rows || rows.length !== total.length || rows[0]?.length !== total[0]?.length) return null;
    total = total.map((row, i) => row.map((entry, j) => add(entry, rows[i]?.[j] as Term)));
  }
  return matrixTerm(total);
}

/** The matrices in their order, scaled by the other factors. */
function productOf(factors: readonly Term[]): Term | null {
  const matrices = factors.filter(isMatrix);
  let product: Term | null = matrices[0] ?? null;
  for (const next of matrices.slice(1)) product = product === null ? null : times(product, next);
  if (product === null) return null;
  const others = factors.filter((factor) => !isMatrix(factor));
  const rows = rowsOf(product);
  if (rows === null) return multiply(...others, product);
  return others.length === 0
    ? product
    : matrixTerm(rows.map((row) => row.map((entry) => multiply(...others, entry))));
}

function times(left: Term, right: Term): Term | null {
  const [a, b] = [rowsOf(left), rowsOf(right)];
  if (a === null || b === null) return multiply(left, right);
  const [width, columns] = [a[0]?.length ?? 0, b[0]?.length ?? 0];
  if (width === b.length) {
    const rows = a.map((row) =>
      Array.from({ length: columns }, (_, j) =>
        add(...row.map((entry, k) => multiply(entry, b[k]?.[j] as Term))),
      ),
    );
    // A row times a column is a number.
    return rows.length === 1 && columns === 1 ? (rows[0]?.[0] ?? null) : matrixTerm(rows);
  }
  return width === 1 && columns === 1 && a.length === b.length ? dot(a, b) : null;
}

function dot(a: Rows, b: Rows): Term {
  return add(...a.map((row, i) => multiply(row[0] as Term, b[i]?.[0] as Term)));
}

function powerOf(base: Term, exponent: Term): Term | null {
  const rows = rowsOf(base) ?? [];
  if (exponent.kind === 'symbol' && (exponent.name === 'T' || exponent.name === 'top'))
    return transpose(rows);
  if (exponent.kind !== 'number' || exponent.denominator !== 1n) return null;
  const n = Number(exponent.numerator);
  const start = n < 0 ? inverse(rows) : base;
  if (n === 0 || Math.abs(n) > maxPower) return null;
  let result: Term | null = start;
  for (let i = 1; i < Math.abs(n); i++)
    result = result === null || start === null ? null : times(result, start);
  return result;
}

function transpose(rows: Rows): Term | null {
  return matrixTerm((rows[0] ?? []).map((_, j) => rows.map((row) => row[j] as Term)));
}

/** By cofactors: small matrices only. */
function determinant(rows: Rows): Term | null {
  if (rows.length !== rows[0]?.length || rows.length > 5) return null;
  if (rows.length === 1) return rows[0][0] as Term;
  const parts = rows[0].map((entry, j) => {
    const inner = determinant(minor(rows, 0, j));
    return inner === null ? null : multiply(number(j % 2 === 0 ? 1n : -1n), entry, inner);
  });
  const known = parts.filter((part) => part !== null);
  return known.length < parts.length ? null : add(...known);
}

function minor(rows: Rows, i: number, j: number): Rows {
  return rows.filter((_, r) => r !== i).map((row) => row.filter((_, c) => c !== j));
}

/** The adjugate over the determinant. */
function inverse(rows: Rows): Term | null {
  const whole = determinant(rows);
  if (whole === null || (whole.kind === 'number' && whole.numerator === 0n)) return null;
  if (rows.length === 1) return matrixTerm([[power(whole, minusOne)]]);
  const cofactors = rows.map((row, i) =>
    row.map((_, j) => {
      const part = determinant(minor(rows, j, i));
      return part === null ? null : divide((i + j) % 2 === 0 ? part : negate(part), whole);
    }),
  );
  const known = cofactors.map((row) => row.filter((entry) => entry !== null));
  return known.every((row) => row.length === rows.length) ? matrixTerm(known) : null;
}

function functionOf(name: string, inputs: readonly Term[]): Term | null {
  const [a, b] = inputs.map((input) => rowsOf(input));
  if (a === null || a === undefined) return null;
  if (inputs.length === 1) {
    if (name === 'det') return determinant(a);
    if (name === 'abs' || name === 'norm') return a[0]?.length === 1 ? root(dot(a, a)) : determinant(a);
    if (name === 'tr' || name === 'trace')
      return a.length === a[0]?.length ? add(...a.map((row, i) => row[i] as Term)) : null;
    return null;
  }
  if (name !== 'cross') return null;
  return b ? cross(a, b) : multiply(...inputs);
}

function cross(a: Rows, b: Rows): Term | null {
  const isColumn = (rows: Rows): boolean => rows.length === 3 && rows[0]?.length === 1;
  if (!isColumn(a) || !isColumn(b)) {
    const [left, right] = [matrixTerm(a), matrixTerm(b)];
    return left === null || right === null ? null : times(left, right);
  }
  const [x, y] = [a, b].map((rows) => rows.map((row) => row[0] as Term)) as [Term[], Term[]];
  const entry = (i: number, j: number): Term =>
    subtract(multiply(x[i] as Term, y[j] as Term), multiply(x[j] as Term, y[i] as Term));
  return matrixTerm([[entry(1, 2)], [entry(2, 0)], [entry(0, 1)]]);
}
