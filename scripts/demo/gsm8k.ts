/**
 * `npm run demo:gsm8k`: SmolLM2-135M-Instruct learns GSM8K's training set with low-rank adapters, about twenty minutes on
 * one thread (`--minutes M`), and then solves through `vouch solve --adapter`. The data are `--data FILE`, or
 * `gsm8k/train.jsonl` in the folder that `VOUCH_DATA` names; the test set is what no row may overlap with.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultModelId } from '../../src/checkpoint/default-model.ts';
import { trainedModelFolder } from '../../src/features/train-plan.ts';
import { curves } from './curves.ts';
import { demoFolder, type Figures, finished, optionOf } from './runs.ts';
import { showUsage } from '../usage.ts';

showUsage(import.meta.filename);

const repository = path.join(import.meta.dirname, '../..');
const problem =
  'Natalia sold 48 clips in April, and half as many in May. How many clips did she sell altogether?';

function dataFile(): string {
  const folder = path.join(process.env['VOUCH_DATA'] ?? '.', 'gsm8k');
  const file = optionOf('data') ?? path.join(folder, 'train.jsonl');
  if (existsSync(file)) return file;
  throw new Error(
    `demo: expected GSM8K's training set at ${file}, got none; give it with --data FILE or set VOUCH_DATA`,
  );
}

async function main(): Promise<void> {
  const minutes = Number(optionOf('minutes') ?? 20);
  const folder = demoFolder();
  const data = dataFile();
  const test = path.join(path.dirname(data), 'test.jsonl');
  console.log(`one run of ${minutes} minutes on one thread, then one solve`);
  const run = await finished(
    {
      name: 'gsm8k-lora',
      changes: {
        recipe: 'sft',
        model: await trainedModelFolder(defaultModelId),
        data: [data],
        evaluationSets: existsSync(test) ? [test] : [],
        seed: 1,
        minutes,
        rows: 2,
        length: 256,
        microBatches: 2,
        memory: 'small',
        lora: { rank: 16, alpha: 32 },
        optimizer: { kind: 'adamw', learningRate: 4e-4, weightDecay: 0 },
        schedule: { kind: 'cosine', warmupSteps: 10 },
        evaluateEvery: 25,
        evaluateDocuments: 32,
        saveEvery: 50,
      },
    },
    folder,
  );
  const line = (entries: readonly Figures[], name: string) =>
    entries.map((entry) => [entry['step']!, entry[name]!] as const);
  const series = [
    { name: 'training', points: line(run.steps, 'loss') },
    { name: 'held out', points: line(run.evaluations, 'eval_loss') },
  ];
  const chart = { title: 'loss on completions', xLabel: 'update', range: [0, 2] as const, series };
  writeFileSync(path.join(folder, 'gsm8k.svg'), curves([chart]));
  const losses = run.evaluations.map((entry) => entry['eval_loss']!);
  console.log(`held-out loss ${losses.map((loss) => loss.toFixed(3)).join(' → ')}`);
  const solve = ['dist/cli.js', 'solve', '--model', defaultModelId, '--adapter', run.checkpoint];
  const options = ['--samples', '4', '--max-new-tokens', '160', '--temperature', '0.4', problem];
  // The command as it ships: its model process is a bundle beside it.
  for (const command of [['scripts/build.mjs'], [...solve, ...options]])
    spawnSync(process.execPath, command, { cwd: repository, stdio: 'inherit' });
  if (losses.length > 1 && losses.at(-1)! < losses[0]!) return;
  console.error('demo: expected the held-out loss to fall');
  process.exitCode = 1;
}

await main();
