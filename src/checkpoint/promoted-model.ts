/**
 * Which model is the default since somebody promoted a training run's result: `default.json` in Vouch's home, newest
 * first, so that taking back brings the one before. The promoted files are copies of their own: pruning or removing
 * the run harms nothing. It knows neither runs nor engines.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { vouchHome } from './places.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface PromotedModel {
  /** What reports call it. */
  readonly id: string;
  /** A model folder. */
  readonly folder: string;
  /** LoRA adapters on top of it. */
  readonly adapters: readonly string[];
  /** Where it comes from. */
  readonly run: string;
  readonly step: number;
  /** ISO 8601. */
  readonly promotedAt: string;
}

const fileOf = (environment: Environment): string => join(vouchHome(environment), 'default.json');

function isPromoted(value: unknown): value is PromotedModel {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['folder'] === 'string' &&
    Array.isArray(value['adapters']) &&
    value['adapters'].every((adapter) => typeof adapter === 'string')
  );
}

/** All promotions that have not been taken back, newest first. */
export function promotedModels(environment: Environment = process.env): readonly PromotedModel[] {
  const file = fileOf(environment);
  if (!existsSync(file)) return [];
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    value = null;
  }
  const list = isObject(value) && value['version'] === 1 ? value['promoted'] : null;
  if (!Array.isArray(list) || !list.every(isPromoted))
    throw new InputError(
      `${file}: expected promoted models of version 1, got something else; remove the file`,
    );
  return list;
}

/** The promoted default, or null. Throws `InputError` where its files are gone. */
export function promotedModel(environment: Environment = process.env): PromotedModel | null {
  const [newest] = promotedModels(environment);
  if (newest === undefined) return null;
  const missing = [newest.folder, ...newest.adapters].find((folder) => !existsSync(folder));
  if (missing !== undefined)
    throw new InputError(
      `default model ${newest.id}: expected its files in ${missing}, got none; take it back with vouch runs restore, or name a model`,
    );
  return newest;
}

function write(list: readonly PromotedModel[], environment: Environment): void {
  const file = fileOf(environment);
  if (list.length === 0) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify({ version: 1, promoted: list }, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

export function promote(model: PromotedModel, environment: Environment = process.env): void {
  write([model, ...promotedModels(environment)], environment);
}

/** Takes the newest promotion back; returns it and what is the default now (null: the one that Vouch comes with). */
export function restoreDefault(environment: Environment = process.env): {
  readonly taken: PromotedModel;
  readonly now: PromotedModel | null;
} {
  const [taken, ...rest] = promotedModels(environment);
  if (taken === undefined)
    throw new InputError(
      'default model: expected a promoted one to take back, got none; the default is as it came',
    );
  write(rest, environment);
  return { taken, now: rest[0] ?? null };
}
