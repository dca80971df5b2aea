/**
 * Writes a checkpoint as the ONNX file that transformers.js reads, from the same weights: inputs `input_ids`,
 * `attention_mask`, `past_key_values.i.key|value`, outputs `logits` (last position), `present.i.key|value`. Attention
 * is one fused operator, as in the exports that are published for transformers.js. `fp32` as stored; `q8` and `q4` by
 * the blocks and integer products that Vouch uses itself (MatMulNBits), which is kinder to the peer than its default
 * dynamic quantisation: the comparison is of runtimes, not of formats.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '../../src/checkpoint/config.ts';
import type { DecoderConfig } from '../../src/checkpoint/config.ts';
import { readTensors } from '../../src/checkpoint/safetensors.ts';
import { decoderNames } from '../../src/model/families.ts';
import { hiddenStates, outputLogits } from '../../src/model/layers.ts';
import type { Attend } from '../../src/model/layers.ts';
import { ropeTables } from '../../src/model/rope.ts';
import { vouchHome } from '../../src/checkpoint/places.ts';
import { preparedTensors } from '../../src/model/prepare.ts';
import { PreparedWeights } from '../../src/model/prepared-weights.ts';
import { FloatWeights } from '../../src/model/weights.ts';
import type { Weights } from '../../src/model/weights.ts';
import type { Graph, Value } from '../../src/onnx/graph.ts';
import { GraphBuilder } from '../../src/onnx/operations.ts';
import { modelBytes } from '../../src/onnx/proto.ts';

/** Makes `folder` a model folder for transformers.js with `onnx/model.onnx`. */
export async function writeTransformersJsModel(checkpoint: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    cpSync(path.join(checkpoint, name), path.join(folder, name));
  }
  const config = JSON.parse(readFileSync(path.join(checkpoint, 'config.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  // Every sequence is to have the same length: no end-of-sequence token.
  delete config['eos_token_id'];
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(path.join(folder, 'generation_config.json'), '{"_from_model_config":true}');
  for (const dtype of ['fp32', 'q8', 'q4'] as const) {
    const graph = withBytes(exportGraph(checkpoint, await weightsFor(checkpoint, dtype)));
    const suffix = { fp32: '', q8: '_quantized', q4: '_q4' }[dtype];
    writeFileSync(path.join(folder, `onnx/model${suffix}.onnx`), modelBytes(graph));
  }
}

async function weightsFor(checkpoint: string, dtype: 'fp32' | 'q8' | 'q4'): Promise<Weights> {
  const config = readConfig(checkpoint);
  const tensors = readTensors(checkpoint);
  if (dtype === 'fp32') return new FloatWeights(tensors);
  const precision = dtype === 'q8' ? 'int8' : 'int4';
  const folder = path.join(vouchHome(), 'bench', 'prepared', dtype);
  const prepared = await preparedTensors({ config, tensors, precision, folder });
  return new PreparedWeights({ original: tensors, prepared }, precision, decoderNames(config).head);
}

function exportGraph(checkpoint: string, weights: Weights): Graph {
  const config = readConfig(checkpoint);
  const b = new GraphBuilder('transformers_js');
  const tokenIds = b.input('input_ids', 'int64', ['batch_size', 'sequence_length']);
  const mask = b.input('attention_mask', 'int64', ['batch_size', 'total_sequence_length']);
  const attend = attention(b, config, tokenIds, mask);
  const context = { builder: b, config, weights, attend, names: decoderNames(config) };
  const hidden = hiddenStates(context, b.reshape(tokenIds, [-1]));
  const sizes = b.shape(tokenIds);
  const perRow = b.reshape(hidden, b.concat([sizes, b.integers([config.hiddenSize])], 0));
  const last = b.slice(perRow, 1, -1, Number.MAX_SAFE_INTEGER);
  const logits = outputLogits(context, b.reshape(last, [-1, config.hiddenSize]));
  const shaped = b.reshape(logits, b.concat([b.shape(tokenIds, 0, 1), b.integers([1, config.vocabSize])], 0));
  b.output(named(b, shaped, 'logits'));
  return b.finish();
}

function named(b: GraphBuilder, value: Value, name: string): Value {
  return b.apply('Identity', [value], {}, { names: [name] })[0] ?? value;
}

function attention(b: GraphBuilder, config: DecoderConfig, tokenIds: Value, mask: Value): Attend {
  const { headCount: H, kvHeadCount: K, headDim: D } = config;
  const [rope] = config.ropes;
  if (!rope || config.ropes.length > 1) throw new RangeError('export: expected one rotary embedding');
  const tables = ropeTables(rope, Math.min(config.maxPositions, 8192));
  const table = (name: string, data: Float32Array): Value =>
    b.initializer(name, 'float32', [tables.length, tables.width], {
      kind: 'bytes',
      bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
  const cos = table('cos_cache', tables.cos);
  const sin = table('sin_cache', tables.sin);
  const counted = b.reduceSum(mask, [1], false);
  const lengths = b.cast(b.sub(counted, b.integers([1])), 'int32');
  const total = b.cast(b.squeeze(b.shape(mask, 1, 2), [0]), 'int32');
  const sizes = b.shape(tokenIds);
  return (q, k, v, layer) => {
    const rows = (x: Value, heads: number): Value =>
      b.reshape(x, b.concat([sizes, b.integers([heads * D])], 0));
    const past = (kind: string): Value =>
      b.input(`past_key_values.${layer}.${kind}`, 'float32', ['batch_size', K, 'past_sequence_length', D]);
    const inputs = [rows(q, H), rows(k, K), rows(v, K), past('key'), past('value'), lengths, total, cos, sin];
    const [out, key, value] = b.apply(
      'GroupQueryAttention',
      inputs,
      { num_heads: H, kv_num_heads: K, scale: config.attentionScale, do_rotary: 1, rotary_interleaved: 0 },
      { names: [b.fresh('attended'), `present.${layer}.key`, `present.${layer}.value`] },
    ) as [Value, Value, Value];
    b.output(key);
    b.output(value);
    return b.reshape(out, [-1, H * D]);
  };
}

/** The same graph with its weights inside. */
function withBytes(graph: Graph): Graph {
  const files = new Map<string, Buffer>();
  const initializers = graph.initializers.map((initializer) => {
    const { data } = initializer;
    if (data.kind === 'bytes') return initializer;
    const whole = files.get(data.file) ?? readFileSync(data.file);
    files.set(data.file, whole);
    const bytes = new Uint8Array(whole.buffer, whole.byteOffset + data.offset, data.length);
    return { ...initializer, data: { kind: 'bytes' as const, bytes } };
  });
  return { ...graph, initializers };
}
