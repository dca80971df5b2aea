/**
 * Places a run's numbers where the arithmetic is to be: decoder and optimiser on the CPU, in the arrays of the run, or
 * on a device with these arrays as copies. What a device does not train yet is refused here, with what to do.
 */
import { InputError } from '../../base/errors.ts';
import type { DecoderConfig } from '../../checkpoint/config.ts';
import { deviceStatus } from '../../runtime/devices.ts';
import type { TrainConfig } from '../config.ts';
import type { DecoderOptions } from '../decoder-graphs.ts';
import { TrainedDecoder } from '../decoder.ts';
import { DeviceDecoder } from '../device/decoder.ts';
import { DeviceOptimizer } from '../device/optimizer.ts';
import { Optimizer, type OptimizerConfig, type OptimizerState } from '../optimizer.ts';
import type { TrainingDecoder, TrainingOptimizer } from '../training-decoder.ts';

export const trainingDevices = ['cpu', 'webgpu'] as const;
export type TrainingDevice = (typeof trainingDevices)[number];

export interface Placed {
  readonly decoder: TrainingDecoder;
  readonly optimizer: TrainingOptimizer;
}

/** What is placed: the whole model's weights, with an adapter in the options its base, and the optimiser's state. */
export interface Unplaced {
  readonly config: DecoderConfig;
  readonly weights: Float32Array;
  readonly options: DecoderOptions;
  readonly optimizer: OptimizerConfig;
  readonly state: OptimizerState;
}

/** The caller disposes of both. Throws `InputError` for a device that is not there. */
export async function place(what: Unplaced, device: TrainingDevice): Promise<Placed> {
  return device === 'cpu' ? placeHere(what) : placeOnDevice(what, device);
}

/** Throws `InputError` naming the setting that a device does not train with. */
export function requireDevice({ lora }: Pick<TrainConfig, 'lora'>, device: TrainingDevice): void {
  if (device === 'cpu') return;
  if (lora.rank > 0 && lora.base === 'f16')
    throw new InputError(
      `lora.base: expected f32, int8 or int4 on ${device}, got f16; set it so, or train with --device cpu`,
    );
}

/** Throws `InputError` where a device is not there to train on, with the reason. */
export async function requireUsable(device: TrainingDevice): Promise<void> {
  if (device === 'cpu') return;
  const status = await deviceStatus(device);
  if (!status.available)
    throw new InputError(
      `--device: expected a usable device, got ${device}: ${status.reason}; train with --device cpu`,
    );
}

async function placeHere({ config, weights, options, ...rest }: Unplaced): Promise<Placed> {
  const decoder = await TrainedDecoder.create(config, weights, options);
  try {
    const threads = options.threads === undefined ? {} : { threads: options.threads };
    const optimizer = await Optimizer.create(rest.optimizer, decoder.layout, {
      ...threads,
      state: rest.state,
    });
    return { decoder, optimizer: optimizerOf(optimizer, decoder) };
  } catch (error) {
    await decoder.dispose();
    throw error;
  }
}

/** An optimiser of arrays bound to those of a decoder. */
function optimizerOf(
  optimizer: Optimizer,
  { weights, gradients }: Pick<TrainedDecoder, 'weights' | 'gradients'>,
): TrainingOptimizer {
  return {
    state: optimizer.state,
    update: (share) => optimizer.update(weights, gradients, share),
    toHost: () => Promise.resolve(),
    toDevice: () => Promise.resolve(),
    dispose: () => optimizer.dispose(),
  };
}

async function placeOnDevice(what: Unplaced, device: Exclude<TrainingDevice, 'cpu'>): Promise<Placed> {
  await requireUsable(device);
  const decoder = await DeviceDecoder.create(what.config, what.weights, what.options, device);
  try {
    return { decoder, optimizer: await DeviceOptimizer.create(what.optimizer, what.state, decoder.numbers) };
  } catch (error) {
    await decoder.dispose();
    throw error;
  }
}
