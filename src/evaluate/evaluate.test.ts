import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { confidenceOf, calibrated } from '../search/confidence.ts';
import { bootstrapMean } from './bootstrap.ts';
import { fitConfidence, fitIsotonic, fitPlatt, logisticRegression } from './calibration.ts';
import { bestOfK, passAtK, voteAtK } from './estimators.ts';
import type { Judged } from './estimators.ts';
import { reportPage } from './html.ts';
import { auroc, aurocWithin, balancedAccuracy, calibrationError, selectiveCurve } from './ranking.ts';
import { curveKs, evaluationReport } from './report.ts';
import type { EvaluatedProblem } from './report.ts';

const judged = (correct: boolean, group: number | null, score: number | null): Judged => ({
  correct,
  group,
  score,
});
const scored = (...pairs: readonly (readonly [number, 0 | 1])[]) =>
  pairs.map(([score, correct]) => ({ score, correct: correct === 1 }));

describe('the vote as a solve takes it', () => {
  const candidate = (group: number, correct: boolean, answer: -1 | 0 | 1, refuted = answer < 0) => ({
    group,
    correct,
    score: 0.8,
    exact: { proven: 0, refuted, answer },
  });

  it('lets exact checks speak where it is told to, and only there', () => {
    const proven = [candidate(0, false, 0), candidate(0, false, 0), candidate(1, true, 1)];
    const plain = { exponent: 1, seed: 1 };
    expect(voteAtK(proven, 3, plain)).toBe(0);
    expect(voteAtK(proven, 3, { ...plain, checked: true })).toBe(1);
    const doubtful = [candidate(0, false, 0, true), candidate(0, false, 0, true), candidate(1, true, 0)];
    expect(voteAtK(doubtful, 3, { ...plain, checked: true })).toBe(1);
    const disproved = [candidate(0, false, -1), candidate(1, true, 0)];
    expect(voteAtK(disproved, 2, { ...plain, checked: true })).toBe(1);
    // two of three subsets of two hold the proven one
    expect(voteAtK(proven, 2, { ...plain, checked: true, subsets: 3000 })).toBeCloseTo(2 / 3, 1);
  });
});

describe('passAtK', () => {
  const cases: readonly [number, number, number, number][] = [
    [4, 0, 2, 0],
    [4, 4, 1, 1],
    [4, 1, 1, 0.25],
    [4, 1, 2, 0.5],
    [4, 2, 2, 5 / 6], // 1 − C(2,2)/C(4,2) = 1 − 1/6
    [10, 3, 5, 11 / 12], // 1 − C(7,5)/C(10,5) = 1 − 21/252
    [10, 6, 5, 1],
  ];
  for (const [n, c, k, expected] of cases) {
    it(`${c} right of ${n}, k = ${k}`, () => {
      expect(passAtK(n, c, k)).toBeCloseTo(expected, 12);
    });
  }

  it('refuses a k beyond n', () => {
    expect(() => passAtK(3, 1, 4)).toThrow(/k in \[1, 3\]/);
  });
});

describe('bestOfK', () => {
  // By falling score: right, wrong, right, wrong.
  const list = [judged(true, 0, 0.9), judged(false, 1, 0.8), judged(true, 0, 0.4), judged(false, 2, 0.1)];
  it('is exact', () => {
    expect(bestOfK(list, 1)).toBeCloseTo(0.5, 12);
    // k = 2: C(3,1)/6 + C(1,1)/6 = 3/6 + 1/6.
    expect(bestOfK(list, 2)).toBeCloseTo(4 / 6, 12);
    // k = 3: C(3,2)/4 = 3/4; the third place has no chance left with k = 3 (C(1,2) = 0).
    expect(bestOfK(list, 3)).toBeCloseTo(3 / 4, 12);
    expect(bestOfK(list, 4)).toBe(1);
  });

  it('does not lean to the right one among equal scores', () => {
    const tied = [judged(true, 0, 0.5), judged(false, 1, 0.5), judged(false, 2, 0.5)];
    expect(bestOfK(tied, 3)).toBeCloseTo(1 / 3, 12);
    expect(bestOfK([...tied].reverse(), 2)).toBeCloseTo(1 / 3, 12);
  });

  it('puts those without an answer last and is null without scores', () => {
    expect(bestOfK([judged(false, null, 0.99), judged(true, 0, 0.1)], 2)).toBe(1);
    expect(bestOfK([judged(true, 0, null)], 1)).toBeNull();
  });
});

