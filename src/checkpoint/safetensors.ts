/**
 * Checkpoints in safetensors: one file, or shards by `model.safetensors.index.json`. Only headers are read; a tensor
 * is a type, a shape and a place in a file, so that the runtime can map weights where they lie. Every offset is
 * checked against the file's real size before it is believed. Format: github.com/huggingface/safetensors.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../base/errors.ts';
import { type DataType, elementBytes, elementCount } from '../onnx/graph.ts';
import { Fields } from './json.ts';

/** A tensor in a file: `length` bytes from `offset`, little-endian, row-major. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: DataType;
  readonly dims: readonly number[];
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

export type StoredTensors = ReadonlyMap<string, StoredTensor>;

const dtypes: Readonly<Record<string, DataType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};

const maxHeaderBytes = 100_000_000;

/** All tensors of a checkpoint folder. Throws `InputError` for a missing, corrupt or truncated file. */
export function readTensors(folder: string): StoredTensors {
  const index = path.join(folder, 'model.safetensors.index.json');
  const single = path.join(folder, 'model.safetensors');
  if (existsSync(single)) return readSafetensors(single);
  if (!existsSync(index)) {
    throw new InputError(
      `${folder}: expected model.safetensors or model.safetensors.index.json, got neither; ` +
        'is this a checkpoint folder, and is its download complete?',
    );
  }
  return readSharded(folder, index);
}

function readSharded(folder: string, index: string): StoredTensors {
  const map = Fields.fromFile(index).object('weight_map');
  if (map === undefined) throw new InputError(`${index}: expected a field weight_map, got none`);
  const shards = new Map<string, StoredTensors>();
  const result = new Map<string, StoredTensor>();
  for (const name of map.keys) {
    const shard = map.string(name);
    if (path.basename(shard) !== shard) throw map.unexpected(name, 'a file name without a folder', shard);
    let tensors = shards.get(shard);
    if (tensors === undefined) {
      tensors = readSafetensors(path.join(folder, shard));
      shards.set(shard, tensors);
    }
    const tensor = tensors.get(name);
    if (tensor === undefined)
      throw new InputError(`${index}: expected ${name} in ${shard}, got a file without it`);
    result.set(name, tensor);
  }
  return result;
}

/** The tensors of one safetensors file. */
export function readSafetensors(file: string): StoredTensors {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    throw new InputError(
      `${file}: expected a readable safetensors file, got none; fetch the checkpoint again`,
    );
  }
  try {
    const size = fstatSync(descriptor).size;
    const headerBytes = readHeaderLength(file, descriptor, size);
    const header = Buffer.alloc(headerBytes);
    readSync(descriptor, header, 0, headerBytes, 8);
    return parseHeader(file, header.toString('utf8'), { start: 8 + headerBytes, end: size });
  } finally {
    closeSync(descriptor);
  }
}

function readHeaderLength(file: string, descriptor: number, size: number): number {
  const prefix = Buffer.alloc(8);
  if (readSync(descriptor, prefix, 0, 8, 0) < 8) {
    throw new InputError(`${file}: expected a safetensors file, got ${size} bytes; fetch it again`);
  }
  const length = prefix.readBigUInt64LE();
  if (length > maxHeaderBytes || 8n + length > size) {
    throw new InputError(
      `${file}: expected a safetensors header within the file's ${size} bytes, got a length of ${length.toString()}; ` +
        'the file is truncated or no safetensors file: fetch it again',
    );
  }
  return Number(length);
}

function parseHeader(file: string, text: string, data: { start: number; end: number }): StoredTensors {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InputError(
      `${file}: expected a JSON header, got something else; the file is corrupt: fetch it again`,
    );
  }
  const header = new Fields(file, json);
  const result = new Map<string, StoredTensor>();
  for (const name of header.keys) {
    if (name === '__metadata__') continue;
    const entry = header.object(name);
    if (entry !== undefined) result.set(name, parseTensor(file, name, entry, data));
  }
  return result;
}

function parseTensor(
  file: string,
  name: string,
  entry: Fields,
  data: { readonly start: number; readonly end: number },
): StoredTensor {
  const typeName = entry.string('dtype');
  const dtype = dtypes[typeName];
  if (dtype === undefined)
    throw entry.unexpected('dtype', `one of ${Object.keys(dtypes).join(', ')}`, typeName);
  const dims = entry.numbers('shape') ?? [];
  const [begin, end] = entry.numbers('data_offsets') ?? [];
  if (
    begin === undefined ||
    end === undefined ||
    !dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0)
  ) {
    throw entry.unexpected('data_offsets', 'two offsets and whole sizes', entry.raw('data_offsets'));
  }
  const length = elementCount(dims) * elementBytes[dtype];
  if (begin < 0 || end - begin !== length) {
    throw new InputError(
      `${file}: ${name}: expected ${length} bytes for ${typeName} [${dims.join(', ')}], ` +
        `got ${end - begin}; the file is corrupt: fetch it again`,
    );
  }
  if (data.start + end > data.end) {
    throw new InputError(
      `${file}: ${name}: expected data up to byte ${data.start + end}, got a file of ${data.end} bytes; ` +
        'the file is truncated: fetch it again',
    );
  }
  return { name, dtype, dims, file, offset: data.start + begin, length };
}
