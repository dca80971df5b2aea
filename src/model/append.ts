/**
 * The decoder as one graph for hosts whose caches lie in plain memory: it reads them where they are and gives back
 * the new keys and values alone, which the caller writes behind each row. (The runtime copies every output it hands
 * to JavaScript; a cache among the outputs would be copied with every token.) Rows may share the beginning of their
 * sequences: its keys are read once for all of them, as one matrix product (Hydragen, 2402.05099), and the scores of
 * the shared, the own and the new tokens meet in one softmax.
 *
 * Legend: B rows, T new tokens a row, S shared positions, C capacity of the own caches, K key-value heads, G query
 * heads a key head, H = K·G, D head dim, L layers, M tokens whose logits are wanted, V vocabulary.
 *
 * Inputs: `token_ids` int64 [B, T], ragged rows padded on the right; `past_lengths` int32 [B], tokens in each row's
 * own cache; `shared_lengths` int32 [B], shared positions before them (0 or S); `past_keys.i`, `past_values.i`
 * [B, K, C, D]; `shared_keys.i`, `shared_values.i` [K, S, D], S ≥ 1; rotary tables; `logits_at` int64 [M].
 * What lies beyond a length is never read into a result, but must be finite.
 * Outputs: `logits` [M, V]; `new_entries` [L·2·B, K, T, D]: keys of layer 0, values of layer 0, keys of layer 1, …
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { masked, partialRotation, ropeInputs } from './attention.ts';
import { decoderNames } from './families.ts';
import { type Attend, hiddenStates, outputLogits } from './layers.ts';
import { ioNames } from './names.ts';
import type { Weights } from './weights.ts';

export function appendGraph(config: DecoderConfig, weights: Weights): Graph {
  const b = new GraphBuilder('append');
  const tokenIds = b.input(ioNames.tokenIds, 'int64', ['B', 'T']);
  const logitsAt = b.input(ioNames.logitsAt, 'int64', ['M']);
  const entries: Value[] = [];
  const attend = appendAttention(b, config, tokenIds, entries);
  const context = { builder: b, config, weights, attend, names: decoderNames(config) };
  const hidden = hiddenStates(context, b.reshape(tokenIds, [-1]));
  const logits = outputLogits(context, b.gather(hidden, logitsAt));
  b.output(b.apply('Identity', [logits], {}, { names: [ioNames.logits] })[0] as Value);
  b.output(b.apply('Concat', entries, { axis: 0 }, { names: [ioNames.newEntries] })[0] as Value);
  return b.finish();
}

/** What all layers share: shapes, positions, masks. */
interface Plan {
  readonly positions: Value; // [B, T]
  /** Columns of the shared, the own and the new tokens: [S, C, T]. */
  readonly columns: Value;
  readonly queryShape: Value; // [B, T, H, D]
  readonly keyShape: Value; // [B, T, K, D]
  readonly scoreShape: Value; // [B, H, T, S + C + T]
  readonly mask: (window: number | null) => Value; // [B, 1, T, S + C + T]
}

interface Caches {
  readonly keys: Value; // [B, K, C, D]
  readonly values: Value; // [B, K, C, D]
  readonly sharedKeys: Value; // [K, S, D]
  readonly sharedValues: Value; // [K, S, D]
}

function cacheInputs(b: GraphBuilder, { layers, kvHeadCount: K, headDim: D }: DecoderConfig): Caches[] {
  const own = ['B', K, 'C', D];
  const shared = [K, 'S', D];
  return layers.map((_, layer) => ({
    keys: b.input(ioNames.pastKeys(layer), 'float32', own),
    values: b.input(ioNames.pastValues(layer), 'float32', own),
    sharedKeys: b.input(ioNames.sharedKeys(layer), 'float32', shared),
    sharedValues: b.input(ioNames.sharedValues(layer), 'float32', shared),
  }));
}

