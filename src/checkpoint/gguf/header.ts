/**
 * A GGUF file's header: metadata and the list of tensors, read by `@huggingface/gguf` and checked against the file
 * before anything is believed. That library fills a header that is cut off with zeros, so the extents are checked
 * here. Knows no architecture and no tokenizer.
 */
import { open, stat } from 'node:fs/promises';
import { gguf } from '@huggingface/gguf';
import { InputError, messageOf } from '../../base/errors.ts';
import { describeValue } from '../../base/json.ts';
import { blockFormat, type BlockFormat } from './dequantize.ts';

/** A tensor as it lies in the file. `shape` is outermost first, as Hugging Face writes it; rows are of `shape.at(-1)`. */
export interface GgufTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly format: BlockFormat;
  /** First byte in the file, and how many. */
  readonly start: number;
  readonly byteLength: number;
}

/** Typed reading of metadata; every accessor names the key when something else is there. */
export class GgufMetadata {
  readonly place: string;
  private readonly values: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, unknown>, place: string) {
    this.values = values;
    this.place = place;
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  string(key: string): string | null {
    const value = this.values.get(key);
    if (value === undefined) return null;
    if (typeof value !== 'string') throw this.wrong(key, 'a string');
    return value;
  }

  /** A number; a list with one value for every layer (as some converters write) gives that value. */
  number(key: string): number | null {
    const value = this.values.get(key);
    if (value === undefined) return null;
    if (Array.isArray(value)) {
      const distinct = new Set(value.map(Number));
      const [only] = distinct;
      if (distinct.size === 1 && only !== undefined && Number.isFinite(only)) return only;
      throw this.wrong(key, 'one number for all layers');
    }
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) throw this.wrong(key, 'a number');
    return number;
  }

  requiredNumber(key: string): number {
    const value = this.number(key);
    if (value === null) throw this.wrong(key, 'a number');
    return value;
  }

  boolean(key: string): boolean | null {
    const value = this.values.get(key);
    if (value === undefined) return null;
    if (typeof value !== 'boolean') throw this.wrong(key, 'true or false');
    return value;
  }

  strings(key: string): readonly string[] | null {
    return this.list(key, (value): value is string => typeof value === 'string', 'a list of strings');
  }

  numbers(key: string): readonly number[] | null {
    return this.list(key, (value): value is number => typeof value === 'number', 'a list of numbers');
  }

  private list<T>(key: string, is: (value: unknown) => value is T, expected: string): readonly T[] | null {
    const value = this.values.get(key);
    if (value === undefined) return null;
    if (!Array.isArray(value) || !value.every(is)) throw this.wrong(key, expected);
    return value;
  }

  private wrong(key: string, expected: string): InputError {
    return new InputError(
      `${this.place}: ${key}: expected ${expected}, got ${describeValue(this.values.get(key))}; the file is damaged or made by another program`,
    );
  }
}

export interface GgufHeader {
  readonly metadata: GgufMetadata;
  /** `tokenizer.ggml.tokens`, exact to the byte-order mark; null where there is no vocabulary. */
  readonly tokens: readonly string[] | null;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

async function checkMagic(path: string): Promise<number> {
  const { size } = await stat(path);
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(4);
    await file.read(head, 0, 4, 0);
    if (head.toString('latin1') !== 'GGUF')
      throw new InputError(
        `${path}: expected a GGUF file, got one that begins with ${JSON.stringify(head.toString('latin1'))}; give a .gguf file`,
      );
  } finally {
    await file.close();
  }
  return size;
}

/** Reads and checks the header. Throws `InputError` for anything that is not a whole GGUF file of known types. */
export async function readGgufHeader(path: string): Promise<GgufHeader> {
  const fileBytes = await checkMagic(path);
  let parsed: Awaited<ReturnType<typeof gguf>>;
  try {
    parsed = await gguf(path, { allowLocalFile: true });
  } catch (error) {
    throw new InputError(
      `${path}: expected a GGUF header, got a damaged one: ${messageOf(error)}; get the file again`,
    );
  }
  if (parsed.metadata.version < 2)
    throw new InputError(`${path}: expected GGUF version 2 or 3, got 1; convert the model again`);
  if (!parsed.littleEndian)
    throw new InputError(`${path}: expected a little-endian GGUF file, got a big-endian one`);
  const dataStart = Number(parsed.tensorDataOffset);
  const tensors = new Map<string, GgufTensor>();
  for (const { name, shape, dtype, offset } of parsed.tensorInfos) {
    const place = `${path}: ${JSON.stringify(name)}`;
    const format = blockFormat(dtype, place);
    const sizes = shape.map(Number).reverse();
    const columns = sizes.at(-1) ?? 0;
    const count = sizes.reduce((product, size) => product * size, 1);
    if (sizes.length === 0 || count === 0 || columns % format.blockSize !== 0)
      throw new InputError(
        `${place}: expected rows of whole ${format.name} blocks, got shape [${sizes.join(', ')}]; the file is damaged`,
      );
    const start = dataStart + Number(offset);
    const byteLength = (count / format.blockSize) * format.blockBytes;
    if (start + byteLength > fileBytes)
      throw new InputError(
        `${path}: expected ${start + byteLength} bytes (up to the end of ${name}), got ${fileBytes}; the file is cut off, get it again`,
      );
    tensors.set(name, { name, shape: sizes, format, start, byteLength });
  }
  if (tensors.size === 0)
    throw new InputError(
      `${path}: expected tensors, got none; the file is cut off or holds a vocabulary only`,
    );
  const metadata = new GgufMetadata(new Map(Object.entries(parsed.metadata)), path);
  const tokens = metadata.has(TOKENS) ? await readTokens(path, dataStart) : null;
  return { metadata, tokens, tensors };
}

const TOKENS = 'tokenizer.ggml.tokens';

/**
 * The vocabulary once more, from its bytes: the library drops a byte-order mark at the start of a string, and
 * Gemma's vocabulary has pieces that begin with one, so that two pieces would become the same.
 */
async function readTokens(path: string, headerBytes: number): Promise<readonly string[]> {
  const file = await open(path, 'r');
  const header = Buffer.alloc(headerBytes);
  try {
    await file.read(header, 0, headerBytes, 0);
  } finally {
    await file.close();
  }
  // The key with its length, then the types: list (9) of strings (8).
  const key = Buffer.alloc(8 + TOKENS.length + 8);
  key.writeBigUInt64LE(BigInt(TOKENS.length), 0);
  key.write(TOKENS, 8, 'latin1');
  key.writeUInt32LE(9, 8 + TOKENS.length);
  key.writeUInt32LE(8, 12 + TOKENS.length);
  const found = header.indexOf(key);
  if (found < 0) throw new InputError(`${path}: ${TOKENS}: expected a list of strings, got something else`);
  let at = found + key.length;
  const length = (): number => {
    const value = Number(header.readBigUInt64LE(at));
    at += 8;
    return value;
  };
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return Array.from({ length: length() }, () => {
    const bytes = length();
    at += bytes;
    return decoder.decode(header.subarray(at - bytes, at));
  });
}
