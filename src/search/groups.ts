/**
 * Groups answers that are equal in mathematics, by a relation that is handed in. Equality found pair by pair need
 * not be transitive (a grader may accept 0.33 for 1/3 and 0.33 for 0.3333 but tell 1/3 from 0.3333), so two groups
 * are merged only when no pair across them is called different. Pure; knows no grader.
 */
import type { Compare, Relation } from './candidates.ts';

interface Distinct {
  readonly answer: string;
  readonly members: number[];
}

/**
 * Groups of indices into `answers`, each with the spelling most of its members use (the earliest among equals), in
 * the order of their first members. Null answers belong to no group. The relation is asked once for each pair of
 * different spellings, and an error it throws counts as `unknown`.
 */
export function groupAnswers(answers: readonly (string | null)[], compare: Compare): Distinct[] {
  const spellings = new Map<string, Distinct>();
  for (const [index, answer] of answers.entries()) {
    if (answer === null) continue;
    const known = spellings.get(answer);
    if (known) known.members.push(index);
    else spellings.set(answer, { answer, members: [index] });
  }
  const distinct = [...spellings.values()];
  const relation = pairwise(distinct, compare);
  const clusters: number[][] = distinct.map((_, i) => [i]);
  const clusterOf = distinct.map((_, i) => i);
  for (let i = 0; i < distinct.length; i++) {
    for (let j = i + 1; j < distinct.length; j++) {
      const left = clusterOf[i]!;
      const right = clusterOf[j]!;
      if (left === right || relation(i, j) !== 'same') continue;
      const a = clusters[left]!;
      const b = clusters[right]!;
      if (a.some((x) => b.some((y) => relation(x, y) === 'different'))) continue;
      for (const y of b) clusterOf[y] = left;
      a.push(...b);
      b.length = 0;
    }
  }
  return clusters
    .filter((cluster) => cluster.length > 0)
    .map((cluster) => merged(cluster.map((i) => distinct[i]!)));
}

function merged(spellings: readonly Distinct[]): Distinct {
  const byUse = [...spellings].sort(
    (x, y) => y.members.length - x.members.length || x.members[0]! - y.members[0]!,
  );
  return {
    answer: byUse[0]!.answer,
    members: spellings.flatMap((spelling) => spelling.members).sort((x, y) => x - y),
  };
}

function pairwise(distinct: readonly Distinct[], compare: Compare): (i: number, j: number) => Relation {
  const known = new Map<number, Relation>();
  return (i, j) => {
    const key = Math.min(i, j) * distinct.length + Math.max(i, j);
    let relation = known.get(key);
    if (relation === undefined) {
      try {
        relation = compare(distinct[Math.min(i, j)]!.answer, distinct[Math.max(i, j)]!.answer);
      } catch {
        relation = 'unknown';
      }
      known.set(key, relation);
    }
    return relation;
  };
}
