/**
 * Attention on a key-value cache, lowered in two ways. `decodeAttention`: one new token a row by ONNX Runtime's
 * GroupQueryAttention, written into the cache in place. `extendAttention`: any number of new tokens for any number
 * of rows at their own lengths, by a scatter into the cache and masked matrix products; GroupQueryAttention cannot do
 * that on the CPU for more than one row. Both read caches [B, K, C, D] of capacity C.
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

/** Whether GroupQueryAttention takes heads of this size; others decode through `extendAttention`. */
export function canGroupAttention(config: DecoderConfig): boolean {
  return config.headDim % 8 === 0;
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

/** T new tokens a row: q, k, v are [B·T, ·]; `tokenIds` [B, T] gives B and T. */
export function extendAttention(b: GraphBuilder, config: DecoderConfig, tokenIds: Value): Attend {
  const ropes = ropeInputs(b, config);
  const pastLengths = b.cast(b.input(ioNames.pastLengths, 'int32', ['B']), 'int64');
  const { headCount: H, kvHeadCount: K, headDim: D } = config;
  const G = H / K;
  const sizes = b.shape(tokenIds); // [B, T]
  const positions = newPositions(b, pastLengths, tokenIds); // [B, T]
  const heads = (n: number): Value => b.concat([sizes, b.integers([n, D])], 0);
  const shapes = {
    q: heads(H),
    kv: heads(K),
    split: b.concat([sizes, b.integers([K, G, D])], 0),
    grouped: b.integers([0, K, -1, D]),
  };
  const slots = cacheSlots(b, positions, sizes, K); // [B, K, T, 3]
  const masks = new Map<number | null, Value>();
  return (q, k, v, layer) => {
    const { rope, window } = config.layers[layer] ?? { rope: 0, window: null };
    const tables = ropes[rope];
    const past = cacheInputs(b, config, layer);
    const turned = (x: Value, shape: Value): Value =>
      b.rotaryEmbedding(
        [b.transpose(b.reshape(x, shape), [0, 2, 1, 3]), tables?.cos, tables?.sin, positions],
        {
          ...partialRotation(config, rope),
        },
      );
    const newValues = b.transpose(b.reshape(v, shapes.kv), [0, 2, 1, 3]); // [B, K, T, D]
    const keys = write(b, past.keys, slots, turned(k, shapes.kv), ioNames.presentKeys(layer));
    const values = write(b, past.values, slots, newValues, ioNames.presentValues(layer));
    let mask = masks.get(window);
    if (mask === undefined) masks.set(window, (mask = attentionMask(b, positions, past.keys, window)));
    // Query heads of one key head stand together: [B, H, T, D] → [B, K, G·T, D].
    const scaled = b.mul(turned(q, shapes.q), b.scalar(config.attentionScale));
    const grouped = b.reshape(scaled, shapes.grouped);
    const scores = b.matMul(grouped, b.transpose(keys, [0, 1, 3, 2])); // [B, K, G·T, C]
    const perHead = b.reshape(
      scores,
      b.concat([b.shape(tokenIds, 0, 1), b.integers([H]), b.shape(mask, 2, 4)], 0),
    );
    const weights = b.softmax(b.add(perHead, mask)); // [B, H, T, C]
    const mixed = b.matMul(b.reshape(weights, b.shape(scores)), values); // [B, K, G·T, D]
    const split = b.reshape(
      mixed,
      b.concat([b.shape(tokenIds, 0, 1), b.integers([H]), b.shape(tokenIds, 1, 2), b.integers([D])], 0),
    );
    return b.reshape(b.transpose(split, [0, 2, 1, 3]), [-1, H * D]);
  };
}

/** The rotated part of each head as an attribute, where it is not the whole. */
export function partialRotation(config: DecoderConfig, rope: number): { rotary_embedding_dim?: number } {
  const { rotaryDim = 0, headDim = 0 } = config.ropes[rope] ?? {};
  return rotaryDim === headDim ? {} : { rotary_embedding_dim: rotaryDim };
}

function write(b: GraphBuilder, past: Value, slots: Value, update: Value, name: string): Value {
  const [present] = b.apply('ScatterND', [past, slots, update], {}, { names: [name] }) as [Value];
  b.output(present);
  return present;
}

/** pastLengths[b] + t: [B, T]. */
function newPositions(b: GraphBuilder, pastLengths: Value, tokenIds: Value): Value {
  const count = b.squeeze(b.shape(tokenIds, 1, 2), [0]);
  const offsets = b.range(b.scalar(0, 'int64'), count, b.scalar(1, 'int64'));
  return b.add(b.unsqueeze(pastLengths, [1]), offsets);
}

/** (row, head, position) of every new key: [B, K, T, 3]. */
function cacheSlots(b: GraphBuilder, positions: Value, sizes: Value, heads: number): Value {
  const rowCount = b.squeeze(b.slice(sizes, 0, 0, 1), [0]);
  const one = b.scalar(1, 'int64');
  const rows = b.range(b.scalar(0, 'int64'), rowCount, one);
  const full = b.concat(
    [b.slice(sizes, 0, 0, 1), b.integers([heads]), b.slice(sizes, 0, 1, 2), b.integers([1])],
    0,
  );
  const kvHeads = b.constant(
    'int64',
    [1, heads, 1, 1],
    Array.from({ length: heads }, (_, i) => i),
  );
  return b.concat(
    [
      b.expand(b.unsqueeze(rows, [1, 2, 3]), full),
      b.expand(kvHeads, full),
      b.expand(b.unsqueeze(positions, [1, 3]), full),
    ],
    3,
  );
}

/** 0 where a new token may look, a large negative number elsewhere: [B, 1, T, C]. */
function attentionMask(b: GraphBuilder, positions: Value, keys: Value, window: number | null): Value {
  const capacity = b.squeeze(b.shape(keys, 2, 3), [0]);
  const slots = b.range(b.scalar(0, 'int64'), capacity, b.scalar(1, 'int64')); // [C]
  const own = b.unsqueeze(positions, [1, 3]); // [B, 1, T, 1]
  let visible = b.lessOrEqual(slots, own);
  if (window !== null) {
    visible = b.and(visible, b.greater(slots, b.sub(own, b.scalar(window, 'int64'))));
  }
  return b.where(visible, b.scalar(0), b.scalar(masked));
}
