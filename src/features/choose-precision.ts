/**
 * The precision that `auto` takes for a model: of those that fit into memory and keep log-perplexity within 1% of
 * float32, the one whose decode step is fastest, measured once per model and machine and remembered.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { throwIfAborted } from '../base/errors.ts';
import { newCache } from '../model/cache.ts';
import { type DecoderOptions, openDecoder, type Precision, preparedFolder } from '../model/load.ts';
import { measureQuality } from '../model/quality.ts';
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
  const trials: PrecisionTrial[] = [];
  for (const precision of fitting) {
    throwIfAborted(options.signal);
    const change = precision === 'f32' ? 0 : (await measureQuality(folder, precision, ids, options)).change;
    trials.push({ precision, change, msPerStep: await stepTime(folder, { ...options, precision }) });
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

/** The least of several decode steps of eight rows on a short past, in milliseconds. */
async function stepTime(folder: string, options: DecoderOptions): Promise<number> {
  const [rows, past] = [8, 64];
  const decoder = await openDecoder(folder, { ...options, phases: ['decode'] });
  try {
    const cache = newCache(decoder.config, rows, past + 1);
    const tokenIds = Array.from({ length: rows }, (_, row) => row % decoder.config.vocabSize);
    let least = Infinity;
    for (let run = 0; run < 6; run++) {
      const start = performance.now();
      await decoder.decode({ tokenIds, pastLengths: tokenIds.map(() => past), cache });
      least = Math.min(least, performance.now() - start);
    }
    return least;
  } finally {
    await decoder.dispose();
  }
}

function machineKey(fitting: readonly Precision[]): string {
  const cpu = os.cpus()[0]?.model ?? 'unknown';
  return [runtimeVersion(), os.arch(), cpu, os.cpus().length, ...fitting]
    .join('-')
    .replaceAll(/[^\w.-]+/g, '_');
}
