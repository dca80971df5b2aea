/**
 * A base model and its LoRA adapters as a new Hugging Face folder: W + Σ s·B·A computed in float32 and stored in the
 * type asked for, everything else of the base as it is, in one model.safetensors. The folder appears under its name
 * only when it is whole. What was measured on the base (calibration, thresholds, figures) is left out of vouch.json.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError, throwIfAborted } from '../base/errors.ts';
import { type JsonObject, parseJsonObject } from '../base/json.ts';
import { readConfig } from '../checkpoint/config.ts';
import { explainWriteError, makeFolder, requireFreeBytes } from '../checkpoint/disk-space.ts';
import { toBfloat16, toFloat16 } from '../checkpoint/float16.ts';
import { TensorReader } from '../checkpoint/floats.ts';
import { type LoraPair, readAdapter } from '../checkpoint/lora.ts';
import { readTensors, type StoredTensor, type StoredTensors } from '../checkpoint/safetensors.ts';
import {
  type PlannedTensor,
  SafetensorsWriter,
  type SafetensorsType,
  tensorBytes,
} from '../checkpoint/safetensors-writer.ts';
import { elementCount } from '../onnx/graph.ts';
import { checkFit } from './adapters.ts';
import { checkWeights, expectedWeights } from './families.ts';
import { mergedMatrix } from './merge.ts';

type FloatType = Exclude<SafetensorsType, 'U8' | 'I8'>;

export interface MergeOptions {
  /** Type of all weights; `base` (default) keeps every tensor's own. */
  readonly type?: FloatType | 'base';
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: {
    readonly phase: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

export interface MergeResult {
  readonly folder: string;
  readonly tensors: number;
  /** Matrices that the adapters changed. */
  readonly changed: number;
  readonly weightBytes: number;
}

const typeOfStored: Readonly<Record<string, FloatType>> = {
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
};
const nameOfType: Readonly<Record<FloatType, string>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };
/** Elements that are converted at once where a tensor is only copied. */
const stretch = 1 << 22;

/** What belongs to a model beside its weights; model cards and other formats of the weights stay behind. */
const carried =
  /^(generation_config\.json|tokenizer.*|special_tokens_map\.json|added_tokens\.json|vocab\..*|merges\.txt|chat_template.*|LICEN[CS]E.*|NOTICE.*)$/i;

/**
 * Writes base + adapters as the new folder `destination`. Throws `InputError` for what is wrong with the base or an
 * adapter or where the destination exists, `ResourceError` for a full disk; leaves nothing half-made.
 */
export async function mergeIntoFolder(
  base: string,
  adapters: readonly string[],
  destination: string,
  options: MergeOptions = {},
): Promise<MergeResult> {
  if (existsSync(destination))
    throw new InputError(
      `${destination}: expected no folder of this name yet, got one; remove it or choose another name`,
    );
  const pairs = adapterPairs(base, adapters);
  const stored = weightsOf(base);
  const { type = 'base' } = options;
  const planned = [...stored.values()].map(({ name, dtype, dims }): PlannedTensor => ({
    name,
    type: type === 'base' ? (typeOfStored[dtype] ?? 'F32') : type,
    shape: dims,
  }));
  const weightBytes = planned.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
  const parent = path.dirname(destination);
  const partial = path.join(parent, `.${path.basename(destination)}.${process.pid}.partial`);
  try {
    await makeFolder(parent);
    await requireFreeBytes(parent, weightBytes + 50e6);
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial);
    await writeDescriptions(base, partial, type);
    await writeWeights(path.join(partial, 'model.safetensors'), { stored, pairs, planned, options });
    throwIfAborted(options.signal);
    await rename(partial, destination);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw explainWriteError(error, destination);
  }
  return { folder: destination, tensors: planned.length, changed: pairs.size, weightBytes };
}

/** All adapters' changes by the name of the matrix, checked against the base. */
function adapterPairs(base: string, adapters: readonly string[]): ReadonlyMap<string, readonly LoraPair[]> {
  const shapes = expectedWeights(readConfig(base));
  const pairs = new Map<string, LoraPair[]>();
  for (const folder of adapters) {
    const adapter = readAdapter(folder);
    checkFit(adapter, shapes);
    for (const [name, pair] of adapter.pairs) pairs.set(name, [...(pairs.get(name) ?? []), pair]);
  }
  return pairs;
}

function weightsOf(base: string): StoredTensors {
  const config = readConfig(base);
  const tensors = readTensors(base);
  checkWeights(base, config, tensors);
  return new Map([...tensors].filter(([name]) => expectedWeights(config).has(name)));
}

async function writeDescriptions(base: string, folder: string, type: FloatType | 'base'): Promise<void> {
  for (const name of await readdir(base)) {
    if (carried.test(name)) await copyFile(path.join(base, name), path.join(folder, name));
  }
  const config = await readJson(path.join(base, 'config.json'));
  if (type !== 'base') {
    // Both spellings: the one of transformers 5 (`dtype`) outranks the older one where both stand.
    const name = nameOfType[type];
    config['torch_dtype'] = name;
    if ('dtype' in config) config['dtype'] = name;
  }
  await writeJson(path.join(folder, 'config.json'), config);
  if (!existsSync(path.join(base, 'vouch.json'))) return;
  const measured = new Set(['calibration', 'thresholds', 'evaluation']);
  const vouch = Object.entries(await readJson(path.join(base, 'vouch.json')));
  await writeJson(
    path.join(folder, 'vouch.json'),
    Object.fromEntries(vouch.filter(([name]) => !measured.has(name))),
  );
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  return { ...parseJsonObject(await readFile(file, 'utf8'), file) };
}

async function writeJson(file: string, value: JsonObject | Record<string, unknown>): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

interface MergePlan {
  readonly stored: StoredTensors;
  readonly pairs: ReadonlyMap<string, readonly LoraPair[]>;
  readonly planned: readonly PlannedTensor[];
  readonly options: MergeOptions;
}

async function writeWeights(file: string, { stored, pairs, planned, options }: MergePlan): Promise<void> {
  const writer = await SafetensorsWriter.create(file, planned);
  const reader = new TensorReader();
  const total = planned.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
  let done = 0;
  try {
    for (const { name, type } of planned) {
      for (const values of mergedValues(reader, stored.get(name) as StoredTensor, pairs.get(name))) {
        throwIfAborted(options.signal);
        const bytes = encode(values, type);
        await writer.write(bytes);
        done += bytes.length;
        options.onProgress?.({ phase: 'merging', done, total });
      }
    }
    await writer.finish();
  } finally {
    reader.close();
    await writer.close();
  }
}

/** A tensor's values in order: a changed matrix whole, others a stretch at a time. */
function* mergedValues(
  reader: TensorReader,
  tensor: StoredTensor,
  pairs: readonly LoraPair[] | undefined,
): Generator<Float32Array> {
  if (pairs !== undefined) {
    yield mergedMatrix(reader, tensor, pairs);
    return;
  }
  const count = elementCount(tensor.dims);
  for (let start = 0; start < count; start += stretch)
    yield reader.floats(tensor, start, Math.min(stretch, count - start));
}

/** Little-endian bytes; half and brain floats that were widened on reading come back exactly. */
function encode(values: Float32Array, type: SafetensorsType): Uint8Array {
  if (type === 'F32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bits = new Uint16Array(values.length);
  (type === 'F16' ? toFloat16 : toBfloat16)(values, bits);
  return new Uint8Array(bits.buffer);
}
