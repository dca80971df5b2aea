/**
 * Fits what `vouch.json` says of a model's trust, on validation problems: `npx tsx scripts/mini/calibrate.ts MODEL
 * RESULTS [CHECKED LABELS]`. RESULTS is the folder of a `vouch eval` without adaptation; CHECKED what `vouch check
 * --batch` answers for the rows LABELS of `vouch data generate --errors`. Every second problem is kept back from the
 * fit, and the figures that are printed are of those.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfidenceCalibration } from '../../src/engine/engine.ts';
import { fitConfidence, fitPlatt } from '../../src/evaluate/calibration.ts';
import { auroc, calibrationError } from '../../src/evaluate/ranking.ts';
import type { EvaluatedProblem } from '../../src/features/contracts.ts';
import type { Voter } from '../../src/search/candidates.ts';
import {
  confidenceOf,
  type Evidence,
  featureNames,
  provenConfidence,
  winnerEvidence,
} from '../../src/search/confidence.ts';

/**
 * Of the answers that are put forward, this share is to be right; where the model cannot reach it on at least a
 * twentieth of the problems, the next lower one.
 */
const wantedAccuracies = [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5];
const leastCoverage = 0.05;
/** What is more likely wrong than right is never put forward, however many proven answers make up for it. */
const leastConfidence = 0.5;

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

/** What the vote knew of a problem's winner. */
function evidenceOf({ candidates, groups, familiarity }: EvaluatedProblem): WinnerEvidence | null {
  const [first] = groups;
  if (first === undefined) return null;
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  const members = first.members.flatMap((index): Voter[] => {
    const candidate = candidates[index];
    if (candidate === undefined) return [];
    const { answer, score, meanLogprob, exact } = candidate;
    return [{ index, answer, score, meanLogprob, ...(exact !== null && { exact }) }];
  });
  const evidence = winnerEvidence(members, {
    share: total > 0 ? first.weight / total : 0,
    count: groups.reduce((sum, group) => sum + group.members.length, 0),
    familiarity: familiarity ?? 0,
  });
  const correct = candidates[first.members[0] ?? -1]?.correct === true;
  return evidence === null ? null : { ...evidence, correct };
}

/** The lowest threshold from which on answers are right as often as the first reachable wanted share; 1 without one. */
function thresholdFor(scored: readonly { readonly score: number; readonly correct: boolean }[]): number {
  const sorted = [...scored].sort((a, b) => b.score - a.score);
  let right = 0;
  const shares = sorted.map(({ correct }, i) => (right += correct ? 1 : 0) / (i + 1));
  for (const wanted of wantedAccuracies) {
    const last = shares.findLastIndex((share) => share >= wanted);
    if ((last + 1) / sorted.length >= leastCoverage)
      return Math.max(leastConfidence, sorted[last]?.score ?? 1);
  }
  return 1;
}

interface CheckedRow {
  readonly steps: readonly { readonly soFar: number | null }[];
}

/** Nobody keeps a checker that doubts what is right: this share of right solutions is to be left alone. */
const leastLeftAlone = 0.95;

/**
 * The `soFar` threshold with the best F1 of "first wrong step found where it is, and none where there is none", among
 * those that leave nearly all right solutions alone; `bestF1` is what others would reach.
 */
function soFarThreshold(
  rows: readonly CheckedRow[],
  labels: readonly { readonly label: number }[],
): { threshold: number; f1: number; bestF1: number } {
  let best = { threshold: 0, f1: 0, bestF1: 0 };
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
    const bestF1 = Math.max(best.bestF1, f1);
    best = right >= leastLeftAlone && f1 > best.f1 ? { threshold, f1, bestF1 } : { ...best, bestF1 };
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
/** Of answers that the question leaves open: those that it proves or disproves need no learned judgement. */
const open = (wanted: boolean): WinnerEvidence[] => winners(wanted).filter(({ answer }) => answer === 0);
const confidence = fitConfidence(
  open(true),
  featureNames.filter((name) => name !== 'answer'),
);

interface Judged {
  readonly score: number;
  readonly correct: boolean;
}

const judged = (from: readonly WinnerEvidence[], calibration: ConfidenceCalibration): Judged[] =>
  from.map((winner) => ({ score: confidenceOf(winner, calibration), correct: winner.correct }));

/** As a solve decides: what the question proves is certain enough, what it disproves is never put forward. */
function decided(calibration: ConfidenceCalibration, wanted: boolean): Judged[] {
  return winners(wanted).map((winner) => {
    const learned = confidenceOf(winner, calibration);
    const score = winner.answer < 0 ? 0 : winner.answer > 0 ? Math.max(learned, provenConfidence) : learned;
    return { score, correct: winner.correct };
  });
}

/** How well a judge of winners does on the problems kept back, with its threshold from the others. */
function quality(kept: readonly Judged[], threshold: number): Readonly<Record<string, number | null>> {
  const answered = kept.filter(({ score }) => score >= threshold);
  return {
    auroc: auroc(kept),
    ece: calibrationError(kept)?.ece ?? null,
    threshold,
    answered: answered.length / Math.max(1, kept.length),
    selectiveAccuracy: answered.filter(({ correct }) => correct).length / Math.max(1, answered.length),
  };
}

const kinds = {
  vote: ['share', 'logCount'],
  verifier: ['bestScore'],
  logprob: ['logprob'],
  familiarity: ['familiarity'],
  exact: ['proven', 'refuted', 'answer'],
  learned: ['share', 'logCount', 'bestScore', 'logprob', 'familiarity'],
} as const;
/** Nineteen of twenty problems that were solved are at least as familiar. */
const solved = winners(true)
  .filter(({ correct }) => correct)
  .map(({ familiarity }) => familiarity)
  .sort((a, b) => a - b);
const leastFamiliar = solved[Math.floor(solved.length / 20)] ?? null;
const minimum = thresholdFor(judged(open(true), confidence));
/** A kind of evidence by itself. */
function alone(used: readonly (typeof featureNames)[number][]): Readonly<Record<string, number | null>> {
  const fitted = fitConfidence(winners(true), used);
  return quality(judged(winners(false), fitted), thresholdFor(judged(winners(true), fitted)));
}
const report = {
  problems: problems.length,
  keptBack: winners(false).length,
  verifierAuroc: auroc(candidates(false)),
  open: { problems: open(false).length, ...quality(judged(open(false), confidence), minimum) },
  winner: quality(decided(confidence, false), minimum),
  alone: Object.fromEntries(Object.entries(kinds).map(([name, used]) => [name, alone(used)])),
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
      thresholds: {
        confidence: minimum,
        familiarity: leastFamiliar,
        ...(soFar !== null && { soFar: soFar.threshold }),
      },
      evaluation: { ...report, ...(soFar !== null && { firstWrongStepF1: soFar.f1 }) },
    },
    null,
    2,
  )}\n`,
);
console.log(JSON.stringify({ ...report, soFar }, null, 2));
