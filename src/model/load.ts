/**
 * Opens a checkpoint folder: reads and checks it, brings its weights into the precision asked for, loads adapters,
 * and hands over a decoder ready to run. It knows no tokenizer, no batching policy and no sampling.
 */
import path from 'node:path';
import { type DecoderConfig, readConfig } from '../checkpoint/config.ts';
import { contentHash } from '../checkpoint/content-hash.ts';
import { TensorReader } from '../checkpoint/floats.ts';
import { type LoraAdapter, readAdapter } from '../checkpoint/lora.ts';
import { vouchHome } from '../checkpoint/places.ts';
import { readTensors, type StoredTensors } from '../checkpoint/safetensors.ts';
import { InputError } from '../base/errors.ts';
import { elementCount } from '../onnx/graph.ts';
import { signedProductsAreExact } from '../runtime/integer-products.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { tensor, type Tensor } from '../runtime/tensor.ts';
import { activationRanges } from './activation-ranges.ts';
import { AdaptedWeights, AdapterSet, checkFit } from './adapters.ts';
import { checkWeights, decoderNames, expectedWeights } from './families.ts';
import { type LoraShape, LoraWeights } from './lora-weights.ts';
import { FrozenWeights } from './frozen-weights.ts';
import { mergedTensors } from './merge.ts';
import { PreparedWeights } from './prepared-weights.ts';
import { type FrozenPrecision, type PreparedPrecision, preparedTensors, type RowCodes } from './prepare.ts';
import { type Decoder, type Phase, SessionDecoder } from './runner.ts';
import { FloatWeights, type WeightPlacement, type Weights } from './weights.ts';

export type { DecodeBatch, Decoder, ExtendBatch, Phase } from './runner.ts';

export type Precision = 'f32' | PreparedPrecision;

export interface DecoderOptions {
  /** How weights are stored and multiplied; default f32. Others than f32 are made once and kept in the cache. */
  readonly precision?: Precision;
  /** Where prepared weights are kept; default {@link vouchHome}. */
  readonly cache?: string;
  /** Which graphs are loaded at once (default both); another is loaded when first used. */
  readonly phases?: readonly Phase[];
  /** Weights inside the sessions (default) or fed with every run, so that they can be swapped; f32 only. */
  readonly weights?: WeightPlacement;
  /** PEFT adapter folders by name, loaded beside the base and chosen per row. */
  readonly adapters?: Readonly<Record<string, string>>;
  /** Batches that choose no adapters take the sum of all of them instead of none. */
  readonly sumAdapters?: boolean;
  /** A PEFT adapter folder added into the weights for good. */
  readonly merge?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly session?: SessionOptions;
}

/** Opens a checkpoint folder and loads its sessions. Throws `InputError` for what is wrong with it. */
export async function openDecoder(folder: string, options: DecoderOptions = {}): Promise<Decoder> {
  const { precision = 'f32', weights: placement = 'initializers' } = options;
  if (placement === 'inputs' && precision !== 'f32') {
    throw new InputError(`weights as inputs: expected precision f32, got ${precision}`);
  }
  const config = readConfig(folder);
  const original = readTensors(folder);
  checkWeights(folder, config, original);
  const tensors = await merged(original, config, options);
  const adapters = readAdapters(config, options.adapters ?? {});
  const base =
    precision === 'f32'
      ? new FloatWeights(tensors, { placement, ...embeddingFor(options) })
      : await preparedWeights(folder, config, tensors, { ...options, precision });
  const decoder = new SessionDecoder({
    folder,
    config,
    tensors,
    adapters,
    sumAdapters: options.sumAdapters ?? false,
    weights: adapters === undefined ? base : new AdaptedWeights(base, adapters.targets),
    weightFeeds: placement === 'inputs' ? readAll(config, tensors) : {},
    session: { prepacking: isPrepacked(precision, tensors), ...options.session },
  });
  try {
    await decoder.load(options.phases ?? ['extend', 'decode'], options.signal);
    return decoder;
  } catch (error) {
    await decoder.dispose();
    throw error;
  }
}

/**
 * A decoder over weights in memory, by their checkpoint names, fed with every run: a trainer samples from the weights
 * as they are, without a copy and without a new session. The tensors must keep their places while it lives. With `lora`
 * the low-rank matrices are fed too, under their names.
 */
