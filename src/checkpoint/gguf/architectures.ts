/**
 * What GGUF calls a model's parts and what Hugging Face calls them: tensor names, the row order of queries and keys
 * (llama's converter interleaves the halves of each head for its rotary embedding), the 1 that Gemma's converter adds
 * to norms, and `config.json` from the metadata. One entry an architecture. Sources: llama.cpp's `gguf-py` constants
 * and `convert_hf_to_gguf.py`; transformers' configuration classes.
 */
import { InputError } from '../../base/errors.ts';
import type { GgufHeader, GgufMetadata } from './header.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface TensorPlan {
  readonly from: string;
  readonly to: string;
  /** Heads whose rows are interleaved and must be put back in halves; 0: rows stay as they are. */
  readonly interleavedHeads: number;
  /** Added to every value: −1 takes back what the converter added to Gemma's norms. */
  readonly add: number;
}

export interface ModelPlan {
  readonly config: Json;
  readonly tensors: readonly TensorPlan[];
}

interface Architecture {
  readonly interleaved: boolean;
  readonly normOffset: number;
  readonly blockNames: Readonly<Record<string, string>>;
  readonly config: (context: Context) => Json;
}

interface Context {
  readonly key: (suffix: string) => string;
  readonly metadata: GgufMetadata;
  readonly header: GgufHeader;
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
}

const commonBlock: Readonly<Record<string, string>> = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};
const headNorms = { attn_q_norm: 'self_attn.q_norm', attn_k_norm: 'self_attn.k_norm' };

const architectures: Readonly<Record<string, Architecture>> = {
  llama: { interleaved: true, normOffset: 0, blockNames: commonBlock, config: llamaConfig },
  qwen2: { interleaved: false, normOffset: 0, blockNames: commonBlock, config: qwen2Config },
  qwen3: {
    interleaved: false,
    normOffset: 0,
    blockNames: { ...commonBlock, ...headNorms },
    config: () => ({
      architectures: ['Qwen3ForCausalLM'],
      model_type: 'qwen3',
      hidden_act: 'silu',
      attention_bias: false,
    }),
  },
  gemma3: {
    interleaved: false,
    normOffset: -1,
    blockNames: {
      ...commonBlock,
      ...headNorms,
      post_attention_norm: 'post_attention_layernorm',
      ffn_norm: 'pre_feedforward_layernorm',
      post_ffw_norm: 'post_feedforward_layernorm',
    },
    config: gemma3Config,
  },
};

function llamaConfig({ key, metadata, header }: Context): Json {
  const window = metadata.number(key('attention.sliding_window')) ?? 0;
  const bias = header.tensors.has('blk.0.attn_q.bias');
  if (window > 0)
    return {
      architectures: ['MistralForCausalLM'],
      model_type: 'mistral',
      hidden_act: 'silu',
      sliding_window: window,
    };
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_act: 'silu',
    attention_bias: bias,
    mlp_bias: header.tensors.has('blk.0.ffn_up.bias'),
  };
}

function qwen2Config(): Json {
  return {
    architectures: ['Qwen2ForCausalLM'],
    model_type: 'qwen2',
    hidden_act: 'silu',
    use_sliding_window: false,
  };
}

/** Five layers of local attention, then one of global; the 27 B model scales its queries by another width. */
function gemma3Config({ key, metadata, layers, heads, headSize }: Context): Json {
  const hidden = metadata.requiredNumber(key('embedding_length'));
  const pattern = metadata.number(key('attention.sliding_window_pattern')) ?? 6;
  return {
    architectures: ['Gemma3ForCausalLM'],
    model_type: 'gemma3_text',
    attention_bias: false,
    hidden_activation: 'gelu_pytorch_tanh',
    query_pre_attn_scalar: layers === 62 ? hidden / heads : headSize,
    sliding_window: metadata.requiredNumber(key('attention.sliding_window')),
    layer_types: Array.from({ length: layers }, (_, layer) =>
      (layer + 1) % pattern === 0 ? 'full_attention' : 'sliding_attention',
    ),
    rope_local_base_freq: metadata.number(key('rope.freq_base_swa')) ?? 10_000,
    attn_logit_softcapping: null,
    final_logit_softcapping: metadata.number(key('final_logit_softcapping')),
  };
}

