/**
 * Weights in a precision of our own making: quantised in blocks or halved, once, from any checkpoint, into a file of
 * the cache that later loads map. Matrices that share their input are stored as one. Reading and writing go row by
 * row: memory stays small whatever the model's size. What the prepared file costs in quality is measured elsewhere.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../base/errors.ts';
import { type BlockFormat, blockSizes, quantizeRows, toHalves } from '../checkpoint/blocks.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import { TensorReader } from '../checkpoint/floats.ts';
import { readSafetensors, type StoredTensor, type StoredTensors } from '../checkpoint/safetensors.ts';
import {
  type SafetensorsWriter,
  type TensorPlan,
  writeSafetensors,
} from '../checkpoint/write-safetensors.ts';
import { decoderNames, type MatrixName } from './families.ts';

export type PreparedPrecision = 'f16' | 'int8' | 'int4';

/** Raised whenever the layout or the arithmetic of prepared files changes: older files are made anew. */
const recipe = 1;

/** How a matrix is stored in each precision; the head of an int4 model stays in int8, where errors cost most. */
export function formatOf(precision: PreparedPrecision, isHead: boolean): BlockFormat | 'halves' {
  if (precision === 'f16') return 'halves';
  if (precision === 'int8' || isHead) return { bits: 8, blockSize: 64 };
  return { bits: 4, blockSize: 32 };
}

/** Matrices that are stored (and multiplied) as one. */
export interface MatrixGroup {
  readonly name: string;
  readonly matrices: readonly MatrixName[];
  readonly format: BlockFormat | 'halves';
}

/** The name under which matrices with a common input are stored together. */
export function groupName(matrices: readonly MatrixName[]): string {
  return `${matrices.map((matrix) => matrix.weight).join('+')}.packed`;
}

/** The groups of a decoder, in the order of execution. */
export function matrixGroups(config: DecoderConfig, precision: PreparedPrecision): readonly MatrixGroup[] {
  const names = decoderNames(config);
  const group = (matrices: readonly MatrixName[], isHead = false): MatrixGroup => ({
    name: groupName(matrices),
    matrices,
    format: formatOf(precision, isHead),
  });
  return [
    ...names.layers.flatMap((layer) => [
      group([layer.query, layer.key, layer.value]),
      group([layer.attentionOutput]),
      group([layer.gate, layer.up]),
      group([layer.down]),
    ]),
    group([names.head], true),
  ];
}

export interface PrepareRequest {
  readonly config: DecoderConfig;
  readonly tensors: StoredTensors;
  readonly precision: PreparedPrecision;
  /** Folder of this checkpoint's prepared files. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The tensors of the prepared file, made now if they are not there yet. */
export function preparedTensors(request: PrepareRequest): StoredTensors {
  const file = path.join(request.folder, `${request.precision}-${recipe}.safetensors`);
  if (!existsSync(file)) makePrepared(file, request);
  return readSafetensors(file);
}

function makePrepared(file: string, request: PrepareRequest): void {
  const groups = matrixGroups(request.config, request.precision);
  const reader = new TensorReader();
  const plans = groups.flatMap(plansOf);
  const writer = writeSafetensors(file, plans, { precision: request.precision, recipe: String(recipe) });
  try {
    groups.forEach((group, index) => {
      throwIfAborted(request.signal);
      request.onProgress?.(index, groups.length);
      writeGroup(group, request.tensors, reader, writer);
    });
    writer.finish();
  } finally {
    writer.close();
    reader.close();
  }
}

const outputsOf = (group: MatrixGroup): number => group.matrices.reduce((sum, matrix) => sum + matrix.out, 0);

function plansOf(group: MatrixGroup): TensorPlan[] {
  const rows = outputsOf(group);
  const inputs = group.matrices[0]?.in ?? 0;
  if (group.format === 'halves') {
    return [{ name: group.name, dtype: 'F16', dims: [rows, inputs], bytes: rows * inputs * 2 }];
  }
  const { blocks, valueBytes, scaleBytes, zeroBytes } = blockSizes(inputs, group.format);
  const values: TensorPlan = {
    name: group.name,
    dtype: 'U8',
    dims: [rows, blocks, valueBytes / blocks],
    bytes: rows * valueBytes,
  };
  const scales: TensorPlan = {
    name: `${group.name}.scales`,
    dtype: 'F32',
    dims: [rows * blocks],
    bytes: rows * scaleBytes,
  };
  const zeros: TensorPlan = {
    name: `${group.name}.zeros`,
    dtype: 'U8',
    dims: [rows * zeroBytes],
    bytes: rows * zeroBytes,
  };
  return zeroBytes === 0 ? [values, scales] : [values, scales, zeros];
}

/** Rows that are read at a time. */
const stretchElements = 1 << 20;

function writeGroup(
  group: MatrixGroup,
  tensors: StoredTensors,
  reader: TensorReader,
  writer: SafetensorsWriter,
): void {
  const scales: Float32Array[] = [];
  const zeros: Uint8Array[] = [];
  for (const matrix of group.matrices) {
    const tensor = tensors.get(matrix.weight) as StoredTensor;
    const rowsAtOnce = Math.max(1, Math.floor(stretchElements / matrix.in));
    for (let row = 0; row < matrix.out; row += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, matrix.out - row);
      const floats = reader.floats(tensor, row * matrix.in, rows * matrix.in);
      if (group.format === 'halves') {
        writer.write(toHalves(floats));
        continue;
      }
      const quantized = quantizeRows(floats, rows, matrix.in, group.format);
      writer.write(quantized.values);
      scales.push(quantized.scales);
      zeros.push(quantized.zeros);
    }
  }
  for (const part of scales) writer.write(part);
  for (const part of zeros) writer.write(part);
}
