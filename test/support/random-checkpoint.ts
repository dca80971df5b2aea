/**
 * Writes a random checkpoint that fits one of the test tokenizers, shaped as llama's or with the window of mistral's or
 * gemma3's: a model that says nothing sensible, quickly, the same for the same seed. For tests of generation and judging;
 * parity has its own golden checkpoints.
 */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Random } from '../../src/base/random.ts';

export interface RandomCheckpoint {
  readonly tokenizer?: 'llama' | 'mistral' | 'qwen' | 'gemma';
  readonly family?: 'llama' | 'mistral' | 'gemma3_text';
  readonly seed?: number;
  readonly layers?: number;
  readonly vocabulary?: number;
  readonly maxPositions?: number;
  /** Written as `vouch.json`. */
  readonly vouch?: Readonly<Record<string, unknown>>;
}

const HIDDEN = 32;
const INTERMEDIATE = 48;
const HEADS = 4;
const KV_HEADS = 2;
/** Positions that windowed layers see. */
const WINDOW = 9;

/** The folder of a new checkpoint under the system's temporary folder; the caller removes it. */
export function randomCheckpoint(options: RandomCheckpoint = {}): string {
  const { tokenizer = 'qwen', family = 'llama', seed = 1, layers = 2, vocabulary = 544 } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-random-'));
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(import.meta.dirname, '../data/tokenizers', tokenizer), folder, { recursive: true });
  const config = {
    model_type: family,
    vocab_size: vocabulary,
    hidden_size: HIDDEN,
    intermediate_size: INTERMEDIATE,
    num_hidden_layers: layers,
    num_attention_heads: HEADS,
    num_key_value_heads: KV_HEADS,
    max_position_embeddings: options.maxPositions ?? 1024,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    hidden_act: 'silu',
    tie_word_embeddings: true,
    ...(family === 'llama' ? {} : { sliding_window: WINDOW }),
    ...(family === 'gemma3_text'
      ? {
          head_dim: HIDDEN / HEADS,
          query_pre_attn_scalar: HIDDEN / HEADS,
          hidden_activation: 'gelu_pytorch_tanh',
          rope_local_base_freq: 1000,
          layer_types: Array.from({ length: layers }, (_, i) =>
            i % 2 === 0 ? 'sliding_attention' : 'full_attention',
          ),
        }
      : {}),
  };
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
  if (options.vouch) {
    writeFileSync(path.join(folder, 'vouch.json'), JSON.stringify({ version: 1, ...options.vouch }));
  }
  writeFileSync(
    path.join(folder, 'model.safetensors'),
    safetensors(weights(options.family, { seed, layers, vocabulary })),
  );
  return folder;
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

function weights(
  family: RandomCheckpoint['family'],
  {
    seed,
    layers,
    vocabulary,
  }: { readonly seed: number; readonly layers: number; readonly vocabulary: number },
): Weight[] {
  const random = new Random(seed);
  const matrix = (name: string, out: number, from: number): Weight => ({
    name,
    shape: [out, from],
    data: Float32Array.from({ length: out * from }, () => (random.normal() * 1.5) / Math.sqrt(from)),
  });
  const gemma = family === 'gemma3_text';
  // Gemma multiplies by one more than what is stored.
  const norm = (name: string, size = HIDDEN): Weight => ({
    name,
    shape: [size],
    data: Float32Array.from({ length: size }, () => (gemma ? 0 : 1) + 0.1 * random.normal()),
  });
  const width = (HIDDEN / HEADS) * KV_HEADS;
  return [
    matrix('model.embed_tokens.weight', vocabulary, HIDDEN),
    norm('model.norm.weight'),
    ...Array.from({ length: layers }, (_, i) => `model.layers.${i}`).flatMap((layer) => [
      norm(`${layer}.input_layernorm.weight`),
      norm(`${layer}.post_attention_layernorm.weight`),
      matrix(`${layer}.self_attn.q_proj.weight`, HIDDEN, HIDDEN),
      matrix(`${layer}.self_attn.k_proj.weight`, width, HIDDEN),
      matrix(`${layer}.self_attn.v_proj.weight`, width, HIDDEN),
      matrix(`${layer}.self_attn.o_proj.weight`, HIDDEN, HIDDEN),
      matrix(`${layer}.mlp.gate_proj.weight`, INTERMEDIATE, HIDDEN),
      matrix(`${layer}.mlp.up_proj.weight`, INTERMEDIATE, HIDDEN),
      matrix(`${layer}.mlp.down_proj.weight`, HIDDEN, INTERMEDIATE),
      ...(gemma
        ? [
            norm(`${layer}.pre_feedforward_layernorm.weight`),
            norm(`${layer}.post_feedforward_layernorm.weight`),
            norm(`${layer}.self_attn.q_norm.weight`, HIDDEN / HEADS),
            norm(`${layer}.self_attn.k_norm.weight`, HIDDEN / HEADS),
          ]
        : []),
    ]),
  ];
}

/** The bytes of a safetensors file: length of the header, header, data. */
function safetensors(tensors: readonly Weight[]): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = {};
  for (const { name, shape, data } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header).padEnd(8 * Math.ceil(JSON.stringify(header).length / 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const bodies = tensors.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([length, json, ...bodies]);
}
