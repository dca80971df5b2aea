/**
 * `npm run demo:verifiers`: the kinds of verifiers side by side on the same data and method, PPO's value head among them;
 * rollouts of the policy as it is against stale and mixed ones; and one separate verifier of the same size beside a
 * policy without one. Options as in `demo:rlv`.
 */
import { basePlan, bestLambda, givenBase, planned, steps } from './plans.ts';
import { carryOut, table, writeReport } from './report.ts';
import { demoFolder, finished, listOf } from './runs.ts';
import { separateVerifier } from './separate.ts';
import { showUsage } from '../usage.ts';

showUsage(import.meta.filename);

const folder = demoFolder();
const base = givenBase() ?? (await finished(basePlan(folder), folder)).checkpoint;
const kinds = (['generative', 'bce', 'regression', 'laser'] as const).map((verifier) =>
  planned(`verifier-${verifier}`, base, { recipe: 'loop', policy: { verifier, lambda: bestLambda } }),
);
const ppo = planned('verifier-ppo-value', base, { recipe: 'ppo', policy: { verifier: 'none' } });
const data = (['stale', 'mixed'] as const).map((verifyData) =>
  planned(`verifier-${verifyData}`, base, { recipe: 'loop', policy: { verifyData, lambda: bestLambda } }),
);
const only = listOf('only');
const isAsked = (name: string): boolean => only.length === 0 || only.includes(name);
const all = [...kinds, ppo, ...data].filter(({ name }) => isAsked(name));
const hasSeparate = isAsked('separate');
console.log(
  `${all.length + (hasSeparate ? 2 : 0)} runs of ${steps} updates, at most 8 minutes each on one thread of its own`,
);
const runs = await carryOut(all, folder, 'verifiers');
if (hasSeparate) {
  const policy = planned('loop-lambda-0', base, { recipe: 'loop', policy: { lambda: 0 } });
  const together = [...runs, await separateVerifier(policy, base, folder)];
  writeReport(together, folder, 'verifiers');
  console.log(table(together));
}
