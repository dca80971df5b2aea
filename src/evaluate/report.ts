/**
 * Evaluated problems to an `EvaluationReport`. Pure: grading, grouping and running happened before. Curves are over
 * problems with a gold answer and as many samples as every one of them has; a figure that cannot be computed is
 * null, never zero.
 */
import { bootstrap, bootstrapMean } from './bootstrap.ts';
import type { Estimate } from './bootstrap.ts';
import { bestOfK, passAtK, voteAtK } from './estimators.ts';
import type { Judged } from './estimators.ts';
import type { CurvePoint, Curves, EvaluationReport, SliceReport } from './evaluation-report.ts';
import { auroc, aurocWithin, balancedAccuracy, calibrationError, selectiveCurve } from './ranking.ts';
import type { Scored } from './ranking.ts';

export interface EvaluatedProblem {
  /** False: no gold answer; counts for tokens and seconds only. */
  readonly graded: boolean;
  readonly subject?: string;
  readonly level?: string;
  readonly candidates: readonly (Judged & { readonly tokens: number })[];
  /** Null: abstained. */
  readonly winner: { readonly correct: boolean; readonly confidence: number | null } | null;
  readonly seconds: number;
}

export interface ReportOptions {
  readonly seed: number;
  readonly voteExponent: number;
  readonly calibrated: boolean;
  readonly resamples?: number;
}

export function evaluationReport(
  problems: readonly EvaluatedProblem[],
  options: ReportOptions,
): EvaluationReport {
  const graded = problems.filter((problem) => problem.graded && problem.candidates.length > 0);
  const samples = graded.length === 0 ? 0 : Math.min(...graded.map(({ candidates }) => candidates.length));
  const generated = problems
    .flatMap(({ candidates }) => candidates)
    .reduce((sum, { tokens }) => sum + tokens, 0);
  const count = problems.reduce((sum, { candidates }) => sum + candidates.length, 0);
  return {
    version: 1,
    problems: problems.length,
    graded: graded.length,
    samples,
    voteExponent: options.voteExponent,
    calibrated: options.calibrated,
    curves: curvesOf(graded, samples, options),
    winnerAccuracy: bootstrapMean(graded.map(winnerRight), options),
    verifier: verifierFigures(graded, options),
    confidence: confidenceFigures(graded),
    bySubject: slices(graded, ({ subject }) => subject),
    byLevel: slices(graded, ({ level }) => level),
    tokens: { generated, perCandidate: count === 0 ? 0 : generated / count },
    seconds: problems.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

const winnerRight = ({ winner }: EvaluatedProblem): number => (winner?.correct === true ? 1 : 0);

/** 1, 2, 4, … and the largest. */
export function curveKs(samples: number): number[] {
  const ks: number[] = [];
  for (let k = 1; k < samples; k *= 2) ks.push(k);
  return samples > 0 ? [...ks, samples] : [];
}

function curvesOf(graded: readonly EvaluatedProblem[], samples: number, options: ReportOptions): Curves {
  type Estimator = (problem: EvaluatedProblem, k: number) => number | null;
  const ks = curveKs(samples);
  const points = (estimator: Estimator): CurvePoint[] | null => {
    const curve: CurvePoint[] = [];
    for (const k of ks) {
      const values = graded.map((problem) => estimator(problem, k));
      if (values.some((value) => value === null)) return null;
      const estimate = bootstrapMean(
        values.map((value) => value ?? 0),
        options,
      );
      if (estimate) curve.push({ k, ...estimate });
    }
    return curve;
  };
  const vote =
    (exponent: number, checked = false): Estimator =>
    ({ candidates }, k) =>
      voteAtK(candidates, k, { exponent, checked, seed: options.seed });
  const exponent = Math.max(options.voteExponent, Number.EPSILON);
  const passed: Estimator = ({ candidates }, k) =>
    passAtK(candidates.length, candidates.filter(({ correct }) => correct).length, k);
  return {
    passAtK: points(passed) ?? [],
    bestOfK: points(({ candidates }, k) => bestOfK(candidates, k)),
    majorityAtK: points(vote(0)) ?? [],
    weightedAtK: points(vote(exponent)),
    checkedAtK: points(vote(exponent, true)),
  };
}

const scoredOf = ({ candidates }: EvaluatedProblem): Scored[] =>
  candidates.flatMap(({ score, correct }) => (score === null ? [] : { score, correct }));

function verifierFigures(
  graded: readonly EvaluatedProblem[],
  options: ReportOptions,
): EvaluationReport['verifier'] {
  const perProblem = graded.map(scoredOf);
  const all = perProblem.flat();
  const overall: Estimate | null = bootstrap(perProblem, (sample) => auroc(sample.flat()), {
    seed: options.seed,
    resamples: Math.min(options.resamples ?? 1000, 200),
  });
  return {
    judged: all.length,
    auroc: overall,
    aurocWithin: aurocWithin(perProblem),
    balancedAccuracy: balancedAccuracy(all),
    calibration: calibrationError(all),
  };
}

function confidenceFigures(graded: readonly EvaluatedProblem[]): EvaluationReport['confidence'] {
  const answered = graded.flatMap(({ winner }) => winner ?? []);
  const confident = answered.flatMap(({ confidence, correct }): Scored[] =>
    confidence === null ? [] : [{ score: confidence, correct }],
  );
  const right = answered.filter(({ correct }) => correct).length;
  return {
    calibration: calibrationError(confident),
    coverage: graded.length === 0 ? 0 : answered.length / graded.length,
    selectiveAccuracy: answered.length === 0 ? null : right / answered.length,
    curve: selectiveCurve(confident, Math.max(1, graded.length)),
  };
}

function slices(
  graded: readonly EvaluatedProblem[],
  nameOf: (problem: EvaluatedProblem) => string | undefined,
): SliceReport[] {
  const byName = new Map<string, EvaluatedProblem[]>();
  for (const problem of graded) {
    const name = nameOf(problem);
    if (name === undefined) continue;
    byName.set(name, [...(byName.get(name) ?? []), problem]);
  }
  return [...byName.entries()]
    .sort(([x], [y]) => x.localeCompare(y, 'en', { numeric: true }))
    .map(([name, members]) => ({
      name,
      problems: members.length,
      pass1: mean(members.map(({ candidates }) => mean(candidates.map(({ correct }) => (correct ? 1 : 0))))),
      winnerAccuracy: mean(members.map(winnerRight)),
    }));
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
