/**
 * The precision that `auto` takes for a model: of those that fit into memory and keep log-perplexity within 1% of
 * float32, the one whose decode step is fastest, measured once per model and machine and remembered.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { throwIfAborted } from '../base/errors.ts';
import { newCache } from '../model/cache.ts';
import {
  type Decoder,
  type DecoderOptions,
  openDecoder,
  type Precision,
  preparedFolder,
} from '../model/load.ts';
import { logPerplexity, rememberQuality } from '../model/quality.ts';
import { runtimeVersion } from '../runtime/devices.ts';
import { loadTokenizer } from '../tokenizer/load.ts';
import { referenceText } from './reference-text.ts';

/** Largest change of log-perplexity that `auto` accepts. */
export const acceptableChange = 0.01;

export interface PrecisionTrial {
  readonly precision: Precision;
  /** Relative change of log-perplexity against float32; 0 for float32. */
  readonly change: number;
  /** Milliseconds of a decode step for eight rows. */
  readonly msPerStep: number;
}

export interface PrecisionChoice {
  readonly precision: Precision;
  readonly trials: readonly PrecisionTrial[];
}

/**
 * Chooses among `fitting` precisions, which are those that memory allows; float32 must be among them for any
 * measurement, because it is what the others are compared with. Without it the largest one that fits is taken.
 */
export async function choosePrecision(
  folder: string,
  fitting: readonly Precision[],
  options: DecoderOptions = {},
): Promise<PrecisionChoice> {
  const [first] = fitting;
  if (!fitting.includes('f32') || first === undefined) return { precision: first ?? 'int4', trials: [] };
  const file = path.join(preparedFolder(folder, options), `auto-${machineKey(fitting)}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PrecisionChoice;
  } catch {
    // Not measured on this machine yet.
  }
  const ids = (await loadTokenizer(folder)).encodeText(referenceText);
  const exact = await measured(folder, 'f32', ids, options);
  const trials: PrecisionTrial[] = [{ precision: 'f32', change: 0, msPerStep: exact.msPerStep }];
  for (const precision of fitting) {
    if (precision === 'f32') continue;
    const { logPerplexity: own, msPerStep } = await measured(folder, precision, ids, options);
    const quality = { precision, tokens: ids.length, logPerplexity: own };
    const { change } = rememberQuality(
      folder,
      { ...quality, logPerplexityF32: exact.logPerplexity },
      options,
    );
    trials.push({ precision, change, msPerStep });
  }
  const choice = { precision: fastest(trials), trials };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(choice));
  renameSync(`${file}.${process.pid}`, file);
  return choice;
}

/** The fastest of the acceptable trials. */
export function fastest(trials: readonly PrecisionTrial[]): Precision {
  const acceptable = trials.filter(({ change }) => change <= acceptableChange);
  const [first] = [...acceptable].sort((a, b) => a.msPerStep - b.msPerStep);
  return first?.precision ?? 'f32';
}

/** A precision opened once: its log-perplexity and its speed. */
async function measured(
  folder: string,
  precision: Precision,
  ids: readonly number[],
  options: DecoderOptions,
): Promise<{ readonly logPerplexity: number; readonly msPerStep: number }> {
  throwIfAborted(options.signal);
  const decoder = await openDecoder(folder, { ...options, precision });
  try {
    const nats = await logPerplexity(decoder, ids, options.signal);
    return { logPerplexity: nats, msPerStep: await stepTime(decoder) };
  } finally {
    await decoder.dispose();
  }
}

/** The least of several decode steps of eight rows on a short past, in milliseconds. */
async function stepTime(decoder: Decoder): Promise<number> {
  const [rows, past] = [8, 64];
  const cache = newCache(decoder.config, rows, past + 1);
  const tokenIds = Array.from({ length: rows }, (_, row) => row % decoder.config.vocabSize);
  let least = Infinity;
  for (let run = 0; run < 6; run++) {
    const start = performance.now();
    await decoder.decode({ tokenIds, pastLengths: tokenIds.map(() => past), cache });
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function machineKey(fitting: readonly Precision[]): string {
  const cpu = os.cpus()[0]?.model ?? 'unknown';
  return [runtimeVersion(), os.arch(), cpu, os.cpus().length, ...fitting]
    .join('-')
    .replaceAll(/[^\w.-]+/g, '_');
}
