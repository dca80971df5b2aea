/**
 * Makes a decoder deeper without changing what it computes: `npx tsx scripts/mini/grow.ts CHECKPOINT LAYERS OUT`. New
 * layers are copies of those below them whose output projections (attention and MLP) are zero, spread evenly over the
 * depth; training goes on from the same loss. Source: block expansion, Wu et al., "LLaMA Pro", arXiv 2401.02415.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseConfig, readConfig } from '../../src/checkpoint/config.ts';
import { Fields } from '../../src/checkpoint/json.ts';
import { readTensors } from '../../src/checkpoint/safetensors.ts';
import { SafetensorsWriter } from '../../src/checkpoint/safetensors-writer.ts';
import { ParameterLayout } from '../../src/train/parameters.ts';

/** For each layer of the deeper model: the layer it copies, and whether it is new (adds nothing at first). */
export function deepened(
  layers: number,
  target: number,
): { readonly from: number; readonly isNew: boolean }[] {
  if (!Number.isSafeInteger(target) || target <= layers || target > 2 * layers)
    throw new RangeError(
      `grow: expected more than ${layers} and at most ${2 * layers} layers, got ${target}`,
    );
  const added = target - layers;
  return Array.from({ length: layers }, (_, from) => {
    const isDoubled = Math.floor(((from + 1) * added) / layers) > Math.floor((from * added) / layers);
    return [{ from, isNew: false }, ...(isDoubled ? [{ from, isNew: true }] : [])];
  }).flat();
}

/** Writes the deeper model's folder. Throws if `out` exists or the number of layers does not fit. */
export async function grow(checkpoint: string, target: number, out: string): Promise<void> {
  const config = readConfig(checkpoint);
  const plan = deepened(config.layers.length, target);
  const raw = JSON.parse(readFileSync(join(checkpoint, 'config.json'), 'utf8')) as Record<string, unknown>;
  const deeper = { ...raw, num_hidden_layers: target };
  const small = ParameterLayout.full(config);
  const weights = small.read(readTensors(checkpoint));
  const large = ParameterLayout.full(parseConfig(new Fields('grow', deeper)));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const writer = await SafetensorsWriter.create(
    join(out, 'model.safetensors'),
    large.weights.map(({ name, dims }) => ({ name, type: 'F32' as const, shape: dims })),
  );
  try {
    for (const { name, size } of large.weights) {
      const layer = /\.layers\.(\d+)\./.exec(name)?.[1];
      const { from, isNew } = layer === undefined ? { from: 0, isNew: false } : plan[Number(layer)]!;
      const source = layer === undefined ? name : name.replace(`.layers.${layer}.`, `.layers.${from}.`);
      const addsNothing = isNew && /\.(?:o_proj|down_proj)\./.test(name);
      const values = addsNothing ? new Float32Array(size) : small.view(weights, source);
      await writer.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    await writer.finish();
  } finally {
    await writer.close();
  }
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'vouch.json'])
    if (existsSync(join(checkpoint, file))) copyFileSync(join(checkpoint, file), join(out, file));
  writeFileSync(
    join(out, 'config.json'),
    `${JSON.stringify({ ...deeper, torch_dtype: 'float32' }, null, 2)}\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [checkpoint, layers, out] = process.argv.slice(2);
  if (checkpoint === undefined || layers === undefined || out === undefined)
    throw new Error('grow: expected CHECKPOINT LAYERS OUT, see the head of this file');
  await grow(checkpoint, Number(layers), out);
  console.log(`${out}: ${layers} layers`);
}
