/**
 * Chooses among candidates: best-of-N, majority, weighted voting, pessimistic selection; before all of them come answers
 * that the question itself proves, behind all those that it disproves. Pure functions over candidates and groups; ties are broken by seeded chance and never by position. Formulas: RLV (2505.04842) for
 * weighted voting, Heimdall (2504.10337) for pessimistic selection.
 */
import { Random } from '../base/random.ts';
import { type Compare, type Group, questionVerdict, type Voter } from './candidates.ts';
import { groupAnswers } from './groups.ts';

export type Rule = 'best-of-n' | 'majority' | 'weighted' | 'pessimistic';

export interface VoteOptions {
  readonly rule: Rule;
  /** α of the weights score^α; 0 is majority. Default 1. */
  readonly exponent?: number;
  /** β of the pessimistic rule's uncertainty term. Default 0.1. */
  readonly pessimism?: number;
  readonly seed: number;
}

export interface Vote {
  /** Heaviest first under the rule that was used; ties in the order that chance gave them. */
  readonly groups: readonly Group[];
  /** The chosen group's best candidate; null when nobody has an answer. */
  readonly winner: { readonly candidate: number; readonly group: Group } | null;
  /** The winner's share of all weight, in [0, 1]; 0 without a winner. */
  readonly share: number;
}

const TIE_STREAM = 0x71e5;

/** What is left of a candidate's score when a line of it is disproved. Not 0: the answer may still be right. */
const refutedShare = 0.1;

/**
 * Votes over the candidates that have an answer. Where one of them has no score, every rule falls back to majority:
 * a vote that mixes judged and unjudged candidates would count silence as distrust.
 */
export function vote(voters: readonly Voter[], compare: Compare, options: VoteOptions): Vote {
  const withAnswer = voters.filter((voter) => voter.answer !== null);
  const judged = withAnswer.every((voter) => voter.score !== null);
  const rule = judged ? options.rule : 'majority';
  const exponent = judged ? (options.exponent ?? 1) : 0;
  if (!(exponent >= 0)) throw new RangeError(`vote: expected an exponent >= 0, got ${exponent}`);
  const random = new Random(options.seed, TIE_STREAM);
  const scoreOf = new Map(withAnswer.map((voter) => [voter.index, trusted(voter)]));
  const groups = groupAnswers(
    withAnswer.map((voter) => voter.answer),
    compare,
  ).map(({ answer, members }): Group => {
    const indices = members.map((member) => withAnswer[member]!.index);
    const weight = indices.reduce((sum, index) => sum + weightOf(scoreOf.get(index) ?? null, exponent), 0);
    const spelling = members.map((member) => withAnswer[member]!).find(isProven)?.answer ?? answer;
    return { answer: spelling, members: indices, votes: indices.length, weight };
  });
  const merit = meritOf(rule, groups, (index) => scoreOf.get(index) ?? 0, options);
  const standing = groups.map(({ members }) =>
    questionVerdict(withAnswer.filter(({ index }) => members.includes(index))),
  );
  const order = random
    .shuffled(groups.map((_, i) => i))
    .sort((x, y) => standing[y]! - standing[x]! || merit[y]! - merit[x]!)
    .map((i) => groups[i]!);
  const first = order[0];
  if (!first) return { groups: [], winner: null, share: 0 };
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  return {
    groups: order,
    winner: { candidate: bestMember(first, withAnswer, { scoreOf, random }), group: first },
    share: total > 0 ? first.weight / total : 0,
  };
}

/** The score, much less where exact checks disprove a line: a counterexample outweighs an opinion. */
export function trusted({ score, exact }: Pick<Voter, 'score' | 'exact'>): number | null {
  return score !== null && exact?.refuted === true ? score * refutedShare : score;
}

/** score^α; an unjudged candidate weighs 1, and so does everyone at α = 0. */
export function weightOf(score: number | null, exponent: number): number {
  return score === null || exponent === 0 ? 1 : score ** exponent;
}

function meritOf(
  rule: Rule,
  groups: readonly Group[],
  scoreOf: (index: number) => number,
  options: VoteOptions,
): number[] {
  const count = groups.reduce((sum, group) => sum + group.votes, 0);
  return groups.map((group) => {
    const scores = group.members.map(scoreOf);
    switch (rule) {
      case 'best-of-n':
        return Math.max(...scores);
      case 'majority':
        return group.votes;
      case 'weighted':
        return group.weight;
      case 'pessimistic': {
        // mean score − β · ln(N) / (n + 1): an answer seen once is not trusted for one high score.
        const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
        return mean - ((options.pessimism ?? 0.1) * Math.log(count)) / (group.votes + 1);
      }
    }
  });
}

/** An equal answer in another form than the question asks for, 2.125 for a fraction, is not proven by the group's. */
const isProven = ({ exact }: Voter): boolean => exact?.answer === 1;

/** The member with the best score, by chance among equals; where some are proven, one of those. */
function bestMember(
  { members }: Group,
  voters: readonly Voter[],
  { scoreOf, random }: { scoreOf: ReadonlyMap<number, number | null>; random: Random },
): number {
  const proven = voters.filter((voter) => members.includes(voter.index) && isProven(voter));
  const among = proven.length > 0 ? proven.map(({ index }) => index) : members;
  const score = (index: number): number => scoreOf.get(index) ?? 0;
  const best = Math.max(...among.map(score));
  return random.pick(among.filter((index) => score(index) === best));
}
