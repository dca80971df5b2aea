/**
 * Decoding with the key-value cache on the device from the first token on: nothing but logits comes back. The
 * session refuses nodes that would run on the CPU. It serves proof and comparison of devices; it knows no sampling.
 */
import { readConfig, type DecoderConfig } from '../checkpoint/config.ts';
import { readTensors } from '../checkpoint/safetensors.ts';
import { createSession, type Session, type SessionOptions } from '../runtime/session.ts';
import { dataOf, int32Tensor, int64Tensor, type Tensor } from '../runtime/tensor.ts';
import { newCache } from './cache.ts';
import { decodeGraph } from './decoder.ts';
import { checkWeights } from './families.ts';
import { ioNames } from './names.ts';
import { RopeFeeds } from './rope-feeds.ts';
import { FloatWeights } from './weights.ts';

export class DeviceDecoder {
  readonly config: DecoderConfig;
  readonly rows: number;
  readonly capacity: number;
  /** Bytes that came back from the device so far. */
  bytesReadBack = 0;
  private readonly session: Session;
  private readonly rope: Readonly<Record<string, Tensor>>;
  private cache: Record<string, Tensor> = {};

  private constructor(config: DecoderConfig, session: Session, rows: number, capacity: number) {
    this.config = config;
    this.session = session;
    this.rows = rows;
    this.capacity = capacity;
    this.rope = new RopeFeeds(config).feeds(capacity, capacity);
    const empty = newCache(config, rows, capacity);
    config.layers.forEach((_, layer) => {
      this.cache[ioNames.pastKeys(layer)] = empty.keys[layer] as Tensor;
      this.cache[ioNames.pastValues(layer)] = empty.values[layer] as Tensor;
    });
  }

  /** Opens a checkpoint for `rows` rows of up to `capacity` tokens. Throws if a node cannot run on the device. */
  static async open(
    folder: string,
    size: { readonly rows: number; readonly capacity: number },
    options: SessionOptions,
  ): Promise<DeviceDecoder> {
    const config = readConfig(folder);
    const tensors = readTensors(folder);
    checkWeights(folder, config, tensors);
    const graph = decodeGraph(config, new FloatWeights(tensors));
    const onDevice = graph.outputs.map((value) => value.name).filter((name) => name !== ioNames.logits);
    const session = await createSession(graph, { ...options, noCpuFallback: true, deviceOutputs: onDevice });
    return new DeviceDecoder(config, session, size.rows, size.capacity);
  }

  /** One token a row, all rows at the same length. Logits [rows, V]. */
  async step(tokenIds: readonly number[], pastLength: number): Promise<Float32Array> {
    const fetches: Record<string, Tensor | null> = { [ioNames.logits]: null };
    const feeds: Record<string, Tensor> = {
      ...this.rope,
      ...this.cache,
      [ioNames.tokenIds]: int64Tensor([this.rows, 1], tokenIds),
      [ioNames.pastLengths]: int32Tensor(
        [this.rows],
        tokenIds.map(() => pastLength),
      ),
      [ioNames.totalLength]: int32Tensor([], [pastLength + 1]),
    };
    const pairs = this.config.layers.flatMap((_, layer): (readonly [string, string])[] => [
      [ioNames.pastKeys(layer), ioNames.presentKeys(layer)],
      [ioNames.pastValues(layer), ioNames.presentValues(layer)],
    ]);
    for (const [, present] of pairs) fetches[present] = null;
    const results = await this.session.run(feeds, fetches);
    for (const [past, present] of pairs) {
      const [old, now] = [this.cache[past], results[present] as Tensor];
      if (old !== now && old?.location === 'gpu-buffer') old.dispose();
      this.cache[past] = now;
    }
    const logits = dataOf(results[ioNames.logits] as Tensor, 'float32');
    this.bytesReadBack += logits.byteLength;
    return logits;
  }

  async dispose(): Promise<void> {
    for (const tensor of Object.values(this.cache)) if (tensor.location === 'gpu-buffer') tensor.dispose();
    this.cache = {};
    await this.session.dispose();
  }
}
