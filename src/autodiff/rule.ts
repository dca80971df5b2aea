/**
 * What a gradient rule is: given a node and the gradients of its outputs, the gradients of its inputs, written as
 * more nodes of the same graph (a vector–Jacobian product, one an operator). Rules know no runtime, and they do not
 * undo broadcasting: the walk (`gradient.ts`) sums a gradient down to its input's shape, once, for all of them.
 */
import type { DataType, Shape, Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import type { AttributesOf, OperatorName } from '../onnx/operators.ts';

/** Everything a rule may look at. `b` appends nodes. */
export interface RuleContext<Op extends OperatorName> {
  readonly op: Op;
  readonly attributes: AttributesOf<Op>;
  readonly b: GraphBuilder;
  /** Input `i` of the node, which must be there. */
  readonly x: (i: number) => Value;
  /** Input `i`, or undefined where an optional one was left out. */
  readonly optional: (i: number) => Value | undefined;
  readonly inputCount: number;
  /** Output `i` of the node. */
  readonly y: (i: number) => Value;
  readonly outputCount: number;
  /** An optional output of the node that the graph did not ask for so far: the node is made to give it. */
  readonly ask: (i: number, dtype: DataType, shape: Shape) => Value;
  /** Gradient of output `i`; zeros are made where none arrived. */
  readonly g: (i: number) => Value;
  /** Whether a gradient arrived at output `i`. */
  readonly has: (i: number) => boolean;
  /** Contents of input `i` if it is a small integer constant; throws otherwise. */
  readonly integers: (i: number) => readonly number[];
  /** The node that makes a value, if one does. */
  readonly producer: (value: Value) => ProducedBy | undefined;
  /** The nodes of the original graph that read a value. */
  readonly consumers: (value: Value) => readonly ProducedBy[];
}

export interface ProducedBy {
  readonly op: OperatorName;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * One entry an input: how to make its gradient, asked only if something wants it; `undefined` where the output does
 * not depend smoothly on that input (indices, axes, conditions).
 */
export type InputGradients = readonly ((() => Value) | undefined)[];

export type Rule<Op extends OperatorName> = (context: RuleContext<Op>) => InputGradients;

/** A rule for each operator of the table: leaving one out does not compile. */
export type RuleTable = { readonly [Op in OperatorName]: Rule<Op> };

/** Constant almost everywhere or not a real number at all: no gradient goes further. */
export const flat = (): InputGradients => [];

/** Fails when a graph that needs this operator's gradient is built. `advice` says what to write instead. */
export function withoutRule<Op extends OperatorName>(advice: string): Rule<Op> {
  return ({ op }) => {
    throw new Error(`autodiff: expected an operator with a gradient rule, got ${op}; ${advice}`);
  };
}

/** A scalar constant of the type of `like`. */
export function constantLike(b: GraphBuilder, like: Value, value: number): Value {
  return b.scalar(value, like.dtype);
}

/** `x · factor`. */
export function scaled(b: GraphBuilder, x: Value, factor: number): Value {
  return factor === 1 ? x : b.mul(x, constantLike(b, x, factor));
}

/** The rank of a value. Throws where it is unknown. */
export function rankOf(value: Value): number {
  if (value.shape === null)
    throw new Error(`autodiff: expected a known rank of "${value.name}", got none; reshape it explicitly`);
  return value.shape.length;
}

/** `axis` counted from the front for this value. */
export function axisOf(value: Value, axis: number): number {
  return axis < 0 ? axis + rankOf(value) : axis;
}

/** The sizes of a value as an int64 value: a constant where all are known, computed at run time otherwise. */
export function dimsOf(b: GraphBuilder, value: Value): Value {
  const known = staticShape(value.shape);
  return known === undefined ? b.shape(value) : b.integers(known);
}

/** One size of a value, as a one-element int64 value. */
export function dimOf(b: GraphBuilder, value: Value, axis: number): Value {
  const at = axisOf(value, axis);
  const size = value.shape?.[at];
  return typeof size === 'number' ? b.integers([size]) : b.shape(value, at, at + 1);
}

export function staticShape(shape: Shape): readonly number[] | undefined {
  return shape?.every((dim) => typeof dim === 'number') === true ? shape : undefined;
}

/** Zeros of the shape and type of `like`. */
export function zerosLike(b: GraphBuilder, like: Value): Value {
  const zeros = b.constantOfShape(dimsOf(b, like), { dtype: 'float32', dims: [1], values: [0] });
  return b.cast(zeros, like.dtype);
}

/** `x` in the shape of `like` (the same number of elements). */
export function reshapedLike(b: GraphBuilder, x: Value, like: Value): Value {
  return b.reshape(x, dimsOf(b, like));
}
