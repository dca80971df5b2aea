/**
 * GGUF's block formats → float32. A tensor's row is a run of blocks, each with its scales beside its packed integers;
 * every format is one function over one block, in a table by GGUF's type number. Results equal those of the `gguf`
 * Python package bit for bit. Layouts: ggml's `ggml-common.h`.
 */
import { InputError } from '../../base/errors.ts';
import { float16Table, fromBfloat16 } from '../float16.ts';

/** One block: reads `bytes` from `at`, writes its values to `out` from `to`. */
type DecodeBlock = (bytes: Uint8Array, at: number, out: Float32Array, to: number) => void;

export interface BlockFormat {
  readonly name: string;
  /** Values a block. */
  readonly blockSize: number;
  readonly blockBytes: number;
  readonly decode: DecodeBlock;
}

function half(bytes: Uint8Array, at: number): number {
  return float16Table()[bytes[at]! | (bytes[at + 1]! << 8)]!;
}

function int8(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) >> 24;
}

/** 32 four-bit integers, low nibbles first: scale · (q − 8), or scale · q + the block's minimum. */
function fourBits(withMinimum: boolean): DecodeBlock {
  return (bytes, at, out, to) => {
    const scale = half(bytes, at);
    const minimum = withMinimum ? half(bytes, at + 2) : -0; // adding −0 keeps the sign of a zero
    const zero = withMinimum ? 0 : 8;
    const packed = at + (withMinimum ? 4 : 2);
    for (let j = 0; j < 16; j++) {
      const byte = bytes[packed + j]!;
      out[to + j] = scale * ((byte & 15) - zero) + minimum;
      out[to + j + 16] = scale * ((byte >> 4) - zero) + minimum;
    }
  };
}

/** As four bits, with the fifth bit of all 32 in one word. */
function fiveBits(withMinimum: boolean): DecodeBlock {
  return (bytes, at, out, to) => {
    const scale = half(bytes, at);
    const minimum = withMinimum ? half(bytes, at + 2) : -0; // adding −0 keeps the sign of a zero
    const zero = withMinimum ? 0 : 16;
    const high = at + (withMinimum ? 4 : 2);
    for (let j = 0; j < 16; j++) {
      const byte = bytes[high + 4 + j]!;
      const first = (bytes[high + (j >> 3)]! >> (j & 7)) & 1;
      const second = (bytes[high + 2 + (j >> 3)]! >> (j & 7)) & 1;
      out[to + j] = scale * (((byte & 15) | (first << 4)) - zero) + minimum;
      out[to + j + 16] = scale * (((byte >> 4) | (second << 4)) - zero) + minimum;
    }
  };
}

const eightBits: DecodeBlock = (bytes, at, out, to) => {
  const scale = half(bytes, at);
  for (let j = 0; j < 32; j++) out[to + j] = scale * int8(bytes, at + 2 + j);
};

/** 256 values in 16 groups: a nibble of scale and one of minimum each, under two half-precision factors. */
const q2k: DecodeBlock = (bytes, at, out, to) => {
  const scale = half(bytes, at + 80);
  const minimum = half(bytes, at + 82);
  for (let group = 0; group < 16; group++) {
    const packed = bytes[at + group]!;
    const d = scale * (packed & 15);
    const m = minimum * (packed >> 4);
    const base = at + 16 + 32 * (group >> 3) + 16 * (group & 1);
    const shift = 2 * ((group & 7) >> 1);
    for (let l = 0; l < 16; l++) out[to + 16 * group + l] = d * ((bytes[base + l]! >> shift) & 3) - m;
  }
};

/** 256 three-bit values, the third bit apart (and inverted); sixteen six-bit scales packed in twelve bytes. */
const q3k: DecodeBlock = (bytes, at, out, to) => {
  const scale = half(bytes, at + 108);
  const scales = at + 96;
  for (let group = 0; group < 16; group++) {
    const low = (bytes[scales + (group & 7)]! >> (group < 8 ? 0 : 4)) & 15;
    const high = (bytes[scales + 8 + (group & 3)]! >> (2 * (group >> 2))) & 3;
    const d = scale * ((low | (high << 4)) - 32);
    const base = 16 * (group & 1);
    const shift = 2 * ((group & 7) >> 1);
    const bit = (group >> 1) & 7;
    for (let l = 0; l < 16; l++) {
      const q = (bytes[at + 32 + 32 * (group >> 3) + base + l]! >> shift) & 3;
      const third = (bytes[at + base + l]! >> bit) & 1;
      out[to + 16 * group + l] = d * (q - (third === 1 ? 0 : 4));
    }
  }
};

