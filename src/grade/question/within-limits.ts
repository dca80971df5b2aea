/** Questions too large to be worked out are questions that nobody can read: a limit that was reached is a value here. */
import { SizeLimitError } from '../../exact/rational.ts';
import { BudgetError } from '../algebra/budget.ts';
import { UndefinedError } from '../algebra/fraction.ts';
import { NotAnExpressionError } from '../algebra/normal.ts';

/** What `work` gives, or `otherwise` where it met a limit, a division by zero, or what is no expression. */
export function withinLimits<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    const isLimit =
      error instanceof SizeLimitError ||
      error instanceof BudgetError ||
      error instanceof UndefinedError ||
      error instanceof NotAnExpressionError ||
      error instanceof RangeError;
    if (isLimit) return otherwise;
    throw error;
  }
}
