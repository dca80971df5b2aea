/**
 * Reverse-mode differentiation of a graph: a walk over its nodes from the last to the first, along the paths that lead
 * from a target to a seeded output, asking the rule table (`rules/`) at each node. Gradients that meet are added,
 * broadcasting is undone in one place (`summedTo`). It knows neither a runtime nor what the graph is for.
 * Source: the reverse accumulation of Linnainmaa 1970; the shape of the walk follows tinygrad's `gradient.py`.
 */
import type { Dim, Node, NodeOf, Shape, Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import type { OperatorName } from '../onnx/operators.ts';
import { type InputGradients, type RuleContext, zerosLike } from './rule.ts';
import { rules } from './rules/index.ts';

export interface GradientRequest {
  /** Values to differentiate with respect to: inputs, initialisers or anything between. */
  readonly targets: readonly string[];
  /** Values of the graph with the value that holds each one's gradient: ∂L/∂output. */
  readonly seeds: ReadonlyMap<string, Value>;
  /** Sums that gradients of targets are added to: accumulation over micro-batches inside the graph. */
  readonly sums?: ReadonlyMap<string, Value>;
}

/**
 * Appends the nodes that compute ∂L/∂target to `builder`. Returns one gradient a target; a target that no seeded value
 * depends on gets zeros. Throws with the operator's name where a needed gradient has no rule.
 */
export function appendGradients(builder: GraphBuilder, request: GradientRequest): Map<string, Value> {
  const nodes = [...builder.nodes];
  const onPath = reachable(nodes, request.targets);
  const gradients = new Map<string, Value>();
  const producers = new Map<string, Node>();
  const consumers = consumersOf(nodes);
  const add = (name: string, gradient: Value): void => {
    const before = gradients.get(name);
    gradients.set(name, before === undefined ? gradient : accumulated(builder, producers, before, gradient));
  };
  for (const [name, seed] of request.seeds) add(name, seed);
  for (const [name, sum] of request.sums ?? []) add(name, sum);
  for (const node of nodes.reverse()) {
    if (!node.outputs.some((name) => gradients.has(name))) continue;
    if (!node.inputs.some((name) => onPath.has(name))) continue;
    const from = builder.nodes.length;
    const inputs = inputGradients(builder, node, { gradients, producers, consumers });
    node.inputs.forEach((name, i) => {
      const make = inputs[i];
      if (make === undefined || !onPath.has(name)) return;
      const made = summedTo(builder, make(), valueNamed(builder, name));
      for (const fresh of builder.nodes.slice(from)) for (const y of fresh.outputs) producers.set(y, fresh);
      add(name, made);
    });
  }
  return new Map(
    request.targets.map((name) => [
      name,
      gradients.get(name) ?? zerosLike(builder, valueNamed(builder, name)),
    ]),
  );
}

function valueNamed(builder: GraphBuilder, name: string): Value {
  const value = builder.values.get(name);
  if (value === undefined) throw new RangeError(`autodiff: expected a value named "${name}", got none`);
  return value;
}

/** Names of all values that depend on a target, the targets included. */
function reachable(nodes: readonly Node[], targets: readonly string[]): Set<string> {
  const names = new Set(targets);
  for (const node of nodes)
    if (node.inputs.some((name) => names.has(name))) for (const output of node.outputs) names.add(output);
  return names;
}

function consumersOf(nodes: readonly Node[]): Map<string, Node[]> {
  const result = new Map<string, Node[]>();
  for (const node of nodes)
    for (const name of new Set(node.inputs)) result.set(name, [...(result.get(name) ?? []), node]);
  return result;
}

interface WalkState {
  readonly gradients: ReadonlyMap<string, Value>;
  readonly producers: ReadonlyMap<string, Node>;
  readonly consumers: ReadonlyMap<string, readonly Node[]>;
}

/** Asks the node's rule. */
function inputGradients<Op extends OperatorName>(
  builder: GraphBuilder,
  node: NodeOf<Op>,
  state: WalkState,
): InputGradients {
  const optional = (i: number): Value | undefined => {
    const name = node.inputs[i];
    return name === undefined || name === '' ? undefined : valueNamed(builder, name);
  };
  const required = (what: string, i: number, value: Value | undefined): Value => {
    if (value === undefined) throw new Error(`autodiff ${node.op}: expected ${what} ${i}, got none`);
    return value;
  };
  const output = (i: number): Value => {
    const name = node.outputs[i];
    return required('output', i, name === undefined || name === '' ? undefined : valueNamed(builder, name));
  };
  const context: RuleContext<Op> = {
    op: node.op,
    attributes: node.attributes,
    b: builder,
    optional,
    x: (i) => required('input', i, optional(i)),
    inputCount: node.inputs.length,
    y: output,
    outputCount: node.outputs.length,
    ask: (i, dtype, shape) => askedFor(builder, node, i, { dtype, shape }),
    has: (i) => state.gradients.has(node.outputs[i] ?? ''),
    g: (i) => state.gradients.get(node.outputs[i] ?? '') ?? zerosLike(builder, output(i)),
    integers: (i) => {
      const values = builder.constantValues(required('input', i, optional(i)));
      if (values === undefined)
        throw new Error(
          `autodiff ${node.op}: expected input ${i} to be a small integer constant, got a computed one`,
        );
      return values;
    },
    producer: (value) => state.producers.get(value.name),
    consumers: (value) => state.consumers.get(value.name) ?? [],
  };
  return rules[node.op](context);
}

/** Makes a node give a further output: output `i`, the ones between left empty. */
function askedFor(
  builder: GraphBuilder,
  { op, outputs: given }: Pick<Node, 'op' | 'outputs'>,
  i: number,
  type: Omit<Value, 'name'>,
): Value {
  const at = builder.nodes.findIndex((node) => node.outputs[0] === given[0]);
  const now = builder.nodes[at];
  if (now === undefined) throw new Error(`autodiff ${op}: expected a node of the graph, got another`);
  const known = now.outputs[i];
  if (known !== undefined && known !== '') return valueNamed(builder, known);
  const value = { name: builder.fresh(`${op}_output_${i}`), ...type };
  builder.values.set(value.name, value);
  const outputs = Array.from({ length: Math.max(i + 1, now.outputs.length) }, (_, j) => now.outputs[j] ?? '');
  outputs[i] = value.name;
  builder.nodes[at] = { ...now, outputs };
  return value;
}

/** Two gradients of one value added: as the third operand of a plain Gemm that nothing else reads, else by Add. */
function accumulated(
  builder: GraphBuilder,
  producers: ReadonlyMap<string, Node>,
  before: Value,
  gradient: Value,
): Value {
  const made = producers.get(gradient.name);
  const last = builder.nodes.at(-1);
  if (
    made?.op === 'Gemm' &&
    made === last &&
    made.inputs.length === 2 &&
    sameShape(before.shape, gradient.shape)
  ) {
    builder.nodes.pop();
    builder.nodes.push({ ...made, inputs: [...made.inputs, before.name] });
    return gradient;
  }
  return builder.add(before, gradient);
}

function sameShape(a: Shape, b: Shape): boolean {
  return a !== null && b !== null && a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/**
 * `gradient` summed over the axes along which `target` was broadcast, in the target's shape. Throws where the sizes
 * do not tell whether an axis was broadcast.
 */
function summedTo(builder: GraphBuilder, gradient: Value, target: Value): Value {
  if (sameShape(gradient.shape, target.shape)) return gradient;
  if (gradient.shape === null || target.shape === null)
    throw new Error(`autodiff: expected known ranks at "${target.name}", got none`);
  const lead = gradient.shape.length - target.shape.length;
  target.shape.forEach((dim, i) => {
    const grown = gradient.shape?.[i + lead];
    if (grown !== undefined && isAmbiguous(dim, grown))
      throw new Error(
        `autodiff: expected "${target.name}" to have size ${dim} or 1 for sure where its gradient has ${grown}, ` +
          'got a symbol that could be either; name equal sizes equally',
      );
  });
  const leading = Array.from({ length: Math.max(lead, 0) }, (_, i) => i);
  const stretched = target.shape.flatMap((dim, i) =>
    dim === 1 && gradient.shape?.[i + lead] !== 1 ? [i + lead] : [],
  );
  let result = gradient;
  if (leading.length + stretched.length > 0)
    result = builder.reduceSum(result, [...leading, ...stretched], true);
  if (leading.length > 0) result = builder.squeeze(result, leading);
  return result;
}

/** Two sizes of different names given by the graph's author: nobody can tell whether one of them is 1. */
function isAmbiguous(dim: Dim, grown: Dim): boolean {
  if (typeof dim === 'number' || dim === grown) return false;
  return !dim.startsWith('?') && !(typeof grown === 'string' && grown.startsWith('?'));
}
