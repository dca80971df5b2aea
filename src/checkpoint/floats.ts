/**
 * Reads elements of stored tensors as float32, a stretch at a time, so that a large checkpoint never stands in
 * memory. Half and brain floats widen exactly.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../base/errors.ts';
import { elementBytes } from '../onnx/graph.ts';
import { float16Table, fromBfloat16 } from './float16.ts';
import type { StoredTensor } from './safetensors.ts';

/** Opens files once and closes all of them in `close`. */
export class TensorReader {
  private readonly descriptors = new Map<string, number>();

  /** `count` elements from element `start` on. Throws `InputError` if the file ends too early. */
  floats(tensor: StoredTensor, start: number, count: number): Float32Array {
    const size = elementBytes[tensor.dtype];
    const bytes = new Uint8Array(count * size);
    const read = readSync(this.open(tensor.file), bytes, 0, bytes.length, tensor.offset + start * size);
    if (read !== bytes.length) {
      throw new InputError(
        `${tensor.file}: ${tensor.name}: expected ${bytes.length} bytes, got ${read}; fetch it again`,
      );
    }
    return widened(tensor, bytes, count);
  }

  close(): void {
    for (const descriptor of this.descriptors.values()) closeSync(descriptor);
    this.descriptors.clear();
  }

  private open(file: string): number {
    const known = this.descriptors.get(file);
    if (known !== undefined) return known;
    const descriptor = openSync(file, 'r');
    this.descriptors.set(file, descriptor);
    return descriptor;
  }
}

function widened(tensor: StoredTensor, bytes: Uint8Array, count: number): Float32Array {
  if (tensor.dtype === 'float32') return new Float32Array(bytes.buffer, 0, count);
  const halves = new Uint16Array(bytes.buffer, 0, count);
  const result = new Float32Array(count);
  if (tensor.dtype === 'bfloat16') {
    fromBfloat16(halves, result);
  } else if (tensor.dtype === 'float16') {
    const table = float16Table();
    for (let i = 0; i < count; i++) result[i] = table[halves[i] as number] as number;
  } else {
    throw new InputError(`${tensor.file}: ${tensor.name}: expected F32, F16 or BF16, got ${tensor.dtype}`);
  }
  return result;
}