/** Scale and minimum number `j` (of eight) of a Q4_K or Q5_K block: six bits each, packed in twelve bytes. */
function sixBitScale(bytes: Uint8Array, at: number, j: number): readonly [scale: number, minimum: number] {
  if (j < 4) return [bytes[at + j]! & 63, bytes[at + j + 4]! & 63];
  const scale = (bytes[at + j + 4]! & 15) | ((bytes[at + j - 4]! >> 6) << 4);
  const minimum = (bytes[at + j + 4]! >> 4) | ((bytes[at + j]! >> 6) << 4);
  return [scale, minimum];
}

/** 256 values in eight groups of 32; five bits take the fifth from a plane of bits. */
function kBlock(highBits: boolean): DecodeBlock {
  return (bytes, at, out, to) => {
    const scale = half(bytes, at);
    const minimum = half(bytes, at + 2);
    const plane = at + 16;
    const packed = plane + (highBits ? 32 : 0);
    for (let group = 0; group < 8; group++) {
      const [s, m] = sixBitScale(bytes, at + 4, group);
      const d = scale * s;
      const offset = minimum * m;
      const base = packed + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let l = 0; l < 32; l++) {
        const fifth = highBits ? ((bytes[plane + l]! >> group) & 1) << 4 : 0;
        out[to + 32 * group + l] = d * (((bytes[base + l]! >> shift) & 15) | fifth) - offset;
      }
    }
  };
}

/** 256 six-bit values: four bits and two bits apart; sixteen signed scales. */
const q6k: DecodeBlock = (bytes, at, out, to) => {
  const scale = half(bytes, at + 208);
  for (let group = 0; group < 16; group++) {
    const d = scale * int8(bytes, at + 192 + group);
    const block = group >> 3;
    const within = group & 7;
    const low = at + 64 * block + 32 * ((within >> 1) & 1) + 16 * (within & 1);
    const high = at + 128 + 32 * block + 16 * (within & 1);
    const lowShift = within < 4 ? 0 : 4;
    const highShift = 2 * (within >> 1);
    for (let l = 0; l < 16; l++) {
      const q = ((bytes[low + l]! >> lowShift) & 15) | (((bytes[high + l]! >> highShift) & 3) << 4);
      out[to + 16 * group + l] = d * (q - 32);
    }
  }
};

const float32: DecodeBlock = (bytes, at, out, to) => {
  out[to] = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getFloat32(0, true);
};
const float16: DecodeBlock = (bytes, at, out, to) => {
  out[to] = half(bytes, at);
};
const bfloat16: DecodeBlock = (bytes, at, out, to) => {
  fromBfloat16(Uint16Array.of(bytes[at]! | (bytes[at + 1]! << 8)), out.subarray(to, to + 1));
};

const format = (name: string, blockSize: number, blockBytes: number, decode: DecodeBlock): BlockFormat => ({
  name,
  blockSize,
  blockBytes,
  decode,
});

/** By GGUF's type number. */
const formats: ReadonlyMap<number, BlockFormat> = new Map([
  [0, format('F32', 1, 4, float32)],
  [1, format('F16', 1, 2, float16)],
  [2, format('Q4_0', 32, 18, fourBits(false))],
  [3, format('Q4_1', 32, 20, fourBits(true))],
  [6, format('Q5_0', 32, 22, fiveBits(false))],
  [7, format('Q5_1', 32, 24, fiveBits(true))],
  [8, format('Q8_0', 32, 34, eightBits)],
  [10, format('Q2_K', 256, 84, q2k)],
  [11, format('Q3_K', 256, 110, q3k)],
  [12, format('Q4_K', 256, 144, kBlock(false))],
  [13, format('Q5_K', 256, 176, kBlock(true))],
  [14, format('Q6_K', 256, 210, q6k)],
  [30, format('BF16', 1, 2, bfloat16)],
]);

/** The format of a GGUF type number. Throws `InputError` for those this reader does not know. */
export function blockFormat(type: number, place: string): BlockFormat {
  const found = formats.get(type);
  if (found === undefined)
    throw new InputError(
      `${place}: expected a tensor type of ${[...formats.values()].map(({ name }) => name).join(', ')}, got type ` +
        `number ${type}; quantise the model again as one of these (Q8_0, Q4_K_M and the like)`,
    );
  return found;
}

/** Values of whole blocks: `bytes` holds a multiple of the block's bytes. */
export function dequantize(bytes: Uint8Array, { blockSize, blockBytes, decode }: BlockFormat): Float32Array {
  if (bytes.length % blockBytes !== 0)
    throw new RangeError(`dequantize: expected a multiple of ${blockBytes} bytes, got ${bytes.length}`);
  const blocks = bytes.length / blockBytes;
  const out = new Float32Array(blocks * blockSize);
  for (let block = 0; block < blocks; block++) decode(bytes, block * blockBytes, out, block * blockSize);
  return out;
}
