import { describe, expect, it } from 'vitest';
import { Lookup } from './lookup.ts';
import type { RowLookup } from './lookup.ts';

const none: ReadonlySet<number> = new Set();
const any = { most: 8, floor: 0, ends: none };
const write = (row: RowLookup, ...ids: number[]): void => {
  for (const id of ids) {
    row.score([id], [1]);
    row.remember([id]);
  }
};

const force = (row: RowLookup, id: number): void => {
  row.score([id], [0]);
  row.remember([id]);
};

describe('looking up what comes next', () => {
  it('goes on as the prompt did behind the same words', () => {
    const row = new Lookup([1, 2, 3, 4, 5, 6, 7]).row();
    write(row, 9, 2, 3);
    expect(row.draft([], { ...any, most: 3 }).ids).toEqual([4, 5, 6]);
  });

  it('goes on as another row of the same prompt did', () => {
    const table = new Lookup([1]);
    const [first, second] = [table.row(), table.row()];
    write(first, 20, 21, 22, 23);
    write(second, 30, 20, 21);
    expect(second.draft([], any).ids).toEqual([22, 23]);
  });

  it('goes on as most did, and trusts the longer of two beginnings', () => {
    const row = new Lookup([1, 5, 6, 2, 5, 6, 3, 5, 7, 4, 5, 6]).row();
    expect(row.draft([], { ...any, most: 1 }).ids).toEqual([3]);
    write(row, 8, 5);
    expect(row.draft([], { ...any, most: 1 }).ids).toEqual([6]);
    write(row, 7);
    expect(row.draft([], { ...any, most: 1 }).ids).toEqual([4]);
  });

  it('has nothing to say about what was never written', () => {
    const row = new Lookup([1, 2, 3]).row();
    write(row, 9);
    expect(row.draft([], any)).toEqual({ ids: [], chances: [] });
  });

  it('begins with what is certain, goes on behind it and stops at an end', () => {
    const row = new Lookup([1, 2, 3, 4, 5]).row();
    write(row, 7);
    const draft = row.draft([2, 3], { ...any, ends: new Set([3, 4]) });
    expect(draft.ids).toEqual([2, 3, 4]);
    expect(draft.chances.slice(0, 2)).toEqual([1, 1]);
    expect(draft.chances[2]).toBeLessThan(1);
  });

  it('learns how often its guesses come true, from text that nobody drafted', () => {
    const pattern = Array.from({ length: 40 }, (_, i) => 1 + (i % 4));
    const chanceAfter = (ids: readonly number[]): number => {
      const row = new Lookup([1, 2, 3, 4, 1, 2, 3, 4]).row();
      write(row, ...ids, 1, 2, 3);
      return row.draft([], { ...any, most: 1 }).chances[0]!;
    };
    const unlike = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 3 : 100 + i));
    expect(chanceAfter(pattern)).toBeGreaterThan(0.9);
    const wrong = new Lookup([3, 1, 3, 1]).row();
    write(wrong, ...unlike, 3);
    const right = new Lookup([3, 1, 3, 1]).row();
    write(right, 3);
    expect(wrong.draft([], { ...any, most: 1 }).chances[0]!).toBeLessThan(0.1);
    expect(right.draft([], { ...any, most: 1 }).chances[0]!).toBeGreaterThan(0.1);
  });

  it('learns nothing from what is forced, but remembers it', () => {
    const chanceBehind = (drawn: boolean): number => {
      const table = new Lookup([1, 2, 1, 2, 3, 4, 3, 4]);
      const [wrong, asked] = [table.row(), table.row()];
      const ids = [60, 1, 9];
      if (drawn) write(wrong, ...ids);
      else for (const id of ids) force(wrong, id);
      write(asked, 70, 3);
      return asked.draft([], { ...any, most: 1 }).chances[0]!;
    };
    expect(chanceBehind(false)).toBeGreaterThan(chanceBehind(true));
    const table = new Lookup([1]);
    const [forced, asked] = [table.row(), table.row()];
    for (const id of [20, 21, 22]) force(forced, id);
    write(asked, 20, 21);
    expect(asked.draft([], { ...any, most: 1 }).ids).toEqual([22]);
  });
});
