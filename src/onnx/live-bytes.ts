/**
 * How much memory a graph's intermediate values take when its nodes run in order and each value is freed after its
 * last reader: the figure that a memory plan starts from. A runtime may need less (it writes some results in place) or
 * more (its allocator keeps what it freed). It knows no runtime.
 */
import { type Dim, elementBytes, type Graph, type Value } from './graph.ts';

/** Sizes of a graph's symbols by name. */
export type SymbolSizes = Readonly<Record<string, number>>;

/** Bytes of one value. Symbols without a size, and unknown ranks, throw `RangeError`. */
export function valueBytes({ name, dtype, shape }: Value, sizes: SymbolSizes = {}): number {
  if (shape === null) throw new RangeError(`valueBytes: expected a known rank of "${name}", got none`);
  const size = (dim: Dim): number => {
    const known = typeof dim === 'number' ? dim : sizes[dim];
    if (known === undefined) throw new RangeError(`valueBytes: expected a size of "${dim}", got none`);
    return known;
  };
  return shape.reduce<number>((product, dim) => product * size(dim), elementBytes[dtype]);
}

/** Most bytes of intermediate values alive at once; inputs, initialisers and outputs belong to others. */
export function liveBytes(graph: Graph, sizes: SymbolSizes = {}): number {
  const outside = new Set([...graph.inputs, ...graph.outputs, ...graph.initializers].map(({ name }) => name));
  const lastReader = new Map<string, number>();
  graph.nodes.forEach((node, index) => {
    for (const name of node.inputs) lastReader.set(name, index);
  });
  const known = new Map<string, number>();
  const isSized = ({ shape }: Value): boolean =>
    shape?.every((dim) => typeof dim === 'number' || sizes[dim] !== undefined) === true;
  const bytesOf = (name: string, otherwise = 0): number => {
    const value = graph.values.get(name);
    if (value === undefined) return 0;
    const bytes = known.get(name) ?? (isSized(value) ? valueBytes(value, sizes) : otherwise);
    known.set(name, bytes);
    return bytes;
  };
  const within = (name: string): boolean => name !== '' && !outside.has(name);
  let [live, most] = [0, 0];
  graph.nodes.forEach((node, index) => {
    // a size that only the run tells is taken to be that of the largest operand
    const largest = Math.max(0, ...node.inputs.map((name) => bytesOf(name)));
    for (const name of node.outputs) if (within(name) && lastReader.has(name)) live += bytesOf(name, largest);
    most = Math.max(most, live);
    for (const name of new Set(node.inputs))
      if (within(name) && lastReader.get(name) === index) live -= bytesOf(name);
  });
  return most;
}
