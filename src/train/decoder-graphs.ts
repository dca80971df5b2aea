/**
 * The graphs that training a decoder takes, whichever device runs them: one pair for all layers, three heads. Memory
 * 'fast' keeps each layer's activations, 'small' keeps each layer's input and computes the rest again.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { FrozenBase } from '../model/frozen-weights.ts';
import type { LoraShape } from '../model/lora-weights.ts';
import { type BatchShape, layerGraphs } from '../model/training.ts';
import { headGraph, type Objective } from '../model/training-head.ts';
import type { Graph, Value } from '../onnx/graph.ts';

export type MemorySetting = 'fast' | 'small';

export interface DecoderOptions extends BatchShape {
  readonly memory: MemorySetting;
  readonly objective: Objective;
  readonly threads?: number;
  /** Every graph writes a trace of its operators under this path prefix when the decoder is disposed. */
  readonly profilePrefix?: string;
  /** Train low-rank changes only: their shape and their numbers, used in place; a base in a smaller precision. */
  readonly adapter?: {
    readonly shape: LoraShape;
    readonly weights: Float32Array;
    readonly frozen?: FrozenBase;
  };
  /** Counted tokens that go through the head at once; default: so many that logits stay below 64 MB (fast) or 16 MB (small). */
  readonly chunkTokens?: number;
}

export interface DecoderGraphs {
  readonly forward: Graph;
  readonly backward: Graph;
  readonly head: Graph;
  /** Of batches without policy columns; the same as `head` where the objective is likelihood. */
  readonly likelihood: Graph;
  readonly score: Graph;
  /** Values that `forward` gives and `backward` takes. */
  readonly saved: readonly Value[];
  /** A layer's weights as the graphs name them, those of layer 0, and which of them are trained. */
  readonly layerWeights: readonly Value[];
  readonly trained: readonly Value[];
}

export function decoderGraphs(config: DecoderConfig, options: DecoderOptions): DecoderGraphs {
  const { adapter, memory, objective } = options;
  const graphs = layerGraphs(config, options, { lora: adapter?.shape, base: adapter?.frozen?.precision });
  const isFast = memory === 'fast';
  const isTrained = adapter === undefined;
  const head = headGraph(config, objective, isTrained);
  const { policy, valueClip, score } = objective;
  const isPlain = policy === undefined && valueClip === undefined && score === undefined;
  return {
    forward: isFast ? graphs.forward : { ...graphs.forward, outputs: graphs.forward.outputs.slice(0, 1) },
    backward: isFast ? graphs.backward : graphs.recomputed,
    head,
    likelihood: isPlain ? head : headGraph(config, { trains: true }, isTrained),
    score: headGraph(config, { ...objective, trains: false }),
    saved: isFast ? graphs.saved : [],
    layerWeights: graphs.weights,
    trained: graphs.trained,
  };
}

/** A weight of a layer's graphs, named as in layer 0, under its name in layer `index`. */
export function nameInLayer(name: string, index: number): string {
  return name.replaceAll('.layers.0.', `.layers.${index}.`);
}

/** A window that no row reaches is none. */
export function effectiveWindow(window: number | null, length: number): number | null {
  return window !== null && window < length ? window : null;
}
