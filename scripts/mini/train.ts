/**
 * Makes vouch-mini again from nothing: `npm run train:mini -- [--minutes M] [--threads T] [--out runs/vouch-mini]`.
 * The stages are the recipes in `models/vouch-mini/recipes`, each from the last checkpoint of the one before it; each is
 * a run folder of its own, and a run that was cut off goes on where it stopped when this is called again. With
 * `--minutes` all stages together take about that long: a short model, by the same way. The last stage also judges its
 * own attempts at the training problems of GSM8K and MATH, where VOUCH_DATA names a folder that holds them. At the end
 * the checkpoint's folder is printed with the commands that put it into `models/vouch-mini` and calibrate it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { grow } from './grow.ts';

interface Stage {
  readonly name: string;
  /** Share of the minutes; and its minutes when none are given. 0: the recipe's own number of steps. */
  readonly share: number;
  readonly minutes: number;
  /** Makes the model this deep first, by layers that change nothing yet. */
  readonly layers?: number;
  /** Files of VOUCH_DATA that join the recipe's own data. */
  readonly publicSets?: readonly string[];
}

const publicSets = ['gsm8k/train.jsonl', 'math/train.jsonl'];

const stages: readonly Stage[] = [
  { name: 'pretrain', share: 0.15, minutes: 55 },
  { name: 'pretrain-wide', share: 0.25, minutes: 92 },
  { name: 'rlv', share: 0.05, minutes: 0 },
  { name: 'pretrain-deep', share: 0.2, minutes: 85, layers: 10 },
  { name: 'rlv-deep', share: 0.05, minutes: 25, publicSets },
  { name: 'pretrain-weak', share: 0.15, minutes: 75 },
  { name: 'rlv-weak', share: 0.05, minutes: 10, publicSets },
  { name: 'pretrain-everyday', share: 0.1, minutes: 63 },
];

const project = fileURLToPath(new URL('../..', import.meta.url));
const model = join(project, 'models', 'vouch-mini');
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    threads: { type: 'string', default: '1' },
    out: { type: 'string', default: 'runs/vouch-mini' },
  },
});
const minutes = values.minutes === undefined ? null : Number(values.minutes);
if (minutes !== null && !(minutes > 0))
  throw new RangeError(`train:mini: expected --minutes above 0, got ${values.minutes}`);
const out = resolve(values.out);

/** Layers that the first stages train. */
const firstLayers = 8;

/** The configuration and tokenizer alone: training begins with random weights. */
function withoutWeights(): string {
  const folder = join(out, 'start');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'vouch.json'])
    cpSync(join(model, file), join(folder, file));
  const config = readJson(join(model, 'config.json'));
  writeJson(join(folder, 'config.json'), { ...config, num_hidden_layers: firstLayers });
  return folder;
}

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** The stage's recipe, with the public sets that are at hand. */
function recipeOf({ name, publicSets = [] }: Stage): string {
  const recipe = join(model, 'recipes', `${name}.json`);
  const folder = process.env['VOUCH_DATA'];
  if (folder === undefined || publicSets.length === 0) return recipe;
  const { data, ...rest } = readJson(recipe);
  const file = join(out, `${name}.json`);
  const files = publicSets.map((set) => resolve(folder, set));
  writeJson(file, { ...rest, data: [...(data as readonly string[]), ...files] });
  return file;
}

function lastCheckpoint(run: string): string {
  const folder = join(run, 'checkpoints');
  const last = readdirSync(folder)
    .filter((name) => name.startsWith('step-'))
    .sort()
    .at(-1);
  if (last === undefined) throw new Error(`train:mini: expected a checkpoint in ${folder}, found none`);
  return join(folder, last);
}

function phaseOf(run: string): string | null {
  const file = join(run, 'status.json');
  return existsSync(file) ? String(readJson(file)['phase']) : null;
}

function vouch(...args: string[]): void {
  const { status } = spawnSync(process.execPath, [join(project, 'dist', 'cli.js'), ...args], {
    cwd: project,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`train:mini: vouch ${args.join(' ')} ended with ${status ?? 'a signal'}`);
}

if (!existsSync(join(project, 'dist', 'cli.js'))) throw new Error('train:mini: run npm run build first');
let from = withoutWeights();
for (const stage of stages) {
  const { name, share, minutes: own, layers } = stage;
  const run = join(out, name);
  if (layers !== undefined && phaseOf(run) === null) {
    const deeper = join(out, `${name}-start`);
    await grow(from, layers, deeper);
    from = deeper;
  }
  const limit = minutes === null ? own : minutes * share;
  if (phaseOf(run) === null) {
    const recipe = recipeOf(stage);
    const time = limit > 0 ? ['--minutes', String(limit)] : [];
    vouch('train', '--config', recipe, '--model', from, '--out', run, '--threads', values.threads, ...time);
  } else if (phaseOf(run) !== 'done') {
    vouch('runs', 'resume', run);
  }
  from = lastCheckpoint(run);
}
console.log(`\n${from}\nnpx tsx scripts/mini/export.ts ${from}\nnpx tsx scripts/mini/evaluate.ts`);
