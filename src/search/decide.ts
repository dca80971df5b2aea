/**
 * From candidates to a decision: the winner with its confidence, or an abstention that says why and what to try;
 * part by part where the problem has parts. Pure; one call a wave, and the last call's result is what is shown.
 */
import { percent } from '../base/percent.ts';
import type { ConfidenceCalibration } from '../engine/engine.ts';
import { type Compare, type Group, questionVerdict, type Voter } from './candidates.ts';
import { confidenceOf, provenConfidence, winnerEvidence } from './confidence.ts';
import { vote } from './vote.ts';
import type { Vote, VoteOptions } from './vote.ts';

export interface Winner {
  readonly candidate: number;
  readonly answer: string;
  readonly confidence: number | null;
}

export interface Abstention {
  readonly reason: string;
  readonly advice: readonly string[];
}

export interface Decision {
  readonly groups: readonly Group[];
  readonly winner: Winner | null;
  readonly abstained: Abstention | null;
  /** The leading answer's share of all weight; also set when the decision abstains. */
  readonly share: number;
  /** Whether the question itself proves the leading answer (true), or disproves it (false). */
  readonly proven?: boolean;
}

export interface DecisionWithParts extends Decision {
  readonly parts?: readonly (Decision & { readonly part: string })[];
}

export interface DecisionOptions extends VoteOptions {
  /** How confidence is computed; null for a model without calibration. */
  readonly confidence: ConfidenceCalibration | null;
  /** Abstain below this confidence; only for a calibrated model. Default 0: never. */
  readonly minConfidence?: number;
  /** Mean log-probability of the problem's tokens; null or left out where nobody knows it. */
  readonly familiarity?: number | null;
  /** Below this, an abstention says that the problem is unlike those the model knows. */
  readonly minFamiliarity?: number | null;
  /** Abstain when this many candidates or more have answers and no two agree (uncalibrated only). Default 4. */
  readonly lonelyFrom?: number;
}

/** For a part of a problem: the share of attempts that answer it at all. The others do not vote, and do not agree. */
type PartOptions = DecisionOptions & { readonly spoken?: number };

/**
 * Decides over whole answers, and over each part by itself when at least half of the candidates with an answer give
 * their answer in parts. The overall winner is then the candidate that agrees with the most part winners.
 */
export function decide(
  voters: readonly Voter[],
  compare: Compare,
  options: DecisionOptions,
): DecisionWithParts {
  const answered = voters.filter((voter) => voter.answer !== null);
  const inParts = voters.filter((voter) => (voter.parts?.length ?? 0) > 1);
  if (inParts.length * 2 < Math.max(answered.length, 1) || inParts.length === 0) {
    return decideWhole(voters, compare, options);
  }
  return decideByParts(voters, compare, options);
}

function decideWhole(voters: readonly Voter[], compare: Compare, options: PartOptions): Decision {
  const result = vote(voters, compare, options);
  const { groups, share } = result;
  if (!result.winner) return { groups, winner: null, abstained: withoutAnswer(voters.length), share };
  const { members } = result.winner.group;
  const verdict = questionVerdict(voters.filter(({ index }) => members.includes(index)));
  const learned = confidenceFor(result, voters, options);
  const confidence = verdict === 1 && learned !== null ? Math.max(learned, provenConfidence) : learned;
  const abstained =
    verdict === -1 ? disproved(groups.length) : distrust(result, confidence, verdict, options);
  const winner = { candidate: result.winner.candidate, answer: result.winner.group.answer, confidence };
  return {
    groups,
    winner: abstained ? null : winner,
    abstained,
    share,
    ...(verdict !== 0 && { proven: verdict === 1 }),
  };
}

function confidenceFor(result: Vote, voters: readonly Voter[], options: PartOptions): number | null {
  if (!options.confidence || !result.winner) return null;
  const members = new Set(result.winner.group.members);
  const count = result.groups.reduce((sum, group) => sum + group.votes, 0);
  const evidence = winnerEvidence(
    voters.filter((voter) => members.has(voter.index)),
    { share: result.share * (options.spoken ?? 1), count, familiarity: options.familiarity ?? 0 },
  );
  return evidence === null ? null : confidenceOf(evidence, options.confidence);
}

