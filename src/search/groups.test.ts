import { describe, expect, it } from 'vitest';
import type { Relation } from './candidates.ts';
import { groupAnswers } from './groups.ts';

const by =
  (same: readonly string[], different: readonly string[]) =>
  (x: string, y: string): Relation => {
    const pair = [x, y].sort().join('~');
    return same.includes(pair) ? 'same' : different.includes(pair) ? 'different' : 'unknown';
  };
const members = (
  answers: readonly (string | null)[],
  compare: (x: string, y: string) => Relation,
): number[][] => groupAnswers(answers, compare).map((group) => group.members);

describe('groupAnswers', () => {
  it('puts equal spellings together without asking', () => {
    const never = (): Relation => {
      throw new Error('asked');
    };
    expect(members(['5', null, '5', null], never)).toEqual([[0, 2]]);
    expect(members([null, null], never)).toEqual([]);
  });

  it('closes equality over chains', () => {
    expect(members(['a', 'b', 'c', 'd'], by(['a~b', 'b~c'], []))).toEqual([[0, 1, 2], [3]]);
  });

  it('never merges two groups across which one pair is different', () => {
    const compare = by(['1/3~0.33', '0.33~1/3', '0.33~0.3333', '0.3333~0.33'], ['0.3333~1/3', '1/3~0.3333']);
    expect(members(['1/3', '0.33', '0.3333'], compare)).toEqual([[0, 1], [2]]);
  });

  it('shows the spelling that most use, the earliest among equals', () => {
    const groups = groupAnswers(['0.5', '1/2', '1/2', '2/4'], () => 'same');
    expect(groups).toEqual([{ answer: '1/2', members: [0, 1, 2, 3] }]);
    expect(groupAnswers(['x', 'y'], () => 'same')[0]!.answer).toBe('x');
  });

  it('takes a grader that throws for one that cannot tell', () => {
    const broken = (): Relation => {
      throw new Error('too large');
    };
    expect(members(['1', '2'], broken)).toEqual([[0], [1]]);
  });
});
