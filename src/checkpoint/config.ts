/**
 * A decoder's shape, read from a Hugging Face `config.json` into one description that all families share. Both
 * spellings are read: transformers 4 (`rope_theta`, `rope_scaling`) and 5 (`rope_parameters`). What it cannot
 * describe is refused with the field's name; it never guesses. Defaults are those of transformers 5.23 per family.
 * Gemma 3's `attn_logit_softcapping` is not applied, as in transformers' Gemma3Attention.
 */
import path from 'node:path';
import { InputError } from '../base/errors.ts';
import { Fields } from './json.ts';
import { readRopes, type RopeConfig } from './rope-config.ts';

export const families = ['llama', 'mistral', 'qwen2', 'qwen3', 'gemma3_text'] as const;
export type Family = (typeof families)[number];

export type Activation = 'silu' | 'gelu' | 'gelu_tanh' | 'relu';

export interface LayerConfig {
  /** Number of positions a token sees, itself included; null sees all. */
  readonly window: number | null;
  /** Which entry of `ropes` rotates this layer. */
  readonly rope: number;
}

export interface DecoderConfig {
  readonly family: Family;
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly headCount: number;
  readonly kvHeadCount: number;
  readonly headDim: number;
  readonly layers: readonly LayerConfig[];
  readonly ropes: readonly RopeConfig[];
  readonly maxPositions: number;
  readonly normEpsilon: number;
  readonly activation: Activation;
  readonly tiedEmbeddings: boolean;
  /** Gemma's norms multiply by 1 + w. */
  readonly normPlusOne: boolean;
  /** RMS norm of queries and keys per head, before the rotation. */
  readonly queryKeyNorm: boolean;
  /** Gemma's norms after attention and MLP, before the residual sum. */
  readonly sandwichNorms: boolean;
  readonly bias: { readonly qkv: boolean; readonly attentionOutput: boolean; readonly mlp: boolean };
  /** Factor on the embedding. */
  readonly embeddingScale: number;
  /** Factor on query · key. */
  readonly attentionScale: number;
  /** c · tanh(logits / c); null for none. */
  readonly finalSoftcap: number | null;
  readonly bosTokenId: number | null;
  readonly eosTokenIds: readonly number[];
}

/** Reads `config.json` of a checkpoint folder. Throws `InputError` naming the field that cannot be followed. */
export function readConfig(folder: string): DecoderConfig {
  return parseConfig(Fields.fromFile(path.join(folder, 'config.json')));
}

/** The same from fields at hand. */
export function parseConfig(fields: Fields): DecoderConfig {
  const family = readFamily(fields);
  refuse(fields);
  const hiddenSize = fields.count('hidden_size');
  const headCount = fields.count('num_attention_heads');
  const kvHeadCount = fields.count('num_key_value_heads', defaultKvHeads(family, headCount));
  if (headCount % kvHeadCount !== 0) {
    throw fields.unexpected('num_key_value_heads', `a divisor of ${headCount} heads`, kvHeadCount);
  }
  const headDim = fields.count('head_dim', defaultHeadDim(family, hiddenSize, headCount));
  const isGemma = family === 'gemma3_text';
  const maxPositions = fields.count('max_position_embeddings', defaultPositions[family]);
  return {
    family,
    vocabSize: fields.count('vocab_size'),
    hiddenSize,
    intermediateSize: fields.count('intermediate_size'),
    headCount,
    kvHeadCount,
    headDim,
    layers: readLayers(fields, family),
    ropes: readRopes(fields, { isGemma, headDim, maxPositions }),
    maxPositions,
    normEpsilon: fields.positive('rms_norm_eps', 1e-6),
    activation: readActivation(fields, isGemma),
    tiedEmbeddings: fields.boolean('tie_word_embeddings', isGemma),
    normPlusOne: isGemma,
    queryKeyNorm: isGemma || family === 'qwen3',
    sandwichNorms: isGemma,
    bias: readBias(fields, family),
    embeddingScale: isGemma ? Math.fround(Math.sqrt(hiddenSize)) : 1,
    attentionScale: (isGemma ? fields.positive('query_pre_attn_scalar', 256) : headDim) ** -0.5,
    finalSoftcap:
      isGemma && fields.has('final_logit_softcapping') ? fields.positive('final_logit_softcapping') : null,
    bosTokenId: fields.has('bos_token_id') ? fields.number('bos_token_id') : null,
    eosTokenIds: readEos(fields),
  };
}

function readFamily(fields: Fields): Family {
  const name = fields.raw('model_type');
  const known = families.find((family) => family === name);
  if (known === undefined) throw fields.unexpected('model_type', `one of ${families.join(', ')}`, name);
  return known;
}

