/**
 * Checkpoints of a run: each a Hugging Face folder that any engine can open (config, weights, tokenizer files), with
 * the optimiser's state and the run's state beside it for resuming. Weights are saved in the type that was asked for;
 * when that is not float32, or they are an average, the exact ones lie beside them.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { isModuleWeight } from '../model/head-modules.ts';
import type { LoraShape } from '../model/lora-weights.ts';
import { toBfloat16, toFloat16 } from '../checkpoint/float16.ts';
import { readSafetensors, type StoredTensors } from '../checkpoint/safetensors.ts';
import { SafetensorsWriter, type SafetensorsType } from '../checkpoint/safetensors-writer.ts';
import { writeJson } from './run/files.ts';
import { readJsonFile, type RunState } from './run/folder.ts';
import { runState } from './run/stored.ts';
import type { ParameterLayout } from './parameters.ts';
import type { OptimizerState } from './optimizer.ts';

export type SaveType = 'float32' | 'float16' | 'bfloat16';

const storedTypes: Readonly<Record<SaveType, SafetensorsType>> = {
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
};

/** Files of a checkpoint that training does not change. */
const carried = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'tokenizer.model',
  'chat_template.jinja',
  'generation_config.json',
  'vouch.json',
];

function encoded(part: Float32Array, type: SaveType): Uint8Array {
  if (type === 'float32') return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  const bits = new Uint16Array(part.length);
  if (type === 'float16') toFloat16(part, bits);
  else toBfloat16(part, bits);
  return new Uint8Array(bits.buffer);
}

/** Writes flat arrays of a layout as one safetensors file, each under its weight's name with a prefix. */
async function writeFlat(
  path: string,
  layout: ParameterLayout,
  arrays: readonly { readonly prefix: string; readonly flat: Float32Array; readonly type: SaveType }[],
  belongs: (name: string) => boolean = () => true,
): Promise<void> {
  const weights = layout.weights.filter(({ name }) => belongs(name));
  const entries = arrays.flatMap(({ prefix, flat, type }) =>
    weights.map(({ name, dims }) => ({
      name: prefix + name,
      dims,
      type,
      part: layout.view(flat, name),
    })),
  );
  const writer = await SafetensorsWriter.create(
    path,
    entries.map(({ name, dims, type }) => ({ name, type: storedTypes[type], shape: dims })),
  );
  try {
    for (const { part, type } of entries) await writer.write(encoded(part, type));
    await writer.finish();
  } finally {
    await writer.close();
  }
}

/** Copies what training leaves as it is, and `config.json` with the saved type. */
function carryFiles(from: string, to: string): void {
  for (const name of readdirSync(from))
    if (carried.includes(name)) copyFileSync(join(from, name), join(to, name));
}

function writeConfig(from: string, to: string, type: SaveType): void {
  const config = JSON.parse(readFileSync(join(from, 'config.json'), 'utf8')) as JsonObject;
  // the spelling of transformers 5 would outrank the older one
  const entries = Object.entries(config).filter(([name]) => name !== 'dtype');
  writeJson(join(to, 'config.json'), { ...Object.fromEntries(entries), torch_dtype: type });
}

export interface SavedRun {
  /** Folder with `config.json` and the tokenizer. */
  readonly model: string;
  readonly layout: ParameterLayout;
  readonly weights: Float32Array;
  /** Running average, where there is one: what `model.safetensors` then holds. */
  readonly average: Float32Array | null;
  /** The reference of a KL, where it is not what the run began with. */
  readonly reference?: Float32Array | null;
  readonly optimizer: OptimizerState;
  readonly state: RunState;
  readonly type: SaveType;
  /** What the layout's weights are: null for a whole model, else an adapter of this shape. */
  readonly lora: LoraShape | null;
}

