/**
 * What a run takes of memory and disk, worked out from its configuration before anything is loaded: the arrays that
 * the trainer makes (exactly), the values that its graphs make on the way (by their liveness) and what process and
 * sampler need (measured once). `npm run bench:train` prints the measured peak beside it. It loads and decides nothing.
 */
import type { DecoderConfig } from '../../checkpoint/config.ts';
import { frozenMatrices } from '../../model/frozen-weights.ts';
import { layerGraphs } from '../../model/training.ts';
import { staticDims } from '../../onnx/graph.ts';
import { liveBytes, valueBytes } from '../../onnx/live-bytes.ts';
import type { TrainConfig } from '../config.ts';
import { effectiveWindow } from '../decoder-graphs.ts';
import { headChunkTokens } from '../head-runs.ts';
import { ParameterLayout } from '../parameters.ts';

/** Bytes by what they are for. */
export interface MemoryNeed {
  /** All weights as float32; with an adapter base and adapter. */
  readonly weights: number;
  readonly gradients: number;
  /** Both moments, the running average, and the reference of a KL. */
  readonly optimizer: number;
  /** Layer inputs, what the fast setting keeps of each layer, attention masks. */
  readonly activations: number;
  /** Values that live within one layer's or the head's run. */
  readonly working: number;
  /** The sampler's key-value cache; 0 for supervised recipes. */
  readonly rollouts: number;
  /** The process itself. */
  readonly runtime: number;
  readonly total: number;
}

export interface ParameterCount {
  readonly all: number;
  readonly trainable: number;
}

const float = 4;
/** Node.js, onnxruntime's code and compiled graphs, tokenizer, buffers of data: resident before the first step. */
const processBytes = 220e6;
/** Vocabulary-wide arrays alive at once in the head: log-probabilities, their gradient, and what leads from one to the other. */
const headArrays = 4;
/** Rows that the engine decodes together, and what its cache takes while it grows. */
const sampledRows = 64;
const cacheGrowth = 1.5;

export function countParameters(config: TrainConfig, decoder: DecoderConfig): ParameterCount {
  const all = ParameterLayout.full(decoder).size;
  const { lora } = config;
  return { all, trainable: lora.rank > 0 ? ParameterLayout.lora(decoder, lora).size : all };
}

export const isSupervised = ({ recipe }: TrainConfig): boolean => recipe === 'pretrain' || recipe === 'sft';

/** Memory of a run as configured. */
export function memoryNeed(config: TrainConfig, decoder: DecoderConfig): MemoryNeed {
  const { all, trainable } = countParameters(config, decoder);
  const isAdapted = config.lora.rank > 0;
  const kept = {
    weights: isAdapted ? baseBytes(config, decoder) + float * trainable : float * all,
    gradients: float * trainable,
    optimizer: float * (2 * trainable + (config.ema > 0 ? trainable : 0) + referenceSize(config, trainable)),
    ...layerMemory(config, decoder),
    rollouts: isSupervised(config) ? 0 : rolloutBytes(config, decoder),
    runtime: processBytes,
  };
  return { ...kept, total: total(kept) };
}

/** All of them together. */
export const total = (parts: Readonly<Record<string, number>>): number =>
  Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);

/** The attention masks of a batch, one for each window. */
export function maskBytes({ rows, length }: TrainConfig, decoder: DecoderConfig): number {
  const windows = new Set(decoder.layers.map(({ window }) => effectiveWindow(window, length)));
  const group = decoder.headCount / decoder.kvHeadCount;
  return windows.size * rows * group * length * length * float;
}

/** Vocabulary-wide arrays of the tokens that go through the head at once. */
export function headBytes({ memory }: Pick<TrainConfig, 'memory'>, decoder: DecoderConfig): number {
  return headArrays * headChunkTokens(decoder, memory) * decoder.vocabSize * float;
}

