/**
 * Scores to probabilities that may be shown: the calibrated probability of one score, and the confidence that a
 * winning answer is right. Pure; the tables are fitted in evaluate/calibration and travel with the model.
 */
import type { CalibrationTable, ConfidenceCalibration } from '../engine/engine.ts';

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

export interface Evidence {
  /** The winner's share of all weight, in [0, 1]. */
  readonly share: number;
  /** The best score among the winner's candidates, in [0, 1]. */
  readonly bestScore: number;
  /** How many candidates voted. */
  readonly count: number;
}

/** p(right) = logistic(bias + w₁·share + w₂·bestScore + w₃·log₂ N), in (0, 1). */
export function confidenceOf(evidence: Evidence, calibration: ConfidenceCalibration): number {
  const { bias, share, bestScore, logCount } = calibration;
  const z =
    bias +
    share * evidence.share +
    bestScore * evidence.bestScore +
    logCount * Math.log2(Math.max(1, evidence.count));
  return 1 / (1 + Math.exp(-z));
}
