/**
 * `npm run oracle [-- --quick]`: the same runs on both engines. Twenty steps of AdamW on a tiny decoder of each family,
 * on onnxruntime and on PyTorch, must give losses within 1e-4 relative and final weights within 1e-4; for one family
 * also Muon, two PyTorch processes, and runs that change the engine in the middle, in both directions; then learning
 * from rollouts. `--quick` is one family and one process, `--rollouts [--recipes loop,grpo] [--steps 20]` only what
 * learns from rollouts, `--tensorboard` only a run's event files (and needs only tensorboard). Else it needs a Python with
 * torch, transformers, accelerate and trl: `VOUCH_PYTHON`, or python3.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../src/checkpoint/config.ts';
import { readTensors } from '../../src/checkpoint/safetensors.ts';
import { ParameterLayout } from '../../src/train/parameters.ts';
import { randomCheckpoint } from '../support/random-checkpoint.ts';
import { compareRollouts } from './rollouts.ts';

const root = path.join(import.meta.dirname, '../..');
const steps = 20;
const half = 10;
const tolerance = 1e-4;

/** A tiny configuration of each family, from the checkpoints that its logits are proven on. */
const families = {
  llama: 'llama-biases-tied',
  mistral: 'mistral-window',
  qwen2: 'qwen2-window',
  qwen3: 'qwen3-plain',
  gemma3_text: 'gemma3-plain',
} as const;

type Engine = readonly string[];
const onnxruntime: Engine = ['--engine', 'onnxruntime'];
const torch: Engine = ['--engine', 'torch'];
const python = process.env['VOUCH_PYTHON'] ?? 'python3';
const launcher = [python, '-m', 'torch.distributed.run', '--nproc-per-node=2', '--master-port=29563'];
const twoProcesses: Engine = [...torch, ...launcher.map((argument) => `--launch=${argument}`)];

async function vouch(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', OMP_NUM_THREADS: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`vouch ${args.join(' ')}: ${errors}`);
}

interface Line {
  readonly step: number;
  readonly loss?: number;
  readonly eval_loss?: number;
}

