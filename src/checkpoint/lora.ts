/**
 * LoRA adapters in PEFT's format (Hu et al. 2021, 2106.09685): `adapter_config.json` and `adapter_model.safetensors`.
 * An adapter adds s · B · A to matrices of a base model; what it cannot be followed in (DoRA, biases, whole saved
 * modules, embeddings) is refused by the field's name. It knows no graph and no base model.
 */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../base/errors.ts';
import { Fields } from './json.ts';
import { readSafetensors, type StoredTensor } from './safetensors.ts';

/** The change of one matrix: scale · b · a. */
export interface LoraPair {
  readonly a: StoredTensor; // [r, in]
  readonly b: StoredTensor; // [out, r]
  readonly rank: number;
  /** α / r, or α / √r with rsLoRA (2312.03732). */
  readonly scale: number;
}

export interface LoraAdapter {
  readonly folder: string;
  /** By the name of the base model's weight, as `model.layers.0.self_attn.q_proj.weight`. */
  readonly pairs: ReadonlyMap<string, LoraPair>;
}

const prefix = 'base_model.model.';

/** Reads an adapter folder. Throws `InputError` naming what is missing or cannot be followed. */
export function readAdapter(folder: string): LoraAdapter {
  requireAdapterFolder(folder);
  const config = Fields.fromFile(path.join(folder, 'adapter_config.json'));
  refuse(config);
  const file = path.join(folder, 'adapter_model.safetensors');
  const tensors = readSafetensors(file);
  const pairs = new Map<string, LoraPair>();
  for (const [name, a] of tensors) {
    const match = /^(.*)\.lora_A(?:\.default)?\.weight$/.exec(name);
    if (match?.[1] === undefined) {
      if (/\.lora_B(?:\.default)?\.weight$/.test(name)) continue;
      throw new InputError(`${file}: expected lora_A and lora_B matrices only, got ${name}`);
    }
    const b = tensors.get(name.replace('.lora_A.', '.lora_B.'));
    const [rank, bRank] = [a.dims[0] ?? 0, b?.dims[1]];
    if (b === undefined || a.dims.length !== 2 || rank !== bRank) {
      throw new InputError(`${file}: expected ${match[1]}.lora_B with rank ${rank}, got ${bRank ?? 'none'}`);
    }
    const module = match[1].startsWith(prefix) ? match[1].slice(prefix.length) : match[1];
    pairs.set(`${module}.weight`, { a, b, rank, scale: scaleOf(config, module, rank) });
  }
  if (pairs.size === 0) throw new InputError(`${file}: expected lora_A and lora_B matrices, got none`);
  return { folder, pairs };
}

/** What lies in the folder, before any of it is read: each wrong choice that people make has its own message. */
function requireAdapterFolder(folder: string): void {
  const has = (name: string): boolean => existsSync(path.join(folder, name));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const found = existsSync(folder) ? 'a file' : 'nothing there';
    throw new InputError(
      `adapter ${folder}: expected a folder with adapter_config.json, got ${found}; give the folder of a PEFT adapter`,
    );
  }
  if (!has('adapter_config.json')) {
    const found = has('config.json')
      ? 'a whole model; choose it as the model instead'
      : 'a folder without it';
    throw new InputError(`adapter ${folder}: expected a PEFT adapter (adapter_config.json), got ${found}`);
  }
  if (!has('adapter_model.safetensors')) {
    const found = has('adapter_model.bin')
      ? 'adapter_model.bin, which can carry code; save it again with safetensors'
      : 'none; is its download complete?';
    throw new InputError(`adapter ${folder}: expected adapter_model.safetensors, got ${found}`);
  }
}

function refuse(config: Fields): void {
  const type = config.string('peft_type', 'LORA');
  if (type !== 'LORA') throw config.unexpected('peft_type', 'LORA', type);
  for (const field of ['use_dora', 'fan_in_fan_out', 'use_qalora', 'lora_bias']) {
    if (config.raw(field) === true) throw config.unexpected(field, 'false', true);
  }
  if (config.string('bias', 'none') !== 'none') throw config.unexpected('bias', 'none', config.raw('bias'));
  const saved = config.strings('modules_to_save') ?? [];
  if (saved.length > 0) throw config.unexpected('modules_to_save', 'none', saved);
}

function scaleOf(config: Fields, module: string, rank: number): number {
  const alpha = patternValue(config.object('alpha_pattern'), module) ?? config.positive('lora_alpha', 8);
  return config.boolean('use_rslora', false) ? alpha / Math.sqrt(rank) : alpha / rank;
}

/** The value of the first pattern that a module's name ends in; patterns are names or regular expressions. */
function patternValue(patterns: Fields | undefined, module: string): number | undefined {
  for (const pattern of patterns?.keys ?? []) {
    const literal = module === pattern || module.endsWith(`.${pattern}`);
    if (literal || matches(pattern, module)) return patterns?.positive(pattern);
  }
  return undefined;
}

function matches(pattern: string, module: string): boolean {
  // Only simple expressions are tried: a pattern of another's file must not be able to hang this process.
  if (pattern.length > 100 || /[()+*]{2}|\\\d/.test(pattern)) return false;
  try {
    return new RegExp(`(?:^|\\.)${pattern.replace(/^\^/, '')}$`).test(module);
  } catch {
    return false;
  }
}
