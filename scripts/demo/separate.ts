/**
 * One separate verifier of the same size: a policy learns without a verdict (λ = 0), and a second model from the same
 * beginning learns to judge that policy's rollouts, as labels of an annotation log, in as many updates of as many
 * tokens. Then it judges the policy's held-out groups.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AnnotationEvent } from '../../src/data/annotation-log.ts';
import { openLocalEngine } from '../../src/engine/local.ts';
import { RolloutCycle } from '../../src/train/recipes/cycle.ts';
import { withScores } from '../../src/train/recipes/teaching.ts';
import { evaluatePolicy } from '../../src/train/rollouts/measures.ts';
import type { Rollout } from '../../src/train/rollouts/rollout.ts';
import { closeRun, resumeRun } from '../../src/train/run/open.ts';
import { steps } from './plans.ts';
import { type FinishedRun, finished, type PlannedRun } from './runs.ts';

interface SampleLine {
  readonly problem: string;
  readonly completion: string;
  readonly correct: number | null;
}

/** The rollouts of a run as labels, in the order in which they were drawn; those that nobody could decide are left out. */
function writeLabels(samples: string, to: string): number {
  const lines = readFileSync(samples, 'utf8').trim().split('\n');
  const judged = lines
    .map((line) => JSON.parse(line) as SampleLine)
    .filter(({ correct, completion }) => correct !== null && completion.trim() !== '');
  const events = judged.map(({ problem, completion, correct }, i): AnnotationEvent => ({
    ...{ version: 1, type: 'label', at: i, labeller: 'grader', item: String(i), timeMs: 0 },
    label: { verdict: correct === 1 ? 'right' : 'wrong', firstError: null },
    shown: { score: false, exact: false },
    content: { id: String(i), problem, steps: completion.split('\n') },
  }));
  writeFileSync(to, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return events.length;
}

/** The second model's run: an update reads about as many judged rollouts as an update of the policy has. */
function verifierPlan(labels: string, model: string): PlannedRun {
  return {
    name: 'separate-verifier',
    changes: {
      ...{ recipe: 'sft', model, data: [labels], seed: 1, steps, rows: 8, length: 128, microBatches: 7 },
      optimizer: { kind: 'adamw', learningRate: 2e-4, weightDecay: 0 },
      schedule: { kind: 'constant', warmupSteps: 3 },
      ...{ evaluateEvery: 0, saveEvery: 20 },
    },
  };
}

/** Held-out groups of the policy as they are drawn in its own evaluations, scored by another model. */
async function judgedBy(verifier: string, policy: string): Promise<Readonly<Record<string, number>>> {
  const run = await resumeRun(policy);
  try {
    const cycle = await RolloutCycle.create(run);
    try {
      const groups = (await cycle.heldOutGroups(undefined)) ?? [];
      return evaluatePolicy(withScores(groups, await scoresBy(verifier, groups)), run.config.seed).metrics;
    } finally {
      await cycle.dispose();
    }
  } finally {
    await closeRun(run);
  }
}

async function scoresBy(
  verifier: string,
  groups: readonly (readonly Rollout[])[],
): Promise<Map<Rollout, number>> {
  const engine = await openLocalEngine(verifier, { decoder: { session: { threads: 1 } } });
  try {
    const rollouts = groups.flat();
    const { judgements } = await engine.judge(
      rollouts.map(({ asked, text }) => ({
        prompt: asked.prompt,
        completion: text,
        questions: ['verdict'] as const,
      })),
    );
    return new Map(
      rollouts.flatMap((rollout, i) => {
        const score = judgements[i]?.verdict?.score;
        return score === undefined ? [] : [[rollout, score] as const];
      }),
    );
  } finally {
    await engine.dispose();
  }
}

/** The policy's run with the second model's scores in its last evaluation; it has no verdicts of its own to follow. */
export async function separateVerifier(
  policy: PlannedRun,
  model: string,
  folder: string,
): Promise<FinishedRun> {
  const own = await finished(policy, folder);
  const labels = path.join(folder, 'separate-labels.jsonl');
  const count = writeLabels(path.join(folder, policy.name, 'samples.jsonl'), labels);
  const second = await finished(verifierPlan(labels, model), folder);
  console.log(
    `separate-verifier: learnt from ${count} rollouts, loss ${second.steps[0]?.['loss']?.toFixed(3)} → ${second.steps.at(-1)?.['loss']?.toFixed(3)}`,
  );
  const last = await judgedBy(second.checkpoint, path.join(folder, policy.name));
  const withoutVerdicts = own.steps.map((line) =>
    Object.fromEntries(Object.entries(line).filter(([name]) => !name.startsWith('verify/'))),
  );
  return { ...own, name: 'separate verifier', steps: withoutVerdicts, evaluations: [last] };
}