describe('voteAtK', () => {
  // Right: 2 votes of 0.3 each; wrong: 3 different answers, one with 0.9.
  const list = [
    judged(true, 0, 0.3),
    judged(true, 0, 0.3),
    judged(false, 1, 0.9),
    judged(false, 2, 0.2),
    judged(false, null, 1),
  ];
  it('counts votes or weights over all', () => {
    expect(voteAtK(list, 5, { exponent: 0, seed: 1 })).toBe(1);
    expect(voteAtK(list, 5, { exponent: 1, seed: 1 })).toBe(0);
    expect(voteAtK(list, 5, { exponent: 0.1, seed: 1 })).toBe(1);
  });

  it('averages over subsets: at k = 1 it is the share of right ones', () => {
    const value = voteAtK(list, 1, { exponent: 0, seed: 1, subsets: 20_000 });
    expect(value).toBeCloseTo(0.4, 1);
    expect(voteAtK(list, 3, { exponent: 0, seed: 4 })).toBe(voteAtK(list, 3, { exponent: 0, seed: 4 }));
  });

  it('splits a tie', () => {
    expect(voteAtK([judged(true, 0, 1), judged(false, 1, 1)], 2, { exponent: 1, seed: 0 })).toBe(0.5);
    expect(voteAtK([judged(false, null, 1)], 1, { exponent: 0, seed: 0 })).toBe(0);
    expect(voteAtK([judged(true, 0, null)], 1, { exponent: 1, seed: 0 })).toBeNull();
  });
});

describe('ranking', () => {
  it('AUROC counts pairs, ties half', () => {
    expect(auroc(scored([0.9, 1], [0.8, 0], [0.7, 1], [0.1, 0]))).toBe(0.75);
    expect(auroc(scored([0.5, 1], [0.5, 0]))).toBe(0.5);
    expect(auroc(scored([0.5, 1]))).toBeNull();
  });

  it('within a problem only mixed problems count', () => {
    const easy = scored([0.9, 1], [0.8, 1]);
    const hard = scored([0.2, 0], [0.1, 0]);
    const mixed = scored([0.4, 0], [0.3, 1]);
    expect(auroc([...easy, ...hard, ...mixed])).toBeCloseTo(8 / 9, 12);
    expect(aurocWithin([easy, hard, mixed])).toEqual({ value: 0, problems: 1 });
  });

  it('balanced accuracy weighs both classes alike', () => {
    expect(balancedAccuracy(scored([0.9, 1], [0.2, 1], [0.1, 0], [0.1, 0], [0.1, 0], [0.6, 0]))).toBe(0.625);
  });

  it('calibration error by bins', () => {
    // Bin 9: scores 0.9, 1.0, both right: |2 − 1.9|/4; bin 2: 0.2, 0.25, one right: |1 − 0.45|/4.
    const result = calibrationError(scored([0.9, 1], [1, 1], [0.2, 1], [0.25, 0]));
    expect(result?.ece).toBeCloseTo((0.1 + 0.55) / 4, 12);
    expect(result?.bins.map((bin) => bin.count)).toEqual([0, 0, 2, 0, 0, 0, 0, 0, 0, 2]);
    expect(calibrationError([])).toBeNull();
    expect(() => calibrationError(scored([1.5, 1]))).toThrow(/\[0, 1\]/);
  });

  it('selective accuracy as the threshold falls', () => {
    expect(selectiveCurve(scored([0.9, 1], [0.5, 0], [0.5, 1]), 4)).toEqual([
      { threshold: 0.9, coverage: 0.25, accuracy: 1 },
      { threshold: 0.5, coverage: 0.75, accuracy: 2 / 3 },
    ]);
  });
});

describe('calibration', () => {
  it('pools violators: 0, 1, 0, 1 becomes 0, 1/2, 1 before smoothing', () => {
    const table = fitIsotonic(scored([0.1, 0], [0.3, 1], [0.5, 0], [0.9, 1]));
    expect(table.score).toEqual([0.1, 0.3, 0.5, 0.9]);
    const expected = [1 / 3, 2 / 4, 2 / 4, 2 / 3];
    for (const [i, p] of expected.entries()) expect(table.probability[i]).toBeCloseTo(p, 12);
  });

  it('treats equal scores as one, whatever their order', () => {
    const there = fitIsotonic(scored([0.4, 1], [0.4, 0], [0.8, 1]));
    expect(fitIsotonic(scored([0.4, 0], [0.4, 1], [0.8, 1]))).toEqual(there);
    expect(there.score).toEqual([0.4, 0.8]);
  });

  it('finds a known sigmoid again', () => {
    const random = new Random(2);
    const items = Array.from({ length: 20_000 }, () => {
      const score = random.next();
      return { score, correct: random.chance(1 / (1 + Math.exp(-(6 * score - 4)))) };
    });
    for (const table of [fitPlatt(items), fitIsotonic(items)]) {
      for (const x of [0.2, 0.5, 0.8]) {
        expect(calibrated(x, table)).toBeCloseTo(1 / (1 + Math.exp(-(6 * x - 4))), 1);
      }
      for (let i = 1; i < table.score.length; i++) {
        expect(table.probability[i]! >= table.probability[i - 1]!).toBe(true);
      }
    }
  });

  it('fits a confidence that rises with the share', () => {
    const random = new Random(3);
    const none = { count: 8, logprob: -0.1, familiarity: -2, proven: 0, refuted: 0, answer: 0 };
    const winners = Array.from({ length: 2000 }, () => {
      const share = random.next();
      return { ...none, share, bestScore: random.next(), correct: random.chance(share) };
    });
    const calibration = fitConfidence(winners);
    const at = (share: number): number => confidenceOf({ ...none, share, bestScore: 0.5 }, calibration);
    expect(at(0.9)).toBeGreaterThan(0.8);
    expect(at(0.1)).toBeLessThan(0.2);
    expect(fitConfidence(winners, ['bestScore'])).toMatchObject({ share: 0, proven: 0 });
  });

  it('does not run away where the classes separate', () => {
    const weights = logisticRegression([[1, 0], [1, 1]], [0, 1], 0.1); // prettier-ignore
    expect(weights.every((w) => Number.isFinite(w) && Math.abs(w) < 20)).toBe(true);
  });
});

