/**
 * A decoder as a graph on a key-value cache that stays on its device: one new token a row, the cache written in place.
 * Hosts with the cache in plain memory use `append.ts`.
 *
 * Legend: B rows, C capacity of the cache, K key-value heads, D head dim, L layers, V vocabulary, P positions in the
 * rotary tables, R rotated elements of a head.
 *
 * Inputs: `token_ids` int64 [B, 1]; `past_lengths` int32 [B], tokens already in each row's cache; `total_length` int32
 * scalar, 1 + the longest of them; `past_keys.i`, `past_values.i` float32 [B, K, C, D] for layer i, finite beyond a
 * row's length (zeros at first); `rope_cos.j`, `rope_sin.j` float32 [P, R/2] for rotary embedding j. With adapters:
 * `adapter_gates` float32 [B, R], 1 where a rank counts in a row, and for every adapted weight w `lora_a.w` [R, in]
 * and `lora_b.w` [out, R]. With weights as inputs: each under its checkpoint name.
 *
 * Outputs: `logits` float32 [B, V]; `new_entries` [L·2·B, K, 1, D], as `append.ts` gives them; and `present_keys.i`,
 * `present_values.i`, the caches with the new token written at past_lengths[b].
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { decodeAttention } from './attention.ts';
import { decoderNames } from './families.ts';
import { ioNames } from './names.ts';
import { hiddenStates, type LayerContext, outputLogits } from './layers.ts';
import type { Weights } from './weights.ts';

/** One new token a row, cache in place. */
export function decodeGraph(config: DecoderConfig, weights: Weights): Graph {
  const b = new GraphBuilder('decode');
  const tokenIds = b.input(ioNames.tokenIds, 'int64', ['B', 1]);
  const entries: Value[] = [];
  const attend = decodeAttention(b, config, entries);
  const names = decoderNames(config);
  const context: LayerContext = { builder: b, config, weights, attend, names, fusedSums: true };
  const logits = outputLogits(context, hiddenStates(context, tokenIds));
  b.output(b.apply('Identity', [logits], {}, { names: [ioNames.logits] })[0] as Value);
  b.output(b.apply('Concat', entries, { axis: 0 }, { names: [ioNames.newEntries] })[0] as Value);
  return b.finish();
}
