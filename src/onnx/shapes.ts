/**
 * Arithmetic on symbolic shapes: broadcasting, axes, products. A size that cannot be told is named freshly by the
 * caller's `unknown()`, so that shapes never claim more than is known.
 */
import type { Dim, Shape } from './graph.ts';

/** Makes a name that no other size has. */
export type FreshDim = () => string;

/** `axis` counted from the front. Throws if the shape has no such axis. */
export function normalizedAxis(axis: number, rank: number): number {
  const result = axis < 0 ? axis + rank : axis;
  if (result < 0 || result >= rank) throw new RangeError(`axis: expected one of rank ${rank}, got ${axis}`);
  return result;
}

function broadcastDim(a: Dim, b: Dim, unknown: FreshDim): Dim {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  if (typeof a === 'number' && typeof b === 'number') {
    throw new RangeError(`broadcast: expected equal sizes or 1, got ${a} and ${b}`);
  }
  if (typeof a === 'number') return a;
  if (typeof b === 'number') return b;
  return unknown();
}

/** The shape of an elementwise operation's result (NumPy broadcasting). Throws where two sizes cannot meet. */
export function broadcast(a: Shape, b: Shape, unknown: FreshDim): Shape {
  if (a === null || b === null) return null;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) =>
    broadcastDim(a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1, unknown),
  );
}

/** `shape` with one size replaced. */
export function withDim(shape: readonly Dim[], axis: number, dim: Dim): readonly Dim[] {
  const at = normalizedAxis(axis, shape.length);
  return shape.map((old, i) => (i === at ? dim : old));
}

/** The shape after reducing `axes` (all of them if undefined). */
export function reduced(shape: Shape, axes: readonly number[] | undefined, keepDims: boolean): Shape {
  if (shape === null) return null;
  const gone = new Set(
    axes === undefined ? shape.map((_, i) => i) : axes.map((axis) => normalizedAxis(axis, shape.length)),
  );
  return keepDims ? shape.map((dim, i) => (gone.has(i) ? 1 : dim)) : shape.filter((_, i) => !gone.has(i));
}

/** The result of Reshape to `target`, where 0 copies and −1 takes what is left. */
export function reshaped(shape: Shape, target: readonly number[], unknown: FreshDim): Shape {
  const copied: Dim[] = target.map((dim, i) => (dim === 0 ? (shape?.[i] ?? unknown()) : dim));
  const hole = copied.indexOf(-1);
  if (hole < 0) return copied;
  const rest = copied.filter((_, i) => i !== hole);
  const left = shape === null ? undefined : quotient(shape, rest);
  return withDim(copied, hole, left ?? unknown());
}

/** The product of `dims` divided by the product of `divisors`, if it is one number or one name. */
function quotient(dims: readonly Dim[], divisors: readonly Dim[]): Dim | undefined {
  const names = dims.filter((dim) => typeof dim === 'string');
  let size = dims.reduce<number>((product, dim) => (typeof dim === 'number' ? product * dim : product), 1);
  for (const divisor of divisors) {
    if (typeof divisor === 'number') size /= divisor;
    else if (names.includes(divisor)) names.splice(names.indexOf(divisor), 1);
    else return undefined;
  }
  if (names.length === 0) return Number.isInteger(size) ? size : undefined;
  return names.length === 1 && size === 1 ? names[0] : undefined;
}

/** The shape of MatMul: `[..., M, K] × [..., K, N]`, with NumPy's rules for vectors. */
export function matmulShape(a: Shape, b: Shape, unknown: FreshDim): Shape {
  if (a === null || b === null) return null;
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const inner = [left.at(-1), right.at(-2)];
  if (typeof inner[0] === 'number' && typeof inner[1] === 'number' && inner[0] !== inner[1]) {
    throw new RangeError(`MatMul: expected equal inner sizes, got ${inner[0]} and ${inner[1]}`);
  }
  const batch = broadcast(left.slice(0, -2), right.slice(0, -2), unknown) ?? [];
  const rows = a.length === 1 ? [] : [left.at(-2) ?? unknown()];
  const columns = b.length === 1 ? [] : [right.at(-1) ?? unknown()];
  return [...batch, ...rows, ...columns];
}
