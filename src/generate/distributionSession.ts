/**
 * Logits to probabilities on the runtime: p = softmax(logits · scale), padded to whole blocks of 64 ids, with each
 * block's sum and maximum. The same as `distributionsOf` in distribution.ts, at a speed that leaves sampling a small
 * part of a step: the exponentials of a vocabulary of 150,000 by 16 rows take milliseconds here, and JavaScript reads
 * a few thousand of the 2.4 million results.
 */
import { BLOCK, blockedProbabilities } from '../model/drawing.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { GraphBuilder } from '../onnx/operations.ts';
import { createSession } from '../runtime/session.ts';
import type { Session } from '../runtime/session.ts';
import { dataOf, tensor, zeros } from '../runtime/tensor.ts';
import type { Distributions } from './sampler.ts';

/** logits [B, V], scale [B, 1] → probs [B, N·64], block_sums [B, N], block_maxima [B, N]. */
export function distributionGraph(vocabulary: number): Graph {
  const b = new GraphBuilder('distribution');
  const logits = b.input('logits', 'float32', ['B', vocabulary]);
  const scale = b.input('scale', 'float32', ['B', 1]);
  const { blocked, sums, maxima } = blockedProbabilities(b, logits, scale, vocabulary);
  const named = (value: Value, name: string): void => {
    b.output(b.apply('Identity', [value], {}, { names: [name] })[0] ?? value);
  };
  named(b.reshape(blocked, [-1, Math.ceil(vocabulary / BLOCK) * BLOCK]), 'probs');
  named(sums, 'block_sums');
  named(maxima, 'block_maxima');
  return b.finish();
}

/** Owns the session and its output buffers; what it returns is valid until the next call. */
export class DistributionSession {
  private readonly session: Session;
  private readonly vocabulary: number;
  private readonly blocks: number;
  private buffers: { rows: number; probs: Float32Array; sums: Float32Array; maxima: Float32Array } | null =
    null;

  private constructor(session: Session, vocabulary: number) {
    this.session = session;
    this.vocabulary = vocabulary;
    this.blocks = Math.ceil(vocabulary / BLOCK);
  }

  static async create(vocabulary: number, threads?: number): Promise<DistributionSession> {
    // Its threads must not spin: between its short runs they would take the cores from the decoder's.
    const options = threads === undefined ? { spinning: false } : { threads, spinning: false };
    return new DistributionSession(await createSession(distributionGraph(vocabulary), options), vocabulary);
  }

  /** Probabilities of `rows` rows; `scales` [rows] is 1/temperature of each. */
  async run(logits: Float32Array, rows: number, scales: Float32Array): Promise<Distributions> {
    const { vocabulary, blocks } = this;
    if (this.buffers === null || this.buffers.rows < rows) {
      this.buffers = {
        rows,
        probs: new Float32Array(rows * blocks * BLOCK),
        sums: new Float32Array(rows * blocks),
        maxima: new Float32Array(rows * blocks),
      };
    }
    const { probs, sums, maxima } = this.buffers;
    const cut = (whole: Float32Array, width: number) =>
      tensor('float32', [rows, width], whole.subarray(0, rows * width));
    const results = await this.session.run(
      {
        logits: tensor('float32', [rows, vocabulary], logits.subarray(0, rows * vocabulary)),
        scale: tensor('float32', [rows, 1], scales.subarray(0, rows)),
      },
      {
        probs: cut(probs, blocks * BLOCK),
        block_sums: cut(sums, blocks),
        block_maxima: cut(maxima, blocks),
      },
    );
    const output = (name: string): Float32Array => dataOf(results[name] ?? zeros('float32', [0]), 'float32');
    return {
      probs: output('probs'),
      blockSums: output('block_sums'),
      blockMaxima: output('block_maxima'),
      blocks,
    };
  }

  dispose(): Promise<void> {
    return this.session.dispose();
  }
}
