/**
 * Scores to probabilities that may be shown: the calibrated probability of one score, and the confidence that a
 * winning answer is right. Pure; the tables are fitted in evaluate/calibration and travel with the model.
 */
import type { CalibrationTable, ConfidenceCalibration } from '../engine/engine.ts';
import { questionVerdict, type Voter } from './candidates.ts';

/** The probability for a score by linear interpolation, constant beyond the table's ends. Throws when it is empty. */
export function calibrated(score: number, table: CalibrationTable): number {
  const { score: xs, probability: ys } = table;
  if (xs.length === 0 || xs.length !== ys.length) {
    throw new RangeError(
      `calibration table: expected as many probabilities as scores and at least one, got ${xs.length} and ${ys.length}`,
    );
  }
  if (score <= xs[0]!) return ys[0]!;
  for (let i = 1; i < xs.length; i++) {
    if (score <= xs[i]!) {
      const width = xs[i]! - xs[i - 1]!;
      const part = width > 0 ? (score - xs[i - 1]!) / width : 1;
      return ys[i - 1]! + part * (ys[i]! - ys[i - 1]!);
    }
  }
  return ys[ys.length - 1]!;
}

/**
 * The least confidence in an answer that the question itself proves, whatever the model thinks of it. Exact checks are
 * not infallible: they read questions. Measured: docs/GRADING.md, "answers held against their questions".
 */
export const provenConfidence = 0.99;

export interface Evidence {
  /** The winner's share of all weight, in [0, 1]. */
  readonly share: number;
  /** The best score among the winner's candidates, in [0, 1]. */
  readonly bestScore: number;
  /** How many candidates voted. */
  readonly count: number;
  /** The best mean log-probability among the winner's candidates, ≤ 0. */
  readonly logprob: number;
  /** Mean log-probability of the problem's own tokens, ≤ 0: what the model has never seen is unlikely to it. */
  readonly familiarity: number;
  /** The largest share of proven lines among the winner's candidates, in [0, 1]. */
  readonly proven: number;
  /** Share of the winner's candidates with a disproved line, in [0, 1]. */
  readonly refuted: number;
  /** Whether the answer, held against the question, is proven (1), disproved (−1) or neither (0). */
  readonly answer: number;
}

/** What weights multiply, by the name of the weight. */
export const features: Readonly<
  Record<Exclude<keyof ConfidenceCalibration, 'bias'>, (e: Evidence) => number>
> = {
  share: (e) => e.share,
  bestScore: (e) => e.bestScore,
  logCount: (e) => Math.log2(Math.max(1, e.count)),
  logprob: (e) => e.logprob,
  // beyond this a problem is only ever more foreign
  familiarity: (e) => Math.max(-10, e.familiarity),
  proven: (e) => e.proven,
  refuted: (e) => e.refuted,
  answer: (e) => e.answer,
};

/** p(right) = logistic(bias + Σ weight · feature), in (0, 1). */
export function confidenceOf(evidence: Evidence, calibration: ConfidenceCalibration): number {
  let z = calibration.bias;
  for (const name of featureNames) z += calibration[name] * features[name](evidence);
  return 1 / (1 + Math.exp(-z));
}

export const featureNames = Object.keys(features) as (keyof typeof features)[];

/** The evidence for a winning answer from the candidates that gave it; null where one of them was not judged. */
export function winnerEvidence(
  members: readonly Voter[],
  vote: { readonly share: number; readonly count: number; readonly familiarity: number },
): Evidence | null {
  const scores = members.flatMap(({ score }) => (score === null ? [] : [score]));
  if (members.length === 0 || scores.length < members.length) return null;
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  return {
    ...vote,
    bestScore: Math.max(...scores),
    logprob: Math.max(...members.map(({ meanLogprob }) => meanLogprob ?? 0)),
    proven: Math.max(...members.map(({ exact }) => exact?.proven ?? 0)),
    refuted: mean(members.map(({ exact }) => (exact?.refuted === true ? 1 : 0))),
    answer: questionVerdict(members),
  };
}
