/**
 * Weights in a precision of our own making: quantised in blocks or halved, once, from any checkpoint, into a file of
 * the cache that later loads map. Matrices that share their input are stored as one. Reading and writing go row by
 * row: memory stays small whatever the model's size. What the prepared file costs in quality is measured elsewhere.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../base/errors.ts';
import { type BlockFormat, blockSizes, quantizeRows } from '../checkpoint/blocks.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import { TensorReader } from '../checkpoint/floats.ts';
import { toFloat16 } from '../checkpoint/float16.ts';
import { readSafetensors, type StoredTensors } from '../checkpoint/safetensors.ts';
import { type PlannedTensor, SafetensorsWriter } from '../checkpoint/safetensors-writer.ts';
import { quantizeOutputs, raiseToMagnitudes, smoothingFactors } from '../checkpoint/rows8.ts';
import { decoderNames, type MatrixName } from './families.ts';

/** `int8-rows`: one scale an output and one a token, for integer products that are faster than those in blocks. */
export type PreparedPrecision = 'f16' | 'int8' | 'int8-rows' | 'int4';

/** The precisions whose matrices can be taken out of their blocks again, which frozen weights in training are. */
export type FrozenPrecision = Exclude<PreparedPrecision, 'int8-rows'>;

/** How a matrix is stored: in blocks, in halves, or in 8 bits with one scale an output. */
export type MatrixFormat = BlockFormat | 'halves' | 'rows';

/** Raised whenever the layout or the arithmetic of prepared files changes: older files are made anew. */
const recipe = 1;

/** How whole numbers of 8 bits are stored by rows: with a sign, or around 128 where products of signed ones are not exact. */
export type RowCodes = 'signed' | 'unsigned';

/** The name of a precision's prepared file, without its ending. */
export const preparedName = (precision: PreparedPrecision, codes: RowCodes = 'signed'): string =>
  `${precision}${precision === 'int8-rows' && codes === 'unsigned' ? '-unsigned' : ''}-${recipe}`;

/** How a matrix is stored in each precision; the head of an int4 model stays in int8, where errors cost most. */
export function formatOf(precision: FrozenPrecision, isHead: boolean): BlockFormat | 'halves';
export function formatOf(precision: PreparedPrecision, isHead: boolean): MatrixFormat;
export function formatOf(precision: PreparedPrecision, isHead: boolean): MatrixFormat {
  if (precision === 'f16') return 'halves';
  if (precision === 'int8-rows') return 'rows';
  if (precision === 'int8' || isHead) return { bits: 8, blockSize: 64 };
  return { bits: 4, blockSize: 32 };
}

