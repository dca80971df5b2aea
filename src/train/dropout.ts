/**
 * What LoRA's dropout leaves out: random bytes for each adapted matrix of a layer, made again from the seed before the
 * layer's forward and its backward run, so that both see the same and nothing is kept. Without dropout it does nothing.
 * The share is rounded to 1/256. It knows no graph but the names of its inputs.
 */
import { hash32 } from '../base/random.ts';
import type { DecoderConfig } from '../checkpoint/config.ts';
import { expectedWeights } from '../model/families.ts';
import { dropoutNames, isTargeted, type LoraShape } from '../model/lora-weights.ts';
import { type Tensor, tensor } from '../runtime/tensor.ts';

export interface DropoutOptions {
  readonly rows: number;
  readonly length: number;
  readonly adapter?: { readonly shape: LoraShape };
}

export class Dropout {
  /** What the graphs of every layer are fed; the bytes change in place. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  private readonly bytes: readonly Uint8Array[];
  private readonly threshold = new Float32Array(1);
  private readonly scale = new Float32Array([1]);
  private readonly share: number;
  private seed = 0;
  private batch = 0;
  private isOn = false;

  constructor(config: DecoderConfig, { rows, length, adapter }: DropoutOptions) {
    this.share = Math.round(256 * (adapter?.shape.dropout ?? 0));
    const tokens = rows * length;
    const matrices =
      adapter === undefined || this.share === 0
        ? []
        : [...expectedWeights(config)].filter(
            ([name]) => name.includes('.layers.0.') && isTargeted(adapter.shape, name),
          );
    this.bytes = matrices.map(([, dims]) => new Uint8Array(4 * Math.ceil((tokens * dims[1]!) / 4)));
    const masks = matrices.map(([name, dims], i) => [
      dropoutNames.bytesOf(name),
      tensor('uint8', [tokens, dims[1]!], this.bytes[i]!.subarray(0, tokens * dims[1]!)),
    ]);
    this.feeds =
      matrices.length === 0
        ? {}
        : {
            ...(Object.fromEntries(masks) as Record<string, Tensor>),
            [dropoutNames.threshold]: tensor('float32', [], this.threshold),
            [dropoutNames.scale]: tensor('float32', [], this.scale),
          };
  }

  /** A new update: the same seed leaves out the same. */
  begin(seed: number): void {
    this.seed = seed;
    this.batch = 0;
  }

  /** The next batch of the update is trained on. */
  nextBatch(): void {
    this.batch++;
    this.isOn = true;
    this.threshold[0] = this.share;
    this.scale[0] = 256 / (256 - this.share);
  }

  /** Nothing is left out while scoring. */
  turnOff(): void {
    this.isOn = false;
    this.threshold[0] = 0;
    this.scale[0] = 1;
  }

  /** The bytes of a layer in the batch at hand. */
  fill(layer: number): void {
    if (!this.isOn) return;
    this.bytes.forEach((bytes, i) => {
      fillRandom(bytes, hash32(hash32(this.seed, this.batch, layer), i, 0));
    });
  }
}

/** Random bytes by xorshift32 (Marsaglia 2003), four at a time; the length is a multiple of 4. */
function fillRandom(bytes: Uint8Array, seed: number): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let state = seed === 0 ? 0x9e3779b9 : seed;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
}
