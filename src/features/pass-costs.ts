/**
 * What passes through a model cost on this machine, measured once per shape of model, precision and machine, and
 * remembered: what is drafted then is the same in every process, and so are the tokens in every precision.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { vouchHome } from '../checkpoint/places.ts';
import type { PassCosts } from '../generate/pass-costs.ts';
import { runtimeVersion } from '../runtime/devices.ts';

export interface PassCostsOptions {
  readonly precision: string;
  /** How many LoRA adapters every pass computes beside the model. */
  readonly adapters: number;
  /** Where they are remembered; default {@link vouchHome}. */
  readonly cache?: string;
}

/** The costs known for a checkpoint folder, or those that `measure` finds. */
export async function rememberedPassCosts(
  folder: string,
  { precision, adapters, cache = vouchHome() }: PassCostsOptions,
  measure: () => Promise<PassCosts>,
): Promise<PassCosts> {
  const machine = [os.hostname(), os.arch(), os.cpus()[0]?.model ?? '', os.cpus().length, runtimeVersion()];
  const hash = createHash('sha256').update(readFileSync(path.join(folder, 'config.json')));
  hash.update([precision, adapters, ...machine].join('\n'));
  const file = path.join(cache, 'passes', `${hash.digest('hex')}.json`);
  const known = read(file);
  if (known !== null) return known;
  const costs = await measure();
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(costs));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // Where nothing can be written, the next process measures again; that is no reason not to solve.
  }
  return costs;
}

function read(file: string): PassCosts | null {
  try {
    const { tokens, ms } = JSON.parse(readFileSync(file, 'utf8')) as PassCosts;
    const usable = tokens.length >= 2 && tokens.length === ms.length && ms.every((each) => each > 0);
    return usable ? { tokens, ms } : null;
  } catch {
    return null;
  }
}
