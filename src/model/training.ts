/**
 * The training lowering: the same layer description as inference (`layers.ts`) with attention written in operators
 * that have gradients. Rows are packed with several documents each; a block-diagonal causal mask keeps them apart and
 * positions restart with each document, so no padding is computed. Weights, mask and rotation tables are graph inputs:
 * one compiled pair of graphs serves every layer, sliding-window layers and second rotations included.
 * Shapes: B rows of T tokens, N = B·T, E hidden, H heads, K KV heads, D head size, G = H/K.
 */
import { appendGradients } from '../autodiff/gradient.ts';
import { type SplitGraph, splitForwardBackward } from '../autodiff/split.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { decoderNames } from './families.ts';
import { type Attend, decoderLayer, type LayerContext } from './layers.ts';
import { type LoraShape, LoraWeights } from './lora-weights.ts';
import { FrozenWeights } from './frozen-weights.ts';
import type { FrozenPrecision } from './prepare.ts';
import { FloatWeights } from './weights.ts';

export interface BatchShape {
  /** B. */
  readonly rows: number;
  /** T. */
  readonly length: number;
}

/** Names of the graphs' inputs and outputs beside weights and saved values. */
export const trainingNames = {
  x: 'x',
  y: 'y',
  dy: 'dy',
  dx: 'dx',
  /** [B, 1, G·T, T]: 0 where a token sees another, very negative elsewhere. */
  mask: 'mask',
  /** [T, D/2]: positions restart with each document, so none is beyond T. */
  cos: 'cos',
  sin: 'sin',
  /** [B, T]. */
  positionIds: 'position_ids',
  sumOf: (weight: string): string => `sum:${weight}`,
  gradientOf: (weight: string): string => `grad:${weight}`,
} as const;

/** Causal self-attention within documents: queries [N, H·D], keys and values [N, K·D] → [N, H·D]. */
function packedAttention(b: GraphBuilder, config: DecoderConfig, { rows, length }: BatchShape): Attend {
  const { headCount, kvHeadCount, headDim } = config;
  const { rotaryDim } = config.ropes[0]!;
  const group = headCount / kvHeadCount;
  return (queries, keys, values) => {
    const tables = [
      b.input(trainingNames.cos, 'float32', [length, rotaryDim / 2]),
      b.input(trainingNames.sin, 'float32', [length, rotaryDim / 2]),
      b.input(trainingNames.positionIds, 'int64', [rows, length]),
    ];
    const mask = b.input(trainingNames.mask, 'float32', [rows, 1, group * length, length]);
    const headsFirst = (x: Value, heads: number): Value =>
      b.transpose(b.reshape(x, [rows, length, heads, headDim]), [0, 2, 1, 3]);
    const rotated = (x: Value, heads: number): Value =>
      b.rotaryEmbedding(
        [headsFirst(x, heads), ...tables],
        rotaryDim === headDim ? {} : { rotary_embedding_dim: rotaryDim, num_heads: heads },
      );
    // the query heads of one key head stand below each other: no key or value is repeated
    const grouped = b.reshape(rotated(queries, headCount), [rows, kvHeadCount, group * length, headDim]);
    const scores = b.fusedMatMul(grouped, rotated(keys, kvHeadCount), {
      transB: 1,
      alpha: config.attentionScale,
    });
    const mixed = b.matMul(b.softmax(b.add(scores, mask)), headsFirst(values, kvHeadCount));
    const heads = b.transpose(b.reshape(mixed, [rows, headCount, length, headDim]), [0, 2, 1, 3]);
    return b.reshape(heads, [rows * length, headCount * headDim]);
  };
}

type Precision = 'f32' | FrozenPrecision;

/** Low-rank changes that are trained, and how the frozen matrices below them are stored. */
export interface AdapterOptions {
  readonly lora?: LoraShape | undefined;
  readonly base?: Precision | undefined;
}

/** A context of the shared layer description in which every weight is a graph input under its own name. */
export function trainingContext(
  b: GraphBuilder,
  config: DecoderConfig,
  attend: Attend,
  { lora, base = 'f32' }: AdapterOptions = {},
): LayerContext {
  const inputs =
    base === 'f32'
      ? new FloatWeights(new Map(), { placement: 'inputs' })
      : new FrozenWeights(base, decoderNames(config).head);
  return {
    builder: b,
    config,
    attend,
    names: decoderNames(config),
    weights: lora === undefined ? inputs : new LoraWeights(inputs, lora, true),
  };
}

export interface LayerGraphs extends SplitGraph {
  /** Forward and backward in one: nothing is saved, everything is computed again from `x`. */
  readonly recomputed: Graph;
  /** The layer's weights as the graphs name them: those of layer 0. */
  readonly weights: readonly Value[];
  /** Those of them that are trained: all, or the low-rank ones. */
  readonly trained: readonly Value[];
}

/**
 * The graphs of one layer. The backward graph takes `dy`, the saved values and a running sum for each weight, and
 * gives `dx` and the new sums.
 */
export function layerGraphs(
  config: DecoderConfig,
  batch: BatchShape,
  adapter: AdapterOptions = {},
): LayerGraphs {
  const { lora } = adapter;
  const b = new GraphBuilder('layer');
  const dims = [batch.rows * batch.length, config.hiddenSize];
  const x = b.input(trainingNames.x, 'float32', dims);
  const y = nameOutput(
    b,
    decoderLayer(trainingContext(b, config, packedAttention(b, config, batch), adapter), x, 0),
    trainingNames.y,
  );
  const forwardNodes = b.nodes.length;
  const weights = b.finish().inputs.filter(({ name }) => name.startsWith('model.'));
  const trained = lora === undefined ? weights : weights.filter(({ name }) => name.includes('.lora_'));
  const dy = b.input(trainingNames.dy, 'float32', dims);
  appendSummedGradients(b, {
    seeds: new Map([[y.name, dy]]),
    weights: trained,
    inputs: new Map([[x.name, trainingNames.dx]]),
  });
  const whole = b.finish();
  const gradients = whole.outputs.filter(({ name }) => name !== trainingNames.y);
  return {
    ...splitForwardBackward(whole, forwardNodes, { outputs: [trainingNames.y], from: [trainingNames.x] }),
    recomputed: { ...whole, outputs: gradients },
    weights,
    trained,
  };
}

/** Makes a value an output under a name of its own. */
export function nameOutput(b: GraphBuilder, value: Value, name: string): Value {
  const output = b.apply('Identity', [value], {}, { names: [name] })[0]!;
  b.output(output);
  return output;
}

/**
 * Gradients of weights, each added to its running sum and given as `grad:…`, and gradients of inputs under the names
 * given. The sums are inputs `sum:…`; the runtime may be given one buffer for a sum and its new value.
 */
export function appendSummedGradients(
  b: GraphBuilder,
  request: {
    readonly seeds: ReadonlyMap<string, Value>;
    readonly weights: readonly Value[];
    readonly inputs: ReadonlyMap<string, string>;
  },
): void {
  const sums = new Map(
    request.weights.map(({ name, dtype, shape }) => [name, b.input(trainingNames.sumOf(name), dtype, shape)]),
  );
  const targets = [...request.inputs.keys(), ...sums.keys()];
  const gradients = appendGradients(b, { targets, sums, seeds: request.seeds });
  for (const [name, gradient] of gradients)
    nameOutput(b, gradient, request.inputs.get(name) ?? trainingNames.gradientOf(name));
}
