/** A checkpoint that generates quickly and says nothing: vouch-mini's shape and tokenizer with random weights. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/checkpoint/config.ts';
import { SafetensorsWriter } from '../../src/checkpoint/safetensors-writer.ts';
import { ParameterLayout, randomWeights } from '../../src/train/parameters.ts';

const source = fileURLToPath(new URL('../../models/vouch-mini', import.meta.url));
const files = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'vouch.json'];

/** Writes the checkpoint into a new folder and returns it. Same seed, same bytes. */
export async function writeRandomModel(folder: string, seed = 1): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(join(source, file), join(folder, file));
  const config = readConfig(folder);
  const layout = ParameterLayout.full(config);
  const weights = randomWeights(config, seed, 0.2);
  const writer = await SafetensorsWriter.create(
    join(folder, 'model.safetensors'),
    layout.weights.map(({ name, dims }) => ({ name, type: 'F32' as const, shape: dims })),
  );
  try {
    for (const { name } of layout.weights) {
      const part = layout.view(weights, name);
      await writer.write(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    }
    await writer.finish();
  } finally {
    await writer.close();
  }
  return folder;
}