/** Every answer fails in the question: the best of them would still be wrong. */
function disproved(answers: number): Abstention {
  const all = answers === 1 ? 'the only answer is' : `all ${answers} answers are`;
  return {
    reason: `${all} disproved by the question itself, worked out exactly`,
    advice: ['write more attempts', 'try a stronger model'],
  };
}

function distrust(
  result: Vote,
  confidence: number | null,
  verdict: -1 | 0 | 1,
  options: DecisionOptions,
): Abstention | null {
  if (verdict === 1) return null;
  const minimum = options.minConfidence ?? 0;
  if (confidence !== null) {
    if (confidence >= minimum) return null;
    const doubt = `the best answer is ${confidence < 0.005 ? '' : 'only '}${percent(confidence)} likely to be right, and below ${percent(minimum)} none is put forward`;
    if ((options.familiarity ?? 0) < (options.minFamiliarity ?? -Infinity))
      return {
        reason: `the problem is unlike those that the model knows; ${doubt}`,
        advice: ['state the problem as a textbook would, with its formula', 'try a stronger model'],
      };
    return {
      reason: doubt,
      advice: ['write more attempts', 'state the problem more completely', 'try a stronger model'],
    };
  }
  const answered = result.groups.reduce((sum, group) => sum + group.votes, 0);
  if (answered >= (options.lonelyFrom ?? 4) && result.groups.every((group) => group.votes === 1)) {
    return {
      reason: `all ${answered} attempts end in different answers`,
      advice: ['write more attempts', 'lower the temperature', 'try a stronger model'],
    };
  }
  return null;
}

function withoutAnswer(count: number): Abstention {
  return {
    reason: count === 0 ? 'no attempt was finished' : `none of ${count} attempts reached an answer`,
    advice: ['allow more tokens', 'write more attempts', 'try a stronger model'],
  };
}

function decideByParts(
  voters: readonly Voter[],
  compare: Compare,
  options: DecisionOptions,
): DecisionWithParts {
  const names: string[] = [];
  for (const voter of voters) {
    for (const { part } of voter.parts ?? []) if (!names.includes(part)) names.push(part);
  }
  const parts = names.sort().map((part, i) => {
    const ballots = voters.map((voter) => ({
      ...voter,
      answer: voter.parts?.find((entry) => entry.part === part)?.answer ?? null,
      // What is proven of its lines speaks for each of its parts; what the question proves, for all of them only.
      ...(voter.exact && { exact: { ...voter.exact, answer: 0 as const } }),
    }));
    const spoken = ballots.filter(({ answer }) => answer !== null).length / ballots.length;
    return { part, ...decideWhole(ballots, compare, { ...options, seed: options.seed + i, spoken }) };
  });
  const whole = decideWhole(voters, compare, options);
  const decided = parts.flatMap(({ part, winner }) => (winner ? [{ part, winner }] : []));
  const failed = parts.find(({ abstained }) => abstained !== null);
  if (failed?.abstained || decided.length === 0) {
    const abstained = {
      reason: failed?.abstained
        ? `part (${failed.part}): ${failed.abstained.reason}`
        : 'no part has an answer',
      advice: failed?.abstained?.advice ?? withoutAnswer(voters.length).advice,
    };
    return { ...whole, winner: null, abstained, parts };
  }
  const candidate = closestCandidate(voters, parts);
  const confidences = decided.map(({ winner }) => winner.confidence);
  const winner: Winner = {
    candidate,
    answer: decided.map((entry) => `(${entry.part}) ${entry.winner.answer}`).join(', '),
    // Every part must be right; the least certain one bounds that from above.
    confidence: confidences.some((c) => c === null) ? null : Math.min(...confidences.map((c) => c ?? 0)),
  };
  return { ...whole, winner, abstained: null, parts };
}

/** The candidate in the most winning part groups; the better score among equals, then the earlier. */
function closestCandidate(voters: readonly Voter[], parts: readonly Decision[]): number {
  const agreement = (voter: Voter): number =>
    parts.filter(({ groups }) => groups[0]?.members.includes(voter.index) === true).length;
  const ranked = [...voters].sort(
    (x, y) => agreement(y) - agreement(x) || (y.score ?? 0) - (x.score ?? 0) || x.index - y.index,
  );
  return ranked[0]!.index;
}
