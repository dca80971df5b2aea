/**
 * What a precision costs: the mean negative log-likelihood of a fixed text (its log-perplexity) against the same
 * checkpoint in float32, kept beside the prepared weights. It takes token ids; texts and tokenizers are not its business.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../base/errors.ts';
import { newCache } from './cache.ts';
import { type DecoderOptions, openDecoder, preparedFolder } from './load.ts';
import { preparedName, type PreparedPrecision } from './prepare.ts';
import type { Decoder } from './runner.ts';

export interface Quality {
  readonly precision: PreparedPrecision;
  readonly tokens: number;
  /** Nats a token. */
  readonly logPerplexity: number;
  readonly logPerplexityF32: number;
  /** logPerplexity / logPerplexityF32 − 1. */
  readonly change: number;
}

/** Tokens run at a time: bounds the memory of the logits. */
const chunk = 64;

/** Mean −log p of every token but the first, in nats. Throws `RangeError` for fewer than two tokens. */
export async function logPerplexity(
  decoder: Decoder,
  ids: readonly number[],
  signal?: AbortSignal,
): Promise<number> {
  if (ids.length < 2) throw new RangeError(`perplexity: expected at least two tokens, got ${ids.length}`);
  const { vocabSize } = decoder.config;
  const cache = newCache(decoder.config, 1, ids.length);
  let sum = 0;
  for (let start = 0; start < ids.length - 1; start += chunk) {
    throwIfAborted(signal);
    const tokenIds = ids.slice(start, Math.min(start + chunk, ids.length - 1));
    const logits = await decoder.extend({
      tokenIds,
      newTokens: tokenIds.length,
      pastLengths: [start],
      cache,
      logitsAt: tokenIds.map((_, i) => i),
    });
    tokenIds.forEach((_, i) => {
      sum -= logProbability(logits.subarray(i * vocabSize, (i + 1) * vocabSize), ids[start + i + 1] ?? 0);
    });
  }
  return sum / (ids.length - 1);
}

/** log softmax(logits)[token]. */
function logProbability(logits: Float32Array, token: number): number {
  let largest = -Infinity;
  for (const value of logits) if (value > largest) largest = value;
  let total = 0;
  for (const value of logits) total += Math.exp(value - largest);
  return (logits[token] ?? NaN) - largest - Math.log(total);
}

/** The quality measured before, or undefined. */
export function knownQuality(
  folder: string,
  precision: PreparedPrecision,
  options: DecoderOptions = {},
): Quality | undefined {
  try {
    return JSON.parse(readFileSync(qualityFile(folder, precision, options), 'utf8')) as Quality;
  } catch {
    return undefined;
  }
}

/** Measures a precision on token ids of a text, in nats a token, and keeps the result beside the prepared weights. */
export async function measureQuality(
  folder: string,
  precision: PreparedPrecision,
  ids: readonly number[],
  options: DecoderOptions = {},
): Promise<Quality> {
  const known = knownQuality(folder, precision, options);
  if (known?.tokens === ids.length) return known;
  const of = async (each: 'f32' | PreparedPrecision): Promise<number> => {
    const decoder = await openDecoder(folder, { ...options, precision: each, phases: ['extend'] });
    try {
      return await logPerplexity(decoder, ids, options.signal);
    } finally {
      await decoder.dispose();
    }
  };
  const [logPerplexityF32, own] = [await of('f32'), await of(precision)];
  const measured = { precision, tokens: ids.length, logPerplexity: own, logPerplexityF32 };
  return rememberQuality(folder, measured, options);
}

/** Keeps what a precision costs beside its prepared weights. */
export function rememberQuality(
  folder: string,
  measured: Omit<Quality, 'change'>,
  options: DecoderOptions = {},
): Quality {
  const { precision, logPerplexity: own, logPerplexityF32 } = measured;
  const quality = { ...measured, change: own / logPerplexityF32 - 1 };
  const file = qualityFile(folder, precision, options);
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(quality));
  renameSync(`${file}.${process.pid}`, file);
  return quality;
}

function qualityFile(folder: string, precision: PreparedPrecision, options: DecoderOptions): string {
  return path.join(preparedFolder(folder, options), `${preparedName(precision)}.json`);
}
