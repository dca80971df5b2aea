/**
 * The logits of a checkpoint for given token ids, one row a position: what parity checks against other
 * implementations need. A folder without a tokenizer is enough.
 */
import { InputError } from '../base/errors.ts';
import { newCache } from '../model/cache.ts';
import { type DecoderOptions, openDecoder } from '../model/load.ts';

/** Logits [T][V] of a sequence. Throws `InputError` for ids outside the vocabulary and for weights that are NaN. */
export async function sequenceLogits(
  folder: string,
  ids: readonly number[],
  options: DecoderOptions,
): Promise<Float32Array[]> {
  const decoder = await openDecoder(folder, { ...options, phases: ['extend'] });
  try {
    const { vocabSize } = decoder.config;
    const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
    if (ids.length === 0 || wrong !== undefined) {
      throw new InputError(
        `token ids: expected whole numbers from 0 to ${vocabSize - 1}, got ${wrong ?? 'none'}`,
      );
    }
    const logits = await decoder.extend({
      tokenIds: ids,
      newTokens: ids.length,
      pastLengths: [0],
      cache: newCache(decoder.config, 1, ids.length),
      logitsAt: ids.map((_, index) => index),
    });
    return ids.map((_, index) => logits.subarray(index * vocabSize, (index + 1) * vocabSize));
  } finally {
    await decoder.dispose();
  }
}
