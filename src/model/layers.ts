/**
 * What one decoder layer computes, once for all families and for inference and training alike: norms, projections,
 * the gated MLP, residual sums. How attention (and its rotation) is carried out is the caller's `attend`; how weights
 * are stored is behind `Weights`. Activations are [N, ·] with N tokens of all rows.
 */
import type { Activation, DecoderConfig } from '../checkpoint/config.ts';
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import type { DecoderNames, LayerNames } from './families.ts';
import type { Weights } from './weights.ts';

/** Queries [N, H·D], keys and values [N, K·D] of a layer → its heads' outputs [N, H·D]. Rotation is included. */
export type Attend = (q: Value, k: Value, v: Value, layer: number) => Value;

export interface LayerContext {
  readonly builder: GraphBuilder;
  readonly config: DecoderConfig;
  readonly names: DecoderNames;
  readonly weights: Weights;
  readonly attend: Attend;
  /** Sums and the norms behind them are one operator. It has no gradient: for inference only. */
  readonly fusedSums?: boolean;
}

/** A residual sum that may not have been carried out yet: `x` plus, if it is there, `added`; both [N, E]. */
interface Stream {
  readonly x: Value;
  readonly added?: Value;
}

/** Token ids of any shape, N in all → hidden states before the final norm [N, E]. */
export function hiddenStates(context: LayerContext, tokenIds: Value): Value {
  const { builder: b, config, names, weights } = context;
  // Embedded first, flattened then: integers of 64 bits are better left alone on a GPU.
  let x = b.reshape(weights.embed(b, tokenIds, names.embedding), [-1, config.hiddenSize]);
  if (config.embeddingScale !== 1) x = b.mul(x, b.scalar(config.embeddingScale));
  let stream: Stream = { x };
  names.layers.forEach((_, index) => {
    stream = b.scoped(`layers.${index}`, () => layerStream(context, stream, index));
  });
  return summed(b, stream);
}

/** Hidden states [M, E] → logits [M, V], final norm and soft cap included. */
export function outputLogits(context: LayerContext, hidden: Value): Value {
  return logitsOf(context, outputStates(context, hidden));
}

/** Hidden states [M, E] behind the final norm: what every head reads. */
export function outputStates(context: LayerContext, hidden: Value): Value {
  return rmsNorm(context, hidden, context.names.finalNorm);
}

/** Normed states [M, E] → logits [M, V], soft cap included. */
export function logitsOf({ builder: b, config, names, weights }: LayerContext, normed: Value): Value {
  const [logits] = weights.project(b, normed, [names.head]);
  if (logits === undefined) throw new RangeError('head: expected logits, got none');
  if (config.finalSoftcap === null) return logits;
  const cap = b.scalar(config.finalSoftcap);
  return b.mul(b.tanh(b.div(logits, cap)), cap);
}

/** One layer, hidden states [N, E] → [N, E]. */
export function decoderLayer(context: LayerContext, x: Value, index: number): Value {
  return summed(context.builder, layerStream(context, { x }, index));
}

function layerStream(context: LayerContext, stream: Stream, index: number): Stream {
  const { names } = context;
  const layer = names.layers[index];
  if (layer === undefined)
    throw new RangeError(`layer: expected one of ${names.layers.length}, got ${index}`);
  const before = normed(context, stream, layer.inputNorm);
  let attended = attention(context, before.norm, layer, index);
  if (layer.attentionOutputNorm !== undefined)
    attended = rmsNorm(context, attended, layer.attentionOutputNorm);
  const middle = normed(context, { x: before.sum, added: attended }, layer.mlpNorm);
  let out = mlp(context, middle.norm, layer);
  if (layer.mlpOutputNorm !== undefined) out = rmsNorm(context, out, layer.mlpOutputNorm);
  return { x: middle.sum, added: out };
}

function summed(b: GraphBuilder, { x, added }: Stream): Value {
  return added === undefined ? x : b.add(x, added);
}

/** The norm of a residual sum, and the sum. */
function normed(context: LayerContext, stream: Stream, name: string): { norm: Value; sum: Value } {
  const { builder: b, config, fusedSums = false } = context;
  if (stream.added === undefined || !fusedSums) {
    const sum = summed(b, stream);
    return { norm: rmsNorm(context, sum, name), sum };
  }
  const weight = normWeight(context, name, config.hiddenSize);
  const [norm, sum] = b.skipSimplifiedLayerNormalization(stream.x, stream.added, weight, config.normEpsilon);
  return { norm, sum };
}

function attention(context: LayerContext, x: Value, layer: LayerNames, index: number): Value {
  const { builder: b, config, weights, attend } = context;
  const projected = weights.project(b, x, [layer.query, layer.key, layer.value]) as [Value, Value, Value];
  let [q, k] = projected;
  if (layer.queryNorm !== undefined) q = headNorm(context, q, layer.queryNorm, config.headCount);
  if (layer.keyNorm !== undefined) k = headNorm(context, k, layer.keyNorm, config.kvHeadCount);
  const [out] = weights.project(b, attend(q, k, projected[2], index), [layer.attentionOutput]);
  return out as Value;
}

function mlp(context: LayerContext, x: Value, layer: LayerNames): Value {
  const { builder: b, config, weights } = context;
  const [gate, up] = weights.project(b, x, [layer.gate, layer.up]) as [Value, Value];
  const [down] = weights.project(b, b.mul(activate(b, gate, config.activation), up), [layer.down]);
  return down as Value;
}

function activate(b: GraphBuilder, x: Value, activation: Activation): Value {
  switch (activation) {
    case 'silu':
      // x · σ(x) in one operator
      return b.apply('QuickGelu', [x], { alpha: 1 })[0] ?? x;
    case 'gelu':
      return b.gelu(x, 'none');
    case 'gelu_tanh':
      return b.gelu(x, 'tanh');
    case 'relu':
      return b.relu(x);
  }
}

/** x / √(mean x² + ε) · w over the last axis (Zhang & Sennrich 2019, 1910.07467). */
function rmsNorm(context: LayerContext, x: Value, name: string, size?: number): Value {
  const { builder: b, config } = context;
  const weight = normWeight(context, name, size ?? config.hiddenSize);
  return b.simplifiedLayerNormalization(x, weight, config.normEpsilon);
}

/** Gemma multiplies by 1 + w. */
function normWeight({ builder: b, config, weights }: LayerContext, name: string, size: number): Value {
  const stored = weights.vector(b, name, size);
  return config.normPlusOne ? b.add(stored, b.scalar(1)) : stored;
}

/** The norm of each head by itself: [N, heads·D] → [N, heads·D]. */
function headNorm(context: LayerContext, x: Value, name: string, heads: number): Value {
  const { builder: b, config } = context;
  const perHead = b.reshape(x, [-1, heads, config.headDim]);
  return b.reshape(rmsNorm(context, perHead, name, config.headDim), [-1, heads * config.headDim]);
}
