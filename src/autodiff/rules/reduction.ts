/**
 * Gradient rules of reductions and of what normalises along an axis. A reduced axis comes back by broadcasting: the
 * gradient is put in a shape with ones where axes were reduced, and expanded to the input.
 */
import type { Value } from '../../onnx/graph.ts';
import {
  axisOf,
  constantLike,
  dimsOf,
  flat,
  rankOf,
  type Rule,
  type RuleContext,
  type RuleTable,
  scaled,
  staticShape,
  zerosLike,
} from '../rule.ts';

type Reduction = 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin' | 'ReduceSumSquare';

/** The reduced axes; no axes given means all of them, unless `noop_with_empty_axes` makes it the identity. */
function reducedAxes(c: RuleContext<Reduction>): readonly number[] {
  const all = Array.from({ length: rankOf(c.x(0)) }, (_, i) => i);
  const given = c.optional(1) === undefined ? [] : c.integers(1);
  if (given.length > 0) return given.map((axis) => axisOf(c.x(0), axis));
  return c.attributes.noop_with_empty_axes === 1 ? [] : all;
}

/** A reduced value (the result or its gradient) with ones where the reduced axes were. */
function restored(c: RuleContext<Reduction>, value: Value): Value {
  const axes = reducedAxes(c);
  return c.attributes.keepdims === 0 && axes.length > 0
    ? c.b.unsqueeze(
        value,
        [...axes].sort((a, z) => a - z),
      )
    : value;
}

/** The number of elements that went into each result, as a scalar of x's type. */
function reducedCount(c: RuleContext<Reduction>): Value {
  const { b } = c;
  const x = c.x(0);
  const known = staticShape(x.shape);
  const axes = reducedAxes(c);
  if (known !== undefined)
    return constantLike(
      b,
      x,
      axes.reduce((product, axis) => product * known[axis]!, 1),
    );
  // the ratio of the element counts; an axis at a time stays exact in int64
  let count = b.scalar(1, 'int64');
  for (const axis of axes) count = b.mul(count, b.squeeze(b.shape(x, axis, axis + 1), [0]));
  return b.cast(count, x.dtype);
}

/** A restored gradient stretched over x; no elements at all are zeros (Expand keeps a size of 1 against 0). */
function stretched(c: RuleContext<Reduction>, gradient: Value): Value {
  const x = c.x(0);
  return staticShape(x.shape)?.includes(0) === true
    ? zerosLike(c.b, x)
    : c.b.expand(gradient, dimsOf(c.b, x));
}

/** Elements that equal the extremum share its gradient evenly. */
const extremum: Rule<'ReduceMax' | 'ReduceMin'> = (c) => [
  () => {
    const { b } = c;
    const hit = b.cast(b.equal(c.x(0), restored(c, c.y(0))), c.x(0).dtype);
    const axes = reducedAxes(c);
    const count = axes.length === 0 ? hit : b.reduceSum(hit, axes);
    return b.mul(hit, b.div(restored(c, c.g(0)), count));
  },
];

/** Whether the softmax's result is only used as `P V`, and g was made as `dO Vᵀ`: then Σ g P = Σ dO O. */
function attentionOutput(c: RuleContext<'Softmax'>): { readonly o: Value; readonly dO: Value } | undefined {
  const [use, ...others] = c.consumers(c.y(0));
  const made = c.producer(c.g(0));
  if (use?.op !== 'MatMul' || others.length > 0 || use.inputs[0] !== c.y(0).name) return undefined;
  if (made?.op !== 'FusedMatMul' || made.attributes['transB'] !== 1 || made.attributes['transA'] === 1)
    return undefined;
  if (made.attributes['alpha'] !== 1 || made.inputs[1] !== use.inputs[1]) return undefined;
  const o = c.b.values.get(use.outputs[0] ?? '');
  const dO = c.b.values.get(made.inputs[0] ?? '');
  return o === undefined || dO === undefined ? undefined : { o, dO };
}

export const reductionRules = {
  ArgMax: flat,
  // running sums come back from the other end
  CumSum: (c) => [
    () =>
      c.b.apply('CumSum', [c.g(0), c.x(1)], {
        ...c.attributes,
        reverse: c.attributes.reverse === 1 ? 0 : 1,
      })[0]!,
  ],
  // y = x − log Σ eˣ: g − softmax(x) Σ g
  LogSoftmax: (c) => [
    () => {
      const { b } = c;
      const total = b.reduceSum(c.g(0), [axisOf(c.x(0), c.attributes.axis ?? -1)]);
      return b.sub(c.g(0), b.mul(b.exp(c.y(0)), total));
    },
  ],
  ReduceMax: extremum as Rule<'ReduceMax'>,
  ReduceMean: (c) => [() => stretched(c, c.b.div(restored(c, c.g(0)), reducedCount(c)))],
  ReduceMin: extremum as Rule<'ReduceMin'>,
  ReduceSum: (c) => [() => stretched(c, restored(c, c.g(0)))],
  // Σ x²: 2 x g
  ReduceSumSquare: (c) => [() => c.b.mul(scaled(c.b, c.x(0), 2), restored(c, c.g(0)))],
  // y (g − Σ g y); inside attention the sum is taken over the head's width instead of over the keys
  Softmax: (c) => [
    () => {
      const { b } = c;
      const axis = axisOf(c.x(0), c.attributes.axis ?? -1);
      const attention = axis === rankOf(c.x(0)) - 1 ? attentionOutput(c) : undefined;
      const total =
        attention === undefined
          ? b.reduceSum(b.mul(c.g(0), c.y(0)), [axis])
          : b.reduceSum(b.mul(attention.dO, attention.o), [axis]);
      return b.mul(b.sub(c.g(0), total), c.y(0));
    },
  ],
} satisfies Partial<RuleTable>;
