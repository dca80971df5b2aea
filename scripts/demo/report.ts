/** Carries the demonstrations' runs out and reports them: a table and curves beside the runs. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { curves, smoothed } from './curves.ts';
import { type FinishedRun, finished, fixed, meanOf, percent, type PlannedRun } from './runs.ts';

/** Updates that one point of a curve is the mean of. */
const averaged = 5;

/** The first and the last updates of a run. */
export const ends = (run: FinishedRun): readonly [begin: FinishedRun['steps'], end: FinishedRun['steps']] => [
  run.steps.slice(0, 5),
  run.steps.slice(-5),
];

export function table(runs: readonly FinishedRun[]): string {
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

export function picture(runs: readonly FinishedRun[]): string {
  const series = (name: string) =>
    runs.map((run) => ({
      name: run.name,
      points: smoothed(
        run.steps.flatMap((line) => (line[name] === undefined ? [] : [[line['step']!, line[name]] as const])),
        averaged,
      ),
    }));
  return curves([
    {
      title: `reward of rollouts, means of ${averaged}`,
      xLabel: 'update',
      range: [0.2, 1],
      series: series('reward'),
    },
    {
      title: `AUROC of verdicts before they are learnt, means of ${averaged}`,
      xLabel: 'update',
      range: [0.4, 1],
      series: series('verify/auroc'),
    },
  ]);
}

/** Carries runs out one after the other, and keeps their table and curves up to date. */
export async function carryOut(
  plans: readonly PlannedRun[],
  folder: string,
  name: string,
): Promise<FinishedRun[]> {
  const runs: FinishedRun[] = [];
  for (const plan of plans) {
    runs.push(await finished(plan, folder));
    writeReport(runs, folder, name);
  }
  console.log(table(runs));
  return runs;
}

/** Table and curves of what has been carried out. */
export function writeReport(runs: readonly FinishedRun[], folder: string, name: string): void {
  writeFileSync(path.join(folder, `${name}.md`), `${table(runs)}\n`);
  writeFileSync(path.join(folder, `${name}.svg`), picture(runs));
}
