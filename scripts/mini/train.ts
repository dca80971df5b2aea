/**
 * Makes vouch-mini again from nothing: `npm run train:mini -- [--minutes M] [--threads T] [--out runs/vouch-mini]`.
 * The stages are the recipes in `models/vouch-mini/recipes`, each from the last checkpoint of the one before it; each is
 * a run folder of its own, and a run that was cut off goes on where it stopped when this is called again. With
 * `--minutes` all stages together take about that long: a short model, by the same way. At the end the checkpoint's
 * folder is printed with the commands that put it into `models/vouch-mini` and calibrate it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Stage {
  readonly name: string;
  /** Share of the minutes; and its minutes when none are given. 0: the recipe's own number of steps. */
  readonly share: number;
  readonly minutes: number;
}

const stages: readonly Stage[] = [
  { name: 'pretrain', share: 0.3, minutes: 55 },
  { name: 'pretrain-wide', share: 0.5, minutes: 92 },
  { name: 'rlv', share: 0.2, minutes: 0 },
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

/** The configuration and tokenizer alone: training begins with random weights. */
function withoutWeights(): string {
  const folder = join(out, 'start');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'vouch.json'])
    cpSync(join(model, file), join(folder, file));
  return folder;
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
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { phase: string }).phase : null;
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
for (const { name, share, minutes: own } of stages) {
  const run = join(out, name);
  const limit = minutes === null ? own : minutes * share;
  if (phaseOf(run) === null) {
    const recipe = join(model, 'recipes', `${name}.json`);
    const time = limit > 0 ? ['--minutes', String(limit)] : [];
    vouch('train', '--config', recipe, '--model', from, '--out', run, '--threads', values.threads, ...time);
  } else if (phaseOf(run) !== 'done') {
    vouch('runs', 'resume', run);
  }
  from = lastCheckpoint(run);
}
console.log(`\n${from}\nnpx tsx scripts/mini/export.ts ${from}\nnpx tsx scripts/mini/evaluate.ts`);
