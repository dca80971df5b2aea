/**
 * Makes vouch-mini again from nothing: `npm run train:mini -- [--minutes M] [--threads T] [--out runs/vouch-mini]`.
 * The stages are the recipes in `models/vouch-mini/recipes`, each from the last checkpoint of the one before it; each is
 * a run folder of its own, and a run that was cut off goes on where it stopped when this is called again. With
 * `--minutes` all stages together take about that long: a short model, by the same way. The last stage also judges its
 * own attempts at the training problems of GSM8K and MATH, where VOUCH_DATA names a folder that holds them. Some stages
 * learn from attempts that the model before them is asked for, some begin from a mean of earlier stages, and some are
 * twins: two runs with seeds of their own, one thread each, whose mean goes on. At the end
 * the checkpoint's folder is printed with the commands that put it into `models/vouch-mini` and calibrate it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { average } from './average.ts';
import { grow } from './grow.ts';

interface Stage {
  readonly name: string;
  /** Weight of its part of the minutes; and its minutes when none are given. 0: the recipe's own number of steps. */
  readonly share: number;
  readonly minutes: number;
  /** Makes the model this deep first, by layers that change nothing yet. */
  readonly layers?: number;
  /** Files of VOUCH_DATA that join the recipe's own data. */
  readonly publicSets?: readonly string[];
  /** The recipe's data are joined by attempts of the last model before that learnt to write, right and wrong ones. */
  readonly attempts?: boolean;
  /** Begins from the mean of what these stages ended with instead of the last one. */
  readonly start?: Readonly<Record<string, number>>;
  /** Two runs at once, whose mean goes on. */
  readonly twins?: boolean;
}

const publicSets = ['gsm8k/train.jsonl', 'math/train.jsonl'];

const stages: readonly Stage[] = [
  { name: 'pretrain', share: 0.1, minutes: 55 },
  { name: 'pretrain-wide', share: 0.15, minutes: 92 },
  { name: 'rlv', share: 0.05, minutes: 0 },
  { name: 'pretrain-deep', share: 0.15, minutes: 85, layers: 10 },
  { name: 'rlv-deep', share: 0.05, minutes: 25, publicSets },
  { name: 'pretrain-weak', share: 0.1, minutes: 75 },
  { name: 'rlv-weak', share: 0.05, minutes: 10, publicSets },
  { name: 'pretrain-everyday', share: 0.1, minutes: 63 },
  { name: 'pretrain-verdicts', share: 0.1, minutes: 72, attempts: true },
  {
    name: 'pretrain-forms',
    share: 0.1,
    minutes: 43,
    attempts: true,
    start: { 'rlv-weak': 0.1, 'pretrain-everyday': 0.25, 'pretrain-verdicts': 0.65 },
    twins: true,
  },
  { name: 'pretrain-forms-end', share: 0.1, minutes: 31, attempts: true, twins: true },
  { name: 'pretrain-tools', share: 0.1, minutes: 36, twins: true },
  { name: 'pretrain-tools-end', share: 0.1, minutes: 48, twins: true },
];

const allShares = stages.reduce((sum, { share }) => sum + share, 0);

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

/** The stage's recipe, with the public sets that are at hand and the attempts. */
function recipeOf({ name, publicSets = [], attempts = false }: Stage): string {
  const recipe = join(model, 'recipes', `${name}.json`);
  const folder = process.env['VOUCH_DATA'];
  const files = [
    ...(folder === undefined ? [] : publicSets.map((set) => resolve(folder, set))),
    ...(attempts ? [attemptsOf(join(out, 'pretrain-everyday'))] : []),
  ];
  if (files.length === 0) return recipe;
  const { data, ...rest } = readJson(recipe);
  const file = join(out, `${name}.json`);
  writeJson(file, { ...rest, data: [...(data as readonly string[]), ...files] });
  return file;
}

/** Attempts of a run's model at training problems, judged: made once. */
function attemptsOf(run: string): string {
  const file = join(out, 'attempts.jsonl');
  if (existsSync(file)) return file;
  const [problems, results] = [join(out, 'attempted.jsonl'), join(out, 'attempts')];
  const count = minutes === null ? 2000 : 200;
  vouch('data', 'generate', '--split', 'train', '--difficulty', '1-6', '--count', String(count), '--seed', '601', '--out', problems); // prettier-ignore
  vouch('eval', '--model', lastCheckpoint(run), '--data', problems, '--samples', '8', '--temperature', '0.8', '--seed', '5', '--out', results); // prettier-ignore
  const judged = spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      join(project, 'scripts/mini/judged-rollouts.ts'),
      problems,
      join(results, 'results.jsonl'),
      file,
    ],
    { cwd: project, stdio: 'inherit' },
  );
  if (judged.status !== 0) throw new Error('train:mini: judged-rollouts.ts failed');
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

/** Trains a stage in `run`, or goes on with it. */
async function train(
  stage: Stage,
  from: string,
  { run, more }: { run: string; more: readonly string[] },
): Promise<void> {
  const phase = phaseOf(run);
  if (phase === 'done') return;
  const limit = minutes === null ? stage.minutes : (minutes * stage.share) / allShares;
  const time = limit > 0 ? ['--minutes', String(limit)] : [];
  const args =
    phase === null
      ? ['train', '--config', recipeOf(stage), '--model', from, '--out', run, ...time, ...more]
      : ['runs', 'resume', run];
  const child = spawn(process.execPath, [join(project, 'dist', 'cli.js'), ...args], {
    cwd: project,
    stdio: 'inherit',
  });
  const status = await new Promise((done) => child.once('close', done));
  if (status !== 0) throw new Error(`train:mini: vouch ${args.join(' ')} ended with ${String(status)}`);
}

/** Trains a stage; returns the folder of what it ended with. */
async function stageFrom(stage: Stage, before: string): Promise<string> {
  const run = join(out, stage.name);
  let from = before;
  if (stage.layers !== undefined && phaseOf(run) === null) {
    from = join(out, `${stage.name}-start`);
    await grow(before, stage.layers, from);
  }
  if (stage.start !== undefined && phaseOf(`${run}-0`) === null) {
    from = join(out, `${stage.name}-start`);
    const parts = Object.entries(stage.start).map(([name, share]) => ({
      folder: lastCheckpoint(join(out, name)),
      share,
    }));
    await average(from, parts);
  }
  if (stage.twins !== true) {
    await train(stage, from, { run, more: ['--threads', values.threads] });
    return lastCheckpoint(run);
  }
  const seed = Number(readJson(join(model, 'recipes', `${stage.name}.json`))['seed']);
  const runs = [0, 1].map((i) => ({
    run: `${run}-${i}`,
    more: ['--threads', '1', '--seed', String(seed + i)],
  }));
  await Promise.all(runs.map((each) => train(stage, from, each)));
  const mean = join(out, `${stage.name}-mean`);
  await average(
    mean,
    runs.map((each) => ({ folder: lastCheckpoint(each.run), share: 0.5 })),
  );
  return mean;
}

let from = withoutWeights();
for (const stage of stages) from = await stageFrom(stage, from);
console.log(`\n${from}\nnpx tsx scripts/mini/export.ts ${from}\nnpx tsx scripts/mini/evaluate.ts`);
