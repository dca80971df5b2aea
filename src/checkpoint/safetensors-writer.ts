/**
 * Writes a safetensors file front to back without holding it: the header is known from the plan, then the tensors
 * follow in the plan's order, in pieces of any size. Format: https://github.com/huggingface/safetensors (8 bytes of
 * header length, JSON header, data). The file counts only after `finish`, which checks that nothing is missing.
 */
import { open, type FileHandle } from 'node:fs/promises';

export type SafetensorsType = 'F32' | 'F16' | 'BF16' | 'U8' | 'I8';

export interface PlannedTensor {
  readonly name: string;
  readonly type: SafetensorsType;
  readonly shape: readonly number[];
}

export const bytesOfType: Readonly<Record<SafetensorsType, number>> = {
  F32: 4,
  F16: 2,
  BF16: 2,
  U8: 1,
  I8: 1,
};

export function tensorBytes({ type, shape }: PlannedTensor): number {
  return shape.reduce((product, size) => product * size, bytesOfType[type]);
}

/** Header length field and header of a file with these tensors, padded so that the data begins at 8 bytes. */
function encodeHeader(tensors: readonly PlannedTensor[], metadata: Readonly<Record<string, string>>): Buffer {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const tensor of tensors) {
    const end = offset + tensorBytes(tensor);
    entries[tensor.name] = { dtype: tensor.type, shape: tensor.shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(entries));
  const padded = Math.ceil(json.length / 8) * 8;
  const header = Buffer.alloc(8 + padded, ' ');
  header.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(header, 8);
  return header;
}

export class SafetensorsWriter {
  private readonly file: FileHandle;
  private readonly expected: number;
  private written = 0;

  private constructor(file: FileHandle, expected: number) {
    this.file = file;
    this.expected = expected;
  }

  /** Creates the file; it must not exist. */
  static async create(
    path: string,
    tensors: readonly PlannedTensor[],
    metadata: Readonly<Record<string, string>> = { format: 'pt' },
  ): Promise<SafetensorsWriter> {
    const file = await open(path, 'wx');
    const expected = tensors.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
    try {
      await file.writeFile(encodeHeader(tensors, metadata));
    } catch (error) {
      await file.close();
      throw error;
    }
    return new SafetensorsWriter(file, expected);
  }

  /** The next bytes of the data, in the order of the plan. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.file.writeFile(bytes);
    this.written += bytes.length;
  }

  /** Flushes to the disk. Throws if bytes are missing or too many. */
  async finish(): Promise<void> {
    if (this.written !== this.expected)
      throw new RangeError(
        `safetensors: expected ${this.expected} bytes of tensors, got ${this.written}; the plan and the data differ`,
      );
    await this.file.sync();
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
