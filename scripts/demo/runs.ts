/**
 * What the demonstrations share: a tiny model to begin with, runs by name that are made once and read ever after, and
 * their figures. A demonstration that was interrupted goes on where it stopped.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JsonObject } from '../../src/base/json.ts';
import { train } from '../../src/features/train.ts';
import { trainConfig } from '../../src/train/config.ts';
import { checkpointsOf, readJsonFile } from '../../src/train/run/folder.ts';

const repository = path.join(import.meta.dirname, '../..');

export type Figures = Readonly<Record<string, number>>;

export interface FinishedRun {
  readonly name: string;
  /** One entry an update. */
  readonly steps: readonly Figures[];
  /** One entry an evaluation. */
  readonly evaluations: readonly Figures[];
  readonly checkpoint: string;
}

/** A run as a change of configuration; `name` is its folder. */
export interface PlannedRun {
  readonly name: string;
  readonly changes: JsonObject;
}

/** The values of `--name A B …`; none where it is not given. */
export function listOf(name: string): readonly string[] {
  const at = process.argv.indexOf(`--${name}`);
  if (at < 0) return [];
  const rest = process.argv.slice(at + 1);
  const end = rest.findIndex((argument) => argument.startsWith('--'));
  return end < 0 ? rest : rest.slice(0, end);
}

export const optionOf = (name: string): string | undefined => listOf(name)[0];

/** Two-step linear equations and multi-digit arithmetic, at their easier difficulties; `--families SPEC` for others. */
export const families = `families:${optionOf('families') ?? 'linear-equation,add-subtract,multiply@1-2'}`;

/** Folder for the demonstrations: `--out DIR`, else `runs/demo`; of a short one, a new folder among temporary ones. */
export function demoFolder(): string {
  const given = optionOf('out');
  if (given === undefined && isShort) return mkdtempSync(path.join(tmpdir(), 'vouch-demo-'));
  const folder = path.resolve(given ?? 'runs/demo');
  mkdirSync(folder, { recursive: true });
  return folder;
}

export const isShort = process.argv.includes('--short');

/** A Llama-shaped configuration of 0.5 M parameters with the embedded model's tokenizer. */
export function tinyFolder(folder: string): string {
  const source = path.join(repository, 'models/vouch-mini');
  const target = path.join(folder, 'tiny');
  mkdirSync(target, { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    copyFileSync(path.join(source, file), path.join(target, file));
  const config = JSON.parse(readFileSync(path.join(source, 'config.json'), 'utf8')) as JsonObject;
  const small = {
    ...config,
    hidden_size: 96,
    intermediate_size: 256,
    num_hidden_layers: 3,
    num_attention_heads: 3,
    num_key_value_heads: 3,
    head_dim: 32,
    max_position_embeddings: 512,
    torch_dtype: 'float32',
  };
  writeFileSync(path.join(target, 'config.json'), `${JSON.stringify(small, null, 2)}\n`);
  const vouch = JSON.parse(readFileSync(path.join(source, 'vouch.json'), 'utf8')) as JsonObject;
  const { version, prompt, verdict, calculator } = vouch;
  writeFileSync(path.join(target, 'vouch.json'), JSON.stringify({ version, prompt, verdict, calculator }));
  return target;
}

/** Carries a run out, unless it is there already. */
export async function finished({ name, changes }: PlannedRun, folder: string): Promise<FinishedRun> {
  const out = path.join(folder, name);
  const phase = existsSync(out) ? readJsonFile(path.join(out, 'status.json'))?.['phase'] : undefined;
  if (phase !== 'done') {
    const started = performance.now();
    const hasCheckpoint = existsSync(out) && checkpointsOf(out).length > 0;
    const config = trainConfig([{ place: name, changes: { threads: 1, ...changes } }]);
    await train(hasCheckpoint ? { kind: 'resume', out } : { kind: 'start', config, out });
    console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  const lines = readFileSync(path.join(out, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const figures = lines.map((line) => JSON.parse(line) as Figures);
  return {
    name,
    steps: figures.filter((line) => line['eval_loss'] === undefined),
    evaluations: figures.filter((line) => line['eval_loss'] !== undefined),
    checkpoint: checkpointsOf(out).at(-1)!.folder,
  };
}

/** The mean of a figure over entries that have it; null where none does. */
export function meanOf(entries: readonly Figures[], name: string): number | null {
  const values = entries.flatMap((entry) => entry[name] ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${(100 * value).toFixed(1)}%`;
export const fixed = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(3);
