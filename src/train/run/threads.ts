/** How many threads a run takes where nobody says: all processors but one, which stays free for whoever works there. */
import { availableParallelism } from 'node:os';

/** Threads of one operator; `wanted` 0 is the default. */
export function trainingThreads(wanted: number): number {
  return wanted > 0 ? wanted : Math.max(1, availableParallelism() - 1);
}
