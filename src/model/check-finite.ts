/** Finds weights that are not numbers: asked for only when a model's output is not, because it reads every byte. */
import { TensorReader } from '../checkpoint/floats.ts';
import type { StoredTensors } from '../checkpoint/safetensors.ts';
import { elementCount } from '../onnx/graph.ts';

const stretch = 1 << 20;

/** The first tensor with a NaN or an infinity, and where; undefined if all are finite. */
export function firstNonFinite(tensors: StoredTensors): { name: string; index: number } | undefined {
  const reader = new TensorReader();
  try {
    for (const tensor of tensors.values()) {
      const count = elementCount(tensor.dims);
      for (let start = 0; start < count; start += stretch) {
        const floats = reader.floats(tensor, start, Math.min(stretch, count - start));
        const index = floats.findIndex((value) => !Number.isFinite(value));
        if (index >= 0) return { name: tensor.name, index: start + index };
      }
    }
    return undefined;
  } finally {
    reader.close();
  }
}
