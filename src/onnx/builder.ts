/**
 * Builds a graph: one method an operator in `GraphBuilder` (operations.ts), all of them through `apply` here, which
 * names the outputs, infers their types (infer.ts) and appends the node. It knows no model and no runtime; bytes of
 * weights are referred to, never copied.
 */
import { bytesOf } from './dtypes.ts';
import {
  type DataType,
  elementBytes,
  elementCount,
  type Graph,
  type Initializer,
  type InitializerData,
  type Node,
  type Shape,
  type Value,
  valueOf,
} from './graph.ts';
import { type InferenceContext, inferenceRules } from './infer.ts';
import { type AttributesOf, type OperatorName, operators } from './operators.ts';

/** An input of a node; `undefined` leaves an optional one out. */
export type Operand = Value | undefined;

export interface ApplyOptions {
  /** How many outputs are wanted (default 1). */
  readonly outputs?: number;
  /** Names of the outputs, where they matter (graph outputs); `''` leaves an optional output out. */
  readonly names?: readonly string[];
}

/** The mutable beginning of a {@link Graph}: `finish` hands it over. */
export class GraphBase {
  readonly name: string;
  readonly nodes: Node[] = [];
  readonly values = new Map<string, Value>();
  readonly initializers: Initializer[] = [];
  private readonly inputs: Value[] = [];
  private readonly outputs: Value[] = [];
  private readonly constants = new Map<string, readonly number[]>();
  private readonly shared = new Map<string, Value>();
  private readonly scopes: string[] = [];
  private counter = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** A builder that goes on where `graph` ended: same names, same constants; outputs can be added. */
  protected resume(graph: Graph): void {
    for (const value of graph.values.values()) this.values.set(value.name, value);
    this.nodes.push(...graph.nodes);
    this.initializers.push(...graph.initializers);
    this.inputs.push(...graph.inputs);
    this.outputs.push(...graph.outputs);
    for (const initializer of graph.initializers) this.rememberConstant(initializer);
    this.counter = graph.nodes.length + graph.values.size;
  }

  /** Names made inside `body` begin with `scope/`. */
  scoped<T>(scope: string, body: () => T): T {
    this.scopes.push(scope);
    try {
      return body();
    } finally {
      this.scopes.pop();
    }
  }

  /** A name that nothing in the graph has yet. */
  fresh(hint: string): string {
    const prefix = this.scopes.length === 0 ? '' : `${this.scopes.join('/')}/`;
    let name: string;
    do name = `${prefix}${hint}_${this.counter++}`;
    while (this.values.has(name));
    return name;
  }

  input(name: string, dtype: DataType, shape: Shape): Value {
    const value = this.define({ name, dtype, shape });
    this.inputs.push(value);
    return value;
  }

  output(value: Value): void {
    if (this.values.get(value.name) !== value && !this.values.has(value.name)) {
      throw new RangeError(`graph ${this.name}: output "${value.name}" is not defined in it`);
    }
    this.outputs.push(value);
  }

  /** Weights: bytes at hand or a place in a file. Throws if their number does not fit type and shape. */
  initializer(name: string, dtype: DataType, dims: readonly number[], data: InitializerData): Value {
    const expected = elementCount(dims) * elementBytes[dtype];
    const got = data.kind === 'bytes' ? data.bytes.byteLength : data.length;
    if (got !== expected) {
      throw new RangeError(
        `initializer ${name}: expected ${expected} bytes for [${dims.join(', ')}], got ${got}`,
      );
    }
    const initializer = { name, dtype, dims, data };
    this.initializers.push(initializer);
    this.rememberConstant(initializer);
    return this.define({ name, dtype, shape: dims });
  }

  /** A small constant; equal constants are stored once. */
  constant(dtype: DataType, dims: readonly number[], values: readonly number[]): Value {
    const key = `${dtype}[${dims.join()}]${values.join()}`;
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    const bytes = bytesOf(dtype, values);
    let name: string;
    do name = `constant_${this.counter++}`;
    while (this.values.has(name));
    const value = this.initializer(name, dtype, dims, { kind: 'bytes', bytes });
    this.shared.set(key, value);
    return value;
  }

  /** A scalar constant. */
  scalar(value: number, dtype: DataType = 'float32'): Value {
    return this.constant(dtype, [], [value]);
  }

