/**
 * Fits what `vouch.json` says of a model's trust, on validation problems: `npx tsx scripts/mini/calibrate.ts MODEL
 * RESULTS [CHECKED LABELS]`. RESULTS is the folder of a `vouch eval` without adaptation; CHECKED what `vouch check
 * --batch` answers for the rows LABELS of `vouch data generate --errors`. Every second problem is kept back from the
 * fit, and the figures that are printed are of those.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitConfidence, fitPlatt } from '../../src/evaluate/calibration.ts';
import { auroc, calibrationError } from '../../src/evaluate/ranking.ts';
import type { EvaluatedProblem } from '../../src/features/contracts.ts';
import { confidenceOf, type Evidence } from '../../src/search/confidence.ts';

/**
 * Of the answers that are put forward, this share is to be right; where the model cannot reach it on at least a quarter
 * of the problems, the next lower one.
 */
const wantedAccuracies = [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5];
const leastCoverage = 0.25;

const [model, resultsFolder, checkedFile, labelsFile] = process.argv.slice(2);
if (model === undefined || resultsFolder === undefined) {
  throw new Error('calibrate: expected MODEL and RESULTS, see the head of this file');
}

function jsonLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

interface WinnerEvidence extends Evidence {
  readonly correct: boolean;
}

/** What the vote knew of a problem's winner, by weights score^1 as `weighted` voting uses them. */
function evidenceOf({ candidates, groups }: EvaluatedProblem): WinnerEvidence | null {
  const scoreOf = (index: number): number => candidates[index]?.score ?? 0;
  const weightOf = (members: readonly number[]): number =>
    members.reduce((sum, index) => sum + scoreOf(index), 0);
  const ranked = groups.map(({ members }) => members).sort((a, b) => weightOf(b) - weightOf(a));
  const [first] = ranked;
  if (first === undefined) return null;
  const total = ranked.reduce((sum, members) => sum + weightOf(members), 0);
  return {
    share: total > 0 ? weightOf(first) / total : 0,
    bestScore: Math.max(...first.map(scoreOf)),
    count: ranked.reduce((sum, members) => sum + members.length, 0),
    correct: candidates[first[0] ?? -1]?.correct === true,
  };
}

/** The lowest threshold from which on answers are right as often as the first reachable wanted share; 1 without one. */
function thresholdFor(scored: readonly { readonly score: number; readonly correct: boolean }[]): number {
  const sorted = [...scored].sort((a, b) => b.score - a.score);
  let right = 0;
  const shares = sorted.map(({ correct }, i) => (right += correct ? 1 : 0) / (i + 1));
  for (const wanted of wantedAccuracies) {
    const last = shares.findLastIndex((share) => share >= wanted);
    if ((last + 1) / sorted.length >= leastCoverage) return sorted[last]?.score ?? 1;
  }
  return 1;
}

interface CheckedRow {
  readonly steps: readonly { readonly soFar: number | null }[];
}

/** The `soFar` threshold with the best F1 of "first wrong step found where it is, and none where there is none". */
function soFarThreshold(
  rows: readonly CheckedRow[],
  labels: readonly { readonly label: number }[],
): { threshold: number; f1: number } {
  let best = { threshold: 0, f1: 0 };
  for (let threshold = 0.02; threshold < 1; threshold += 0.02) {
    const found = rows.map(({ steps }) =>
      steps.findIndex(({ soFar }) => soFar !== null && soFar < threshold),
    );
    const share = (wanted: (label: number) => boolean): number => {
      const indices = labels.flatMap(({ label }, i) => (wanted(label) ? [i] : []));
      return indices.filter((i) => found[i] === labels[i]?.label).length / Math.max(1, indices.length);
    };
    const wrong = share((label) => label >= 0);
    const right = share((label) => label < 0);
    const f1 = wrong + right > 0 ? (2 * wrong * right) / (wrong + right) : 0;
    if (f1 > best.f1) best = { threshold, f1 };
  }
  return best;
}

const problems = jsonLines<EvaluatedProblem>(join(resultsFolder, 'results.jsonl')).filter(
  ({ graded }) => graded,
);
const isFitted = (i: number): boolean => i % 2 === 0;
const candidates = (wanted: boolean): { score: number; correct: boolean }[] =>
  problems
    .filter((_, i) => isFitted(i) === wanted)
    .flatMap((problem) => problem.candidates)
    .flatMap(({ score, correct }) => (score === null ? [] : [{ score, correct: correct === true }]));
const winners = (wanted: boolean): WinnerEvidence[] =>
  problems.filter((_, i) => isFitted(i) === wanted).flatMap((problem) => evidenceOf(problem) ?? []);

const verdict = fitPlatt(candidates(true));
const confidence = fitConfidence(winners(true));
const scored = (wanted: boolean): { score: number; correct: boolean }[] =>
  winners(wanted).map((winner) => ({ score: confidenceOf(winner, confidence), correct: winner.correct }));
const minimum = thresholdFor(scored(true));
const kept = scored(false);
const answered = kept.filter(({ score }) => score >= minimum);
const report = {
  problems: problems.length,
  keptBack: kept.length,
  verifierAuroc: auroc(candidates(false)),
  winnerAuroc: auroc(kept),
  winnerEce: calibrationError(kept)?.ece ?? null,
  threshold: minimum,
  answered: answered.length / Math.max(1, kept.length),
  selectiveAccuracy: answered.filter(({ correct }) => correct).length / Math.max(1, answered.length),
};
const soFar =
  checkedFile !== undefined && labelsFile !== undefined
    ? soFarThreshold(jsonLines<CheckedRow>(checkedFile), jsonLines<{ label: number }>(labelsFile))
    : null;

const file = join(model, 'vouch.json');
const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
writeFileSync(
  file,
  `${JSON.stringify(
    {
      ...json,
      calibration: { verdict, confidence },
      thresholds: { confidence: minimum, ...(soFar !== null && { soFar: soFar.threshold }) },
      evaluation: { ...report, ...(soFar !== null && { firstWrongStepF1: soFar.f1 }) },
    },
    null,
    2,
  )}\n`,
);
console.log(JSON.stringify({ ...report, soFar }, null, 2));
