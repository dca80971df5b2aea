import { describe, expect, it } from 'vitest';
import { checkSteps } from '../index.ts';

const data = 'Find the median of 14, 3, 6, 3, 4.';

/** A line, the problem it belongs to, and what is said of it. */
const lines: readonly (readonly [line: string, problem: string, verdict: string])[] = [
  ['In order: $3, 3, 4, 6, 14$', data, 'correct'],
  ['Sorted: 14, 6, 4, 3, 3', data, 'correct'],
  ['In order: $3, 4, 6, 14$', data, 'unknown'],
  ['In order: $3, 3, 6, 4, 14$', data, 'unknown'],
  ['$3$ stands $2$ times', data, 'correct'],
  ['3 appears twice', data, 'correct'],
  ['$3$ stands $3$ times', data, 'unknown'],
  ['$1$ tonne is $1000000$ grams', 'How many grams are 3 tonnes?', 'correct'],
  ['1 hour has 3600 seconds', 'How many seconds are 2 hours?', 'correct'],
  ['A kilometre is 1,000 metres', 'How many metres are 3 km?', 'correct'],
  ['1 mile is 1000 meters', 'How many meters are 3 miles?', 'unknown'],
  ['1 box is 12 eggs', 'How many eggs are in 3 boxes?', 'unknown'],
];

describe('facts stated in words', () => {
  it.each(lines)('%s', (line, problem, verdict) => {
    expect(checkSteps([line], { problem, timeLimitMs: 10_000 }).steps[0]?.verdict).toBe(verdict);
  });
});
