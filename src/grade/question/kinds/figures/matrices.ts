/** Determinants, inverses, products and sums of matrices, and what is worked out of two vectors. */
import * as q from '../../../../exact/rational.ts';
import type { Rational } from '../../../../exact/rational.ts';
import { unknownCheck } from '../../../steps/step-check.ts';
import type { ReadKind, WorkedQuestion } from '../../worked.ts';
import { answeredBy, holds } from './held.ts';
import { captured, patterns } from './patterns.ts';
import { rootText } from './points.ts';
import { readNumber, readPoint, shown } from './quantities.ts';

type Matrix = readonly (readonly Rational[])[];

const both = '{a:formula} and {b:formula}';
const named = '(?:for|let|given|if|suppose that|given that|assume that)';
const sentences = patterns(
  '{find} the (?<what>determinant)(?: of|:) (?:the matrix )?{a:formula}',
  `${named} A = {a:formula}[.,]* {find} (?<what>det) ?A`,
  '(?<what>det) {a:formula} ?=?',
  '{find} the (?<what>inverse)(?: matrix)? of (?:the matrix )?{a:formula}',
  '(?<what>invert) (?:the matrix )?{a:formula}',
  `${named} A = {a:formula}[.,]* {find} (?:the )?(?<what>inverse matrix|inverse of A|A inverse)`,
  '{find} the (?<what>transpose) of (?:the matrix )?{a:formula}',
  `{find} the (?<what>product|matrix product|sum) of (?:the matrices )?${both}`,
  `(?<what>multiply) (?:the matrices )?${both}`,
  `${named} A = {a:formula} and B = {b:formula}[.,]* {find} (?<what>AB)`,
  `{find} the (?<what>dot|scalar|inner|cross|vector) product of (?:the vectors )?${both}`,
  `${named} u = {a:formula} and v = {b:formula}[.,]* {find} u (?<what>dot|cross) v`,
  '{find} the (?<what>length|magnitude|norm) of (?:the vector )?{a:formula}',
  'how (?<what>long) is the vector {a:formula}',
);

const linear = '(?<e>(?:-? ?\\d*) ?\\*? ?[a-z] ?[-+] ?(?:\\d*) ?\\*? ?[a-z])';
const defined = '(?<u>[a-z]) ?= ?{a:formula} and (?<v>[a-z]) ?= ?{b:formula}';
const combinations = patterns(
  `{find} ${linear} (?:for|if|when|where) ${defined}`,
  `${named} ${defined}[.,]* {find} ${linear}`,
  `the vectors ${defined} are given[.,]* {find} ${linear}`,
);

const isGrid = (rows: readonly (readonly (Rational | null)[])[]): rows is Matrix =>
  rows.length > 0 &&
  rows.every((row) => row.length === rows[0]?.length && row.every((entry) => entry !== null));

/** `\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}`, `[[1, 2], [3, 4]]`, or a vector `(1, 2)` as a column. */
function readMatrix(text: string): Matrix | null {
  const bare = text.trim();
  const inside = /^\\begin\{[pb]matrix\}(.*?)\\end\{[pb]matrix\}$/.exec(bare)?.[1];
  const rows = inside
    ?.split('\\\\')
    .filter((row) => row.trim() !== '')
    .map((row) => row.split('&'));
  const nested = /^\[ ?(\[[^[\]]*\](?: ?, ?\[[^[\]]*\])*) ?\]$/.exec(bare)?.[1];
  const texts =
    rows ??
    nested
      ?.slice(1, -1)
      .split(/\] ?, ?\[/)
      .map((row) => row.split(','));
  if (texts === undefined) return readPoint(bare)?.map((entry) => [entry]) ?? null;
  const entries = texts.map((row) => row.map(readNumber));
  return isGrid(entries) ? entries : null;
}

const dot = (a: readonly Rational[], b: readonly Rational[]): Rational =>
  a.map((entry, i) => q.multiply(entry, b[i] ?? q.zero)).reduce(q.add, q.zero);
const column = (m: Matrix, j: number): Rational[] => m.map((row) => row[j] ?? q.zero);
const transpose = (m: Matrix): Matrix => (m[0] ?? []).map((_, j) => column(m, j));
const without = <T>(items: readonly T[], at: number): T[] => items.filter((_, i) => i !== at);
const minor = (m: Matrix, i: number, j: number): Matrix => without(m, i).map((row) => without(row, j));
const signed = (value: Rational, place: number): Rational => (place % 2 === 0 ? value : q.negate(value));
const isSquare = (m: Matrix): boolean => m.length === m[0]?.length && m.length <= 5;

