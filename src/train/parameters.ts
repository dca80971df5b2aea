/**
 * A model's numbers for training: all weights in one flat float32 array, in the order of execution, with views
 * and tensors by name over the same memory. Gradients and optimiser states are further arrays of the same layout, so
 * an optimiser is a loop and a checkpoint a copy. It knows no graph and no optimiser.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../base/errors.ts';
import { Random } from '../base/random.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import { float16Table, fromBfloat16 } from '../checkpoint/float16.ts';
import type { StoredTensor, StoredTensors } from '../checkpoint/safetensors.ts';
import { decoderNames, expectedWeights } from '../model/families.ts';
import { type HeadModule, isModuleWeight, moduleNames } from '../model/head-modules.ts';
import { isTargeted, loraNames, type LoraShape } from '../model/lora-weights.ts';
import { elementCount } from '../onnx/graph.ts';
import { tensor, type Tensor } from '../runtime/tensor.ts';

/**
 * 'matrix': a linear layer [out, in]; 'embedding': a table [V, E], the output layer too; 'head': of a small module that
 * stands beside the output layer; the rest are vectors.
 */
export type WeightKind = 'matrix' | 'embedding' | 'norm' | 'bias' | 'head';

/** A weight and its place in the flat array. */
export interface PlacedWeight {
  readonly name: string;
  readonly dims: readonly number[];
  readonly kind: WeightKind;
  readonly offset: number;
  readonly size: number;
}

/** Where each weight lies. */
export class ParameterLayout {
  readonly weights: readonly PlacedWeight[];
  readonly size: number;
  private readonly byName: ReadonlyMap<string, PlacedWeight>;

  constructor(specs: readonly Omit<PlacedWeight, 'offset' | 'size'>[]) {
    let offset = 0;
    this.weights = specs.map((spec) => {
      const placed = { ...spec, offset, size: elementCount(spec.dims) };
      offset += placed.size;
      return placed;
    });
    this.size = offset;
    this.byName = new Map(this.weights.map((weight) => [weight.name, weight]));
  }

  /** All weights of a decoder but those left out, and those of small head modules behind them. */
  static full(
    config: DecoderConfig,
    modules: readonly HeadModule[] = [],
    leftOut: ReadonlySet<string> = new Set(),
  ): ParameterLayout {
    const names = decoderNames(config);
    const tables = [names.embedding.weight, names.head.weight];
    const kept = [...expectedWeights(config)].filter(([name]) => !leftOut.has(name));
    const own = kept.map(([name, dims]): Omit<PlacedWeight, 'offset' | 'size'> => {
      const vector = name.endsWith('.bias') ? 'bias' : 'norm';
      return {
        name,
        dims,
        kind: tables.includes(name) ? 'embedding' : dims.length > 1 ? 'matrix' : vector,
      };
    });
    return new ParameterLayout([...own, ...moduleSpecs(config, modules)]);
  }

