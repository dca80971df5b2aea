/**
 * Turns evaluations of vouch-mini into what is committed: `npx tsx scripts/mini/results.ts ROOT`. ROOT holds a folder
 * of `vouch eval` for each set. For each one `docs/evaluation/NAME.json` gets the report and a line a problem, by id
 * and without any text, since not all sets may be shipped; `docs/results/` gets the figures; the table of headline
 * figures is printed as Markdown for `docs/RESULTS.md`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EvaluationReport } from '../../src/evaluate/evaluation-report.ts';
import {
  barsFigure,
  curvesFigure,
  percent,
  reliabilityFigure,
  selectiveFigure,
  standalone,
} from '../../src/evaluate/figures.ts';
import type { EvaluatedProblem } from '../../src/features/contracts.ts';

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error('results: expected ROOT, a folder of evaluations');
const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const evaluations = join(docs, 'evaluation');
const figures = join(docs, 'results');
for (const folder of [evaluations, figures]) mkdirSync(folder, { recursive: true });

function outcome({ id, candidates, winner }: EvaluatedProblem): object {
  return {
    id,
    right: candidates.filter(({ correct }) => correct === true).length,
    of: candidates.length,
    winner: winner === null ? null : winner.correct,
    confidence: winner?.confidence === undefined ? null : round(winner.confidence),
  };
}

const round = (value: number | null): number | null => (value === null ? null : Number(value.toFixed(4)));

function drawFigures(name: string, report: EvaluationReport): void {
  const bySize = [...report.bySubject].sort((a, b) => b.pass1 - a.pass1);
  const drawn: Readonly<Record<string, string>> = {
    curves: curvesFigure(report),
    reliability: reliabilityFigure('Reliability of the confidence', report.confidence.calibration),
    selective: selectiveFigure(report),
    subjects: bySize.length > 1 && bySize.length < 160 ? barsFigure('Right answers by subject', bySize) : '',
  };
  for (const [kind, svg] of Object.entries(drawn))
    if (svg !== '') writeFileSync(join(figures, `${name}-${kind}.svg`), `${standalone(svg)}\n`);
}

function tableRow(name: string, { curves, samples, graded, verifier, confidence }: EvaluationReport): string {
  const last = (curve: EvaluationReport['curves']['passAtK'] | null): string => percent(curve?.at(-1)?.value);
  const first = curves.passAtK[0];
  const interval = first === undefined ? '' : ` (${percent(first.low)}–${percent(first.high)})`;
  const cells = [
    name,
    `${graded} × ${samples}`,
    percent(first?.value) + interval,
    last(curves.majorityAtK),
    last(curves.weightedAtK),
    last(curves.checkedAtK),
    last(curves.passAtK),
    `${verifier.auroc?.value.toFixed(2) ?? '–'} / ${verifier.aurocWithin.value?.toFixed(2) ?? '–'}`,
    `${percent(confidence.coverage)}, ${percent(confidence.selectiveAccuracy)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const rows: string[] = [];
for (const name of readdirSync(root).sort()) {
  const folder = join(root, name);
  if (!existsSync(join(folder, 'report.json'))) continue;
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as EvaluationReport;
  const problems = readFileSync(join(folder, 'results.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => outcome(JSON.parse(line) as EvaluatedProblem));
  const lines = problems.map((problem) => `    ${JSON.stringify(problem)}`).join(',\n');
  const head = JSON.stringify({ set: name, report }, null, 1);
  writeFileSync(
    join(evaluations, `${name}.json`),
    `${head.slice(0, -2)},\n "problems": [\n${lines}\n ]\n}\n`,
  );
  drawFigures(name, report);
  rows.push(tableRow(name, report));
}
console.log(
  [
    '| set | problems × samples | pass@1 (95%) | majority | weighted | with exact checks | pass@N | verifier AUROC all / within | answered, of those right |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n'),
);
