/**
 * Learning-rate schedules: pure functions of the step. All begin with a linear warm-up and end at `finalRatio` of the
 * peak. They know nothing of optimisers. Step 0 is the first update; its rate is `peak / warmupSteps`, not 0.
 */
import { InputError } from '../base/errors.ts';

export const scheduleKinds = ['constant', 'linear', 'cosine', 'wsd'] as const;
export type ScheduleKind = (typeof scheduleKinds)[number];

export interface Schedule {
  readonly kind: ScheduleKind;
  /** Steps of linear warm-up; 0 for none. */
  readonly warmupSteps: number;
  /** Steps of the whole run; after them the rate stays at its last value. */
  readonly totalSteps: number;
  /** Last rate as a share of the peak, in [0, 1]. */
  readonly finalRatio: number;
  /** Only 'wsd' (warm-up, stable, decay; Hu et al., arXiv 2404.06395): share of the steps that decay, linearly. */
  readonly decayShare: number;
}

export const defaultSchedule: Schedule = {
  kind: 'cosine',
  warmupSteps: 20,
  totalSteps: 1000,
  finalRatio: 0.05,
  decayShare: 0.3,
};

/** The rate at a step as a share of the peak, in [0, 1]. */
export function rateAt(schedule: Schedule, step: number): number {
  const { kind, warmupSteps, totalSteps, finalRatio } = schedule;
  if (!(totalSteps >= 1)) throw new InputError(`rateAt: expected totalSteps >= 1, got ${totalSteps}`);
  if (step < warmupSteps) return (step + 1) / warmupSteps;
  if (kind === 'constant') return 1;
  const decaySteps =
    kind === 'wsd' ? Math.max(1, Math.round(schedule.decayShare * totalSteps)) : totalSteps - warmupSteps;
  const begin = kind === 'wsd' ? totalSteps - decaySteps : warmupSteps;
  const done = Math.min(1, Math.max(0, (step - begin) / Math.max(1, decaySteps)));
  const left = kind === 'cosine' ? 0.5 * (1 + Math.cos(Math.PI * done)) : 1 - done;
  return finalRatio + (1 - finalRatio) * left;
}
