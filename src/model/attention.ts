/**
 * Attention of one new token a row by ONNX Runtime's GroupQueryAttention on a cache [B, K, C, D] that is written in
 * place: for devices that keep the cache. Hosts with the cache in plain memory use `append.ts`.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import { ioNames } from './names.ts';
import type { Attend } from './layers.ts';

/** A large negative number that survives addition in float32; a masked score becomes zero after the softmax. */
export const masked = -1e30;

interface Cache {
  readonly keys: Value; // [B, K, C, D]
  readonly values: Value; // [B, K, C, D]
}

function cacheInputs(b: GraphBuilder, config: DecoderConfig, layer: number): Cache {
  const shape = ['B', config.kvHeadCount, 'C', config.headDim];
  return {
    keys: b.input(ioNames.pastKeys(layer), 'float32', shape),
    values: b.input(ioNames.pastValues(layer), 'float32', shape),
  };
}

/** The tables of one rotary embedding as inputs: [P, R/2] each. */
export function ropeInputs(b: GraphBuilder, config: DecoderConfig): readonly { cos: Value; sin: Value }[] {
  return config.ropes.map((rope, index) => {
    const shape = [`P${index}`, rope.rotaryDim / 2];
    return {
      cos: b.input(ioNames.ropeCos(index), 'float32', shape),
      sin: b.input(ioNames.ropeSin(index), 'float32', shape),
    };
  });
}

/** One new token a row: q, k, v are [B, ·]. */
export function decodeAttention(b: GraphBuilder, config: DecoderConfig): Attend {
  const ropes = ropeInputs(b, config);
  const pastLengths = b.input(ioNames.pastLengths, 'int32', ['B']);
  const totalLength = b.input(ioNames.totalLength, 'int32', []);
  const { headCount: H, kvHeadCount: K, headDim: D } = config;
  // The kernel turns queries and keys itself where its vector width allows.
  const rotates = D % 16 === 0;
  const positions = rotates ? undefined : b.unsqueeze(b.cast(pastLengths, 'int64'), [1]);
  return (q, k, v, layer) => {
    const { rope, window } = config.layers[layer] ?? { rope: 0, window: null };
    const tables = ropes[rope];
    const cache = cacheInputs(b, config, layer);
    const row = (x: Value, heads: number): Value => b.reshape(x, [-1, 1, heads * D]);
    const turned = (x: Value, heads: number): Value =>
      rotates
        ? row(x, heads)
        : b.rotaryEmbedding([row(x, heads), tables?.cos, tables?.sin, positions], {
            num_heads: heads,
            ...partialRotation(config, rope),
          });
    const [out, keys, values] = b.apply(
      'GroupQueryAttention',
      [
        turned(q, H),
        turned(k, K),
        row(v, K),
        cache.keys,
        cache.values,
        pastLengths,
        totalLength,
        ...(rotates ? [tables?.cos, tables?.sin] : []),
      ],
      {
        num_heads: H,
        kv_num_heads: K,
        scale: config.attentionScale,
        do_rotary: rotates ? 1 : 0,
        local_window_size: window ?? -1,
      },
      { names: [b.fresh('attended'), ioNames.presentKeys(layer), ioNames.presentValues(layer)] },
    ) as [Value, Value, Value];
    b.output(keys);
    b.output(values);
    return b.reshape(out, [-1, H * D]);
  };
}

/** The rotated part of each head as an attribute, where it is not the whole. */
export function partialRotation(config: DecoderConfig, rope: number): { rotary_embedding_dim?: number } {
  const { rotaryDim = 0, headDim = 0 } = config.ropes[rope] ?? {};
  return rotaryDim === headDim ? {} : { rotary_embedding_dim: rotaryDim };
}