/** Writes an adapter as PEFT does. */
async function saveAdapter(folder: string, run: SavedRun, lora: LoraShape): Promise<void> {
  writeJson(join(folder, 'adapter_config.json'), {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: run.model,
    r: lora.rank,
    lora_alpha: lora.alpha,
    lora_dropout: lora.dropout ?? 0,
    target_modules: lora.targets,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
  });
  await writeFlat(
    join(folder, 'adapter_model.safetensors'),
    run.layout,
    [{ prefix: 'base_model.model.', flat: run.average ?? run.weights, type: 'float32' }],
    isDecoderWeight,
  );
}

/** The file of small head modules, which other readers of the folder do not know. */
const headsFile = 'heads.safetensors';
const isDecoderWeight = (name: string): boolean => !isModuleWeight(name);

/** Fills a checkpoint folder. */
export async function saveCheckpoint(folder: string, run: SavedRun): Promise<void> {
  carryFiles(run.model, folder);
  if (run.lora !== null) await saveAdapter(folder, run, run.lora);
  else {
    writeConfig(run.model, folder, run.type);
    await writeFlat(
      join(folder, 'model.safetensors'),
      run.layout,
      [{ prefix: '', flat: run.average ?? run.weights, type: run.type }],
      isDecoderWeight,
    );
  }
  if (run.layout.weights.some(({ name }) => isModuleWeight(name)))
    await writeFlat(
      join(folder, headsFile),
      run.layout,
      [{ prefix: '', flat: run.average ?? run.weights, type: 'float32' }],
      isModuleWeight,
    );
  const isExact = run.lora === null && run.type === 'float32' && run.average === null;
  const exact = isExact ? [] : [{ prefix: 'weights.', flat: run.weights }];
  const averages = run.average === null ? [] : [{ prefix: 'average.', flat: run.average }];
  const references = (run.reference ?? null) === null ? [] : [{ prefix: 'reference.', flat: run.reference! }];
  await writeFlat(
    join(folder, 'optimizer.safetensors'),
    run.layout,
    [
      ...exact,
      ...averages,
      ...references,
      { prefix: 'first.', flat: run.optimizer.first },
      { prefix: 'second.', flat: run.optimizer.second },
    ].map((array) => ({ ...array, type: 'float32' as const })),
  );
  writeJson(join(folder, 'training-state.json'), run.state);
}

/** The run's state in a checkpoint. Throws `InputError` for a folder that was not written by a run. */
export function readState(folder: string): RunState {
  const state = readJsonFile(join(folder, 'training-state.json'));
  if (state?.['version'] !== 1)
    throw new InputError(
      `${folder}: expected training-state.json of version 1, got none; it cannot be resumed`,
    );
  return runState(state, join(folder, 'training-state.json'));
}

/** A checkpoint's tensors with those of its head modules, where it has any. */
export function withHeads(stored: StoredTensors, folder: string): StoredTensors {
  const path = join(folder, headsFile);
  return existsSync(path) ? new Map([...stored, ...readSafetensors(path)]) : stored;
}

export interface RestoredRun {
  readonly weights: Float32Array;
  readonly average: Float32Array | null;
  readonly reference: Float32Array | null;
  readonly optimizer: OptimizerState;
  readonly state: RunState;
}

/** Reads back exactly what `saveCheckpoint` was given. */
export function restoreCheckpoint(folder: string, layout: ParameterLayout): RestoredRun {
  const state = readState(folder);
  const path = join(folder, 'optimizer.safetensors');
  if (!existsSync(path))
    throw new InputError(`${folder}: expected optimizer.safetensors, got none; it cannot be resumed`);
  const stored = readSafetensors(path);
  const has = (prefix: string): boolean => stored.has(prefix + layout.weights[0]!.name);
  const read = (prefix: string): Float32Array => layout.read(stored, prefix);
  return {
    state,
    weights: has('weights.')
      ? read('weights.')
      : layout.read(withHeads(readSafetensors(join(folder, 'model.safetensors')), folder)),
    average: has('average.') ? read('average.') : null,
    reference: has('reference.') ? read('reference.') : null,
    optimizer: { first: read('first.'), second: read('second.'), step: state.optimizerStep },
  };
}
