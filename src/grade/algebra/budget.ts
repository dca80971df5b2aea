/**
 * What one decision may cost: a deadline that loops look at, and counts of terms. Exceeding it throws
 * {@link BudgetError}, which the public functions turn into the verdict "unknown" with the reason.
 */
import { WorkLimit } from '../../base/work-limit.ts';

/** A limit was reached; the message names it. Never leaves the public functions. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

/** Default time for one decision, in milliseconds. */
export const defaultTimeoutMs = 200;

/** No polynomial may have more terms than this. */
export const maxTerms = 3_000;

/** No generator's name may be longer: nested radicals and functions of sums could double it at every level. */
export const maxKeyLength = 20_000;

export class Budget {
  private readonly limit: WorkLimit;
  private ticks = 0;
  private spent = false;

  constructor(timeoutMs = defaultTimeoutMs) {
    this.limit = new WorkLimit(timeoutMs);
  }

  /** Called inside loops; looks at the clock on every 8th call, and throws on every call once the time is up. */
  tick(): void {
    if (this.spent || (++this.ticks & 7) === 0) this.check();
  }

  /** Looks at the clock now. */
  check(): void {
    if (this.exhausted) throw new BudgetError('out of time');
  }

  /** Whether the time is up, without throwing. */
  get exhausted(): boolean {
    this.spent ||= this.limit.isOver;
    return this.spent;
  }

  /** A budget that ends after this share of the time that is left, for an attempt that has an alternative. */
  part(share: number): Budget {
    return new Budget(this.limit.remainingMs * share);
  }
}
