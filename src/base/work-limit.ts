/**
 * A limit on work that loops look at. Pure code can only look at the clock, which runs on while the process waits for
 * its turn: beside a training run, half a second of work can take the clock's five. So where the clock says that the
 * time is over, the processor is asked how much of it was work, and the rest is granted, up to a multiple of the limit.
 */

/** The clock's time is at most this many times the limit. */
const mostStretch = 10;
/** Above this share of the processor the time was the work's and not the machine's. */
const fairShare = 0.7;

export class WorkLimit {
  private readonly limitMs: number;
  private readonly started = performance.now();
  private readonly before = process.cpuUsage();
  private end: number;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
    this.end = this.started + limitMs;
  }

  /** Whether the work has had its time. Cheap until the clock says so. */
  get isOver(): boolean {
    const now = performance.now();
    if (now <= this.end) return false;
    const { user, system } = process.cpuUsage(this.before);
    const workedMs = (user + system) / 1000;
    const latest = this.started + this.limitMs * mostStretch;
    if (workedMs >= fairShare * (now - this.started) || workedMs >= this.limitMs || now >= latest)
      return true;
    this.end = Math.min(latest, now + this.limitMs - workedMs);
    return false;
  }

  /** Milliseconds of work left, never below 0. */
  get remainingMs(): number {
    return this.isOver ? 0 : this.end - performance.now();
  }
}
