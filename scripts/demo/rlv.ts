/**
 * `npm run demo:rlv`: RL^V from a tiny supervised model on generated problems. Leave-one-out PPO with λ in seven steps
 * from 0 to 10; GRPO, VinePPO and PPO with λ = 0 and 0.1; three seeds of 0.1. Writes a table and curves beside the runs.
 * `--only NAME…` picks runs, `--base DIR` another beginning, `--steps N` other lengths, `--families SPEC` other problems,
 * `--rate R` another learning rate; `--short` is the version for every day: one run, and what must hold of it, or exit 1.
 */
import { basePlan, bestLambda, givenBase, planned, steps } from './plans.ts';
import { carryOut, ends } from './report.ts';
import { demoFolder, type FinishedRun, finished, isShort, listOf, meanOf, type PlannedRun } from './runs.ts';
import { showUsage } from '../usage.ts';

showUsage(import.meta.filename);

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
  const only = listOf('only');
  return [...sweep, ...methods, ...seeds].filter(({ name }) => only.length === 0 || only.includes(name));
}

async function main(): Promise<void> {
  const folder = demoFolder();
  const base = givenBase() ?? (await finished(basePlan(folder), folder)).checkpoint;
  const all = isShort
    ? [planned('short', base, { recipe: 'loop', policy: { lambda: bestLambda } })]
    : plans(base);
  console.log(`${all.length} runs of ${steps} updates, at most 8 minutes each on one thread of its own`);
  const runs = await carryOut(all, folder, 'rlv');
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