export async function fedDecoder(
  config: DecoderConfig,
  weightFeeds: Readonly<Record<string, Tensor>>,
  session: SessionOptions = {},
  { lora, base = 'f32' }: { readonly lora?: LoraShape; readonly base?: 'f32' | FrozenPrecision } = {},
): Promise<Decoder> {
  const inputs =
    base === 'f32'
      ? new FloatWeights(new Map(), { placement: 'inputs' })
      : new FrozenWeights(base, decoderNames(config).head);
  const decoder = new SessionDecoder({
    folder: 'weights in training',
    config,
    tensors: new Map(),
    adapters: undefined,
    sumAdapters: false,
    weights: lora === undefined ? inputs : new LoraWeights(inputs, lora),
    weightFeeds,
    session,
  });
  try {
    await decoder.load(['extend', 'decode'], undefined);
    return decoder;
  } catch (error) {
    await decoder.dispose();
    throw error;
  }
}

function readAdapters(
  config: DecoderConfig,
  folders: Readonly<Record<string, string>>,
): AdapterSet | undefined {
  const adapters = new Map(Object.entries(folders).map(([name, folder]) => [name, readAdapter(folder)]));
  return adapters.size === 0 ? undefined : new AdapterSet(adapters, expectedWeights(config));
}

async function merged(
  tensors: StoredTensors,
  config: DecoderConfig,
  { merge, cache = vouchHome(), signal }: DecoderOptions,
): Promise<StoredTensors> {
  if (merge === undefined) return tensors;
  const adapter: LoraAdapter = readAdapter(merge);
  checkFit(adapter, expectedWeights(config));
  const files = [
    ...filesOf(tensors),
    path.join(merge, 'adapter_config.json'),
    path.join(merge, 'adapter_model.safetensors'),
  ];
  const folder = path.join(cache, 'merged', contentHash(files, path.join(cache, 'hashes')));
  return mergedTensors(tensors, adapter, folder, signal);
}

async function preparedWeights(
  folder: string,
  config: DecoderConfig,
  tensors: StoredTensors,
  options: DecoderOptions & { readonly precision: PreparedPrecision },
): Promise<Weights> {
  const { precision, signal, onProgress } = options;
  const prepared = await preparedTensors({
    config,
    tensors,
    precision,
    folder: preparedFolder(folder, options, tensors),
    ...(precision === 'int8-rows' && { rowCodes: await rowCodes() }),
    activationRanges: () => activationRanges(config, tensors, rangeSession(options)),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const stored = { original: tensors, prepared };
  return new PreparedWeights(stored, precision, decoderNames(config).head, embeddingFor(options));
}

/** How this machine's kernels want whole numbers by rows. */
export const rowCodes = async (): Promise<RowCodes> =>
  (await signedProductsAreExact()) ? 'signed' : 'unsigned';

/** Ranges are found on the CPU, whatever the weights are for. */
const rangeSession = ({ session }: DecoderOptions): SessionOptions =>
  session?.threads === undefined ? {} : { threads: session.threads };

/** Not every GPU knows 16-bit floats, and none brain floats. */
const embeddingFor = ({ session }: DecoderOptions): { readonly wideEmbedding: boolean } => ({
  wideEmbedding: session?.provider === 'webgpu',
});

/** Where a checkpoint's prepared weights are kept: named by the hash of its contents. */
export function preparedFolder(
  folder: string,
  { cache = vouchHome() }: DecoderOptions,
  tensors = readTensors(folder),
): string {
  const files = [...filesOf(tensors), path.join(folder, 'config.json')];
  return path.join(cache, 'prepared', contentHash(files, path.join(cache, 'hashes')));
}

const filesOf = (tensors: StoredTensors): string[] =>
  [...new Set([...tensors.values()].map((stored) => stored.file))].sort();

/** Float weights beyond this are used where they lie: a copy in the kernels' layout would double their memory. */
const largestPrepackedBytes = 2 ** 30;

/**
 * Whether weights are copied into the kernels' layout. Blocks need it for their speed. Float weights gain a third, so
 * small ones are copied; large ones are read where they lie in the file, which is loaded in no time and once.
 */
function isPrepacked(precision: Precision, tensors: StoredTensors): boolean {
  if (precision !== 'f32') return true;
  const bytes = [...tensors.values()].reduce((sum, stored) => sum + stored.length, 0);
  return bytes <= largestPrepackedBytes;
}

/** Every weight in memory as float32, by its checkpoint name. */
function readAll(config: DecoderConfig, tensors: StoredTensors): Record<string, Tensor> {
  const reader = new TensorReader();
  try {
    const feeds: Record<string, Tensor> = {};
    for (const [name, dims] of expectedWeights(config)) {
      const stored = tensors.get(name);
      if (stored !== undefined)
        feeds[name] = tensor('float32', dims, reader.floats(stored, 0, elementCount(dims)));
    }
    return feeds;
  } finally {
    reader.close();
  }
}