function determinant(m: Matrix): Rational {
  if (m.length === 0) return q.one;
  return (m[0] ?? [])
    .map((entry, j) => signed(q.multiply(entry, determinant(minor(m, 0, j))), j))
    .reduce(q.add, q.zero);
}

function inverse(m: Matrix): Matrix | null {
  const size = isSquare(m) && m.length > 1 ? determinant(m) : q.zero;
  if (q.isZero(size)) return null;
  return m.map((row, i) => row.map((_, j) => q.divide(signed(determinant(minor(m, j, i)), i + j), size)));
}

function product(a: Matrix, b: Matrix): Matrix | null {
  if (a[0]?.length !== b.length) return null;
  return a.map((row) => transpose(b).map((other) => dot(row, other)));
}

function combined(a: Matrix, b: Matrix, s: Rational, t: Rational): Matrix | null {
  if (a.length !== b.length || a[0]?.length !== b[0]?.length) return null;
  return a.map((row, i) => row.map((x, j) => q.add(q.multiply(s, x), q.multiply(t, b[i]?.[j] ?? q.zero))));
}

function cross(a: readonly Rational[], b: readonly Rational[]): Matrix | null {
  if (a.length !== 3 || b.length !== 3) return null;
  const at = (v: readonly Rational[], i: number): Rational => v[i % 3] ?? q.zero;
  return a.map((_, i) => [
    q.subtract(q.multiply(at(a, i + 1), at(b, i + 2)), q.multiply(at(a, i + 2), at(b, i + 1))),
  ]);
}

function matrixAnswer(m: Matrix | null): WorkedQuestion | null {
  if (m === null) return null;
  const text = `\\begin{pmatrix} ${m.map((row) => row.map(shown).join(' & ')).join(' \\\\ ')} \\end{pmatrix}`;
  // Numbers beside each other without brackets may be a list in any order.
  const check: WorkedQuestion['check'] = (answer) =>
    /^(?:\\left)?\s*(?:[([]|\\begin|\\langle|<)/.test(answer.trim())
      ? holds(text, answer)
      : unknownCheck('not written as a vector or matrix');
  return { kind: 'worked', check };
}

const vectorOf = (m: Matrix): Rational[] | null => (m[0]?.length === 1 && m.length > 1 ? column(m, 0) : null);

function ofOne(what: string, m: Matrix): WorkedQuestion | null {
  if (/^det/.test(what)) return isSquare(m) ? answeredBy(shown(determinant(m))) : null;
  if (what === 'transpose') return m[0]?.length === 1 ? null : matrixAnswer(transpose(m));
  if (/inver/.test(what)) return matrixAnswer(inverse(m));
  const vector = vectorOf(m);
  return vector === null ? null : answeredBy(rootText(dot(vector, vector)));
}

function ofTwo(what: string, a: Matrix, b: Matrix): WorkedQuestion | null {
  const [u, v] = [vectorOf(a), vectorOf(b)];
  switch (what) {
    case 'dot':
    case 'scalar':
    case 'inner':
      return u === null || v?.length !== u.length ? null : answeredBy(shown(dot(u, v)));
    case 'cross':
    case 'vector':
      return u === null || v === null ? null : matrixAnswer(cross(u, v));
    case 'sum':
      return matrixAnswer(combined(a, b, q.one, q.one));
    default:
      return u === null ? matrixAnswer(product(a, b)) : null;
  }
}

/** The factors of `4u - v`, in the order of its letters. */
function factorsIn(e: string): readonly { readonly name: string; readonly factor: Rational }[] {
  return [...e.replace(/[\s*]/g, '').matchAll(/([-+]?)(\d*)([a-z])/g)].map(([, sign, digits, name = '']) => {
    const size = q.rational(BigInt(digits === '' || digits === undefined ? '1' : digits));
    return { name, factor: sign === '-' ? q.negate(size) : size };
  });
}

export const readMatrices: ReadKind = (text) => {
  const given = captured(text, combinations);
  const found = given ?? captured(text, sentences);
  const [a, b] = [found?.['a'], found?.['b']].map((one) => (one === undefined ? undefined : readMatrix(one)));
  if (found === null || !a || b === null) return null;
  if (given === null) {
    const what = (found['what'] ?? '').toLowerCase();
    return b === undefined ? ofOne(what, a) : ofTwo(what, a, b);
  }
  const { e = '', u = '', v = '' } = given;
  const factors = factorsIn(e);
  const [s, t] = [u, v].map((name) => factors.find((one) => one.name === name)?.factor);
  const isClear = factors.length === 2 && u !== v && s !== undefined && t !== undefined && b !== undefined;
  return isClear ? matrixAnswer(combined(a, b, s, t)) : null;
};
