/** A time limit that loops look at: pure code has no signal to wait for, so it counts and asks the clock now and then. */
import { WorkLimit } from '../../base/work-limit.ts';

/** Thrown inside the step checker when its time is over; it never leaves `checkSteps`. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

export class Deadline {
  private readonly limit: WorkLimit;
  private count = 0;

  constructor(milliseconds: number) {
    this.limit = new WorkLimit(milliseconds);
  }

  /** Milliseconds left, never below 0. */
  remaining(): number {
    return this.limit.remainingMs;
  }

  isOver(): boolean {
    return this.limit.isOver;
  }

  /** Throws {@link OutOfTime} when the time is over; cheap enough for inner loops. */
  check(): void {
    this.count += 1;
    if ((this.count & 63) === 0 && this.limit.isOver) throw new OutOfTime('time limit reached');
  }
}
