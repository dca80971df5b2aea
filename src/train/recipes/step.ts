/** What recipes hand each other: lessons of rollouts, where a step stands, what it came to. Types only. */
import type { UpdateSums } from '../lessons/learner.ts';
import type { Lesson } from '../lessons/lesson.ts';
import type { Rollout } from '../rollouts/rollout.ts';

/** A rollout and what it teaches. */
export interface Taught {
  readonly rollout: Rollout;
  readonly lesson: Lesson;
}

export interface StepAt {
  /** Number of the update cycle, from 0. */
  readonly step: number;
  /** Share of the peak learning rate. */
  readonly rate: number;
  readonly signal: AbortSignal | undefined;
}

/** What one step of a method came to. */
export interface PolicyOutcome {
  /** All rollouts by problem, with the scores they got before the update. */
  readonly groups: readonly (readonly Rollout[])[];
  readonly sums: UpdateSums;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Where the seconds of a step went; `switch`: into putting weights in place, which is no part of the others. */
export type StepTimes = Record<'rollout' | 'score' | 'update' | 'switch', number>;

/** What the verification loss adds to a step. */
export interface Verification {
  readonly lessons: readonly Lesson[];
  /** Groups with the scores that they got before the update. */
  readonly groups: (groups: readonly (readonly Rollout[])[]) => Rollout[][];
}
