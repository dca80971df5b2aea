import { describe, expect, it } from 'vitest';
import type { CheckedStep, CheckResult } from '../../features/contracts.ts';
import { checkExact } from '../../features/check-exact.ts';
import { checkSteps } from '../../grade/index.ts';
import {
  findingHash,
  relocate,
  standingOf,
  standingResult,
  stillHolds,
  type CheckedSolution,
} from './checked.ts';

const step: CheckedStep = {
  index: 0,
  text: 'x = 2',
  start: 0,
  end: 5,
  value: null,
  soFar: null,
  exact: { verdict: 'wrong', relation: 'different', tier: 'linear', reason: 'x is 3' },
};
const result: CheckResult = {
  version: 1,
  problem: 'p',
  steps: [step],
  firstError: 0,
  firstErrorBy: 'exact',
  answer: null,
  confidence: null,
};
const solution = (text: string, start: number): CheckedSolution => ({ problem: 'p', text, start, result });

describe('checked solutions after an edit', () => {
  it('move with their text', () => {
    expect(relocate([solution('x = 2', 10)], 'a new line\n\nhere\nx = 2').map(({ start }) => start)).toEqual([
      17,
    ]);
  });
  it('are gone when their text was changed', () => {
    expect(relocate([solution('x = 2', 0)], 'x = 3')).toEqual([]);
  });
  it('follow the edit, not the copy that stands where they stood', () => {
    const edit = { rangeOffset: 0, rangeLength: 0, text: 'x = 2\n' };
    const text = 'x = 2\nx = 2\nx = 2';
    expect(relocate([solution('x = 2', 6)], text, [edit]).map(({ start }) => start)).toEqual([12]);
    expect(relocate([solution('x = 2', 0)], text, [{ ...edit, rangeOffset: 6 }])[0]?.start).toBe(0);
  });
  it('take the copy that is nearest, and never the same one twice', () => {
    const text = 'x = 2\nx = 2\nx = 2';
    const moved = relocate([solution('x = 2', 7), solution('x = 2', 8)], text);
    expect(moved.map(({ start }) => start)).toEqual([6, 12]);
  });
});

describe('a check', () => {
  const checked = solution('a', 0);
  it('holds for the same problem and text only', () => {
    expect(stillHolds(checked, { problem: 'p', solution: 'a' })).toBe(true);
    expect(stillHolds(checked, { problem: 'q', solution: 'a' })).toBe(false);
    expect(stillHolds(checked, { problem: 'p', solution: 'b' })).toBe(false);
  });
  it('that ran out of time is no answer to keep', () => {
    // The checker itself, with no time at all.
    const { steps } = checkSteps(['x = 2'], { problem: 'p', timeLimitMs: -1 });
    const late = { ...checked, result: { ...result, steps: [{ ...step, exact: steps[0] ?? step.exact }] } };
    expect(stillHolds(late, { problem: 'p', solution: 'a' })).toBe(false);
  });
});

describe('what stands of a check', () => {
  const text = '3x + 5 = 20\n3x = 25\nx = 25/3\nx = 8';
  const checked: CheckedSolution = {
    problem: 'Solve 3x + 5 = 20.',
    text,
    start: 0,
    result: checkExact('Solve 3x + 5 = 20.', text),
  };
  const names = checked.result.steps.map((each) => findingHash(checked, each));
  it('is its first error while nothing is dismissed', () => {
    expect(standingOf(checked, new Set())).toEqual({ firstError: 1, firstErrorBy: 'exact', dismissed: 0 });
  });
  it('is the next refuted line when the first finding is dismissed, and none when all are', () => {
    const standing = standingOf(checked, new Set(names.slice(0, 2)));
    expect(standing).toEqual({ firstError: 3, firstErrorBy: 'exact', dismissed: 1 });
    const steps = checked.result.steps.map((each, i) =>
      i === 3 ? { ...each, errorRange: { start: 29, end: 34 } } : each,
    );
    const ranged = { ...checked, result: { ...checked.result, steps, errorRange: { start: 12, end: 19 } } };
    expect(standingResult(ranged, standing)).toMatchObject({
      firstError: 3,
      firstErrorBy: 'exact',
      errorRange: { start: 29, end: 34 },
    });
    const nothing = standingOf(ranged, new Set(names));
    expect(standingResult(ranged, nothing)).not.toHaveProperty('errorRange');
    expect(standingOf(checked, new Set(names))).toEqual({
      firstError: null,
      firstErrorBy: null,
      dismissed: 2,
    });
  });
  it('counts no step that was never a finding', () => {
    const right = { ...checked, result: { ...checked.result, firstError: null, firstErrorBy: null } };
    expect(standingOf(right, new Set(names)).dismissed).toBe(0);
  });
});

it('a dismissed finding survives moves and white space, but not a change of the line', () => {
  const name = findingHash(solution('x = 2', 0), step);
  expect(findingHash(solution('x = 2', 99), { ...step, text: ' x  = 2 ' })).toBe(name);
  expect(findingHash(solution('x = 2', 0), { ...step, text: 'x = 4' })).not.toBe(name);
});
