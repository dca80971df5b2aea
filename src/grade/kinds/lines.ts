/**
 * Lines written with a parameter: `(x, y) = (2 + 3t, -1 + 2t)` and `\\vec r = (5, 1) + s(6, 4)` are the same line from
 * another point at another speed. Only where an answer says that it is a line, since t may be the problem's own letter.
 */
import { equal, type Decision } from '../algebra/decide.ts';
import { substitute } from '../algebra/substitute.ts';
import { symbolsOf, type Node } from '../parse/tree.ts';
import type { Answer, Context } from './answer.ts';
import { compareExpressions } from './numbers.ts';

const nowhere = { start: 0, end: 0 } as const;
const parameters = /^(?:[strkuvmn]|lambda|mu|alpha|beta)$/;
const header =
  /^\s*\$?\s*(?:(?:\\left)?\(\s*x\s*,\s*y\s*(?:,\s*z\s*)?(?:\\right)?\)|\\(?:vec|mathbf|boldsymbol|overrightarrow)\s*\{?\s*[rxl]\s*\}?)\s*=/;

/** Whether a text says that it gives a line's points. */
export function saysLine(text: string): boolean {
  return header.test(text);
}

interface Line {
  readonly point: readonly Node[];
  readonly direction: readonly Node[];
}

const minus = (a: Node, b: Node): Node => ({
  kind: 'add',
  args: [a, { kind: 'negate', arg: b, ...nowhere }],
  ...nowhere,
});
const times = (...args: Node[]): Node => ({ kind: 'multiply', args, ...nowhere });

/** A point and a direction, where all coordinates are values of degree one in the one parameter; else null. */
function lineOf(entries: readonly Node[], context: Context): Line | null {
  if (entries.length < 2 || entries.length > 3) return null;
  const [name, other] = new Set(entries.flatMap((entry) => symbolsOf(entry)));
  if (name === undefined || other !== undefined || !parameters.test(name)) return null;
  const symbol: Node = { kind: 'symbol', name, ...nowhere };
  const point = entries.map((entry) => substitute(entry, name, 0));
  const direction = entries.map((entry, i) => minus(substitute(entry, name, 1), point[i]!));
  const isAffine = entries.every((entry, i) => {
    const straight: Node = { kind: 'add', args: [point[i]!, times(direction[i]!, symbol)], ...nowhere };
    return compareExpressions(entry, straight, context).verdict === 'equal';
  });
  return isAffine ? { point, direction } : null;
}

/** Whether two vectors are parallel: all their 2 × 2 minors vanish. */
function areParallel(a: readonly Node[], b: readonly Node[], context: Context): boolean {
  return a.every((_, i) =>
    a
      .slice(i + 1)
      .every(
        (__, k) =>
          compareExpressions(times(a[i]!, b[i + 1 + k]!), times(a[i + 1 + k]!, b[i]!), context).verdict ===
          'equal',
      ),
  );
}

function isZero(vector: readonly Node[], context: Context): boolean {
  const zero: Node = { kind: 'number', value: { n: 0n, d: 1n }, places: 0, ...nowhere };
  return vector.every((entry) => compareExpressions(entry, zero, context).verdict === 'equal');
}

/** The coordinates of a tuple or a column; null for all else. */
function coordinates(answer: Answer): Node[] | null {
  if (answer.kind === 'matrix')
    return answer.rows.every((row) => row.length === 1) ? answer.rows.flat() : null;
  if (answer.kind !== 'items') return null;
  const entries = answer.items.map((item) => (item.kind === 'value' ? item.value : null));
  return entries.every((entry) => entry !== null) ? entries : null;
}

/** Equal where both run through the same line and one of them says so; null otherwise. */
export function sameLine(gold: Answer, pred: Answer, context: Context): Decision | null {
  if (context.isLine !== true) return null;
  const [there, here] = [coordinates(gold), coordinates(pred)];
  if (there === null || here === null || there.length !== here.length) return null;
  const [a, b] = [lineOf(there, context), lineOf(here, context)];
  if (a === null || b === null || isZero(b.direction, context)) return null;
  const between = b.point.map((entry, i) => minus(entry, a.point[i]!));
  return areParallel(a.direction, b.direction, context) && areParallel(a.direction, between, context)
    ? equal('exact', 'the same line with another parameter')
    : null;
}
