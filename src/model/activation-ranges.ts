/**
 * The largest magnitude that each input of each matrix takes: what quantisation by rows needs to know of a model
 * before it makes weights. Found in one pass over tokens drawn from the vocabulary: the channels that stand out do so
 * whatever the text, and no text or tokenizer has to be at hand.
 */
import { Random } from '../base/random.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { StoredTensors } from '../checkpoint/safetensors.ts';
import type { Value } from '../onnx/graph.ts';
import type { GraphBuilder } from '../onnx/operations.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { newCache } from './cache.ts';
import type { MatrixName } from './families.ts';
import { groupName } from './prepare.ts';
import { SessionDecoder } from './runner.ts';
import { FloatWeights, type Weights } from './weights.ts';

/** Sequences of the pass and their tokens: first tokens take the largest values, and every sequence has one. */
const sequences = 4;
const sequenceTokens = 128;
/** Every so many tokens' logits are computed: each takes a vocabulary of floats. */
const headStride = 8;

const rangeOf = (group: string): string => `range.${group}`;

/** Float weights that give the magnitudes of every product's inputs out of the graph. */
class ObservedWeights implements Weights {
  readonly ranges: string[] = [];
  private readonly base: Weights;

  constructor(base: Weights) {
    this.base = base;
  }

  project(b: GraphBuilder, x: Value, matrices: readonly MatrixName[]): Value[] {
    const name = rangeOf(groupName(matrices));
    const largest = b.reduceMax(b.abs(x), [0], false);
    b.output(b.apply('Identity', [largest], {}, { names: [name] })[0] as Value);
    this.ranges.push(name);
    return this.base.project(b, x, matrices);
  }

  vector(b: GraphBuilder, name: string, size: number): Value {
    return this.base.vector(b, name, size);
  }

  embed(b: GraphBuilder, tokenIds: Value, matrix: MatrixName): Value {
    return this.base.embed(b, tokenIds, matrix);
  }
}

/** Largest magnitudes [in] of the inputs of every group of matrices, by the group's name. */
export async function activationRanges(
  config: DecoderConfig,
  tensors: StoredTensors,
  session: SessionOptions = {},
): Promise<ReadonlyMap<string, Float32Array>> {
  const weights = new ObservedWeights(new FloatWeights(tensors));
  const ranges = new Map<string, Float32Array>();
  const decoder = new SessionDecoder({
    folder: 'activation ranges',
    config,
    tensors,
    weights,
    weightFeeds: {},
    adapters: undefined,
    sumAdapters: false,
    session: { ...session, prepacking: false },
    observed: {
      outputs: weights.ranges,
      see: (name, value) => ranges.set(name.slice(rangeOf('').length), Float32Array.from(value)),
    },
  });
  try {
    const random = new Random(0);
    const newTokens = Math.min(sequenceTokens, config.maxPositions);
    const tokenIds = Array.from({ length: sequences * newTokens }, () =>
      random.integer(0, config.vocabSize - 1),
    );
    await decoder.extend({
      tokenIds,
      newTokens,
      pastLengths: Array.from({ length: sequences }, () => 0),
      cache: newCache(config, sequences, newTokens),
      // the head's inputs are seen here alone
      logitsAt: Array.from({ length: Math.ceil(tokenIds.length / headStride) }, (_, i) => i * headStride),
    });
    return ranges;
  } finally {
    await decoder.dispose();
  }
}