/** Matrices that are stored (and multiplied) as one. */
export interface MatrixGroup {
  readonly name: string;
  readonly matrices: readonly MatrixName[];
  readonly format: MatrixFormat;
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
  /** For `int8-rows`; default signed. */
  readonly rowCodes?: RowCodes;
  /** The largest magnitudes that the inputs of every group take, by the group's name: for `int8-rows`. */
  readonly activationRanges?: () => Promise<ReadonlyMap<string, Float32Array>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The tensors of the prepared file, made now if they are not there yet. */
export async function preparedTensors(request: PrepareRequest): Promise<StoredTensors> {
  const file = path.join(request.folder, `${preparedName(request.precision, request.rowCodes)}.safetensors`);
  if (!existsSync(file)) {
    mkdirSync(request.folder, { recursive: true });
    const partial = `${file}.${process.pid}-${Date.now()}.partial`;
    try {
      await writePrepared(partial, request);
      renameSync(partial, file);
    } finally {
      rmSync(partial, { force: true });
    }
  }
  return readSafetensors(file);
}

async function writePrepared(file: string, request: PrepareRequest): Promise<void> {
  const groups = matrixGroups(request.config, request.precision);
  const needsRanges = groups.some(({ format }) => format === 'rows');
  const ranges = needsRanges ? await request.activationRanges?.() : undefined;
  const metadata = { precision: request.precision, recipe: String(recipe) };
  const writer = await SafetensorsWriter.create(
    file,
    groups.flatMap((group) => plansOf(group, request.rowCodes)),
    metadata,
  );
  const reader = new TensorReader();
  try {
    for (const [index, group] of groups.entries()) {
      throwIfAborted(request.signal);
      request.onProgress?.(index, groups.length);
      if (group.format === 'rows')
        await writeRows(group, { activations: ranges?.get(group.name), request, reader, writer });
      else await writeGroup(group, request.tensors, reader, writer);
    }
    await writer.finish();
  } finally {
    reader.close();
    await writer.close();
  }
}

const outputsOf = (group: MatrixGroup): number => group.matrices.reduce((sum, matrix) => sum + matrix.out, 0);

function plansOf(group: MatrixGroup, codes: RowCodes = 'signed'): PlannedTensor[] {
  const rows = outputsOf(group);
  const inputs = group.matrices[0]?.in ?? 0;
  if (group.format === 'halves') return [{ name: group.name, type: 'F16', shape: [inputs, rows] }];
  if (group.format === 'rows')
    return [
      { name: group.name, type: codes === 'signed' ? 'I8' : 'U8', shape: [inputs, rows] },
      { name: `${group.name}.scales`, type: 'F32', shape: [rows] },
      { name: `${group.name}.smoothing`, type: 'F32', shape: [inputs] },
    ];
  const { blocks, valueBytes, zeroBytes } = blockSizes(inputs, group.format);
  const values: PlannedTensor = { name: group.name, type: 'U8', shape: [rows, blocks, valueBytes / blocks] };
  const scales: PlannedTensor = { name: `${group.name}.scales`, type: 'F32', shape: [rows * blocks] };
  const zeros: PlannedTensor = { name: `${group.name}.zeros`, type: 'U8', shape: [rows * zeroBytes] };
  return zeroBytes === 0 ? [values, scales] : [values, scales, zeros];
}

/** Elements that are read at a time. */
const stretchElements = 1 << 20;

async function writeGroup(
  group: MatrixGroup,
  tensors: StoredTensors,
  reader: TensorReader,
  writer: SafetensorsWriter,
): Promise<void> {
  const { format } = group;
  if (format === 'rows') throw new RangeError('prepare: rows are written by themselves');
  if (format === 'halves') {
    await writer.write(transposedHalves(group, tensors, reader));
    return;
  }
  const scales: Float32Array[] = [];
  const zeros: Uint8Array[] = [];
  for (const { rows, inputs, floats } of stretches(group, tensors, reader)) {
    const quantized = quantizeRows(floats, rows, inputs, format);
    await writer.write(quantized.values);
    scales.push(quantized.scales);
    zeros.push(quantized.zeros);
  }
  for (const part of scales) await writer.write(new Uint8Array(part.buffer));
  for (const part of zeros) await writer.write(part);
}

/** A group by rows: values, scales, and what inputs are multiplied by before they are quantised. */
async function writeRows(
  group: MatrixGroup,
  {
    activations,
    request: { tensors, rowCodes },
    reader,
    writer,
  }: {
    readonly activations: Float32Array | undefined;
    readonly request: PrepareRequest;
    readonly reader: TensorReader;
    readonly writer: SafetensorsWriter;
  },
): Promise<void> {
  const inputs = group.matrices[0]?.in ?? 0;
  const outputs = outputsOf(group);
  const weights = new Float32Array(inputs);
  for (const { floats } of stretches(group, tensors, reader)) raiseToMagnitudes(weights, floats);
  if (activations === undefined)
    throw new RangeError(`prepare: int8-rows: expected the activation ranges of ${group.name}, got none`);
  const factors = smoothingFactors(activations, weights);
  const result = { values: new Int8Array(inputs * outputs), scales: new Float32Array(outputs) };
  for (const { start, floats } of stretches(group, tensors, reader))
    quantizeOutputs(result, { start, rows: floats, factors });
  const codes = new Uint8Array(result.values.buffer);
  await writer.write(rowCodes === 'unsigned' ? codes.map((code) => code ^ 128) : codes);
  await writer.write(new Uint8Array(result.scales.buffer));
  await writer.write(new Uint8Array(factors.map((factor) => 1 / factor).buffer));
}

interface Stretch {
  /** First row of the stretch within the group. */
  readonly start: number;
  readonly rows: number;
  readonly inputs: number;
  readonly floats: Float32Array;
}

function* stretches(group: MatrixGroup, tensors: StoredTensors, reader: TensorReader): Generator<Stretch> {
  let start = 0;
  for (const matrix of group.matrices) {
    const tensor = tensors.get(matrix.weight);
    if (tensor === undefined) throw new RangeError(`prepare: expected a tensor ${matrix.weight}, got none`);
    const rowsAtOnce = Math.max(1, Math.floor(stretchElements / matrix.in));
    for (let row = 0; row < matrix.out; row += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, matrix.out - row);
      const floats = reader.floats(tensor, row * matrix.in, rows * matrix.in);
      yield { start: start + row, rows, inputs: matrix.in, floats };
    }
    start += matrix.out;
  }
}

/** A group as half floats with inputs first, [in, out], which is what the half-precision product takes. */
function transposedHalves(group: MatrixGroup, tensors: StoredTensors, reader: TensorReader): Uint8Array {
  const outputs = outputsOf(group);
  const result = new Uint16Array(outputs * (group.matrices[0]?.in ?? 0));
  for (const { start, rows, inputs, floats } of stretches(group, tensors, reader)) {
    const halves = new Uint16Array(floats.length);
    toFloat16(floats, halves);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < inputs; i++) result[i * outputs + start + row] = halves[row * inputs + i] as number;
    }
  }
  return new Uint8Array(result.buffer);
}
