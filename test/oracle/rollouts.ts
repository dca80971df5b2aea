/**
 * The same updates from the same rollouts on both engines: a run in onnxruntime is recorded, PyTorch (TRL) learns from
 * the record in one process and in two, each engine goes on from the other's checkpoint in mid-run, and one run passes
 * back and forth three times. Losses must be within 1e-4, norms of gradients and final weights too; rewards and the
 * verifier's AUROC must be the same.
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
import { checkpointsOf } from '../../src/train/run/folder.ts';
import { closeRun, resumeRun, startRun } from '../../src/train/run/open.ts';
import { runLoop } from '../../src/train/run/loop.ts';

const tolerance = 1e-4;

type RolloutRecipe = 'grpo' | 'loop';

/** Which recipes, and their length: a multiple of four. */
export interface RolloutOracle {
  readonly recipes: readonly string[];
  readonly steps: number;
}

const common: JsonObject = {
  model: path.join(import.meta.dirname, '../data/demo-base'),
  data: ['families:linear-equation,add-subtract@1-2'],
  ...{ seed: 3, rows: 4, length: 128, threads: 1, keepLast: 10, evaluateEvery: 0 },
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

function figuresOf(run: string, steps: number): readonly Figures[] {
  const lines = readFileSync(path.join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const logged = lines.map((line) => JSON.parse(line) as Figures).filter(({ loss }) => loss !== undefined);
  const numbers = logged.map(({ step }) => step).join();
  if (numbers !== Array.from({ length: steps }, (_, i) => i + 1).join())
    throw new Error(`${run}: expected each step from 1 to ${steps} once, got ${numbers}`);
  return logged;
}

const checkpointOf = (run: string, step: number): string =>
  path.join(run, 'checkpoints', `step-${String(step).padStart(8, '0')}`);

function weightsOf(run: string, steps: number): Float32Array {
  const folder = checkpointOf(run, steps);
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

/** A copy of a settled run as it was at a step that it has a checkpoint of. */
function upTo(step: number, run: string, to: string): string {
  cpSync(run, to, { recursive: true });
  for (const later of checkpointsOf(to)) if (later.step > step) rmSync(later.folder, { recursive: true });
  return to;
}

function agree(
  name: string,
  { expected, got, steps }: { readonly expected: string; readonly got: string; readonly steps: number },
): boolean {
  const [one, other] = [figuresOf(expected, steps), figuresOf(got, steps)];
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
  const [from, to] = [weightsOf(expected, steps), weightsOf(got, steps)];
  const weights = from.reduce((most, weight, i) => Math.max(most, Math.abs(weight - to[i]!)), 0);
  process.stdout.write(
    `  ${name}: largest difference of losses ${loss.toExponential(2)}, of gradients' norms ${norm.toExponential(2)} ` +
      `relative, of weights ${weights.toExponential(2)}, of rewards and AUROC ${same.toExponential(2)}\n`,
  );
  return loss <= tolerance && norm <= 100 * tolerance && weights <= tolerance && same <= tolerance;
}

/** One recipe in all constellations of engines. */
async function compareRecipe(
  folder: string,
  { recipe, policy: own }: (typeof cases)[number],
  { steps, launch }: { readonly steps: number; readonly launch: readonly string[] },
): Promise<boolean> {
  const quarter = steps / 4;
  const changes = { ...common, steps, saveEvery: quarter, recipe, policy: { ...policy, ...own } };
  const config = trainConfig([{ place: 'oracle', changes }]);
  const out = (name: string): string => path.join(folder, `${recipe}-${name}`);
  const record = new Map<number, GivenRow[][]>();
  await recorded(startRun(config, out('onnxruntime')), recipe, record);
  const rows: RecordedRows = (step) => record.get(step)!;
  const engine = { kind: 'torch', launch: [], precision: 'f32', vllm: 'off', recorded: rows } as const;
  const onTorch = (run: string): Promise<unknown> => train({ kind: 'resume', out: run, engine });
  const onOnnxruntime = (run: string): Promise<void> => recorded(resumeRun(run), recipe, new Map());
  await train({ kind: 'start', config, out: out('torch'), engine });
  await train({ kind: 'start', config, out: out('two'), engine: { ...engine, launch: [...launch] } });
  await onTorch(upTo(2 * quarter, out('onnxruntime'), out('then-torch')));
  await onOnnxruntime(upTo(2 * quarter, out('torch'), out('then-onnxruntime')));
  // each leg runs to the end and is cut back to where the next one takes over
  await onTorch(upTo(quarter, out('onnxruntime'), out('leg-2')));
  await onOnnxruntime(upTo(2 * quarter, out('leg-2'), out('leg-3')));
  await onTorch(upTo(3 * quarter, out('leg-3'), out('leg-4')));
  const first = figuresOf(out('onnxruntime'), steps);
  process.stdout.write(
    `${recipe}: loss ${first[0]!['loss']!.toFixed(4)} to ${first.at(-1)!['loss']!.toFixed(4)} in ${steps} steps\n`,
  );
  const names = {
    torch: 'PyTorch, recorded rollouts',
    two: 'the same in two processes',
    'then-torch': 'half onnxruntime, then PyTorch',
    'then-onnxruntime': 'half PyTorch, then onnxruntime (its own rollouts)',
    'leg-4': 'handed over at each quarter: onnxruntime, PyTorch, onnxruntime, PyTorch',
  };
  const results = Object.entries(names).map(([name, text]) =>
    agree(text, { expected: out('onnxruntime'), got: out(name), steps }),
  );
  return results.every(Boolean);
}

/** The methods asked for; `launch` starts two processes. */
export async function compareRollouts(
  folder: string,
  launch: readonly string[],
  { recipes, steps }: RolloutOracle,
): Promise<boolean> {
  if (steps % 4 !== 0) throw new Error(`--steps: expected a multiple of 4, got ${steps}`);
  let isGood = true;
  for (const one of cases)
    if (recipes.includes(one.recipe))
      isGood = (await compareRecipe(folder, one, { steps, launch })) && isGood;
  return isGood;
}
