/**
 * Time limits on a busy machine. A limit bounds work, but pure code can only look at the clock, which runs on while
 * the process waits for its turn: beside a training run, half a second of work can take the clock's five. So what ran
 * into its limit without having had that time of the processor is done once more, with the limit stretched by as much
 * as the processor was taken away. Knows nothing of what it times.
 */

/** A stretched limit is at most this many times the first. */
const mostStretch = 10;
/** Below this share of the processor the time was the machine's and not the work's. */
const fairShare = 0.7;

/** Runs `work` with a limit in milliseconds of the clock; again, with a longer one, where the machine was busy. */
export function withFairTime<T>(limitMs: number, work: (limitMs: number) => T): T {
  const started = performance.now();
  const before = process.cpuUsage();
  const result = work(limitMs);
  const tookMs = performance.now() - started;
  if (tookMs < limitMs) return result;
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1000 / tookMs;
  return share >= fairShare ? result : work(limitMs * Math.min(mostStretch, 1 / Math.max(share, 0.01)));
}
