/**
 * Tensors: typed arrays with a shape, as sessions take and give them. A tensor on a device (`location` not 'cpu')
 * has no data at hand and must be disposed by its owner. Half floats are `Uint16Array`s of IEEE bits here, on every
 * Node: the library takes `Float16Array` where the language has one, and the conversion hides in this file.
 */
import type { DataType } from '../onnx/graph.ts';
import { elementCount } from '../onnx/graph.ts';
import { onnxRuntime } from './onnxruntime.ts';
import type { Tensor as OrtTensor } from 'onnxruntime-node';

export type Tensor = OrtTensor;

/** The array that holds a type's elements. */
export interface TensorArrays {
  float32: Float32Array;
  float16: Uint16Array;
  int64: BigInt64Array;
  int32: Int32Array;
  int8: Int8Array;
  uint8: Uint8Array;
  bool: Uint8Array;
  float64: Float64Array;
}

export type TensorType = keyof TensorArrays;

const arrays: { readonly [T in TensorType]: new (size: number) => TensorArrays[T] } = {
  float32: Float32Array,
  float16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  float64: Float64Array,
};

/** A tensor over `data`, which is not copied. Throws if data and dims disagree. */
export function tensor<T extends TensorType>(
  dtype: T,
  dims: readonly number[],
  data: TensorArrays[T],
): Tensor {
  if (data.length !== elementCount(dims)) {
    throw new RangeError(
      `tensor: expected ${elementCount(dims)} elements for [${dims.join(', ')}], got ${data.length}`,
    );
  }
  const { Tensor: Make } = onnxRuntime();
  const made = new Make(dtype, libraryArray(dtype, data) as Float32Array, dims);
  // The library wants the language's Float16Array, its native half only knows 16-bit integers.
  if (dtype === 'float16') Object.defineProperty(made, 'data', { value: data });
  return made;
}

/** A tensor of zeros. */
export function zeros(dtype: TensorType, dims: readonly number[]): Tensor {
  return tensor(dtype, dims, new arrays[dtype](elementCount(dims)));
}

/** An int64 tensor from plain numbers. */
export function int64Tensor(dims: readonly number[], values: readonly number[]): Tensor {
  return tensor('int64', dims, BigInt64Array.from(values, BigInt));
}

/** An int32 tensor from plain numbers. */
export function int32Tensor(dims: readonly number[], values: readonly number[]): Tensor {
  return tensor('int32', dims, Int32Array.from(values));
}

/** A float32 tensor from plain numbers. */
export function float32Tensor(dims: readonly number[], values: ArrayLike<number>): Tensor {
  return tensor('float32', dims, Float32Array.from(values));
}

/** The elements of a tensor on the CPU, without a copy. Throws if it has another type. */
export function dataOf<T extends TensorType>(value: Tensor, dtype: T): TensorArrays[T] {
  if (value.type !== dtype) throw new TypeError(`tensor: expected ${dtype}, got ${value.type}`);
  const { data } = value;
  const elements: unknown =
    ArrayBuffer.isView(data) && dtype === 'float16'
      ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
      : data;
  if (!holds(dtype, elements))
    throw new TypeError(`tensor: expected the elements of ${dtype} in a ${arrays[dtype].name}, got others`);
  return elements;
}

function holds<T extends TensorType>(dtype: T, data: unknown): data is TensorArrays[T] {
  return data instanceof arrays[dtype];
}

/** Half floats as the library wants them: `Float16Array` where the language has it. */
function libraryArray(dtype: DataType, data: ArrayBufferView): ArrayBufferView {
  const Half = (
    globalThis as { Float16Array?: new (b: ArrayBufferLike, o: number, n: number) => ArrayBufferView }
  ).Float16Array;
  if (dtype !== 'float16' || Half === undefined) return data;
  return new Half(data.buffer, data.byteOffset, data.byteLength / 2);
}
