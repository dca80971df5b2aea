import { describe, expect, it } from 'vitest';
import type { Relation, Voter } from './candidates.ts';
import { vote, weightOf } from './vote.ts';
import type { VoteOptions } from './vote.ts';

const equal = (x: string, y: string): Relation => (x === y ? 'same' : 'different');
const voters = (...entries: readonly (readonly [string | null, number | null])[]): Voter[] =>
  entries.map(([answer, score], index) => ({ index, answer, score }));
const run = (list: readonly Voter[], options: Partial<VoteOptions>) =>
  vote(list, equal, { rule: 'weighted', seed: 0, ...options });

describe('vote', () => {
  // A: 0.5 + 0.4 + 0.4 = 1.3 (3 votes), B: 0.9 + 0.3 = 1.2 (2 votes), C: 0.95 (1 vote).
  const list = voters(['A', 0.5], ['B', 0.9], ['A', 0.4], ['C', 0.95], ['B', 0.3], ['A', 0.4], [null, 1]);
  const cases: readonly [string, Partial<VoteOptions>, string, number][] = [
    ['best-of-N takes the best score', { rule: 'best-of-n' }, 'C', 3],
    ['majority counts', { rule: 'majority' }, 'A', 0],
    ['weighted sums the scores', { rule: 'weighted' }, 'A', 0],
    // α = 2: A 0.25 + 0.16 + 0.16 = 0.57, B 0.81 + 0.09 = 0.90, C 0.9025.
    ['an exponent of 2 moves weight to the confident', { exponent: 2 }, 'C', 3],
    ['an exponent of 0 is majority', { exponent: 0 }, 'A', 0],
    // β = 0.1, N = 6, ln 6 = 1.792: A 0.433 − 0.045, B 0.6 − 0.060 = 0.540, C 0.95 − 0.090 = 0.860.
    ['pessimism 0.1 still takes the lonely best', { rule: 'pessimistic' }, 'C', 3],
    // β = 1: A 0.433 − 0.448 = −0.015, B 0.6 − 0.597 = 0.003, C 0.95 − 0.896 = 0.054.
    ['pessimism 1 nearly loses it', { rule: 'pessimistic', pessimism: 1 }, 'C', 3],
    // β = 2: A −0.463, B −0.594, C −0.842.
    ['pessimism 2 takes the most frequent', { rule: 'pessimistic', pessimism: 2 }, 'A', 0],
  ];
  for (const [name, options, answer, candidate] of cases) {
    it(name, () => {
      const { winner } = run(list, options);
      expect(winner?.group.answer).toBe(answer);
      expect(winner?.candidate).toBe(candidate);
    });
  }

  it('gives shares of all weight and keeps those without an answer out', () => {
    const { share, groups } = run(list, {});
    expect(share).toBeCloseTo(1.3 / 3.45, 12);
    expect(groups.map((group) => group.members)).toEqual([[0, 2, 5], [1, 4], [3]]);
    expect(groups.map((group) => group.votes)).toEqual([3, 2, 1]);
  });

  it('falls back to majority when somebody who votes was not judged', () => {
    const { winner, share } = run(voters(['A', 0.9], ['B', null], ['B', 0.1]), {});
    expect(winner?.group.answer).toBe('B');
    expect(share).toBeCloseTo(2 / 3, 12);
  });

  it('shows the proven spelling of an answer, not an equal one that was written more often', () => {
    const list: Voter[] = [
      { index: 0, answer: '2.5', score: 0.9 },
      { index: 1, answer: '2.5', score: 0.8 },
      { index: 2, answer: '5/2', score: 0.2, exact: { refuted: false, proven: 1, answer: 1 } },
    ];
    const same = (): Relation => 'same';
    const { winner } = vote(list, same, { rule: 'weighted', seed: 0 });
    expect(winner?.candidate).toBe(2);
    expect(winner?.group.answer).toBe('5/2');
    expect(winner?.group.votes).toBe(3);
  });

  it('has no winner among silent candidates', () => {
    expect(run(voters([null, 0.9], [null, 0.1]), {})).toEqual({ groups: [], winner: null, share: 0 });
  });

  it('breaks ties by chance that the seed alone decides', () => {
    const tied = voters(['A', 0.5], ['B', 0.5], ['C', 0.5]);
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed++) {
      const answer = run(tied, { seed }).winner!.group.answer;
      expect(run(tied, { seed }).winner!.group.answer).toBe(answer);
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
    for (const answer of ['A', 'B', 'C']) expect(counts.get(answer)).toBeGreaterThan(140);
  });

  it('breaks ties inside the winning group by chance too', () => {
    const tied = voters(['A', 0.5], ['A', 0.5]);
    const seen = new Set<number>();
    for (let seed = 0; seed < 50; seed++) seen.add(run(tied, { seed }).winner!.candidate);
    expect(seen).toEqual(new Set([0, 1]));
  });

  it('weighs score^α', () => {
    expect(weightOf(0.5, 2)).toBe(0.25);
    expect(weightOf(null, 2)).toBe(1);
    expect(weightOf(0, 0)).toBe(1);
    expect(() => run(list, { exponent: -1 })).toThrow(/exponent >= 0/);
  });
});
