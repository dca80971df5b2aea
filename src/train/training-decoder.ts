/**
 * What recipes, the loop and checkpoints see of a model in training, wherever its numbers lie: on the CPU in flat arrays
 * that are used in place (`decoder.ts`), or on a device with a copy here (`device/`). Whoever reads the arrays calls
 * `toHost` first, whoever changes them `toDevice` afterwards; on the CPU both are nothing. Types only.
 */
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { DecoderOptions } from './decoder-graphs.ts';
import type { BatchResult, HeadColumns } from './head-runs.ts';
import type { OptimizerState } from './optimizer.ts';
import type { PackedBatch } from './packing.ts';
import type { ParameterLayout } from './parameters.ts';

/** Numbers with a copy at hand. */
export interface HostCopy {
  /** Brings the arrays up to date. */
  toHost(): Promise<void>;
  /** Puts the arrays in force. */
  toDevice(): Promise<void>;
}

export interface TrainingDecoder extends HostCopy {
  readonly config: DecoderConfig;
  readonly options: DecoderOptions;
  /** What is trained: all weights, or the adapter's. */
  readonly layout: ParameterLayout;
  readonly weights: Float32Array;
  /** The whole model; with an adapter, the base that stays as it is. */
  readonly base: { readonly layout: ParameterLayout; readonly weights: Float32Array };
  /** Begins an update: what dropout leaves out follows from the seed and the order of the batches. */
  beginStep(seed: number): void;
  zeroGradients(): void;
  /** Log-probabilities of the counted tokens under the weights as they are; of the columns it reads `scales`. */
  score(batch: PackedBatch, columns?: HeadColumns): Promise<BatchResult>;
  /** Forward and backward of one packed batch, by likelihood without columns; gradients are added to the sums. */
  accumulate(batch: PackedBatch, columns?: HeadColumns): Promise<BatchResult>;
  dispose(): Promise<void>;
}

/** An optimiser together with the decoder that it updates. */
export interface TrainingOptimizer extends HostCopy {
  readonly state: OptimizerState;
  /**
   * One update from the sums of the gradients; `share` of the peak rates. Returns the gradients' norm before clipping.
   * Where it is not finite nothing is changed.
   */
  update(share: number): Promise<number>;
  dispose(): Promise<void>;
}
