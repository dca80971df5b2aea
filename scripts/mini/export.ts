/**
 * Puts a checkpoint of a training run into `models/vouch-mini`: `npx tsx scripts/mini/export.ts CHECKPOINT`. Weights
 * only, in f16; configuration and tokenizer as the run used them; `vouch.json` stays, for `calibrate.ts` to fit anew.
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/checkpoint/config.ts';
import { toFloat16 } from '../../src/checkpoint/float16.ts';
import { readTensors } from '../../src/checkpoint/safetensors.ts';
import { SafetensorsWriter } from '../../src/checkpoint/safetensors-writer.ts';
import { ParameterLayout } from '../../src/train/parameters.ts';

const checkpoint = process.argv[2];
if (checkpoint === undefined)
  throw new Error('export: expected a checkpoint folder, see the head of this file');
const target = fileURLToPath(new URL('../../models/vouch-mini', import.meta.url));

const layout = ParameterLayout.full(readConfig(checkpoint));
const weights = layout.read(readTensors(checkpoint));
const file = join(target, 'model.safetensors');
rmSync(file, { force: true });
const writer = await SafetensorsWriter.create(
  file,
  layout.weights.map(({ name, dims }) => ({ name, type: 'F16' as const, shape: dims })),
);
try {
  for (const { name, size } of layout.weights) {
    const bits = new Uint16Array(size);
    toFloat16(layout.view(weights, name), bits);
    await writer.write(new Uint8Array(bits.buffer));
  }
  await writer.finish();
} finally {
  await writer.close();
}
for (const file of ['tokenizer.json', 'tokenizer_config.json'])
  copyFileSync(join(checkpoint, file), join(target, file));
const config = JSON.parse(readFileSync(join(checkpoint, 'config.json'), 'utf8')) as Record<string, unknown>;
writeFileSync(
  join(target, 'config.json'),
  `${JSON.stringify({ ...config, torch_dtype: 'float16' }, null, 2)}\n`,
);
console.log(`models/vouch-mini: ${layout.size} parameters in f16`);
