/**
 * What search knows of a solution: its answer, its score, its length. Texts, tokens and steps belong to others.
 * Candidates without an answer do not vote; candidates without a score count as unjudged, not as wrong.
 */

export interface Voter {
  /** Position in the list of candidates; what the results refer to. */
  readonly index: number;
  readonly answer: string | null;
  /** Answers of parts (a), (b), (c), where the problem has them. */
  readonly parts?: readonly PartAnswer[] | null;
  /** p(Yes)/(p(Yes)+p(No)), in [0, 1]; null when no verifier ran. */
  readonly score: number | null;
  /** Mean log-probability of the tokens that the model chose; absent where it is not known. */
  readonly meanLogprob?: number;
  /** What exact checks say of its lines; absent where none ran. */
  readonly exact?: ExactEvidence;
}

/** What mathematics without a model says of a solution. */
export interface ExactEvidence {
  /** Share of the lines that are proven to follow, in [0, 1]. */
  readonly proven: number;
  /** Whether a line is disproved. */
  readonly refuted: boolean;
  /** Whether the question itself, worked out exactly, proves the answer (1), disproves it (−1) or cannot tell (0). */
  readonly answer: -1 | 0 | 1;
}

/**
 * Whether the question can tell right from wrong and has proven no answer yet: it disproves one at least. Writing on is
 * worth while then, since a right answer would be known as such.
 */
export function awaitsProof(voters: readonly Pick<Voter, 'exact'>[]): boolean {
  const said = voters.map(({ exact }) => exact?.answer ?? 0);
  return said.includes(-1) && !said.includes(1);
}

export interface PartAnswer {
  readonly part: string;
  readonly answer: string;
}

/** What a grader says of two answers. `unknown` is an honest third. */
export type Relation = 'same' | 'different' | 'unknown';
export type Compare = (left: string, right: string) => Relation;

/** Candidates with one answer, as far as can be decided. */
export interface Group {
  readonly answer: string;
  /** Indices of candidates, rising. */
  readonly members: readonly number[];
  readonly votes: number;
  /** Σ score^α over the members; the number of votes where there are no scores. */
  readonly weight: number;
}

/**
 * What the question, worked out exactly, says of the answer that these candidates share: proven (1), disproved (−1) or
 * neither (0). No number of votes outweighs it.
 */
export function questionVerdict(members: readonly Pick<Voter, 'exact'>[]): -1 | 0 | 1 {
  const said = members.map(({ exact }) => exact?.answer ?? 0);
  return said.includes(1) ? 1 : said.includes(-1) ? -1 : 0;
}
