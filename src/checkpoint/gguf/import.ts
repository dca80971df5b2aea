/**
 * A GGUF file → a Hugging Face folder: config.json, tokenizer.json, tokenizer_config.json, generation_config.json and
 * model.safetensors, dequantised piece by piece in a few megabytes of memory. The folder appears under its name only
 * when it is whole. What each architecture and tokenizer needs stands in the files beside this one.
 */
import { mkdir, open, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError, throwIfAborted } from '../../base/errors.ts';
import { explainWriteError, makeFolder, requireFreeBytes } from '../disk-space.ts';
import { toBfloat16, toFloat16 } from '../float16.ts';
import {
  SafetensorsWriter,
  tensorBytes,
  type PlannedTensor,
  type SafetensorsType,
} from '../safetensors-writer.ts';
import { planModel, type Json, type ModelPlan, type TensorPlan } from './architectures.ts';
import { dequantize } from './dequantize.ts';
import { readGgufHeader, type GgufHeader, type GgufTensor } from './header.ts';
import { llama3Scaling } from './rope-factors.ts';
import { planTokenizer } from './tokenizer.ts';

export interface ImportOptions {
  /**
   * Type of the matrices; vectors (norms, biases) stay F32 with `auto`. `auto`: as they are where all are BF16 or F16;
   * quantised ones become F32 up to {@link LARGEST_EXACT} bytes, which keeps every value, and F16 beyond.
   */
  readonly type?: SafetensorsType | 'auto';
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: {
    readonly phase: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

export interface ImportResult {
  readonly folder: string;
  readonly type: SafetensorsType;
  readonly weightBytes: number;
  readonly tensors: number;
}

/** F32 copies of quantised models up to this size; larger ones are halved. */
const LARGEST_EXACT = 2 ** 31;
const VALUES_A_PIECE = 1 << 20;

/** Imports `file` as the new folder `destination`. Throws `InputError` or `ResourceError`; leaves nothing half-made. */
export async function importGguf(
  file: string,
  destination: string,
  options: ImportOptions = {},
): Promise<ImportResult> {
  await requireAbsent(destination);
  const header = await readGgufHeader(file);
  const model = await withRopeScaling(file, header, planModel(header));
  const tokenizer = planTokenizer(header);
  const type = chooseType(header, model, options.type ?? 'auto');
  const exactVectors = (options.type ?? 'auto') === 'auto';
  const planned = model.tensors.map((plan): PlannedTensor => {
    const { shape } = header.tensors.get(plan.from)!;
    return { name: plan.to, type: exactVectors && shape.length === 1 ? 'F32' : type, shape };
  });
  const weightBytes = planned.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
  const partial = join(dirname(destination), `.${basename(destination)}.${process.pid}.partial`);
  try {
    await makeFolder(dirname(destination));
    await requireFreeBytes(dirname(destination), weightBytes + 50e6);
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial);
    const config = {
      ...model.config,
      torch_dtype: { F32: 'float32', F16: 'float16', BF16: 'bfloat16', U8: 'uint8', I8: 'int8' }[type],
    };
    await writeJson(join(partial, 'config.json'), config);
    await writeJson(join(partial, 'generation_config.json'), generationConfig(model.config));
    await writeJson(join(partial, 'tokenizer_config.json'), tokenizer.config);
    await writeFile(join(partial, 'tokenizer.json'), JSON.stringify(tokenizer.tokenizer));
    await writeWeights({ file, header, plans: model.tensors, planned, partial, options });
    await rename(partial, destination);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw explainWriteError(error, destination);
  }
  return { folder: destination, type, weightBytes, tensors: planned.length };
}

async function requireAbsent(destination: string): Promise<void> {
  const there = await stat(destination).then(
    () => true,
    () => false,
  );
  if (there)
    throw new InputError(
      `${destination}: expected no folder of this name yet, got one; remove it or choose another name`,
    );
}

function generationConfig(config: Json): Json {
  const names = ['bos_token_id', 'eos_token_id', 'pad_token_id'];
  return Object.fromEntries(names.filter((name) => name in config).map((name) => [name, config[name]]));
}

async function writeJson(path: string, value: Json): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

function chooseType(header: GgufHeader, model: ModelPlan, wanted: SafetensorsType | 'auto'): SafetensorsType {
  if (wanted !== 'auto') return wanted;
  const tensors = model.tensors.map((plan) => header.tensors.get(plan.from)!);
  const matrices = new Set(tensors.filter(({ shape }) => shape.length > 1).map(({ format }) => format.name));
  if (matrices.size === 1 && matrices.has('BF16')) return 'BF16';
  if (matrices.size === 1 && matrices.has('F16')) return 'F16';
  const bytes = tensors.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
  return bytes <= LARGEST_EXACT ? 'F32' : 'F16';
}

async function withRopeScaling(file: string, header: GgufHeader, model: ModelPlan): Promise<ModelPlan> {
  const tensor = header.tensors.get('rope_freqs.weight');
  if (tensor === undefined) return model;
  const source = await open(file, 'r');
  try {
    const bytes = await readExactly(source, tensor.start, tensor.byteLength, file);
    const divisors = dequantize(bytes, tensor.format);
    const scaling = llama3Scaling(divisors, Number(model.config['rope_theta']), file);
    return { ...model, config: { ...model.config, rope_scaling: scaling ?? model.config['rope_scaling'] } };
  } finally {
    await source.close();
  }
}

async function readExactly(
  file: FileHandle,
  start: number,
  length: number,
  place: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, start);
  if (bytesRead !== length)
    throw new InputError(
      `${place}: expected ${length} bytes at ${start}, got ${bytesRead}; the file is cut off`,
    );
  return bytes;
}

