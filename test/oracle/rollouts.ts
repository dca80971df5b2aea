/**
 * The same updates from the same rollouts on both engines: a run in onnxruntime is recorded, PyTorch (TRL) learns from
 * the record in one process and in two, and each engine goes on from the other's checkpoint in mid-run. Losses must be
 * within 1e-4, norms of gradients and final weights too; rewards and the verifier's AUROC must be the same.
 */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../../src/base/json.ts';
import { readConfig } from '../../src/checkpoint/config.ts';
import { readTensors } from '../../src/checkpoint/safetensors.ts';
import { train } from '../../src/features/train.ts';
import { trainConfig } from '../../src/train/config.ts';
import type { GivenRow, RecordedRows } from '../../src/train/engines/rollout-service.ts';
import { ParameterLayout } from '../../src/train/parameters.ts';
import { PolicyRecipe } from '../../src/train/recipes/policy.ts';
import type { Rollout } from '../../src/train/rollouts/rollout.ts';
import { closeRun, resumeRun, startRun } from '../../src/train/run/open.ts';
import { runLoop } from '../../src/train/run/loop.ts';

const steps = 20;
const half = 10;
const tolerance = 1e-4;

type RolloutRecipe = 'grpo' | 'loop';

const common: JsonObject = {
  model: path.join(import.meta.dirname, '../data/demo-base'),
  data: ['families:linear-equation,add-subtract@1-2'],
  ...{ steps, seed: 3, rows: 4, length: 128, threads: 1, keepLast: 10, evaluateEvery: 0, saveEvery: half },
  optimizer: { learningRate: 2e-4, weightDecay: 0.01 },
  schedule: { kind: 'cosine', warmupSteps: 3 },
};
const policy: JsonObject = { problems: 4, group: 4, maxNewTokens: 72 };

/** The two methods, each with settings that the other does not have. */
const cases: readonly { readonly recipe: RolloutRecipe; readonly policy: JsonObject }[] = [
  { recipe: 'loop', policy: { lambda: 0.1 } },
  { recipe: 'grpo', policy: { lambda: 0.3, epochs: 2, klCoeff: 0.05, temperature: 0.8, clipHigh: 0.28 } },
];

type Figures = Readonly<Record<string, number>>;

function figuresOf(run: string): readonly Figures[] {
  const lines = readFileSync(path.join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const logged = lines.map((line) => JSON.parse(line) as Figures).filter(({ loss }) => loss !== undefined);
  const numbers = logged.map(({ step }) => step).join();
  if (numbers !== Array.from({ length: steps }, (_, i) => i + 1).join())
    throw new Error(`${run}: expected each step from 1 to ${steps} once, got ${numbers}`);
  return logged;
}

function weightsOf(run: string): Float32Array {
  const folder = path.join(run, 'checkpoints', `step-${String(steps).padStart(8, '0')}`);
  return ParameterLayout.full(readConfig(folder)).read(readTensors(folder));
}

/** What a rollout's completion was, as it was drawn. */
function rowOf({ tokenIds, drawn, asked, completionTokens }: Rollout): GivenRow {
  const begin = asked.promptIds.length;
  const part = (array: Int32Array | Float32Array): number[] =>
    Array.from(array.subarray(begin, begin + completionTokens));
  return { tokenIds: part(tokenIds), drawn: part(drawn) };
}

/** Trains (or goes on) in onnxruntime, and keeps what each step learnt from. */
async function recorded(
  opened: ReturnType<typeof startRun>,
  recipe: RolloutRecipe,
  record: Map<number, GivenRow[][]>,
): Promise<void> {
  const run = await opened;
  const cycle = await PolicyRecipe.create(run, recipe, (step, groups) =>
    record.set(
      step,
      groups.map((group) => group.map(rowOf)),
    ),
  );
  try {
    await runLoop(run, cycle);
  } finally {
    await cycle.dispose();
    await closeRun(run);
  }
}

/** A copy of a settled run as it was at half of its steps. */
function halfOf(run: string, to: string): string {
  cpSync(run, to, { recursive: true });
  rmSync(path.join(to, 'checkpoints', `step-${String(steps).padStart(8, '0')}`), { recursive: true });
  return to;
}

function agree(name: string, expected: string, got: string): boolean {
  const [one, other] = [figuresOf(expected), figuresOf(got)];
  const worst = (figure: string, scale: (value: number) => number): number =>
    Math.max(
      ...one.map(
        (line, i) => Math.abs((other[i]![figure] ?? 0) - (line[figure] ?? 0)) / scale(line[figure] ?? 0),
      ),
    );
  const loss = worst('loss', () => 1);
  const norm = worst('grad_norm', (value) => Math.max(1e-3, value));
  const same = Math.max(
    worst('reward', () => 1),
    worst('verify/auroc', () => 1),
  );
  const [from, to] = [weightsOf(expected), weightsOf(got)];
  const weights = from.reduce((most, weight, i) => Math.max(most, Math.abs(weight - to[i]!)), 0);
  process.stdout.write(
    `  ${name}: largest difference of losses ${loss.toExponential(2)}, of gradients' norms ${norm.toExponential(2)} ` +
      `relative, of weights ${weights.toExponential(2)}, of rewards and AUROC ${same.toExponential(2)}\n`,
  );
  return loss <= tolerance && norm <= 100 * tolerance && weights <= tolerance && same <= tolerance;
}

/** Both methods in all constellations of engines. */
export async function compareRollouts(folder: string, twoProcesses: readonly string[]): Promise<boolean> {
  let isGood = true;
  for (const { recipe, policy: own } of cases) {
    const changes = { ...common, recipe, policy: { ...policy, ...own } };
    const config = trainConfig([{ place: 'oracle', changes }]);
    const out = (name: string): string => path.join(folder, `${recipe}-${name}`);
    const record = new Map<number, GivenRow[][]>();
    await recorded(startRun(config, out('onnxruntime')), recipe, record);
    const rows: RecordedRows = (step) => record.get(step)!;
    const engine = { kind: 'torch', launch: [], precision: 'f32', vllm: 'off', recorded: rows } as const;
    await train({ kind: 'start', config, out: out('torch'), engine });
    await train({
      ...{ kind: 'start', config, out: out('two') },
      engine: { ...engine, launch: [...twoProcesses] },
    });
    await train({ kind: 'resume', out: halfOf(out('onnxruntime'), out('then-torch')), engine });
    await recorded(resumeRun(halfOf(out('torch'), out('then-onnxruntime'))), recipe, new Map());
    const first = figuresOf(out('onnxruntime'));
    process.stdout.write(
      `${recipe}: loss ${first[0]!['loss']!.toFixed(4)} to ${first.at(-1)!['loss']!.toFixed(4)} in ${steps} steps\n`,
    );
    const names = {
      torch: 'PyTorch, recorded rollouts',
      two: 'the same in two processes',
      'then-torch': 'ten steps onnxruntime, then PyTorch',
      'then-onnxruntime': 'ten steps PyTorch, then onnxruntime (its own rollouts)',
    };
    for (const [name, text] of Object.entries(names))
      isGood = agree(text, out('onnxruntime'), out(name)) && isGood;
  }
  return isGood;
}
