/**
 * From a sampled row to a candidate as people see it: its steps, its answer, the model's scores and the exact checks
 * side by side. Pure over plain data; the one place where the grader meets the engine's rows.
 */
import type { Judgement, SampledRow } from '../engine/engine.ts';
import { meanLogprob } from '../engine/rows.ts';
import { answerEvidence, checkSolution, equivalent, extract, splitSteps } from '../grade/index.ts';
import type { Compare, ExactEvidence, PartAnswer, Voter } from '../search/candidates.ts';
import type { ReadText } from '../search/loop.ts';
import type { Candidate, ExactCheck, StepScore } from './contracts.ts';

/** A solution's text as far as it is read without a model. */
interface ReadSolution {
  readonly text: string;
  readonly steps: Candidate['steps'];
  readonly exact: readonly ExactCheck[] | null;
}

/** Reads the solutions of one problem. */
export interface SolutionReader {
  /** The candidate of a row. */
  candidate(row: SampledRow): Candidate;
  /** What a vote needs beside the score. */
  ballot(text: string): ReadText;
}

/**
 * Equal texts, which are frequent among the samples of one problem, are read and checked once (at most 200 ms each).
 * `prefix` stands before every text.
 */
export function solutionReader(problem: string, prefix = ''): SolutionReader {
  const known = new Map<string, ReadSolution>();
  const read = (written: string): ReadSolution => {
    const text = prefix + written;
    let solution = known.get(text);
    if (solution === undefined) {
      const steps = splitSteps(text);
      const lines = steps.map((step) => step.text);
      // A cancelled row may have no step, and so nothing to check.
      solution = { text, steps, exact: lines.length === 0 ? null : checkSolution(lines, { problem }).steps };
      known.set(text, solution);
    }
    return solution;
  };
  return {
    candidate: (row) => toCandidate(row, read(row.text), prefix !== ''),
    ballot: (text) => {
      const { text: whole, exact, steps } = read(text);
      if (exact === null) return readAnswer(whole);
      const wrong = steps[exact.findIndex(({ verdict }) => verdict === 'wrong')];
      const wrongUpTo = wrong === undefined || wrong.end <= prefix.length ? null : wrong.end - prefix.length;
      return { ...readAnswer(whole), exact: exactEvidence(exact), wrongUpTo };
    },
  };
}

/** The exact checks of all lines in short. */
export function exactEvidence(checks: readonly ExactCheck[]): ExactEvidence {
  return {
    proven: checks.filter(({ verdict }) => verdict === 'correct').length / Math.max(1, checks.length),
    refuted: checks.some(({ verdict }) => verdict === 'wrong'),
    answer: answerEvidence(checks),
  };
}

function toCandidate(row: SampledRow, { text, steps, exact }: ReadSolution, isContinued: boolean): Candidate {
  return {
    index: row.row,
    text,
    steps,
    answer: extract(text).answer,
    tokens: row.tokenIds.length,
    finish: row.finish,
    score: row.judgement?.verdict?.score ?? null,
    scoreRaw: row.judgement?.verdict?.scoreRaw ?? null,
    stepScores: stepScores(row.judgement, steps.length, isContinued),
    exact,
    seed: row.seed,
    meanLogprob: meanLogprob(row),
  };
}

/** One entry a step, or none: what a continuation took over was not judged with it. */
function stepScores(judgement: Judgement | null, count: number, isContinued: boolean): readonly StepScore[] {
  const judged = judgement?.steps ?? [];
  const takenOver = count - judged.length;
  if (judged.length === 0 || takenOver < 0 || (takenOver > 0 && !isContinued)) return [];
  return [
    ...Array.from({ length: takenOver }, () => ({ value: null, soFar: null })),
    ...judged.map(({ value, soFar }) => ({ value: value?.score ?? null, soFar: soFar?.score ?? null })),
  ];
}

/** The final answer of a solution, and the answers of its parts where it has them. */
function readAnswer(text: string): {
  readonly answer: string | null;
  readonly parts: readonly PartAnswer[] | null;
} {
  const { kind, answer, answers } = extract(text);
  return {
    answer,
    parts:
      kind === 'parts' ? answers.map(({ part, text: bare }) => ({ part: part ?? '', answer: bare })) : null,
  };
}

/** What the vote needs of a candidate. */
export function toVoter(candidate: Candidate): Voter {
  const { index, text, score, meanLogprob, exact } = candidate;
  return { index, ...readAnswer(text), score, meanLogprob, ...(exact && { exact: exactEvidence(exact) }) };
}

/** Mathematical equality of two answers to a problem, as the vote wants it: the problem's own instructions count. */
export function compareAnswers(problem: string): Compare {
  return (left, right) => {
    const { verdict } = equivalent(left, right, { problem });
    return verdict === 'equal' ? 'same' : verdict;
  };
}
