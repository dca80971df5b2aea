/**
 * The same graph in operators that WebGPU has kernels for: a training graph then runs there without a node on the CPU.
 * Which operators lack one, or have one that gives wrong numbers, was found by running them (docs/OPERATORS.md,
 * bench/operators.ts). It rewrites node by node, keeps all names, and knows no runtime.
 */
import { type Graph, type Node, type NodeOf, type Value, valueOf } from './graph.ts';
import { GraphBuilder } from './operations.ts';

type Operands = (i: number) => Value;

/** The last two axes the other way round. */
function swapped(b: GraphBuilder, x: Value): Value {
  const rank = rankOf(x);
  const order = Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
  return b.transpose(x, order);
}

function rankOf(x: Value): number {
  if (x.shape === null)
    throw new Error(`portable: expected a known rank of "${x.name}", got none; reshape it explicitly`);
  return x.shape.length;
}

/** α · op(A) · op(B). */
function fusedProduct(b: GraphBuilder, node: NodeOf<'FusedMatMul'>, x: Operands): Value {
  const { transA = 0, transB = 0, alpha = 1, transBatchA = 0, transBatchB = 0 } = node.attributes;
  if (transBatchA !== 0 || transBatchB !== 0)
    throw new Error(
      'portable: expected a FusedMatMul without transBatchA and transBatchB, got one with them',
    );
  const [left, right] = [x(0), x(1)];
  const product = b.matMul(transA === 1 ? swapped(b, left) : left, transB === 1 ? swapped(b, right) : right);
  return alpha === 1 ? product : b.mul(product, b.scalar(alpha));
}

/** x − max x − log Σ exp(x − max x). */
function logSoftmax(b: GraphBuilder, node: NodeOf<'LogSoftmax'>, x: Operands): Value {
  const axes = [node.attributes.axis ?? -1];
  const centred = b.sub(x(0), b.reduceMax(x(0), axes, true));
  return b.sub(centred, b.log(b.reduceSum(b.exp(centred), axes, true)));
}

/** (mean x² + ε)^−½ over the last axis: the norm's second output, which WebGPU's kernel does not fill. */
function inverseDeviation(
  b: GraphBuilder,
  { attributes }: NodeOf<'SimplifiedLayerNormalization'>,
  x: Operands,
): Value {
  const square = b.reduceMean(b.mul(x(0), x(0)), [rankOf(x(0)) - 1], true);
  return b.reciprocal(b.sqrt(b.add(square, b.scalar(attributes.epsilon ?? 1e-5))));
}

function filled(b: GraphBuilder, node: NodeOf<'ConstantOfShape'>, x: Operands): Value {
  const { dtype, values } = node.attributes.value ?? { dtype: 'float32' as const, values: [0] };
  return b.expand(b.scalar(values[0] ?? 0, dtype), x(0));
}

/** Bytes as floats: their only way there is the dequantisation by 1. */
function floatsOf(b: GraphBuilder, x: Operands): Value {
  return b.apply('DequantizeLinear', [x(0), b.scalar(1)], {})[0]!;
}

/** The outputs that a node is to be written without, and what makes each of them instead. */
function rewriting(b: GraphBuilder, node: Node, x: Operands): ReadonlyMap<number, () => Value> {
  switch (node.op) {
    case 'Cast':
      return new Map(x(0).dtype === 'uint8' ? [[0, () => floatsOf(b, x)]] : []);
    case 'FusedMatMul':
      return new Map([[0, () => fusedProduct(b, node, x)]]);
    case 'LogSoftmax':
      return new Map([[0, () => logSoftmax(b, node, x)]]);
    case 'ConstantOfShape':
      return new Map([[0, () => filled(b, node, x)]]);
    case 'SimplifiedLayerNormalization':
      return new Map((node.outputs[1] ?? '') === '' ? [] : [[1, () => inverseDeviation(b, node, x)]]);
    default:
      return new Map();
  }
}

/** Writes a graph anew without what WebGPU lacks; inputs, outputs and their names stay. */
export function portable(graph: Graph): Graph {
  const b = GraphBuilder.from({ ...graph, nodes: [], outputs: [] });
  for (const node of graph.nodes) {
    const anew = rewriting(b, node, (i) => valueOf(graph, node.inputs[i] ?? ''));
    // what is left of the node comes first: its own inputs are all it needs
    if (!anew.has(0)) b.nodes.push({ ...node, outputs: node.outputs.filter((_, i) => !anew.has(i)) });
    for (const [i, make] of anew) {
      const name = node.outputs[i] ?? '';
      const made = make();
      b.values.delete(name);
      b.apply('Identity', [made], {}, { names: [name] });
      b.values.set(name, valueOf(graph, name));
    }
  }
  return { ...b.finish(), outputs: graph.outputs };
}
