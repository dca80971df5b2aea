/**
 * `npm run demo:rlv`: RL^V from a tiny supervised model on generated problems. Leave-one-out PPO with λ in seven steps
 * from 0 to 10; GRPO, VinePPO and PPO with λ = 0 and 0.1; three seeds of 0.1. Writes a table and curves beside the runs.
 * `--only NAME…` picks runs, `--short` is the version for every day: one run, and what must hold of it, or exit 1.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../../src/base/json.ts';
import { curves } from './curves.ts';
import {
  demoFolder,
  families,
  type FinishedRun,
  finished,
  fixed,
  isShort,
  meanOf,
  percent,
  type PlannedRun,
  tinyFolder,
} from './runs.ts';

const steps = isShort ? 30 : 60;
const bestLambda = 0.1;

function basePlan(folder: string): PlannedRun {
  return {
    name: isShort ? 'base-short' : 'base',
    changes: {
      recipe: 'pretrain',
      model: tinyFolder(folder),
      data: [families],
      seed: 1,
      steps: isShort ? 900 : 1600,
      rows: 12,
      length: 128,
      microBatches: 1,
      promptWeight: 0.1,
      schedule: { kind: 'wsd', warmupSteps: 50, decayShare: 0.3 },
      evaluateEvery: 0,
      saveEvery: 300,
    },
  };
}

function planned(
  name: string,
  model: string,
  { seed = 1, ...changes }: { readonly recipe: string; readonly policy: JsonObject; readonly seed?: number },
): PlannedRun {
  const policy = { problems: 12, group: 8, maxNewTokens: 72, evaluateProblems: 64, ...changes.policy };
  return {
    name,
    changes: {
      ...changes,
      policy,
      model,
      data: [families],
      seed,
      steps,
      rows: 8,
      length: 128,
      optimizer: { kind: 'adamw', learningRate: 2e-4, weightDecay: 0 },
      schedule: { kind: 'constant', warmupSteps: 3 },
      evaluateEvery: isShort ? 0 : 10,
      saveEvery: 20,
    },
  };
}

function plans(model: string): PlannedRun[] {
  const sweep = [0, 0.01, 0.1, 0.3, 1, 3, 10].map((lambda) =>
    planned(`loop-lambda-${lambda}`, model, { recipe: 'loop', policy: { lambda } }),
  );
  const methods = ['grpo', 'vineppo', 'ppo'].flatMap((recipe) =>
    [0, bestLambda].map((lambda) =>
      planned(`${recipe}-lambda-${lambda}`, model, { recipe, policy: { lambda, vineCompletions: 2 } }),
    ),
  );
  const seeds = [2, 3].map((seed) =>
    planned(`loop-seed-${seed}`, model, { recipe: 'loop', policy: { lambda: bestLambda }, seed }),
  );
  const only = process.argv.includes('--only')
    ? process.argv.slice(process.argv.indexOf('--only') + 1).filter((name) => !name.startsWith('--'))
    : [];
  return [...sweep, ...methods, ...seeds].filter(({ name }) => only.length === 0 || only.includes(name));
}

const ends = (run: FinishedRun): readonly [begin: FinishedRun['steps'], end: FinishedRun['steps']] => [
  run.steps.slice(0, 5),
  run.steps.slice(-5),
];

function table(runs: readonly FinishedRun[]): string {
  const head =
    '| run | reward, first 5 → last 5 steps | AUROC first → last | pass@1 | majority@8 | weighted@8 | AUROC held out |';
  const rows = runs.map((run) => {
    const [begin, end] = ends(run);
    const last = run.evaluations.at(-1) ?? {};
    return [
      run.name,
      `${percent(meanOf(begin, 'reward'))} → ${percent(meanOf(end, 'reward'))}`,
      `${fixed(meanOf(begin, 'verify/auroc'))} → ${fixed(meanOf(end, 'verify/auroc'))}`,
      percent(last['eval_pass@1']),
      percent(last['eval_majority@k']),
      percent(last['eval_weighted@k']),
      fixed(last['eval_verify/auroc']),
    ].join(' | ');
  });
  return [head, '| --- | --- | --- | --- | --- | --- | --- |', ...rows.map((row) => `| ${row} |`)].join('\n');
}

function picture(runs: readonly FinishedRun[]): string {
  const series = (name: string) =>
    runs.map((run) => ({
      name: run.name,
      points: run.steps.flatMap((line) =>
        line[name] === undefined ? [] : [[line['step']!, line[name]] as const],
      ),
    }));
  return curves([
    { title: 'reward of rollouts', xLabel: 'update', range: [0, 1], series: series('reward') },
    {
      title: 'AUROC of the verdicts before they are learnt',
      xLabel: 'update',
      range: [0.4, 1],
      series: series('verify/auroc'),
    },
  ]);
}

async function main(): Promise<void> {
  const folder = demoFolder();
  const base = await finished(basePlan(folder), folder);
  const all = isShort
    ? [planned('short', base.checkpoint, { recipe: 'loop', policy: { lambda: bestLambda } })]
    : plans(base.checkpoint);
  console.log(`${all.length} runs of ${steps} updates, at most 8 minutes each on one thread of its own`);
  const runs: FinishedRun[] = [];
  for (const plan of all) {
    runs.push(await finished(plan, folder));
    writeFileSync(path.join(folder, 'rlv.md'), `${table(runs)}\n`);
    writeFileSync(path.join(folder, 'rlv.svg'), picture(runs));
  }
  console.log(table(runs));
  if (isShort) requireDirection(runs[0]!);
}

/** What the short version stands for: the policy gets better, and its verdicts tell right from wrong. */
function requireDirection(run: FinishedRun): void {
  const [begin, end] = ends(run);
  const [before, after] = [meanOf(begin, 'reward')!, meanOf(end, 'reward')!];
  const auroc = meanOf(end, 'verify/auroc') ?? 0;
  if (after > before && auroc > 0.7) return;
  console.error(
    `demo: expected reward to rise and AUROC above 0.7, got ${before.toFixed(3)} → ${after.toFixed(3)} and ${auroc.toFixed(3)}`,
  );
  process.exitCode = 1;
}

await main();