function appendAttention(b: GraphBuilder, config: DecoderConfig, tokenIds: Value, entries: Value[]): Attend {
  const ropes = ropeInputs(b, config);
  const { headCount: H, kvHeadCount: K, headDim: D } = config;
  const caches = cacheInputs(b, config);
  const plan = planOf(b, config, tokenIds, caches[0] as Caches);
  const grouped = b.integers([0, K, -1, D]);
  const product = { transB: 1, alpha: config.attentionScale };
  return (q, k, v, layer) => {
    const { rope, window } = config.layers[layer] ?? { rope: 0, window: null };
    const cache = caches[layer] as Caches;
    const byHead = (x: Value, shape: Value): Value => b.transpose(b.reshape(x, shape), [0, 2, 1, 3]);
    const turned = (x: Value, shape: Value): Value =>
      b.rotaryEmbedding([byHead(x, shape), ropes[rope]?.cos, ropes[rope]?.sin, plan.positions], {
        ...partialRotation(config, rope),
      });
    const newKeys = turned(k, plan.keyShape); // [B, K, T, D]
    const newValues = byHead(v, plan.keyShape); // [B, K, T, D]
    entries.push(newKeys, newValues);
    const queries = b.reshape(turned(q, plan.queryShape), grouped); // [B, K, G·T, D]
    const scores = b.concat(
      [
        overShared(b, K, queries, (x) => b.fusedMatMul(x, cache.sharedKeys, product)),
        b.fusedMatMul(queries, cache.keys, product),
        b.fusedMatMul(queries, newKeys, product),
      ],
      3,
    );
    const visible = b.add(b.reshape(scores, plan.scoreShape), plan.mask(window));
    const weights = b.reshape(b.softmax(visible), b.shape(scores)); // [B, K, G·T, S + C + T]
    const parts = b.apply('Split', [weights, plan.columns], { axis: 3 }, { outputs: 3 });
    const [toShared, toOwn, toNew] = parts as [Value, Value, Value];
    const mixed = b.add(
      overShared(b, K, toShared, (x) => b.matMul(x, cache.sharedValues)),
      b.add(b.matMul(toOwn, cache.values), b.matMul(toNew, newValues)),
    ); // [B, K, G·T, D]
    const heads = b.reshape(mixed, b.concat([b.shape(tokenIds, 0, 1), b.integers([H, -1, D])], 0));
    return b.reshape(b.transpose(heads, [0, 2, 1, 3]), [-1, H * D]);
  };
}

/** Applies a product with one matrix a key head to all rows at once: x [B, K, N, ·] as [K, B·N, ·] and back. */
function overShared(b: GraphBuilder, heads: number, x: Value, product: (x: Value) => Value): Value {
  const turned = b.transpose(x, [1, 0, 2, 3]); // [K, B, N, ·]
  const flat = b.reshape(turned, b.concat([b.integers([heads, -1]), b.shape(x, 3, 4)], 0));
  const result = product(flat); // [K, B·N, ·]
  const sizes = b.concat([b.integers([heads]), b.shape(turned, 1, 3), b.integers([-1])], 0);
  return b.transpose(b.reshape(result, sizes), [1, 0, 2, 3]);
}

function planOf(b: GraphBuilder, config: DecoderConfig, tokenIds: Value, cache: Caches): Plan {
  const { headCount: H, kvHeadCount: K, headDim: D } = config;
  const lengths = (name: string): Value => b.unsqueeze(b.cast(b.input(name, 'int32', ['B']), 'int64'), [1]);
  const own = lengths(ioNames.pastLengths); // [B, 1]
  const shared = lengths(ioNames.sharedLengths); // [B, 1]
  const sizes = b.shape(tokenIds); // [B, T]
  const count = (size: Value): Value =>
    b.range(b.scalar(0, 'int64'), b.squeeze(size, [0]), b.scalar(1, 'int64'));
  const [S, C, T] = [b.shape(cache.sharedKeys, 1, 2), b.shape(cache.keys, 2, 3), b.shape(tokenIds, 1, 2)];
  const offsets = count(T); // [T]
  const before = b.add(shared, own); // [B, 1]
  const positions = b.add(before, offsets); // [B, T]
  const rows = b.shape(tokenIds, 0, 1);
  const spread = (x: Value, size: Value): Value => b.expand(x, b.concat([rows, size], 0));
  // Every column's position, and whether it holds a token: [B, S + C + T].
  const columnPositions = b.concat([spread(count(S), S), b.add(shared, count(C)), positions], 1);
  const filled = b.concat(
    [b.less(count(S), shared), b.less(count(C), own), b.less(spread(offsets, T), T)],
    1,
  );
  const columns3d = b.unsqueeze(columnPositions, [1]); // [B, 1, S + C + T]
  const queries3d = b.unsqueeze(positions, [2]); // [B, T, 1]
  const made = new Map<number | null, Value>();
  const mask = (window: number | null): Value => {
    const known = made.get(window);
    if (known !== undefined) return known;
    let visible = b.and(b.unsqueeze(filled, [1]), b.lessOrEqual(columns3d, queries3d));
    if (window !== null) {
      visible = b.and(visible, b.greater(columns3d, b.sub(queries3d, b.scalar(window, 'int64'))));
    }
    const value = b.unsqueeze(b.where(visible, b.scalar(0), b.scalar(masked)), [1]);
    made.set(window, value);
    return value;
  };
  return {
    positions,
    columns: b.concat([S, C, T], 0),
    queryShape: b.concat([sizes, b.integers([H, D])], 0),
    keyShape: b.concat([sizes, b.integers([K, D])], 0),
    scoreShape: b.concat([rows, b.integers([H]), T, b.integers([-1])], 0),
    mask,
  };
}