interface Weights {
  readonly file: string;
  readonly header: GgufHeader;
  readonly plans: readonly TensorPlan[];
  readonly planned: readonly PlannedTensor[];
  readonly partial: string;
  readonly options: ImportOptions;
}

async function writeWeights({ file, header, plans, planned, partial, options }: Weights): Promise<void> {
  const source = await open(file, 'r');
  try {
    const writer = await SafetensorsWriter.create(join(partial, 'model.safetensors'), planned);
    try {
      const total = planned.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
      let done = 0;
      for (const [index, plan] of plans.entries()) {
        const tensor = header.tensors.get(plan.from)!;
        for (const piece of pieces(tensor, plan)) {
          throwIfAborted(options.signal);
          const bytes = await readExactly(source, piece.start, piece.byteLength, file);
          const values = restore(dequantize(bytes, tensor.format), piece, plan);
          const encoded = encode(values, planned[index]!.type);
          await writer.write(encoded);
          done += encoded.length;
          options.onProgress?.({ phase: 'importing', done, total });
        }
      }
      await writer.finish();
    } finally {
      await writer.close();
    }
  } finally {
    await source.close();
  }
}

interface Piece {
  readonly start: number;
  readonly byteLength: number;
  /** Rows of one head when they have to be put back in order. */
  readonly rows: number;
}

/** Runs of whole rows: one head at a time where rows change places, else about a million values. */
function* pieces(
  { shape, format, start, byteLength }: GgufTensor,
  { interleavedHeads }: TensorPlan,
): Generator<Piece> {
  const columns = shape.length > 1 ? shape.at(-1)! : interleavedHeads > 0 ? 1 : shape[0]!;
  const rows = shape.reduce((a, b) => a * b, 1) / columns;
  const step =
    interleavedHeads > 0 ? rows / interleavedHeads : Math.max(1, Math.floor(VALUES_A_PIECE / columns));
  const rowBytes = byteLength / rows;
  if (!Number.isInteger(step) || !Number.isInteger(rowBytes))
    throw new InputError(
      `gguf: expected ${rows} rows of ${format.name} to be ${interleavedHeads} whole heads, got a remainder; the file is damaged`,
    );
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    yield { start: start + row * rowBytes, byteLength: count * rowBytes, rows: count };
  }
}

/** Undoes what the converter did: rows 2i + j of a head go back to j·(rows/2) + i, and norms lose their offset. */
function restore(values: Float32Array, { rows }: Piece, plan: TensorPlan): Float32Array {
  if (plan.add !== 0) for (let i = 0; i < values.length; i++) values[i]! += plan.add;
  if (plan.interleavedHeads === 0) return values;
  const columns = values.length / rows;
  const ordered = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    const from = row < rows / 2 ? 2 * row : 2 * (row - rows / 2) + 1;
    ordered.set(values.subarray(from * columns, (from + 1) * columns), row * columns);
  }
  return ordered;
}

function encode(values: Float32Array, type: SafetensorsType): Uint8Array {
  if (type === 'F32') return new Uint8Array(values.buffer);
  const bits = new Uint16Array(values.length);
  (type === 'F16' ? toFloat16 : toBfloat16)(values, bits);
  return new Uint8Array(bits.buffer);
}
