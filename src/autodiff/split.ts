/**
 * Cuts a graph with gradients in two: a forward graph that also gives the values the backward pass will read, and a
 * backward graph that takes them. One compiled pair then serves all layers of a decoder, whoever holds the saved
 * values decides how long they live, and not saving them (running forward again) is the caller's choice.
 * It knows nothing of what the graphs compute.
 */
import { type Graph, type Node, type Value, valueOf } from '../onnx/graph.ts';
import { pruned } from '../onnx/builder.ts';

export interface SplitGraph {
  readonly forward: Graph;
  readonly backward: Graph;
  /** Values that `forward` gives and `backward` takes, by name, beside the original inputs. */
  readonly saved: readonly Value[];
}

export interface SplitOptions {
  /** Forward results; everything else among the graph's outputs belongs to the backward graph. */
  readonly outputs: readonly string[];
  /**
   * What comes from the layer below: values that do not depend on it (weights in another form, masks) are made again
   * by the backward graph instead of being saved.
   */
  readonly from: readonly string[];
}

/** `whole` holds the forward nodes first (`forwardNodes` of them), then those of the gradients. */
export function splitForwardBackward(
  whole: Graph,
  forwardNodes: number,
  { outputs, from }: SplitOptions,
): SplitGraph {
  const first = whole.nodes.slice(0, forwardNodes);
  const dependent = dependents(first, from);
  const again = first.filter((node) => !node.outputs.some((name) => dependent.has(name)));
  const second = [...again, ...whole.nodes.slice(forwardNodes)];
  const made = dependent;
  const gradients = whole.outputs.filter(({ name }) => !outputs.includes(name));
  const live = neededNodes(second, gradients);
  const read = new Set(live.flatMap((node) => node.inputs));
  const saved = [...read].filter((name) => made.has(name)).map((name) => valueOf(whole, name));
  const forwardOutputs = [...outputs.map((name) => valueOf(whole, name)), ...saved];
  return {
    forward: withInputs({ ...whole, nodes: first, outputs: unique(forwardOutputs) }, []),
    backward: withInputs({ ...whole, nodes: live, outputs: gradients }, saved),
    saved,
  };
}

/** What `nodes` make that depends on `from`. */
function dependents(nodes: readonly Node[], from: readonly string[]): Set<string> {
  const known = new Set(from);
  const made = new Set<string>();
  for (const node of nodes) {
    if (!node.inputs.some((name) => known.has(name))) continue;
    for (const name of node.outputs) {
      known.add(name);
      made.add(name);
    }
  }
  return made;
}

/** Those of `nodes` that lead to the outputs. */
function neededNodes(nodes: readonly Node[], outputs: readonly Value[]): readonly Node[] {
  const needed = new Set(outputs.map(({ name }) => name));
  const kept = [...nodes].reverse().filter((node) => {
    const isNeeded = node.outputs.some((name) => needed.has(name));
    if (isNeeded) for (const name of node.inputs) needed.add(name);
    return isNeeded;
  });
  return kept.reverse();
}

function unique(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [value.name, value])).values()];
}

/** The graph without what its outputs do not need, its inputs being those it reads: the old ones and `more`. */
function withInputs(graph: Graph, more: readonly Value[]): Graph {
  const live = pruned({ ...graph, inputs: [...graph.inputs, ...more] });
  const read = new Set([
    ...live.nodes.flatMap((node: Node) => node.inputs),
    ...graph.outputs.map(({ name }) => name),
  ]);
  return { ...live, inputs: live.inputs.filter(({ name }) => read.has(name)) };
}
