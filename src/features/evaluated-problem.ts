/** From a problem's sampled rows to its line in an evaluation: what was written, what is right, what won. Pure. */
import type { EngineDescription } from '../engine/engine.ts';
import { equivalent } from '../grade/index.ts';
import { decide, type DecisionWithParts } from '../search/decide.ts';
import { compareAnswers, exactEvidence, toVoter } from './candidates.ts';
import type { Candidate, EvaluatedProblem } from './contracts.ts';
import { type EvaluateRequest, type EvaluationRow, problemSeed } from './evaluation-rows.ts';
import type { WrittenProblem } from './persist.ts';
import { decisionOptions } from './solve.ts';

/** A problem that the model cannot be asked: as many empty candidates as were wanted, none of them right. */
export function unanswered(
  row: EvaluationRow,
  { samples, seed }: EvaluateRequest,
  reason: string,
): EvaluatedProblem {
  const empty = { text: '', answer: null, tokens: 0, score: 0, scoreRaw: 0, meanLogprob: 0, exact: null };
  return {
    id: row.id,
    ...(row.subject !== undefined && { subject: row.subject }),
    ...(row.level !== undefined && { level: row.level }),
    graded: row.answer !== undefined,
    seed: problemSeed(seed, row.id),
    candidates: Array.from({ length: samples }, () => ({ ...empty, correct: isCorrect(row, null) })),
    groups: [],
    winner: null,
    abstained: reason,
    attempts: 0,
    familiarity: null,
    seconds: 0,
  };
}

export interface Solved {
  readonly request: EvaluateRequest;
  readonly description: EngineDescription;
  readonly familiarity: number | null;
  readonly seconds: number;
}

export interface AskedProblem extends WrittenProblem {
  readonly row: EvaluationRow;
}

function candidatesOf({ reader, rows }: AskedProblem): readonly Candidate[] {
  return [...rows].sort((a, b) => a.row - b.row).map((one) => reader.candidate(one));
}

function decideOn(row: EvaluationRow, candidates: readonly Candidate[], solved: Solved): DecisionWithParts {
  const { request, description, familiarity } = solved;
  return decide(candidates.map(toVoter), compareAnswers(row.problem), {
    ...decisionOptions(request, description),
    familiarity,
    seed: problemSeed(request.seed, row.id),
  });
}

/**
 * The result of a problem. The first `samples` of its rows are its candidates, drawn independently of
 * each other, which the estimators need; those written on after them, where there are any, only help to decide.
 */
export function toResult(problem: AskedProblem, solved: Solved): EvaluatedProblem {
  const { row } = problem;
  const { seconds } = solved;
  const written = candidatesOf(problem);
  const candidates = written.slice(0, solved.request.samples);
  const first = decideOn(row, candidates, solved);
  const { winner, abstained } = written.length === candidates.length ? first : decideOn(row, written, solved);
  return {
    id: row.id,
    ...(row.subject !== undefined && { subject: row.subject }),
    ...(row.level !== undefined && { level: row.level }),
    graded: row.answer !== undefined,
    seed: problemSeed(solved.request.seed, row.id),
    candidates: candidates.map((candidate) => gradedCandidate(candidate, row)),
    groups: first.groups.map(({ members, weight }) => ({ members, weight })),
    winner:
      winner === null
        ? null
        : { answer: winner.answer, confidence: winner.confidence, correct: isCorrect(row, winner.answer) },
    abstained: abstained?.reason ?? null,
    attempts: written.length,
    familiarity: solved.familiarity,
    seconds,
  };
}

function gradedCandidate(candidate: Candidate, row: EvaluationRow): EvaluatedProblem['candidates'][number] {
  const { text, answer, tokens, score, scoreRaw, meanLogprob } = candidate;
  const exact = candidate.exact === null ? null : exactEvidence(candidate.exact);
  return { text, answer, tokens, score, scoreRaw, meanLogprob, exact, correct: isCorrect(row, answer) };
}

/** Null where there is no gold answer, or where the grader cannot tell: those do not count as wrong or right. */
function isCorrect(row: EvaluationRow, answer: string | null): boolean | null {
  if (row.answer === undefined) return null;
  if (answer === null) return false;
  const { verdict } = equivalent(row.answer, answer, { problem: row.problem });
  return verdict === 'unknown' ? null : verdict === 'equal';
}
