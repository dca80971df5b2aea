/**
 * A base model with a LoRA adapter added into its matrices: W + s·B·A in float32, written once into a file of the
 * cache. What comes out is a set of stored tensors like any checkpoint's, so that every precision can be made of it.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../base/errors.ts';
import { TensorReader } from '../checkpoint/floats.ts';
import type { LoraAdapter, LoraPair } from '../checkpoint/lora.ts';
import { readSafetensors, type StoredTensor, type StoredTensors } from '../checkpoint/safetensors.ts';
import { SafetensorsWriter } from '../checkpoint/safetensors-writer.ts';

/** The base's tensors with the adapter's matrices replaced by merged ones, which are kept in `folder`. */
export async function mergedTensors(
  tensors: StoredTensors,
  adapter: LoraAdapter,
  folder: string,
  signal?: AbortSignal,
): Promise<StoredTensors> {
  const file = path.join(folder, 'merged.safetensors');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const partial = `${file}.${process.pid}-${Date.now()}.partial`;
    try {
      await writeMerged(partial, tensors, adapter, signal);
      renameSync(partial, file);
    } finally {
      rmSync(partial, { force: true });
    }
  }
  return new Map([...tensors, ...readSafetensors(file)]);
}

async function writeMerged(
  file: string,
  tensors: StoredTensors,
  adapter: LoraAdapter,
  signal: AbortSignal | undefined,
): Promise<void> {
  const names = [...adapter.pairs.keys()];
  const writer = await SafetensorsWriter.create(
    file,
    names.map((name) => ({ name, type: 'F32', shape: tensors.get(name)?.dims ?? [] })),
  );
  const reader = new TensorReader();
  try {
    for (const [name, pair] of adapter.pairs) {
      throwIfAborted(signal);
      const merged = mergedMatrix(reader, tensors.get(name) as StoredTensor, [pair]);
      await writer.write(new Uint8Array(merged.buffer, merged.byteOffset, merged.byteLength));
    }
    await writer.finish();
  } finally {
    reader.close();
    await writer.close();
  }
}

/** W + Σ scale · B · A over the pairs: [out, in], in float32. */
export function mergedMatrix(
  reader: TensorReader,
  base: StoredTensor,
  pairs: readonly LoraPair[],
): Float32Array {
  const [out = 0, inner = 0] = base.dims;
  const weights = reader.floats(base, 0, out * inner);
  for (const pair of pairs) addPair(weights, reader, pair, { out, inner });
  return weights;
}

function addPair(
  weights: Float32Array,
  reader: TensorReader,
  pair: LoraPair,
  { out, inner }: { readonly out: number; readonly inner: number },
): void {
  const a = reader.floats(pair.a, 0, pair.rank * inner);
  const b = reader.floats(pair.b, 0, out * pair.rank);
  for (let row = 0; row < out; row++) {
    const target = weights.subarray(row * inner, (row + 1) * inner);
    for (let k = 0; k < pair.rank; k++) {
      const factor = (b[row * pair.rank + k] as number) * pair.scale;
      const source = a.subarray(k * inner, (k + 1) * inner);
      for (let i = 0; i < inner; i++) target[i] = (target[i] as number) + factor * (source[i] as number);
    }
  }
}
