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

/**
 * One new token a row: q, k, v are [B, ·]. The new keys (turned) and values of each layer, [B, K, 1, D], are put into
 * `entries`, so that the host can keep a copy of the cache.
 */
export function decodeAttention(b: GraphBuilder, config: DecoderConfig, entries: Value[]): Attend {
  const pastLengths = b.input(ioNames.pastLengths, 'int32', ['B']);
  const ropes = ropeInputs(b, config).map(({ cos, sin }) => ({
    cos,
    sin,
    cosNow: b.unsqueeze(b.gather(cos, pastLengths), [1, 2]), // [B, 1, 1, R/2]
    sinNow: b.unsqueeze(b.gather(sin, pastLengths), [1, 2]),
  }));
  const totalLength = b.input(ioNames.totalLength, 'int32', []);
  const { headCount: H, kvHeadCount: K, headDim: D } = config;
  // The kernel turns queries and keys itself where its vector width allows.
  const rotates = D % 16 === 0;
  return (q, k, v, layer) => {
    const { rope, window } = config.layers[layer] ?? { rope: 0, window: null };
    const tables = ropes[rope];
    if (tables === undefined) throw new RangeError(`attention: expected rotary tables ${rope}, got none`);
    const cache = cacheInputs(b, config, layer);
    const row = (x: Value, heads: number): Value => b.reshape(x, [-1, 1, heads * D]);
    const turn = (x: Value, heads: number): Value =>
      turned(b, b.reshape(x, [-1, heads, 1, D]), tables, config.ropes[rope]?.rotaryDim ?? D);
    const newKeys = turn(k, K);
    entries.push(newKeys, b.reshape(v, [-1, K, 1, D]));
    const [out, keys, values] = b.apply(
      'GroupQueryAttention',
      [
        row(rotates ? q : turn(q, H), H),
        row(rotates ? k : newKeys, K),
        row(v, K),
        cache.keys,
        cache.values,
        pastLengths,
        totalLength,
        ...(rotates ? [tables.cos, tables.sin] : []),
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

/**
 * Heads [B, ·, 1, D] turned by hand: the first half of the rotated part against the second, the rest as it is. For
 * devices without the operator.
 */
function turned(
  b: GraphBuilder,
  x: Value,
  { cosNow, sinNow }: { readonly cosNow: Value; readonly sinNow: Value },
  rotaryDim: number,
): Value {
  const rest = (x.shape?.[3] as number) - rotaryDim;
  const sizes = [rotaryDim / 2, rotaryDim / 2, ...(rest > 0 ? [rest] : [])];
  const [first, second, ...others] = b.split(x, sizes, 3) as [Value, Value, ...Value[]];
  return b.concat(
    [
      b.sub(b.mul(first, cosNow), b.mul(second, sinNow)),
      b.add(b.mul(second, cosNow), b.mul(first, sinNow)),
      ...others,
    ],
    3,
  );
}

/** The rotated part of each head as an attribute, where it is not the whole. */
export function partialRotation(config: DecoderConfig, rope: number): { rotary_embedding_dim?: number } {
  const { rotaryDim = 0, headDim = 0 } = config.ropes[rope] ?? {};
  return rotaryDim === headDim ? {} : { rotary_embedding_dim: rotaryDim };
}
