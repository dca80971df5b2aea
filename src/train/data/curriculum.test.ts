import { describe, expect, it } from 'vitest';
import { difficultiesAt, movedLevels } from './curriculum.ts';
import { openProblems } from './problems.ts';

describe('the curriculum', () => {
  it('gets harder where groups are all right, easier where all are wrong, and stays in range', () => {
    const moved = movedLevels(
      { easy: 2, hard: 2, middle: 3 },
      [
        { family: 'easy', share: 1 },
        { family: 'hard', share: 0 },
        { family: 'middle', share: 0.5 },
        { family: 'new', share: 1 },
        { family: 'new', share: 0 },
      ],
      [1, 4],
    );
    expect(moved).toEqual({ easy: 2.25, hard: 1.75, middle: 3, new: 1 });
    const right = Array.from({ length: 40 }, () => ({ family: 'easy', share: 1 }));
    expect(movedLevels({}, right, [1, 4])['easy']).toBe(4);
    expect(difficultiesAt(1.75, [1, 4])).toEqual([1, 1]);
    expect(difficultiesAt(3, [1, 4])).toEqual([2, 3]);
    expect(difficultiesAt(9, [1, 4])).toEqual([3, 4]);
  });

  it('decides which problems a generated source draws', () => {
    const { train, difficulties } = openProblems('families:linear-equation@1-4', {
      seed: 1,
      heldOutShare: 0,
    });
    expect(difficulties).toEqual([1, 4]);
    const texts = (level: number): string[] =>
      Array.from({ length: 12 }, (_, i) => train.at(i, { 'linear-equation': level }).problem);
    expect(texts(1)).toEqual(texts(1.5));
    expect(texts(1)).not.toEqual(texts(4));
    const length = (list: readonly string[]): number => list.join('').length;
    expect(length(texts(4))).toBeGreaterThan(length(texts(1)));
    expect(train.at(0).family).toBe('linear-equation');
  });
});
