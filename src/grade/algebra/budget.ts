/**
 * What one decision may cost: a deadline that loops look at, and counts of terms. Exceeding it throws
 * {@link BudgetError}, which the public functions turn into the verdict "unknown" with the reason.
 */

/** A limit was reached; the message names it. Never leaves the public functions. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

/** Default time for one decision, in milliseconds. */
export const defaultTimeoutMs = 200;

/** No polynomial may have more terms than this. */
export const maxTerms = 3_000;

export class Budget {
  private readonly deadline: number;
  private ticks = 0;

  constructor(timeoutMs = defaultTimeoutMs) {
    this.deadline = Date.now() + timeoutMs;
  }

  /** Called inside loops; looks at the clock on every 64th call. */
  tick(): void {
    if ((++this.ticks & 63) === 0) this.check();
  }

  /** Looks at the clock now. */
  check(): void {
    if (Date.now() > this.deadline) throw new BudgetError('out of time');
  }

  /** Whether the time is up, without throwing. */
  get exhausted(): boolean {
    return Date.now() > this.deadline;
  }
}
