/** Data types by the numbers of ONNX's `TensorProto.DataType`, and small constants as little-endian bytes. */
import { type DataType, elementBytes } from './graph.ts';

const codes: Readonly<Record<DataType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
};

/** The number that stands for a type in the file format. */
export function dataTypeCode(dtype: DataType): number {
  return codes[dtype];
}

/** The type behind a number of the file format. Throws for a type that graphs here do not use. */
export function dataTypeOfCode(code: number): DataType {
  for (const [dtype, known] of Object.entries(codes)) if (known === code) return dtype as DataType;
  throw new RangeError(`data type: expected one of ${Object.values(codes).join(', ')}, got ${code}`);
}

/** An IEEE half from a number, rounded to nearest even; beyond the range it becomes an infinity. */
export function halfBits(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const mantissa = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (mantissa === 0 ? 0 : 0x200);
  const half = exponent - 112;
  if (half >= 31) return sign | 0x7c00;
  if (half <= 0) {
    if (half < -10) return sign;
    return sign | roundedShift(mantissa | 0x800000, 14 - half);
  }
  return sign | ((half << 10) + roundedShift(mantissa, 13));
}

const scratch = new DataView(new ArrayBuffer(4));

function roundedShift(value: number, shift: number): number {
  const floor = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  return rest > middle || (rest === middle && (floor & 1) === 1) ? floor + 1 : floor;
}

/** The bytes of a constant of any type from plain numbers. */
export function bytesOf(dtype: DataType, values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * elementBytes[dtype]);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) writeElement(view, dtype, i, values[i] ?? 0);
  return bytes;
}

function writeElement(view: DataView, dtype: DataType, index: number, value: number): void {
  const at = index * elementBytes[dtype];
  switch (dtype) {
    case 'float32':
      view.setFloat32(at, value, true);
      return;
    case 'float64':
      view.setFloat64(at, value, true);
      return;
    case 'float16':
      view.setUint16(at, halfBits(value), true);
      return;
    case 'bfloat16':
      scratch.setFloat32(0, value);
      view.setUint16(at, scratch.getUint16(0), true);
      return;
    case 'int64':
      view.setBigInt64(at, BigInt(value), true);
      return;
    case 'int32':
      view.setInt32(at, value, true);
      return;
    case 'int8':
      view.setInt8(at, value);
      return;
    case 'uint8':
    case 'bool':
      view.setUint8(at, value);
  }
}
