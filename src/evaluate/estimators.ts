/**
 * What N samples of one problem say of k: pass@k, best-of-k, majority@k and weighted@k, by the estimators of RLV.md
 * (pass@k: Chen et al., 2107.03374). Pure functions over one problem's candidates; means over problems and intervals
 * are made elsewhere. Ties between scores are never broken in favour of the correct.
 */
import { Random } from '../base/random.ts';
import { type ExactEvidence, questionVerdict } from '../search/candidates.ts';
import { trusted, weightOf } from '../search/vote.ts';

/** One candidate as an estimator sees it. */
export interface Judged {
  readonly correct: boolean;
  /** Candidates with equal answers share a number; null: no answer, no vote. */
  readonly group: number | null;
  readonly score: number | null;
  /** What exact checks say of it; absent where none ran. */
  readonly exact?: ExactEvidence;
}

/** 1 − C(n−c, k)/C(n, k): the chance that one of k samples without replacement is right. In [0, 1]. */
export function passAtK(n: number, correct: number, k: number): number {
  assertK(n, k);
  if (!(correct >= 0 && correct <= n)) {
    throw new RangeError(`passAtK: expected 0 <= correct <= ${n}, got ${correct}`);
  }
  let miss = 1;
  for (let i = 0; i < k; i++) miss *= Math.max(0, n - correct - i) / (n - i);
  return 1 - miss;
}

/**
 * The chance that the best-scored of k samples without replacement is right, exact: Σᵢ cᵢ · C(N−i−1, k−1)/C(N, k)
 * over candidates by falling score. Equal scores share their mean correctness, which is what chance would give.
 * Candidates without an answer come last. Null when somebody with an answer was not judged.
 */
export function bestOfK(candidates: readonly Judged[], k: number): number | null {
  const n = candidates.length;
  assertK(n, k);
  if (candidates.some((candidate) => candidate.group !== null && candidate.score === null)) return null;
  const rank = (candidate: Judged): number =>
    candidate.group === null ? -Infinity : (candidate.score ?? -Infinity);
  const sorted = [...candidates].sort((x, y) => (rank(x) === rank(y) ? 0 : rank(y) - rank(x)));
  let chance = k / n;
  let result = 0;
  for (let start = 0; start < n;) {
    let end = start;
    let correct = 0;
    while (end < n && rank(sorted[end]!) === rank(sorted[start]!)) correct += sorted[end++]!.correct ? 1 : 0;
    for (let i = start; i < end; i++) {
      result += (chance * correct) / (end - start);
      chance *= Math.max(0, n - i - k) / Math.max(1, n - i - 1);
    }
    start = end;
  }
  return result;
}

export interface VoteEstimate {
  /** α of the weights score^α; 0 is majority. */
  readonly exponent: number;
  /** Let exact checks speak as a solve does: disproved lines cost weight, proven answers come first. Default false. */
  readonly checked?: boolean;
  /** Random k-subsets to average over. Default 100. */
  readonly subsets?: number;
  readonly seed: number;
}

/**
 * The chance that the voted answer of k samples is right: the mean over random k-subsets without replacement (one
 * subset where k = N), ties between answers by chance. Null when α > 0 and somebody with an answer was not judged.
 */
export function voteAtK(candidates: readonly Judged[], k: number, options: VoteEstimate): number | null {
  const n = candidates.length;
  assertK(n, k);
  const { exponent, seed } = options;
  const unjudged = candidates.some((candidate) => candidate.group !== null && candidate.score === null);
  if (exponent > 0 && unjudged) return null;
  const random = new Random(seed, k);
  const subsets = options.subsets ?? 100;
  let right = 0;
  for (let s = 0; s < subsets; s++) {
    const subset = k === n ? candidates : random.shuffled(candidates).slice(0, k);
    right += votedRight(subset, options);
  }
  return right / subsets;
}

/** The share of correct candidates in the winning group, averaged over groups that tie for the lead. */
function votedRight(subset: readonly Judged[], { exponent, checked = false }: VoteEstimate): number {
  const weights = new Map<number, { weight: number; correct: number; votes: number; members: Judged[] }>();
  for (const candidate of subset) {
    const { group, score, correct } = candidate;
    if (group === null) continue;
    const entry = weights.get(group) ?? { weight: 0, correct: 0, votes: 0, members: [] };
    entry.weight += weightOf(checked ? trusted(candidate) : score, exponent);
    entry.correct += correct ? 1 : 0;
    entry.votes += 1;
    entry.members.push(candidate);
    weights.set(group, entry);
  }
  const standing = ({ members }: { readonly members: readonly Judged[] }): number =>
    checked ? questionVerdict(members) : 0;
  const all = [...weights.values()];
  const first = Math.max(...all.map(standing));
  const entries = all.filter((entry) => standing(entry) === first);
  if (entries.length === 0) return 0;
  const lead = Math.max(...entries.map((entry) => entry.weight));
  const leaders = entries.filter((entry) => entry.weight >= lead * (1 - 1e-12));
  return leaders.reduce((sum, entry) => sum + entry.correct / entry.votes, 0) / leaders.length;
}

function assertK(n: number, k: number): void {
  if (!(Number.isInteger(k) && k >= 1 && k <= n)) {
    throw new RangeError(`estimator: expected an integer k in [1, ${n}], got ${k}`);
  }
}