/** The Hugging Face model in a GGUF file. Throws `InputError` for other architectures, tensors and options. */
export function planModel(header: GgufHeader): ModelPlan {
  const { metadata, tensors } = header;
  const name = metadata.string('general.architecture');
  const architecture = name === null ? undefined : architectures[name];
  if (name === null || architecture === undefined || !Object.hasOwn(architectures, name))
    throw new InputError(
      `${metadata.place}: expected the architecture ${Object.keys(architectures).join(', ')}, got ${name ?? 'none'}; choose a model of one of these families`,
    );
  const key = (suffix: string): string => `${name}.${suffix}`;
  const heads = metadata.requiredNumber(key('attention.head_count'));
  const hidden = metadata.requiredNumber(key('embedding_length'));
  const context: Context = {
    key,
    metadata,
    header,
    layers: metadata.requiredNumber(key('block_count')),
    heads,
    headSize: metadata.number(key('attention.key_length')) ?? hidden / heads,
  };
  const config = { ...commonConfig(context), ...architecture.config(context) };
  return { config, tensors: planTensors(context, architecture, [...tensors.keys()]) };
}

function commonConfig({ key, metadata, header, layers, heads, headSize }: Context): Json {
  const embedding = header.tensors.get('token_embd.weight');
  const [vocabulary] = embedding?.shape ?? [];
  if (vocabulary === undefined)
    throw new InputError(`${metadata.place}: expected the tensor token_embd.weight, got none`);
  const id = (token: string): Json => {
    const value = metadata.number(`tokenizer.ggml.${token}_token_id`);
    const spelled = { padding: 'pad' }[token] ?? token;
    return value === null ? {} : { [`${spelled}_token_id`]: value };
  };
  return {
    hidden_size: metadata.requiredNumber(key('embedding_length')),
    intermediate_size: metadata.requiredNumber(key('feed_forward_length')),
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: metadata.number(key('attention.head_count_kv')) ?? heads,
    head_dim: headSize,
    max_position_embeddings: metadata.requiredNumber(key('context_length')),
    rms_norm_eps: epsilon(metadata.requiredNumber(key('attention.layer_norm_rms_epsilon'))),
    rope_theta: metadata.number(key('rope.freq_base')) ?? 10_000,
    rope_scaling: ropeScaling(key, metadata, headSize),
    tie_word_embeddings: !header.tensors.has('output.weight'),
    vocab_size: vocabulary,
    ...id('bos'),
    ...id('eos'),
    ...id('padding'),
  };
}

/** Stored in single precision: 9.999999974752427e-7 was written as 1e-6. */
function epsilon(value: number): number {
  return Number(value.toPrecision(7));
}

function ropeScaling(key: Context['key'], metadata: GgufMetadata, headSize: number): Json | null {
  const rotary = metadata.number(key('rope.dimension_count'));
  if (rotary !== null && rotary !== headSize)
    throw new InputError(
      `${metadata.place}: ${key('rope.dimension_count')}: expected the head size ${headSize}, got ${rotary}; partial rotary embeddings are not imported from GGUF`,
    );
  const type = metadata.string(key('rope.scaling.type')) ?? 'none';
  const factor = metadata.number(key('rope.scaling.factor'));
  if (type === 'none' || factor === null) return null;
  const original = metadata.number(key('rope.scaling.original_context_length'));
  if (type === 'linear') return { rope_type: 'linear', factor };
  if (type === 'yarn')
    return {
      rope_type: 'yarn',
      factor,
      ...(original === null ? {} : { original_max_position_embeddings: original }),
    };
  throw new InputError(
    `${metadata.place}: ${key('rope.scaling.type')}: expected none, linear or yarn, got ${type}`,
  );
}

function planTensors(context: Context, architecture: Architecture, names: readonly string[]): TensorPlan[] {
  const { metadata, key, heads } = context;
  const keyValueHeads = metadata.number(key('attention.head_count_kv')) ?? heads;
  const top: Readonly<Record<string, string>> = {
    'token_embd.weight': 'model.embed_tokens.weight',
    'output_norm.weight': 'model.norm.weight',
    'output.weight': 'lm_head.weight',
  };
  return names
    .filter((name) => name !== 'rope_freqs.weight')
    .map((from) => {
      const block = /^blk\.(\d+)\.([a-z_]+)\.(weight|bias)$/.exec(from);
      const part = block?.[2] ?? '';
      const inner = architecture.blockNames[part];
      const to =
        block === null ? top[from] : inner && `model.layers.${block[1] ?? ''}.${inner}.${block[3] ?? ''}`;
      if (to === undefined)
        throw new InputError(
          `${metadata.place}: expected the tensors of a plain decoder, got ${JSON.stringify(from)}; this variant of the architecture is not supported`,
        );
      const swapped = architecture.interleaved ? { attn_q: heads, attn_k: keyValueHeads }[part] : 0;
      const isNorm = to.endsWith('norm.weight');
      return { from, to, interleavedHeads: swapped ?? 0, add: isNorm ? architecture.normOffset : 0 };
    });
}
