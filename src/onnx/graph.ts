/**
 * An ONNX graph as plain data: values with a type and a symbolic shape, nodes, initialisers. No classes, no runtime,
 * no bytes of the protobuf format: `builder.ts` makes graphs, `proto.ts` writes them, `autodiff/` differentiates them.
 * Nodes stand in execution order; every name is defined once (as an input, an initialiser or a node's output).
 * Semantics of the operators: the ONNX operator reference and ONNX Runtime's contrib operator list.
 */
import type { AttributesOf, OperatorName } from './operators.ts';

export type DataType =
  'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'int8' | 'uint8' | 'bool' | 'float64';

/** Bytes of one element. */
export const elementBytes: Readonly<Record<DataType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int8: 1,
  uint8: 1,
  bool: 1,
  float64: 8,
};

/** A size, or a name for one: equal names are equal sizes wherever they occur in a graph. */
export type Dim = number | string;

/** `null`: not even the rank is known. */
export type Shape = readonly Dim[] | null;

export interface Value {
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: Shape;
}

/** Where an initialiser's bytes are: at hand, or in a file, left there until the runtime maps them. */
export type InitializerData =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'external'; readonly file: string; readonly offset: number; readonly length: number };

export interface Initializer {
  readonly name: string;
  readonly dtype: DataType;
  readonly dims: readonly number[];
  /** Little-endian, row-major. */
  readonly data: InitializerData;
}

/** One operator applied. An empty string among the inputs is an optional input left out. */
export interface NodeOf<Op extends OperatorName> {
  readonly op: Op;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: AttributesOf<Op>;
}

/** Any node; narrow it by `op`. */
export type Node = { [Op in OperatorName]: NodeOf<Op> }[OperatorName];

export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  /** Every value by name: inputs, initialisers, what the nodes make. */
  readonly values: ReadonlyMap<string, Value>;
}

/** Number of elements of a shape without symbols. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** The sizes of a shape, or undefined if one of them (or the rank) is not a number. */
export function staticDims(shape: Shape): readonly number[] | undefined {
  return shape?.every((dim) => typeof dim === 'number') === true ? shape : undefined;
}

/** The value of that name. Throws for a name the graph does not define. */
export function valueOf(graph: Graph, name: string): Value {
  const value = graph.values.get(name);
  if (value === undefined)
    throw new RangeError(`graph ${graph.name}: expected a value named "${name}", got none`);
  return value;
}
