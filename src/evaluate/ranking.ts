/**
 * How well scores tell right from wrong: AUROC over all and within a problem, balanced accuracy, calibration error.
 * Pure. AUROC over all problems is inflated by easy and hard ones (a score that only knows the problem ranks well),
 * so both are reported.
 */

export interface Scored {
  readonly score: number;
  readonly correct: boolean;
}

/** P(score of a right one > score of a wrong one), ties counting half (Mann–Whitney). Null without both classes. */
export function auroc(items: readonly Scored[]): number | null {
  const sorted = [...items].sort((x, y) => x.score - y.score);
  let wrongBelow = 0;
  let wins = 0;
  let right = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    let rightHere = 0;
    while (end < sorted.length && sorted[end]!.score === sorted[start]!.score) {
      rightHere += sorted[end++]!.correct ? 1 : 0;
    }
    const wrongHere = end - start - rightHere;
    wins += rightHere * (wrongBelow + wrongHere / 2);
    wrongBelow += wrongHere;
    right += rightHere;
    start = end;
  }
  return right === 0 || wrongBelow === 0 ? null : wins / (right * wrongBelow);
}

export interface WithinProblems {
  /** Mean AUROC over the problems that have both right and wrong candidates; null when there is none. */
  readonly value: number | null;
  readonly problems: number;
}

export function aurocWithin(problems: readonly (readonly Scored[])[]): WithinProblems {
  const values = problems.flatMap((items) => auroc(items) ?? []);
  const sum = values.reduce((total, value) => total + value, 0);
  return { value: values.length === 0 ? null : sum / values.length, problems: values.length };
}

/** The mean of both classes' accuracy at a threshold: (sensitivity + specificity)/2. Null without both classes. */
export function balancedAccuracy(items: readonly Scored[], threshold = 0.5): number | null {
  const right = items.filter((item) => item.correct);
  const wrong = items.filter((item) => !item.correct);
  if (right.length === 0 || wrong.length === 0) return null;
  const accepted = right.filter((item) => item.score >= threshold).length / right.length;
  const rejected = wrong.filter((item) => item.score < threshold).length / wrong.length;
  return (accepted + rejected) / 2;
}

export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean score and share of right ones; null for an empty bin. */
  readonly meanScore: number | null;
  readonly accuracy: number | null;
}

export interface CalibrationError {
  /** Σ over bins of count/n · |accuracy − mean score| (Guo et al., 1706.04599). */
  readonly ece: number;
  readonly bins: readonly CalibrationBin[];
}

/** Expected calibration error over equal bins of [0, 1], the last one closed. Null for no items. */
export function calibrationError(items: readonly Scored[], binCount = 10): CalibrationError | null {
  if (items.length === 0) return null;
  const filled = Array.from({ length: binCount }, () => ({ count: 0, scores: 0, right: 0 }));
  for (const { score, correct } of items) {
    if (!(score >= 0 && score <= 1)) {
      throw new RangeError(`calibrationError: expected scores in [0, 1], got ${score}`);
    }
    const bin = filled[Math.min(binCount - 1, Math.floor(score * binCount))]!;
    bin.count += 1;
    bin.scores += score;
    bin.right += correct ? 1 : 0;
  }
  let ece = 0;
  const bins = filled.map(({ count, scores, right }, index): CalibrationBin => {
    const low = index / binCount;
    const high = (index + 1) / binCount;
    if (count === 0) return { low, high, count, meanScore: null, accuracy: null };
    ece += Math.abs(right - scores) / items.length;
    return { low, high, count, meanScore: scores / count, accuracy: right / count };
  });
  return { ece, bins };
}

export interface SelectivePoint {
  /** Answers with at least this confidence are given. */
  readonly threshold: number;
  /** The share of all problems that is answered, and how many of the answers are right. */
  readonly coverage: number;
  readonly accuracy: number;
}

/**
 * Coverage and accuracy as the threshold falls through the confidences; `total` counts the unanswered problems too.
 */
export function selectiveCurve(answered: readonly Scored[], total: number): SelectivePoint[] {
  const sorted = [...answered].sort((x, y) => y.score - x.score);
  const points: SelectivePoint[] = [];
  let right = 0;
  for (const [index, { score, correct }] of sorted.entries()) {
    right += correct ? 1 : 0;
    if (sorted[index + 1]?.score === score) continue;
    points.push({ threshold: score, coverage: (index + 1) / total, accuracy: right / (index + 1) });
  }
  return points;
}