describe('bootstrap', () => {
  it('covers the mean, is seeded, and has no width without spread', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i < 30 ? 1 : 0));
    const estimate = bootstrapMean(values, { seed: 1 })!;
    expect(estimate.value).toBe(0.3);
    // Standard error sqrt(0.3·0.7/100) = 0.0458; ± 1.96 of it is 0.210 to 0.390.
    expect(estimate.low).toBeCloseTo(0.21, 1);
    expect(estimate.high).toBeCloseTo(0.39, 1);
    expect(bootstrapMean(values, { seed: 1 })).toEqual(estimate);
    expect(bootstrapMean([1, 1], { seed: 1 })).toEqual({ value: 1, low: 1, high: 1 });
    expect(bootstrapMean([], { seed: 1 })).toBeNull();
  });
});

describe('evaluationReport', () => {
  const candidate = (correct: boolean, group: number | null, score: number | null) => ({
    ...judged(correct, group, score),
    tokens: 10,
  });
  const problems: EvaluatedProblem[] = [
    {
      graded: true,
      subject: 'algebra',
      level: '10',
      candidates: [candidate(true, 0, 0.9), candidate(false, 1, 0.2)],
      winner: { correct: true, confidence: 0.8 },
      seconds: 1,
    },
    {
      graded: true,
      subject: 'algebra',
      level: '2',
      candidates: [candidate(false, 0, 0.6), candidate(false, 1, 0.2), candidate(true, 2, 0.1)],
      winner: null,
      seconds: 2,
    },
    {
      graded: false,
      candidates: [candidate(false, 0, null)],
      winner: { correct: false, confidence: null },
      seconds: 3,
    },
  ];

  it('puts the figures together', () => {
    const report = evaluationReport(problems, { seed: 1, voteExponent: 1, calibrated: true });
    expect(report).toMatchObject({
      problems: 3,
      graded: 2,
      samples: 2,
      seconds: 6,
      tokens: { generated: 60, perCandidate: 10 },
    });
    expect(report.curves.passAtK.map(({ k }) => k)).toEqual([1, 2]);
    expect(report.curves.passAtK[0]?.value).toBeCloseTo((1 / 2 + 1 / 3) / 2, 12);
    expect(report.curves.passAtK[1]?.value).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(report.curves.bestOfK?.[0]?.value).toBeCloseTo(5 / 12, 12);
    expect(report.winnerAccuracy?.value).toBe(0.5);
    expect(report.confidence).toMatchObject({ coverage: 0.5, selectiveAccuracy: 1 });
    expect(report.verifier.aurocWithin).toEqual({ value: 0.5, problems: 2 });
    expect(report.byLevel.map(({ name }) => name)).toEqual(['2', '10']);
    expect(report.bySubject).toEqual([
      { name: 'algebra', problems: 2, pass1: (1 / 2 + 1 / 3) / 2, winnerAccuracy: 0.5 },
    ]);
  });

  it('has nulls and not zeros where nothing was judged or graded', () => {
    const report = evaluationReport(problems.slice(2), { seed: 1, voteExponent: 1, calibrated: false });
    expect(report).toMatchObject({ graded: 0, samples: 0, winnerAccuracy: null });
    expect(report.verifier).toMatchObject({ auroc: null, balancedAccuracy: null, calibration: null });
    const unjudged = problems
      .slice(0, 1)
      .map((p) => ({ ...p, candidates: p.candidates.map((c) => ({ ...c, score: null })) }));
    expect(
      evaluationReport(unjudged, { seed: 1, voteExponent: 1, calibrated: false }).curves.weightedAtK,
    ).toBeNull();
  });

  it('is plain JSON', () => {
    const report = evaluationReport(problems, { seed: 1, voteExponent: 1, calibrated: true });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(curveKs(12)).toEqual([1, 2, 4, 8, 12]);
  });

  it('makes a page that loads nothing and trusts no name', () => {
    const named = problems.map((p) => ({ ...p, subject: '<script>alert(1)</script>' }));
    const page = reportPage(evaluationReport(named, { seed: 1, voteExponent: 1, calibrated: true }), 'A & B');
    expect(page).toContain('A &amp; B');
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/https?:|NaN|undefined/);
    expect(page.match(/<svg/g)?.length).toBeGreaterThanOrEqual(3);
  });
});
