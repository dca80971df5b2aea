/**
 * Drawing inside a decoder's graph: logits become probabilities where they lie, and only what the draw has to see comes
 * out: of each row the one block of 64 ids in which its uniform number falls. Copying all logits out, feeding them to
 * another graph and copying all probabilities out took a seventh of a step of sixteen rows (docs/PERFORMANCE.md).
 *
 * Legend: M tokens whose logits are computed, D of them that are drawn, P of those whose probabilities are asked before
 * temperature too, V vocabulary, N = ⌈V / 64⌉ blocks. A draw takes the block whose cumulative probability passes the
 * target, summed in float64 one block after the other: the same sums as `generate/sampler.ts` takes, so that both draw
 * the same token from the same probabilities.
 */
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import { dataOf, int64Tensor, tensor, type Tensor } from '../runtime/tensor.ts';
import { ioNames } from './names.ts';

/** Ids a block. */
export const BLOCK = 64;

export interface BlockedProbabilities {
  /** [D, N, 64], zeros behind V. */
  readonly blocked: Value;
  /** [D, N] */
  readonly sums: Value;
  /** [D, N] */
  readonly maxima: Value;
}

/** p = softmax(logits · scale) in blocks; logits [D, V], scale [D, 1] = 1 / temperature, or null for 1. */
export function blockedProbabilities(
  b: GraphBuilder,
  logits: Value,
  scale: Value | null,
  vocabulary: number,
): BlockedProbabilities {
  const blocks = Math.ceil(vocabulary / BLOCK);
  let probs = b.softmax(scale === null ? logits : b.mul(logits, scale));
  const padding = blocks * BLOCK - vocabulary;
  if (padding > 0) {
    const zero = b.expand(b.scalar(0), b.concat([b.shape(logits, 0, 1), b.integers([padding])], 0));
    probs = b.concat([probs, zero], 1);
  }
  const blocked = b.reshape(probs, b.integers([-1, blocks, BLOCK]));
  return {
    blocked,
    sums: b.reduceSum(blocked, [2], false),
    maxima: b.reduceMax(blocked, [2], false),
  };
}

/** What is drawn of a batch's wanted positions. */
export interface DrawRequest {
  /** 1 / temperature of each: [D]. */
  readonly scales: ArrayLike<number>;
  /** A uniform number in [0, 1) of each, or −1 for the likeliest block: [D]. */
  readonly uniforms: ArrayLike<number>;
  /** Those of the D that are also asked for their probabilities at temperature 1: [P]. */
  readonly plainAt: readonly number[];
}

export interface DrawnBlocks {
  /** The block drawn of each: [D]. */
  readonly blocks: Int32Array;
  /** The probability of all blocks, and of those before it: [D]. */
  readonly totals: Float64Array;
  readonly before: Float64Array;
  /** The probabilities of its 64 ids: [D, 64]. */
  readonly probs: Float32Array;
  /** The same at temperature 1 for `plainAt`: [P, 64]. */
  readonly plainProbs: Float32Array;
}

/** Inputs and outputs of a draw on `logits` [M, V], of which all M are drawn, or none. */
export function drawOutputs(b: GraphBuilder, logits: Value, vocabulary: number): void {
  const scale = b.input(ioNames.drawScales, 'float32', ['D', 1]);
  const uniform = b.input(ioNames.drawUniforms, 'float64', ['D', 1]);
  const drawn = b.input(ioNames.drawAt, 'int64', ['D']);
  const plainAt = b.input(ioNames.plainAt, 'int64', ['P']);
  const blocks = Math.ceil(vocabulary / BLOCK);
  const wanted = b.gather(logits, drawn);
  const { blocked, sums, maxima } = blockedProbabilities(b, wanted, scale, vocabulary);
  const exact = b.cast(sums, 'float64');
  const before = b.cumSum(exact, 1, { exclusive: 1 }); // [D, N]
  const last = b.integers([blocks - 1]);
  const total = b.add(b.gather(before, last, 1), b.gather(exact, last, 1)); // [D, 1]
  const passed = b.cast(b.lessOrEqual(before, b.mul(uniform, total)), 'int64');
  const inverted = b.sub(b.reduceSum(passed, [1]), b.scalar(1, 'int64')); // [D, 1]
  const greedy = b.less(uniform, b.scalar(0, 'float64'));
  const block = b.where(greedy, b.argMax(maxima, 1), inverted); // [D, 1]
  const flat = (index: Value, count: Value): Value =>
    b.add(
      b.mul(
        b.range(b.scalar(0, 'int64'), b.squeeze(count, [0]), b.scalar(1, 'int64')),
        b.scalar(blocks, 'int64'),
      ),
      index,
    );
  const cut = (probabilities: Value, index: Value, count: Value): Value =>
    b.gather(b.reshape(probabilities, b.integers([-1, BLOCK])), flat(index, count));
  const chosen = b.squeeze(block, [1]);
  const plain = blockedProbabilities(b, b.gather(wanted, plainAt), null, vocabulary);
  const output = (value: Value, name: string): void => {
    b.output(b.apply('Identity', [value], {}, { names: [name] })[0] as Value);
  };
  output(b.cast(chosen, 'int32'), ioNames.drawnBlocks);
  output(b.concat([total, b.gatherElements(before, block, 1)], 1), ioNames.drawnMasses);
  output(cut(blocked, chosen, b.shape(drawn)), ioNames.drawnProbs);
  output(cut(plain.blocked, b.gather(chosen, plainAt), b.shape(plainAt)), ioNames.plainProbs);
}

/** Feeds of a draw of all `count` wanted positions; of none without a request. */
export function drawFeeds(request: DrawRequest | null, count: number): Record<string, Tensor> {
  const drawn = request === null ? 0 : count;
  const { scales = [], uniforms = [], plainAt = [] } = request ?? {};
  return {
    [ioNames.drawAt]: int64Tensor(
      [drawn],
      Array.from({ length: drawn }, (_, i) => i),
    ),
    [ioNames.drawScales]: tensor('float32', [drawn, 1], Float32Array.from(scales)),
    [ioNames.drawUniforms]: tensor('float64', [drawn, 1], Float64Array.from(uniforms)),
    [ioNames.plainAt]: int64Tensor([plainAt.length], plainAt),
  };
}

/** The outputs that a draw fetches. */
export const drawFetches = [
  ioNames.drawnBlocks,
  ioNames.drawnMasses,
  ioNames.drawnProbs,
  ioNames.plainProbs,
] as const;

export function drawnBlocks(results: Readonly<Record<string, Tensor>>): DrawnBlocks {
  const of = (name: string): Float32Array => dataOf(results[name] as Tensor, 'float32');
  const masses = dataOf(results[ioNames.drawnMasses] as Tensor, 'float64');
  return {
    blocks: dataOf(results[ioNames.drawnBlocks] as Tensor, 'int32'),
    totals: masses.filter((_, i) => i % 2 === 0),
    before: masses.filter((_, i) => i % 2 === 1),
    probs: of(ioNames.drawnProbs),
    plainProbs: of(ioNames.plainProbs),
  };
}