/** Training losses, then held-out losses. Throws where a step is missing or doubled. */
function lossesOf(run: string): readonly number[] {
  const rows = readFileSync(path.join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const lines = rows.map((row) => JSON.parse(row) as Line);
  const logged = lines.filter(({ loss }) => loss !== undefined);
  const numbers = logged.map(({ step }) => step).join();
  if (numbers !== Array.from({ length: steps }, (_, i) => i + 1).join())
    throw new Error(`${run}: expected each step from 1 to ${steps} once, got ${numbers}`);
  const heldOut = lines.filter(({ eval_loss }) => eval_loss !== undefined);
  return [...logged.map(({ loss }) => loss!), ...heldOut.map(({ eval_loss }) => eval_loss!)];
}

function worst(expected: readonly number[], got: readonly number[]): number {
  if (expected.length !== got.length) return Infinity;
  return Math.max(...expected.map((loss, i) => Math.abs(got[i]! - loss) / Math.abs(loss)));
}

/** A settled run of `half` steps, told to go on to `steps` by another engine. */
async function handOver(from: string, to: string, engine: Engine): Promise<void> {
  cpSync(from, to, { recursive: true });
  const late = path.join(to, 'checkpoints', `step-${String(steps).padStart(8, '0')}`);
  rmSync(late, { recursive: true });
  await vouch(['runs', 'resume', to, ...engine]);
}

/** Largest absolute difference between the weights of two runs' last checkpoints. */
function weightDifference(one: string, other: string): number {
  const name = path.join('checkpoints', `step-${String(steps).padStart(8, '0')}`);
  const [first, second] = [one, other].map((run) => {
    const folder = path.join(run, name);
    return ParameterLayout.full(readConfig(folder)).read(readTensors(folder));
  }) as [Float32Array, Float32Array];
  return first.reduce((most, weight, i) => Math.max(most, Math.abs(weight - second[i]!)), 0);
}

/** A folder to begin at random from: a family's configuration with a tokenizer of 544 tokens. */
function emptyModel(folder: string, family: keyof typeof families): string {
  const model = path.join(folder, `model-${family}`);
  cpSync(path.join(root, 'test/data/tokenizers/qwen'), model, { recursive: true });
  const stored = path.join(root, 'test/data/checkpoints', families[family], 'config.json');
  const config = JSON.parse(readFileSync(stored, 'utf8')) as object;
  writeFileSync(
    path.join(model, 'config.json'),
    JSON.stringify({ ...config, vocab_size: 544, max_position_embeddings: 128 }),
  );
  return model;
}

/** Twenty AdamW steps of one family on both engines, from the same random weights. */
async function compareFamily(folder: string, family: keyof typeof families): Promise<boolean> {
  const model = emptyModel(folder, family);
  const config = path.join(folder, `${family}.json`);
  const shape = { rows: 2, length: 128, microBatches: 2, evaluateEvery: half, evaluateDocuments: 5 };
  const optimizer = { kind: 'adamw', learningRate: 1e-3 };
  writeFileSync(config, JSON.stringify({ ...shape, heldOutShare: 0.1, initializerRange: 0.1, optimizer }));
  const out = (engine: string): string => path.join(folder, `${family}-${engine}`);
  const data = path.join(folder, 'data.jsonl');
  for (const engine of ['onnxruntime', 'torch'])
    await vouch([
      ...['train', '--model', model, '--data', data, '--recipe', 'pretrain', '--config', config],
      ...[
        '--steps',
        String(steps),
        '--threads',
        '1',
        '--seed',
        '5',
        '--out',
        out(engine),
        '--engine',
        engine,
      ],
    ]);
  const expected = lossesOf(out('onnxruntime'));
  const loss = worst(expected, lossesOf(out('torch')));
  const weights = weightDifference(out('onnxruntime'), out('torch'));
  process.stdout.write(
    `${family}: loss ${expected[0]!.toFixed(4)} to ${expected[steps - 1]!.toFixed(4)}: largest difference of losses ` +
      `${loss.toExponential(2)} relative, of weights ${weights.toExponential(2)}\n`,
  );
  return loss <= tolerance && weights <= tolerance;
}

async function compare(folder: string, model: string, optimizer: 'adamw' | 'muon'): Promise<boolean> {
  const data = path.join(folder, 'data.jsonl');
  const config = path.join(folder, `${optimizer}.json`);
  const shape = { rows: 2, length: 128, microBatches: 2, heldOutShare: 0.1, keepLast: 10 };
  const evaluation = { evaluateEvery: half, evaluateDocuments: 5, saveEvery: half };
  const settings = { kind: optimizer, learningRate: 1e-3, muonLearningRate: 0.01 };
  const schedule = { kind: 'cosine', warmupSteps: 5 };
  writeFileSync(config, JSON.stringify({ ...shape, ...evaluation, ema: 0.9, schedule, optimizer: settings }));
  const out = (name: string): string => path.join(folder, `${optimizer}-${name}`);
  const common = ['train', '--model', model, '--data', data, '--recipe', 'sft', '--config', config];
  const start = (name: string, engine: Engine): Promise<void> =>
    vouch([
      ...common,
      '--steps',
      String(steps),
      '--threads',
      '1',
      '--seed',
      '5',
      '--out',
      out(name),
      ...engine,
    ]);
  await start('onnxruntime', onnxruntime);
  await start('torch', torch);
  await start('two processes', twoProcesses);
  await handOver(out('onnxruntime'), out('onnxruntime, then torch'), torch);
  await handOver(out('torch'), out('torch, then onnxruntime'), onnxruntime);
  const expected = lossesOf(out('onnxruntime'));
  const first = expected[0]!.toFixed(4);
  process.stdout.write(
    `${optimizer}: loss ${first} to ${expected[steps - 1]!.toFixed(4)} in ${steps} steps\n`,
  );
  let isGood = true;
  for (const name of ['torch', 'two processes', 'onnxruntime, then torch', 'torch, then onnxruntime']) {
    const difference = worst(expected, lossesOf(out(name)));
    isGood &&= difference <= tolerance;
    process.stdout.write(`  ${name}: largest relative difference ${difference.toExponential(2)}\n`);
  }
  return isGood;
}

/** A script beside this one that says itself what must hold. */
async function script([program, ...args]: readonly string[]): Promise<boolean> {
  const child = spawn(program!, args, {
    env: { ...process.env, PYTHONPATH: path.join(root, 'scale'), OMP_NUM_THREADS: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return (await new Promise((resolve) => child.on('close', resolve))) === 0;
}

const beside = (name: string): string => path.join(import.meta.dirname, name);

/** A sharded model's checkpoint, in two processes. */
const sharded = (): Promise<boolean> => script([...launcher, beside('sharded.py')]);

/** A run's event files, by TensorBoard's own reader. */
async function eventFiles(folder: string): Promise<boolean> {
  const run = path.join(folder, 'events');
  await vouch([
    ...['train', '--model', emptyModel(folder, 'llama'), '--data', path.join(folder, 'data.jsonl')],
    ...['--recipe', 'pretrain', '--steps', '8', '--threads', '1', '--out', run],
  ]);
  return script([python, beside('tensorboard.py'), run]);
}

function optionOf(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

/** Everything that the options ask for. */
async function resultsOf(folder: string, model: string): Promise<readonly boolean[]> {
  const has = (option: string): boolean => process.argv.includes(`--${option}`);
  const names = Object.keys(families) as (keyof typeof families)[];
  if (has('tensorboard')) return [await eventFiles(folder)];
  if (has('quick')) return [await compareFamily(folder, names[0]!)];
  const recipes = optionOf('recipes', 'loop,grpo').split(',');
  const oracle = { recipes, steps: Number(optionOf('steps', '20')) };
  const results = [await sharded(), await compareRollouts(folder, launcher, oracle)];
  if (has('rollouts')) return results;
  for (const family of names) results.push(await compareFamily(folder, family));
  for (const kind of ['adamw', 'muon'] as const) results.push(await compare(folder, model, kind));
  return results;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vouch-engines-'));
  const model = randomCheckpoint({});
  try {
    const rows = Array.from({ length: 90 }, (_, i) => {
      const [problem, sum] = [`What is ${i} + ${i + 3}?`, 2 * i + 3];
      // every third one is to be judged, at two of its steps
      const steps = [`Add ${i} and ${i + 3}.`, `It is ${sum + 1}.`];
      return JSON.stringify(
        i % 3 === 2
          ? { problem, steps, label: 1 }
          : { problem, solution: `${i} + ${i + 3} = ${sum}`, answer: String(sum) },
      );
    });
    writeFileSync(path.join(folder, 'data.jsonl'), rows.join('\n'));
    const results = await resultsOf(folder, model);
    process.exitCode = results.every(Boolean) ? 0 : 1;
    process.stdout.write(process.exitCode === 0 ? 'within 1e-4\n' : 'NOT within 1e-4\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(model, { recursive: true, force: true });
  }
}

await main();
