/**
 * Gradient rules of operators that move elements: reshaping, slicing, gathering, scattering. What a forward operator
 * read from one place, its gradient adds into that place; what it read twice, it adds twice.
 */
import type { Value } from '../../onnx/graph.ts';
import type { GraphBuilder } from '../../onnx/operations.ts';
import {
  axisOf,
  constantLike,
  dimOf,
  flat,
  rankOf,
  reshapedLike,
  type Rule,
  type RuleTable,
  withoutRule,
  zerosLike,
} from '../rule.ts';

/** Axes in the order that brings `axis` to the front, and back. */
function toFront(rank: number, axis: number): { readonly perm: number[]; readonly back: number[] } {
  const perm = [axis, ...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis)];
  const back = perm.map((_, i) => perm.indexOf(i));
  return { perm, back };
}

/** Adds slices `updates[indices]` into zeros of the shape of `like` along its first axis. */
function scatterRows(b: GraphBuilder, like: Value, indices: Value, updates: Value): Value {
  const rows = b.unsqueeze(b.cast(indices, 'int64'), [rankOf(indices)]);
  return b.scatterND(zerosLike(b, like), rows, updates, { reduction: 'add' });
}

/** The gradient of Gather: `indices` [..], `g` with the indices' axes where `axis` was. */
function gatherGradient(b: GraphBuilder, x: Value, indices: Value, g: Value, axis: number): Value {
  if (axis === 0) return scatterRows(b, x, indices, g);
  const { perm, back } = toFront(rankOf(x), axis);
  const wide = rankOf(indices);
  // bring the indices' axes of g to the front, in order
  const moved = Array.from({ length: wide }, (_, i) => axis + i);
  const rest = Array.from({ length: rankOf(g) }, (_, i) => i).filter((i) => !moved.includes(i));
  return b.transpose(
    scatterRows(b, b.transpose(x, perm), indices, b.transpose(g, [...moved, ...rest])),
    back,
  );
}

/** Pieces of `g` along an axis with the sizes of `parts`. */
function pieces(b: GraphBuilder, g: Value, parts: readonly Value[], axis: number): Value[] {
  const sizes = parts.map((part) => dimOf(b, part, axis));
  return b.apply('Split', [g, b.concat(sizes, 0)], { axis }, { outputs: parts.length });
}

/** Slice: zeros around g; with steps other than 1, each kept place gets its g back. */
const sliceRule: Rule<'Slice'> = (c) => [
  () => {
    const { b } = c;
    const x = c.x(0);
    const starts = c.optional(1);
    const count = starts?.shape?.[0];
    if (typeof count !== 'number')
      throw new Error('autodiff: expected a known number of sliced axes, got a symbolic one');
    const axes = c.optional(3) === undefined ? Array.from({ length: count }, (_, i) => i) : c.integers(3);
    // one axis after the other: what lay between two slicings has the sizes of both
    let g = c.g(0);
    for (const [i, axis] of [...axes.entries()].reverse()) {
      const at = axisOf(x, axis);
      const pick = (value: Value): Value => b.gather(value, b.integers([i]));
      const size = dimOf(b, x, at);
      const all = b.range(b.scalar(0, 'int64'), b.squeeze(size, [0]), b.scalar(1, 'int64'));
      const steps = c.optional(4);
      const kept = b.apply(
        'Slice',
        [all, pick(c.x(1)), pick(c.x(2)), b.integers([0]), ...(steps === undefined ? [] : [pick(steps)])],
        {},
      )[0]!;
      const whole = b.concat(
        Array.from({ length: rankOf(x) }, (_, d) => (d === at ? size : dimOf(b, g, d))),
        0,
      );
      const like = b.expand(constantLike(b, g, 0), whole);
      g = gatherGradient(b, like, kept, g, at);
    }
    return reshapedLike(b, g, x);
  },
];

const reshaping = (c: { readonly b: GraphBuilder; x: (i: number) => Value; g: (i: number) => Value }) => [
  () => reshapedLike(c.b, c.g(0), c.x(0)),
];

