/**
 * A decoder as graphs on a key-value cache: the names and shapes that whoever runs them feeds and fetches.
 *
 * Legend: B rows, T new tokens a row, C capacity of the cache, K key-value heads, D head dim, V vocabulary,
 * P positions in the rotary tables, R rotated elements of a head, M tokens whose logits are wanted.
 *
 * Inputs of both graphs:
 *   `token_ids` int64 [B, T] (T = 1 in `decode`); ragged rows are padded on the right with any valid id
 *   `past_lengths` int32 [B]: tokens already in each row's cache
 *   `past_keys.i`, `past_values.i` float32 [B, K, C, D] for layer i; what lies beyond a row's length is never read
 *     into a result, but must be finite (zeros at first)
 *   `rope_cos.j`, `rope_sin.j` float32 [P, R/2] for rotary embedding j, P ≥ every position run
 * `decode` also: `total_length` int32 scalar, 1 + the longest past length.
 * `extend` also: `logits_at` int64 [M], places among the B·T tokens (row · T + t).
 * With adapters: `adapter_gates` float32 [B, R], 1 where a rank counts in a row, and for every adapted weight w
 * `lora_a.w` [R, in] and `lora_b.w` [out, R]. With weights as inputs: each under its checkpoint name.
 *
 * Outputs: `logits` float32 ([B, V] in `decode`, [M, V] in `extend`) and `present_keys.i`, `present_values.i`, the
 * caches with the new tokens written at past_lengths[b] … past_lengths[b] + T − 1. Fetch them into the tensors that
 * were fed as past and nothing is copied. C must hold past_lengths[b] + T of every row, padding included; a padded
 * token's key is overwritten by the next real one, because the caller counts only real tokens.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { decodeAttention, extendAttention } from './attention.ts';
import { decoderNames } from './families.ts';
import { ioNames } from './names.ts';
import { hiddenStates, type LayerContext, outputLogits } from './layers.ts';
import type { Weights } from './weights.ts';

export interface DecoderGraphOptions {
  /** Adds outputs computed from the logits (a sampler) before the graph is finished. */
  readonly onLogits?: (builder: GraphBuilder, logits: Value) => void;
}

/** One new token a row, cache in place. */
export function decodeGraph(
  config: DecoderConfig,
  weights: Weights,
  options: DecoderGraphOptions = {},
): Graph {
  const b = new GraphBuilder('decode');
  const tokenIds = b.input(ioNames.tokenIds, 'int64', ['B', 1]);
  const context = layerContext(b, config, weights, decodeAttention(b, config));
  const hidden = hiddenStates(context, tokenIds);
  finish(context, hidden, options);
  return b.finish();
}

/** Any number of new tokens a row, logits where asked for. */
export function extendGraph(
  config: DecoderConfig,
  weights: Weights,
  options: DecoderGraphOptions = {},
): Graph {
  const b = new GraphBuilder('extend');
  const tokenIds = b.input(ioNames.tokenIds, 'int64', ['B', 'T']);
  const logitsAt = b.input(ioNames.logitsAt, 'int64', ['M']);
  const context = layerContext(b, config, weights, extendAttention(b, config, tokenIds));
  const hidden = hiddenStates(context, tokenIds);
  finish(context, b.gather(hidden, logitsAt), options);
  return b.finish();
}

function layerContext(
  builder: GraphBuilder,
  config: DecoderConfig,
  weights: Weights,
  attend: LayerContext['attend'],
): LayerContext {
  return { builder, config, weights, attend, names: decoderNames(config) };
}

function finish(context: LayerContext, hidden: Value, options: DecoderGraphOptions): void {
  const { builder: b } = context;
  const logits = outputLogits(context, hidden);
  b.output(b.apply('Identity', [logits], {}, { names: [ioNames.logits] })[0] as Value);
  options.onLogits?.(b, logits);
}