  /** The low-rank matrices A [r, in] and B [out, r] of the targeted weights. Throws `InputError` where there is none. */
  static lora(config: DecoderConfig, lora: LoraShape, modules: readonly HeadModule[] = []): ParameterLayout {
    const specs = [...expectedWeights(config)].flatMap(([name, dims]) => {
      if (!isTargeted(lora, name)) return [];
      const names = loraNames(name);
      return [
        { name: names.a, dims: [lora.rank, dims[1]!], kind: 'matrix' as const },
        { name: names.b, dims: [dims[0]!, lora.rank], kind: 'matrix' as const },
      ];
    });
    if (specs.length === 0)
      throw new InputError(
        `lora.targets: expected names of linear layers such as q_proj, got ${lora.targets.join(', ')}`,
      );
    return new ParameterLayout([...specs, ...moduleSpecs(config, modules)]);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  place(name: string): PlacedWeight {
    const weight = this.byName.get(name);
    if (weight === undefined) throw new RangeError(`parameters: expected a weight named ${name}, got none`);
    return weight;
  }

  /** The part of a flat array that belongs to a weight: a view, not a copy. */
  view(flat: Float32Array, name: string): Float32Array {
    const { offset, size } = this.place(name);
    return flat.subarray(offset, offset + size);
  }

  /**
   * All weights of a stored checkpoint as float32. Head modules that it lacks begin at zero. Throws `InputError` for
   * another missing weight or other dims.
   */
  read(stored: StoredTensors, prefix = ''): Float32Array {
    const flat = new Float32Array(this.size);
    for (const { name, dims } of this.weights) {
      const found = stored.get(prefix + name);
      if (found === undefined && isModuleWeight(name)) continue;
      if (found === undefined)
        throw new InputError(
          `checkpoint: expected a tensor ${prefix}${name}, got none; is the checkpoint complete?`,
        );
      if (found.dims.join() !== dims.join())
        throw new InputError(
          `checkpoint: ${name}: expected [${dims.join(', ')}], got [${found.dims.join(', ')}]; ` +
            'config.json and weights do not belong together',
        );
      readAsFloat32(found, this.view(flat, name));
    }
    return flat;
  }

  /** The same as a tensor. */
  tensor(flat: Float32Array, name: string): Tensor {
    return tensor('float32', this.place(name).dims, this.view(flat, name));
  }
}

/** A row and a number each. */
function moduleSpecs(
  config: DecoderConfig,
  modules: readonly HeadModule[],
): Omit<PlacedWeight, 'offset' | 'size'>[] {
  return modules.flatMap((module) => {
    const { weight, bias } = moduleNames(module);
    return [
      { name: weight, dims: [1, config.hiddenSize], kind: 'head' as const },
      { name: bias, dims: [1], kind: 'head' as const },
    ];
  });
}

/**
 * Random weights: normal with the standard deviation `range` (`initializer_range`), the projections that write into
 * the residual stream divided by √(2 · layers) (GPT-2), norms that multiply by 1, biases 0. Same seed, same numbers.
 */
export function randomWeights(config: DecoderConfig, seed: number, range = 0.02): Float32Array {
  const layout = ParameterLayout.full(config);
  const flat = new Float32Array(layout.size);
  const residual = range / Math.sqrt(2 * config.layers.length);
  for (const [index, { name, kind, offset, size }] of layout.weights.entries()) {
    if (kind === 'bias') continue;
    if (kind === 'norm') {
      flat.fill(config.normPlusOne ? 0 : 1, offset, offset + size);
      continue;
    }
    const random = new Random(seed, index + 1);
    const scale = /\.(?:o_proj|down_proj)\.weight$/.test(name) ? residual : range;
    for (let i = 0; i < size; i++) flat[offset + i] = scale * random.normal();
  }
  return flat;
}

/** LoRA's beginning: A uniform in ±1/√in as PEFT draws it (Kaiming, a = √5), B zero, so that nothing is changed yet. */
export function randomAdapter(layout: ParameterLayout, seed: number): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const [index, { name, dims, offset, size }] of layout.weights.entries()) {
    if (!name.endsWith('.lora_A.weight')) continue;
    const random = new Random(seed, index + 1);
    const bound = 1 / Math.sqrt(dims[1]!);
    for (let i = 0; i < size; i++) flat[offset + i] = bound * (2 * random.next() - 1);
  }
  return flat;
}

/** Reads a stored float tensor into `target`. */
function readAsFloat32(stored: StoredTensor, target: Float32Array): void {
  const bytes = new Uint8Array(stored.length);
  const descriptor = openSync(stored.file, 'r');
  try {
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(descriptor, bytes, done, bytes.length - done, stored.offset + done);
      if (read === 0)
        throw new InputError(
          `${stored.file}: expected ${stored.length} bytes of ${stored.name}, got ${done}`,
        );
      done += read;
    }
  } finally {
    closeSync(descriptor);
  }
  switch (stored.dtype) {
    case 'float32':
      target.set(new Float32Array(bytes.buffer));
      return;
    case 'bfloat16':
      fromBfloat16(new Uint16Array(bytes.buffer), target);
      return;
    case 'float16':
      new Uint16Array(bytes.buffer).forEach((bits, i) => {
        target[i] = float16Table()[bits]!;
      });
      return;
    case 'float64':
      target.set(new Float64Array(bytes.buffer));
      return;
    case 'int64':
    case 'int32':
    case 'int8':
    case 'uint8':
    case 'bool':
      throw new InputError(`${stored.file}: ${stored.name}: expected a float tensor, got ${stored.dtype}`);
  }
}
