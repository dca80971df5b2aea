/** A time limit that loops look at: pure code has no signal to wait for, so it counts and asks the clock now and then. */

/** Thrown inside the step checker when its time is over; it never leaves `checkSteps`. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

export class Deadline {
  private readonly end: number;
  private count = 0;

  constructor(milliseconds: number) {
    this.end = Date.now() + milliseconds;
  }

  /** Milliseconds left, never below 0. */
  remaining(): number {
    return Math.max(0, this.end - Date.now());
  }

  isOver(): boolean {
    return Date.now() > this.end;
  }

  /** Throws {@link OutOfTime} when the time is over; cheap enough for inner loops. */
  check(): void {
    this.count += 1;
    if ((this.count & 63) === 0 && Date.now() > this.end) throw new OutOfTime('time limit reached');
  }
}
