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
import { drawOutputs } from './drawing.ts';
import { decoderNames } from './families.ts';
import { type Attend, hiddenStates, outputLogits } from './layers.ts';
import { ioNames } from './names.ts';
import type { Weights } from './weights.ts';

/** `draws`: with the inputs and outputs of `drawing.ts`, which not every device runs. */
export function appendGraph(config: DecoderConfig, weights: Weights, draws: boolean): Graph {
  const b = new GraphBuilder('append');
  const tokenIds = b.input(ioNames.tokenIds, 'int64', ['B', 'T']);
  const logitsAt = b.input(ioNames.logitsAt, 'int64', ['M']);
  const entries: Value[] = [];
  const attend = appendAttention(b, config, tokenIds, entries);
  const context = { builder: b, config, weights, attend, names: decoderNames(config), fusedSums: true };
  const hidden = hiddenStates(context, b.reshape(tokenIds, [-1]));
  const logits = outputLogits(context, b.gather(hidden, logitsAt));
  b.output(b.apply('Identity', [logits], {}, { names: [ioNames.logits] })[0] as Value);
  b.output(b.apply('Concat', entries, { axis: 0 }, { names: [ioNames.newEntries] })[0] as Value);
  if (draws) drawOutputs(b, logits, config.vocabSize);
  return b.finish();
}

/** What all layers share: shapes, positions, masks. They are computed once a run, not once a layer. */
interface Plan {
  readonly positions: Value; // [B, T]
  /** Columns of the shared, the own and the new tokens: [S, C, T]. */
  readonly columns: Value;
  readonly queryShape: Value; // [B, T, H·D]
  readonly keyShape: Value; // [B, T, K·D]
  readonly valueShape: Value; // [B, T, K, D]
  /** What is computed for all rows at once, row by row again: [K, B, G·T, ·]. */
  readonly sharedShape: Value;
  /** All rows' weights of the shared tokens as one matrix a key head: [K, B·G·T, S]. */
  readonly flatShape: Value;
  readonly mask: (window: number | null) => Value; // [B, 1, G·T, S + C + T]
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
  const product = { transB: 1, alpha: config.attentionScale };
  return (q, k, v, layer) => {
    const { rope, window } = config.layers[layer] ?? { rope: 0, window: null };
    const cache = caches[layer] as Caches;
    const turned = (x: Value, heads: number, shape: Value): Value =>
      b.rotaryEmbedding([b.reshape(x, shape), ropes[rope]?.cos, ropes[rope]?.sin, plan.positions], {
        num_heads: heads,
        ...partialRotation(config, rope),
      });
    const newKeys = b.transpose(b.reshape(turned(k, K, plan.keyShape), [0, 0, K, D]), [0, 2, 1, 3]);
    const newValues = b.transpose(b.reshape(v, plan.valueShape), [0, 2, 1, 3]); // [B, K, T, D]
    entries.push(newKeys, newValues);
    // The query heads of one key head stand below each other, for each row and for all rows of it together.
    const heads = b.reshape(turned(q, H, plan.queryShape), [0, 0, K, H / K, D]); // [B, T, K, G, D]
    const ownQueries = b.reshape(b.transpose(heads, [0, 2, 3, 1, 4]), [0, K, -1, D]); // [B, K, G·T, D]
    const allQueries = b.reshape(b.transpose(heads, [2, 0, 3, 1, 4]), [K, -1, D]); // [K, B·G·T, D]
    const byRow = (x: Value): Value => b.transpose(b.reshape(x, plan.sharedShape), [1, 0, 2, 3]);
    const scores = b.concat(
      [
        byRow(b.fusedMatMul(allQueries, cache.sharedKeys, product)),
        b.fusedMatMul(ownQueries, cache.keys, product),
        b.fusedMatMul(ownQueries, newKeys, product),
      ],
      3,
    );
    const weights = b.softmax(b.add(scores, plan.mask(window))); // [B, K, G·T, S + C + T]
    const parts = b.apply('Split', [weights, plan.columns], { axis: 3 }, { outputs: 3 });
    const [toShared, toOwn, toNew] = parts as [Value, Value, Value];
    const together = b.reshape(b.transpose(toShared, [1, 0, 2, 3]), plan.flatShape);
    const mixed = b.add(
      byRow(b.matMul(together, cache.sharedValues)),
      b.add(b.matMul(toOwn, cache.values), b.matMul(toNew, newValues)),
    ); // [B, K, G·T, D]
    return b.reshape(b.transpose(b.reshape(mixed, [0, H, -1, D]), [0, 2, 1, 3]), [-1, H * D]);
  };
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
    const one = b.unsqueeze(b.where(visible, b.scalar(0), b.scalar(masked)), [1]);
    const value = H === K ? one : b.concat(new Array<Value>(H / K).fill(one), 2);
    made.set(window, value);
    return value;
  };
  const sizesAnd = (...last: number[]): Value => b.concat([sizes, b.integers(last)], 0);
  return {
    positions,
    columns: b.concat([S, C, T], 0),
    queryShape: sizesAnd(H * D),
    keyShape: sizesAnd(K * D),
    valueShape: sizesAnd(K, D),
    sharedShape: b.concat([b.integers([K]), rows, b.mul(T, b.integers([H / K])), b.integers([-1])], 0),
    flatShape: b.concat([b.integers([K, -1]), S], 0),
    mask,
  };
}
