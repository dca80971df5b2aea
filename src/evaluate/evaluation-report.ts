/** `EvaluationReport`, the versioned contract of `vouch eval`. Types only; report.ts computes it. */
import type { Estimate } from './bootstrap.ts';
import type { CalibrationError, SelectivePoint, WithinProblems } from './ranking.ts';

/** A figure at k samples, with its 95% bootstrap interval over problems. */
export interface CurvePoint extends Estimate {
  readonly k: number;
}

export interface Curves {
  readonly passAtK: readonly CurvePoint[];
  /** Null where candidates were not judged. */
  readonly bestOfK: readonly CurvePoint[] | null;
  readonly majorityAtK: readonly CurvePoint[];
  readonly weightedAtK: readonly CurvePoint[] | null;
  /** The weighted vote as a solve takes it: with exact checks of lines and answers. */
  readonly checkedAtK: readonly CurvePoint[] | null;
}

/** The headline figures of a slice of the problems. */
export interface SliceReport {
  readonly name: string;
  readonly problems: number;
  /** Mean correctness of single samples. */
  readonly pass1: number;
  /** Share of problems whose winner is right; abstentions count as not right. */
  readonly winnerAccuracy: number;
}

export interface EvaluationReport {
  readonly version: 1;
  readonly problems: number;
  /** Problems with a gold answer; all quality figures are over these. */
  readonly graded: number;
  /** The smallest number of candidates of a graded problem: the largest k. */
  readonly samples: number;
  readonly voteExponent: number;
  readonly calibrated: boolean;
  readonly curves: Curves;
  /** Share of graded problems whose winner is right. */
  readonly winnerAccuracy: Estimate | null;
  readonly verifier: {
    readonly judged: number;
    readonly auroc: Estimate | null;
    readonly aurocWithin: WithinProblems;
    readonly balancedAccuracy: number | null;
    readonly calibration: CalibrationError | null;
  };
  readonly confidence: {
    readonly calibration: CalibrationError | null;
    /** Share of graded problems that got an answer, and how many of those are right. */
    readonly coverage: number;
    readonly selectiveAccuracy: number | null;
    readonly curve: readonly SelectivePoint[];
  };
  readonly bySubject: readonly SliceReport[];
  readonly byLevel: readonly SliceReport[];
  readonly tokens: { readonly generated: number; readonly perCandidate: number };
  readonly seconds: number;
}