export const shapingRules = {
  // each part gets its piece of g
  Concat: (c) => {
    let made: readonly Value[] | undefined;
    const parts = Array.from({ length: c.inputCount }, (_, i) => c.x(i));
    const axis = axisOf(c.x(0), c.attributes.axis ?? 0);
    return parts.map((_, i) => () => (made ??= pieces(c.b, c.g(0), parts, axis))[i]!);
  },
  ConstantOfShape: flat,
  // the walk undoes the broadcasting
  Expand: (c) => [() => c.g(0)],
  Flatten: reshaping,
  Gather: (c) => [() => gatherGradient(c.b, c.x(0), c.x(1), c.g(0), axisOf(c.x(0), c.attributes.axis ?? 0))],
  GatherBlockQuantized: flat,
  GatherElements: (c) => [
    () =>
      c.b.scatterElements(zerosLike(c.b, c.x(0)), c.x(1), c.g(0), {
        axis: axisOf(c.x(0), c.attributes.axis ?? 0),
        reduction: 'add',
      }),
  ],
  GatherND: (c) =>
    (c.attributes.batch_dims ?? 0) > 0
      ? withoutRule<'GatherND'>('use batch_dims 0 with explicit batch indices')(c)
      : [() => c.b.scatterND(zerosLike(c.b, c.x(0)), c.x(1), c.g(0), { reduction: 'add' })],
  OneHot: flat,
  // what was added around is cut off
  Pad: (c) =>
    (c.attributes.mode ?? 'constant') === 'constant'
      ? [
          () => {
            const rank = rankOf(c.x(0));
            const axes =
              c.optional(3) === undefined ? Array.from({ length: rank }, (_, i) => i) : c.integers(3);
            const before = c.b.slice(c.x(1), 0, 0, axes.length);
            const sizes = c.b.concat(
              axes.map((axis) => dimOf(c.b, c.x(0), axis)),
              0,
            );
            const ends = c.b.add(before, sizes);
            return c.b.apply('Slice', [c.g(0), before, ends, c.b.integers(axes)], {})[0]!;
          },
        ]
      : withoutRule<'Pad'>('pad with a constant')(c),
  Range: flat,
  Reshape: reshaping,
  // overwritten places pass nothing to x; added ones pass g to both
  ScatterElements: (c) => {
    const axis = axisOf(c.x(0), c.attributes.axis ?? 0);
    const reduction = c.attributes.reduction ?? 'none';
    if (reduction !== 'none' && reduction !== 'add')
      return withoutRule<'ScatterElements'>('use reduction none or add')(c);
    const { b } = c;
    return [
      () =>
        reduction === 'add'
          ? c.g(0)
          : b.scatterElements(c.g(0), c.x(1), zerosLike(b, c.x(2)), { axis, reduction: 'none' }),
      undefined,
      () => b.gatherElements(c.g(0), c.x(1), axis),
    ];
  },
  ScatterND: (c) => {
    const reduction = c.attributes.reduction ?? 'none';
    if (reduction !== 'none' && reduction !== 'add')
      return withoutRule<'ScatterND'>('use reduction none or add')(c);
    const { b } = c;
    return [
      () =>
        reduction === 'add'
          ? c.g(0)
          : b.scatterND(c.g(0), c.x(1), zerosLike(b, c.x(2)), { reduction: 'none' }),
      undefined,
      () => b.gatherND(c.g(0), c.x(1)),
    ];
  },
  Shape: flat,
  Slice: sliceRule,
  // the pieces' gradients side by side
  Split: (c) => [
    () =>
      c.b.concat(
        Array.from({ length: c.outputCount }, (_, i) => c.g(i)),
        c.attributes.axis ?? 0,
      ),
  ],
  Squeeze: reshaping,
  // copies of one element are added up: [r₀ d₀, …] as [r₀, d₀, …] summed over the r
  Tile: (c) => [
    () => {
      const { b } = c;
      const dims = Array.from({ length: rankOf(c.x(0)) }, (_, i) => i).flatMap((i) => [
        b.slice(c.x(1), 0, i, i + 1),
        dimOf(b, c.x(0), i),
      ]);
      const split = b.reshape(c.g(0), b.concat(dims, 0));
      const summed = b.reduceSum(
        split,
        Array.from({ length: rankOf(c.x(0)) }, (_, i) => 2 * i),
        false,
      );
      return reshapedLike(b, summed, c.x(0));
    },
  ],
  // back to where they were found
  TopK: (c) => [
    () =>
      c.b.scatterElements(zerosLike(c.b, c.x(0)), c.y(1), c.g(0), {
        axis: axisOf(c.x(0), c.attributes.axis ?? -1),
        reduction: 'add',
      }),
  ],
  // the inverse permutation
  Transpose: (c) => [
    () => {
      const rank = rankOf(c.x(0));
      const perm = c.attributes.perm ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
      return c.b.transpose(
        c.g(0),
        perm.map((_, i) => perm.indexOf(i)),
      );
    },
  ],
  Trilu: (c) => [
    () => c.b.apply('Trilu', [c.g(0), ...(c.optional(1) === undefined ? [] : [c.x(1)])], c.attributes)[0]!,
  ],
  Unsqueeze: reshaping,
} satisfies Partial<RuleTable>;
