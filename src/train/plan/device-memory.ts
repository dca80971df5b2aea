/**
 * What a run takes of a device's memory, and what is left for the machine beside it, worked out as in `memory.ts`: the
 * tensors that `device/` keeps (exactly) and the values that its graphs make on the way (by their liveness). Not
 * measured on a GPU: the runtime's own allocator rounds buffers up and keeps freed ones.
 */
import type { DecoderConfig } from '../../checkpoint/config.ts';
import { layerGraphs } from '../../model/training.ts';
import { staticDims } from '../../onnx/graph.ts';
import { liveBytes, valueBytes } from '../../onnx/live-bytes.ts';
import { portable } from '../../onnx/portable.ts';
import type { TrainConfig } from '../config.ts';
import { blocksOf, updateGraph } from '../device/graphs.ts';
import { ParameterLayout } from '../parameters.ts';
import { baseBytes, floatBase, headBytes, maskBytes, type MemoryNeed, memoryNeed, total } from './memory.ts';

/** Bytes on the device by what they are for. */
export interface DeviceNeed {
  /** All weights as float32; with an adapter base and adapter. */
  readonly weights: number;
  /** Their sums, and the zeros that these begin with: one tensor for all of the same shape. */
  readonly gradients: number;
  /** Both moments. */
  readonly optimizer: number;
  /** Layer inputs, what the fast setting keeps of each layer, attention masks, rotation tables. */
  readonly activations: number;
  /** The most that one layer, the head or the update of a block takes beside all that. */
  readonly working: number;
  readonly total: number;
}

const float = 4;

/** Memory of the device for a run as configured. */
export function deviceNeed(config: TrainConfig, decoder: DecoderConfig): DeviceNeed {
  const isAdapted = config.lora.rank > 0;
  const whole = isAdapted ? floatBase(config, decoder) : ParameterLayout.full(decoder);
  const trained = isAdapted ? ParameterLayout.lora(decoder, config.lora) : whole;
  const kept = {
    weights: isAdapted ? baseBytes(config, decoder) + float * trained.size : float * whole.size,
    gradients: float * trained.size + zeroBytes(isAdapted ? [whole, trained] : [whole]),
    optimizer: float * 2 * trained.size,
    ...layerMemory(config, decoder),
    working: Math.max(
      layerWorking(config, decoder),
      headWorking(config, decoder),
      updateWorking(config, trained),
    ),
  };
  return { ...kept, total: total(kept) };
}

/** What is left for the machine: copies at hand, the sampler, and buffers on their way. */
export function besideDevice(config: TrainConfig, decoder: DecoderConfig): MemoryNeed {
  const { weights, optimizer, rollouts, runtime } = memoryNeed(config, decoder);
  const working = maskBytes(config, decoder);
  const kept = { weights, gradients: 0, optimizer, activations: 0, working, rollouts, runtime };
  return { ...kept, total: total(kept) };
}

function zeroBytes(layouts: readonly ParameterLayout[]): number {
  const shapes = new Map(
    layouts.flatMap(({ weights }) => weights.map(({ dims, size }) => [dims.join(), size] as const)),
  );
  return float * [...shapes.values()].reduce((sum, size) => sum + size, 0);
}

const wideBytes = ({ rows, length }: TrainConfig, { hiddenSize }: DecoderConfig): number =>
  rows * length * hiddenSize * float;

function graphsOf(
  { rows, length, lora }: TrainConfig,
  decoder: DecoderConfig,
): ReturnType<typeof layerGraphs> {
  return layerGraphs(decoder, { rows, length }, lora.rank > 0 ? { lora, base: lora.base } : {});
}

function layerMemory(config: TrainConfig, decoder: DecoderConfig): Pick<DeviceNeed, 'activations'> {
  const { saved } = graphsOf(config, decoder);
  const count = decoder.layers.length;
  const keptBytes = saved.reduce((sum, value) => sum + valueBytes(value), 0);
  const tables = decoder.ropes.reduce((sum, { rotaryDim }) => sum + config.length * rotaryDim * float, 0);
  const layers = config.memory === 'fast' ? count * keptBytes : 0;
  // inputs of the layers and of the head, the gradient on its way down, the zeros that it begins with
  return {
    activations: (count + 4) * wideBytes(config, decoder) + layers + maskBytes(config, decoder) + tables,
  };
}

/** Values within one layer's run, and the sums that it gives anew before the old ones are released. */
function layerWorking(config: TrainConfig, decoder: DecoderConfig): number {
  const { forward, backward, recomputed, trained } = graphsOf(config, decoder);
  const graphs = config.memory === 'fast' ? [forward, backward] : [recomputed];
  const sums = trained.reduce(
    (sum, { shape }) => sum + (staticDims(shape) ?? []).reduce((product, dim) => product * dim, float),
    0,
  );
  return Math.max(...graphs.map((graph) => liveBytes(portable(graph)))) + sums;
}

/** Logits of a chunk and their gradients, and the table's gradient, old and new. */
function headWorking(config: TrainConfig, decoder: DecoderConfig): number {
  const table = config.lora.rank > 0 ? 0 : decoder.vocabSize * decoder.hiddenSize * float;
  return headBytes(config, decoder) + table;
}

/** An update gives a block's weights and moments anew before the old ones are released. */
function updateWorking({ optimizer }: TrainConfig, { weights }: ParameterLayout): number {
  const bytes = blocksOf(weights).map((block) => {
    const size = block.reduce((sum, one) => sum + one.size, 0);
    return 3 * float * size + liveBytes(updateGraph(block, optimizer));
  });
  return Math.max(0, ...bytes);
}
