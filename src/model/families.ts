/**
 * Hugging Face's names for the weights of the five families, with the shape each must have. The only file besides
 * `checkpoint/` that knows that spelling. All five share one layout; Gemma 3 adds two norms and renames one.
 */
import { InputError } from '../base/errors.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import type { StoredTensors } from '../checkpoint/safetensors.ts';

/** A matrix [out, in] applied as x · Wᵀ, with its bias [out] if it has one. */
export interface MatrixName {
  readonly weight: string;
  readonly bias?: string;
  readonly out: number;
  readonly in: number;
}

/** The names of one layer's weights. */
export interface LayerNames {
  readonly inputNorm: string;
  readonly query: MatrixName;
  readonly key: MatrixName;
  readonly value: MatrixName;
  readonly attentionOutput: MatrixName;
  readonly queryNorm?: string;
  readonly keyNorm?: string;
  /** Gemma: on the attention's output, before the residual sum. */
  readonly attentionOutputNorm?: string;
  readonly mlpNorm: string;
  readonly gate: MatrixName;
  readonly up: MatrixName;
  readonly down: MatrixName;
  /** Gemma: on the MLP's output. */
  readonly mlpOutputNorm?: string;
}

export interface DecoderNames {
  readonly embedding: MatrixName;
  readonly layers: readonly LayerNames[];
  readonly finalNorm: string;
  /** The embedding itself where the two are tied. */
  readonly head: MatrixName;
}

/** All names of a decoder's weights. */
export function decoderNames(config: DecoderConfig): DecoderNames {
  const embedding = { weight: 'model.embed_tokens.weight', out: config.vocabSize, in: config.hiddenSize };
  return {
    embedding,
    layers: config.layers.map((_, index) => layerNames(config, index)),
    finalNorm: 'model.norm.weight',
    head: config.tiedEmbeddings ? embedding : { ...embedding, weight: 'lm_head.weight' },
  };
}

function layerNames(config: DecoderConfig, index: number): LayerNames {
  const at = (name: string): string => `model.layers.${index}.${name}`;
  const matrix = (name: string, out: number, inner: number, bias: boolean): MatrixName => ({
    weight: at(`${name}.weight`),
    out,
    in: inner,
    ...(bias ? { bias: at(`${name}.bias`) } : {}),
  });
  const { hiddenSize: E, intermediateSize: F, bias } = config;
  const queries = config.headCount * config.headDim;
  const keys = config.kvHeadCount * config.headDim;
  const sandwich = config.sandwichNorms;
  return {
    inputNorm: at('input_layernorm.weight'),
    query: matrix('self_attn.q_proj', queries, E, bias.qkv),
    key: matrix('self_attn.k_proj', keys, E, bias.qkv),
    value: matrix('self_attn.v_proj', keys, E, bias.qkv),
    attentionOutput: matrix('self_attn.o_proj', E, queries, bias.attentionOutput),
    ...(config.queryKeyNorm
      ? { queryNorm: at('self_attn.q_norm.weight'), keyNorm: at('self_attn.k_norm.weight') }
      : {}),
    ...(sandwich ? { attentionOutputNorm: at('post_attention_layernorm.weight') } : {}),
    mlpNorm: at(sandwich ? 'pre_feedforward_layernorm.weight' : 'post_attention_layernorm.weight'),
    gate: matrix('mlp.gate_proj', F, E, bias.mlp),
    up: matrix('mlp.up_proj', F, E, bias.mlp),
    down: matrix('mlp.down_proj', E, F, bias.mlp),
    ...(sandwich ? { mlpOutputNorm: at('post_feedforward_layernorm.weight') } : {}),
  };
}

/** Every weight with the shape it must have, each once, in the order of execution. */
export function expectedWeights(config: DecoderConfig): ReadonlyMap<string, readonly number[]> {
  const expected = new Map<string, readonly number[]>();
  const names = decoderNames(config);
  const matrix = (name: MatrixName): void => {
    expected.set(name.weight, [name.out, name.in]);
    if (name.bias !== undefined) expected.set(name.bias, [name.out]);
  };
  const norm = (name: string | undefined, size: number): void => {
    if (name !== undefined) expected.set(name, [size]);
  };
  matrix(names.embedding);
  for (const layer of names.layers) {
    norm(layer.inputNorm, config.hiddenSize);
    for (const part of [layer.query, layer.key, layer.value, layer.attentionOutput]) matrix(part);
    norm(layer.queryNorm, config.headDim);
    norm(layer.keyNorm, config.headDim);
    norm(layer.attentionOutputNorm, config.hiddenSize);
    norm(layer.mlpNorm, config.hiddenSize);
    for (const part of [layer.gate, layer.up, layer.down]) matrix(part);
    norm(layer.mlpOutputNorm, config.hiddenSize);
  }
  norm(names.finalNorm, config.hiddenSize);
  matrix(names.head);
  return expected;
}

/** Checks a checkpoint's tensors against its configuration; throws `InputError` naming the first that is wrong. */
export function checkWeights(place: string, config: DecoderConfig, tensors: StoredTensors): void {
  for (const [name, dims] of expectedWeights(config)) {
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throw new InputError(
        `${place}: expected a tensor ${name} [${dims.join(', ')}], got none; ` +
          'config.json and the weights do not belong together, or a shard is missing',
      );
    }
    if (tensor.dims.join() !== dims.join()) {
      throw new InputError(
        `${place}: ${name}: expected shape [${dims.join(', ')}] by config.json, got [${tensor.dims.join(', ')}]`,
      );
    }
    if (tensor.dtype !== 'float32' && tensor.dtype !== 'float16' && tensor.dtype !== 'bfloat16') {
      throw new InputError(`${place}: ${name}: expected F32, F16 or BF16, got ${tensor.dtype}`);
    }
  }
}