  /** A list of integers as an int64 constant: shapes, axes, slice bounds. */
  integers(values: readonly number[]): Value {
    return this.constant('int64', [values.length], values);
  }

  /** Applies any operator. Prefer the methods of `GraphBuilder`, which fix the number of operands. */
  apply<Op extends OperatorName>(
    op: Op,
    inputs: readonly Operand[],
    attributes: AttributesOf<Op>,
    options: ApplyOptions = {},
  ): Value[] {
    const count = options.names?.length ?? options.outputs ?? 1;
    const types = inferenceRules[op](this.context(op, inputs, attributes, count));
    if (types.length < count)
      throw new RangeError(`${op}: expected at most ${types.length} outputs, got ${count}`);
    const outputs = types.slice(0, count).map((type, i) => {
      const name = options.names?.[i] ?? this.fresh(op);
      const value = { name, dtype: type.dtype, shape: type.shape };
      return name === '' ? value : this.define(value);
    });
    const names = inputs.map((value) => value?.name ?? '');
    while (names.at(-1) === '') names.pop();
    const node = {
      op,
      domain: operators[op].domain,
      name: outputs[0]?.name ?? op,
      inputs: names,
      outputs: outputs.map((value) => value.name),
      attributes,
    };
    this.nodes.push(node as Node);
    return outputs;
  }

  /** Applies an operator with one output. */
  protected one<Op extends OperatorName>(
    op: Op,
    inputs: readonly Operand[],
    attributes: AttributesOf<Op>,
    name?: string,
  ): Value {
    const [value] = this.apply(op, inputs, attributes, name === undefined ? {} : { names: [name] });
    if (value === undefined) throw new RangeError(`${op}: expected an output, got none`);
    return value;
  }

  /** The graph as it stands. The builder may go on; the graph does not change. */
  finish(): Graph {
    return {
      name: this.name,
      inputs: [...this.inputs],
      outputs: [...this.outputs],
      nodes: [...this.nodes],
      initializers: [...this.initializers],
      values: new Map(this.values),
    };
  }

  /** The contents of a small integer constant of this graph. */
  constantValues(value: Value): readonly number[] | undefined {
    return this.constants.get(value.name);
  }

  private define(value: Value): Value {
    if (this.values.has(value.name)) {
      throw new RangeError(`graph ${this.name}: expected a new name, got "${value.name}" again`);
    }
    this.values.set(value.name, value);
    return value;
  }

  private rememberConstant({ name, dtype, dims, data }: Initializer): void {
    if (dtype !== 'int64' || data.kind !== 'bytes' || elementCount(dims) > 16) return;
    const view = new DataView(data.bytes.buffer, data.bytes.byteOffset, data.bytes.byteLength);
    this.constants.set(
      name,
      Array.from({ length: elementCount(dims) }, (_, i) => Number(view.getBigInt64(i * 8, true))),
    );
  }

  private context<Op extends OperatorName>(
    op: Op,
    inputs: readonly Operand[],
    attributes: AttributesOf<Op>,
    outputCount: number,
  ): InferenceContext<Op> {
    return {
      attributes,
      outputCount,
      inputCount: inputs.length,
      optional: (i) => inputs[i],
      input: (i) => {
        const value = inputs[i];
        if (value === undefined) throw new RangeError(`${op}: expected input ${i}, got none`);
        return value;
      },
      constant: (i) => {
        const value = inputs[i];
        return value === undefined ? undefined : this.constants.get(value.name);
      },
      unknown: () => `?${this.counter++}`,
    };
  }
}

/** Which nodes lead to the outputs: a graph without the rest (initialisers that nothing reads go too). */
export function pruned(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map((value) => value.name));
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    kept.push(node);
    for (const name of node.inputs) needed.add(name);
  }
  const nodes = kept.reverse();
  const initializers = graph.initializers.filter(({ name }) => needed.has(name));
  const names = new Set([
    ...graph.inputs.map((value) => value.name),
    ...initializers.map(({ name }) => name),
    ...nodes.flatMap((node) => node.outputs),
  ]);
  const values = new Map(
    [...names].filter((name) => name !== '').map((name) => [name, valueOf(graph, name)]),
  );
  return { ...graph, nodes, initializers, values };
}
