/**
 * Whom a run gives way to between two steps: somebody who solves on the same machine, and, where it was told so, the
 * battery. It knows neither steps nor how long a run is patient.
 */
import { isSolvingElsewhere } from '../../runtime/loaded-models.ts';
import { batteryWatch } from './battery.ts';
import type { WaitReason } from './folder.ts';

export interface WaitSources {
  readonly onBattery?: () => boolean;
  readonly isSolving?: () => boolean;
}

/** Why to wait now, or null. A battery that lasts is more than one solve, so it is named first. */
export function waitReasons(
  pauseOnBattery: boolean,
  { onBattery = batteryWatch(), isSolving = isSolvingElsewhere }: WaitSources = {},
): () => WaitReason | null {
  return () => {
    if (pauseOnBattery && onBattery()) return 'battery';
    return isSolving() ? 'solve' : null;
  };
}