/** Fields that change what the model computes in ways this project does not follow. */
function refuse(fields: Fields): void {
  if (fields.has('quantization_config')) {
    throw new InputError(
      `${fields.place}: quantization_config: expected plain f32, f16 or bf16 weights, got a quantised checkpoint; ` +
        'use the original checkpoint and choose a precision when loading',
    );
  }
  if (fields.raw('use_bidirectional_attention') === true) {
    throw fields.unexpected('use_bidirectional_attention', 'false (a causal decoder)', true);
  }
}

const defaultPositions: Readonly<Record<Family, number>> = {
  llama: 2048,
  mistral: 131_072,
  qwen2: 32_768,
  qwen3: 32_768,
  gemma3_text: 131_072,
};

function defaultKvHeads(family: Family, headCount: number): number {
  if (family === 'mistral') return 8;
  return family === 'gemma3_text' ? 4 : headCount;
}

function defaultHeadDim(family: Family, hiddenSize: number, headCount: number): number {
  if (family === 'qwen3') return 128;
  return family === 'gemma3_text' ? 256 : Math.floor(hiddenSize / headCount);
}

function readActivation(fields: Fields, isGemma: boolean): Activation {
  const field = isGemma ? 'hidden_activation' : 'hidden_act';
  const name = fields.string(field, isGemma ? 'gelu_pytorch_tanh' : 'silu');
  const known: Readonly<Record<string, Activation>> = {
    silu: 'silu',
    swish: 'silu',
    gelu: 'gelu',
    gelu_pytorch_tanh: 'gelu_tanh',
    gelu_new: 'gelu_tanh',
    relu: 'relu',
  };
  const activation = known[name];
  if (activation === undefined)
    throw fields.unexpected(field, `one of ${Object.keys(known).join(', ')}`, name);
  return activation;
}

function readBias(fields: Fields, family: Family): DecoderConfig['bias'] {
  if (family === 'qwen2') return { qkv: true, attentionOutput: false, mlp: false };
  const attention = family !== 'mistral' && fields.boolean('attention_bias', false);
  const mlp = family === 'llama' && fields.boolean('mlp_bias', false);
  return { qkv: attention, attentionOutput: attention, mlp };
}

function readEos(fields: Fields): readonly number[] {
  if (!fields.has('eos_token_id')) return [];
  return Array.isArray(fields.raw('eos_token_id'))
    ? (fields.numbers('eos_token_id') ?? [])
    : [fields.number('eos_token_id')];
}

function readLayers(fields: Fields, family: Family): readonly LayerConfig[] {
  const count = fields.count('num_hidden_layers');
  const window = readWindow(fields, family);
  const types = family === 'llama' || family === 'mistral' ? undefined : fields.strings('layer_types');
  if (types !== undefined && types.length !== count) {
    throw fields.unexpected('layer_types', `${count} entries, one a layer`, types);
  }
  return Array.from({ length: count }, (_, index) => {
    const type = types?.[index] ?? defaultLayerType(fields, { family, index, window });
    if (type !== 'full_attention' && type !== 'sliding_attention') {
      throw fields.unexpected('layer_types', 'full_attention or sliding_attention', type);
    }
    const sliding = type === 'sliding_attention';
    if (sliding && window === null && family === 'gemma3_text') {
      throw fields.unexpected('sliding_window', 'a positive integer for its sliding layers', null);
    }
    return { window: sliding ? window : null, rope: family === 'gemma3_text' && sliding ? 1 : 0 };
  });
}

function defaultLayerType(
  fields: Fields,
  at: { readonly family: Family; readonly index: number; readonly window: number | null },
): string {
  let sliding = false;
  if (at.family === 'mistral') sliding = at.window !== null;
  else if (at.family === 'gemma3_text') {
    const pattern = fields.has('sliding_window_pattern')
      ? fields.count('sliding_window_pattern')
      : fields.count('_sliding_window_pattern', 6);
    sliding = (at.index + 1) % pattern !== 0;
  } else if (at.family !== 'llama') {
    sliding = at.window !== null && at.index >= fields.number('max_window_layers', 28);
  }
  return sliding ? 'sliding_attention' : 'full_attention';
}

function readWindow(fields: Fields, family: Family): number | null {
  if (family === 'llama') return null;
  if ((family === 'qwen2' || family === 'qwen3') && !fields.boolean('use_sliding_window', false)) return null;
  const stated = fields.keys.includes('sliding_window');
  return stated && !fields.has('sliding_window') ? null : fields.count('sliding_window', 4096);
}