/** The weights below an adapter that stand in float32. */
export function floatBase({ lora }: TrainConfig, decoder: DecoderConfig): ParameterLayout {
  return lora.base === 'f32'
    ? ParameterLayout.full(decoder)
    : ParameterLayout.full(decoder, [], frozenMatrices(decoder, lora.base));
}

/** The frozen weights below an adapter: bytes an element with scales and zero points, the rest in float32. */
export function baseBytes(config: TrainConfig, decoder: DecoderConfig): number {
  const { size: all } = ParameterLayout.full(decoder);
  const kept = floatBase(config, decoder).size;
  const each = { f32: float, f16: 2, int8: 1 + 4 / 64, int4: 0.5 + 4.5 / 32 } as const;
  return float * kept + each[config.lora.base] * (all - kept);
}

/** Copies of the weights that a policy is held against: of a KL or DPO, of the rollouts of its beginning. */
function referenceSize(config: TrainConfig, trainable: number): number {
  if (isSupervised(config)) return 0;
  const { recipe, policy } = config;
  const copies = [policy.klCoeff > 0 || recipe === 'dpo', policy.verifyData !== 'on-policy'];
  return (copies.filter(Boolean).length > 0 ? 1 + copies.filter(Boolean).length : 0) * trainable;
}

function layerMemory(
  config: TrainConfig,
  decoder: DecoderConfig,
): Pick<MemoryNeed, 'activations' | 'working'> {
  const { rows, length, memory, lora } = config;
  const graphs = layerGraphs(decoder, { rows, length }, lora.rank > 0 ? { lora, base: lora.base } : {});
  const count = decoder.layers.length;
  const wide = rows * length * decoder.hiddenSize * float;
  const saved = graphs.saved.reduce((sum, value) => sum + valueBytes(value), 0);
  const masks = maskBytes(config, decoder);
  const isFast = memory === 'fast';
  const layer = isFast
    ? Math.max(liveBytes(graphs.forward), liveBytes(graphs.backward))
    : liveBytes(graphs.recomputed);
  const head = headBytes(config, decoder);
  // the runtime hands every output over in a buffer of its own before it is copied to its place
  const trained = graphs.trained.reduce((sum, { shape }) => sum + elements(staticDims(shape)), 0) * float;
  const table = lora.rank > 0 ? 0 : decoder.vocabSize * decoder.hiddenSize * float;
  return {
    activations: (count + 3) * wide + (isFast ? count * saved : 0) + masks,
    working: layer + head + Math.max(trained + wide, table),
  };
}

function elements(dims: readonly number[] | undefined): number {
  return (dims ?? []).reduce((product, dim) => product * dim, 1);
}

function rolloutBytes({ policy, length }: TrainConfig, decoder: DecoderConfig): number {
  const rows = Math.min(sampledRows, policy.problems * policy.group);
  const token = 2 * decoder.kvHeadCount * decoder.headDim * decoder.layers.length * float;
  // prefill and decoding are compiled apart from the training graphs
  return cacheGrowth * rows * length * token + rows * decoder.vocabSize * float * 2 + 60e6;
}

/** What the run folder takes. */
export interface DiskNeed {
  readonly checkpoint: number;
  /** Checkpoints that are kept, and the one being written. */
  readonly total: number;
}

const storedBytes = { float32: 4, float16: 2, bfloat16: 2 } as const;
/** Logs of metrics and samples, about. */
const logBytes = 20e6;

export function diskNeed(config: TrainConfig, decoder: DecoderConfig): DiskNeed {
  const { trainable } = countParameters(config, decoder);
  const isAdapted = config.lora.rank > 0;
  const hasAverage = config.ema > 0;
  const isExact = !isAdapted && config.saveType === 'float32' && !hasAverage;
  const saved = isAdapted ? float : storedBytes[config.saveType];
  const each = saved + (isExact ? 0 : float) + (hasAverage ? float : 0) + 2 * float;
  const checkpoint = trainable * each + 10e6;
  // the last ones, the best one, and the one that is being written
  return { checkpoint, total: checkpoint * (config.keepLast + 2) + logBytes };
}
