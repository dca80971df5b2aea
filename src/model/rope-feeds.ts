/** The rotary tables of a decoder as tensors to feed: made once for the longest cache seen, shared by all runs. */
import type { DecoderConfig } from '../checkpoint/config.ts';
import { tensor, type Tensor } from '../runtime/tensor.ts';
import { ioNames } from './names.ts';
import { ropeTables } from './rope.ts';

export class RopeFeeds {
  private readonly config: DecoderConfig;
  /** By the context length that shapes them (0: none does). */
  private readonly made = new Map<number, { length: number; feeds: Record<string, Tensor> }>();

  constructor(config: DecoderConfig) {
    this.config = config;
  }

  /** Tables for at least `length` positions of sequences planned for `contextLength`. */
  feeds(length: number, contextLength: number): Readonly<Record<string, Tensor>> {
    const stretched = this.config.ropes.some(
      (rope) => rope.type === 'dynamic' && contextLength > rope.originalPositions,
    );
    const key = stretched ? contextLength : 0;
    const known = this.made.get(key);
    if (known !== undefined && known.length >= length) return known.feeds;
    const rounded = Math.ceil(length / 256) * 256;
    const made = { length: rounded, feeds: this.tables(rounded, key) };
    this.made.set(key, made);
    return made.feeds;
  }

  private tables(length: number, contextLength: number): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    this.config.ropes.forEach((rope, index) => {
      const { cos, sin, width } = ropeTables(rope, length, contextLength);
      feeds[ioNames.ropeCos(index)] = tensor('float32', [length, width], cos);
      feeds[ioNames.ropeSin(index)] = tensor('float32', [length, width], sin);
    });
    return feeds;
  }
}
