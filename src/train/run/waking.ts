/**
 * How long work took without the time that its process slept: a machine that was suspended, a process that was stopped.
 * Some clocks go on through that and some do not, so a stretch counts as interrupted where it takes many times the
 * longest one before it. Pure: it is told times and reads no clock.
 */

/** A stretch that takes so many times the longest one before it, and so long at least, was interrupted. */
const sleepFactor = 10;
const sleepMs = 60_000;

export class WakingTime {
  private longestMs = 0;
  private hasSlept = false;

  /**
   * Milliseconds of a stretch that count. An interrupted one counts as the longest before it; but two in a row are not
   * sleep, they are a machine that has become slow, and time that passes there is real.
   */
  counted(ms: number): number {
    const isLong = this.longestMs > 0 && ms > sleepMs && ms > sleepFactor * this.longestMs;
    this.hasSlept = isLong && !this.hasSlept;
    const counted = this.hasSlept ? this.longestMs : ms;
    this.longestMs = Math.max(this.longestMs, counted);
    return counted;
  }
}
