/**
 * A weighted mean of checkpoints of the same shape (model soups, arXiv 2203.05482): `npx tsx scripts/mini/average.ts OUT
 * CHECKPOINT=SHARE …`. OUT becomes a copy of the last checkpoint with the mean as its weights, in f32.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/checkpoint/config.ts';
import { readTensors } from '../../src/checkpoint/safetensors.ts';
import { SafetensorsWriter } from '../../src/checkpoint/safetensors-writer.ts';
import { ParameterLayout } from '../../src/train/parameters.ts';

export interface Part {
  readonly folder: string;
  readonly share: number;
}

/** Writes the mean of `parts` to `out`. Throws where the shares do not add up to 1 or the shapes differ. */
export async function average(out: string, parts: readonly Part[]): Promise<void> {
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  const last = parts.at(-1);
  if (last === undefined || !(Math.abs(total - 1) < 1e-6))
    throw new Error(`average: expected shares that add up to 1, got ${total}`);
  const layout = ParameterLayout.full(readConfig(last.folder));
  const mean = new Float32Array(layout.size);
  for (const { folder, share } of parts) {
    const weights = layout.read(readTensors(folder));
    for (let i = 0; i < mean.length; i++) mean[i]! += share * weights[i]!;
  }
  rmSync(out, { recursive: true, force: true });
  cpSync(last.folder, out, { recursive: true });
  const file = join(out, 'model.safetensors');
  rmSync(file);
  const writer = await SafetensorsWriter.create(
    file,
    layout.weights.map(({ name, dims }) => ({ name, type: 'F32' as const, shape: dims })),
  );
  try {
    for (const { name } of layout.weights) {
      const view = layout.view(mean, name);
      await writer.write(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    }
    await writer.finish();
  } finally {
    await writer.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, ...specs] = process.argv.slice(2);
  if (out === undefined)
    throw new Error('average: expected OUT CHECKPOINT=SHARE …, see the head of this file');
  const parts = specs.map((spec): Part => {
    const at = spec.lastIndexOf('=');
    return { folder: spec.slice(0, at), share: Number(spec.slice(at + 1)) };
  });
  await average(out, parts);
  console.log(`${out}: ${parts.map(({ folder, share }) => `${share} × ${folder}`).join(' + ')}`);
}
