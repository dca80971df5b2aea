/**
 * From a sampled row to a candidate as people see it: its steps, its answer, the model's scores and the exact checks
 * side by side. Pure over plain data; the one place where the grader meets the engine's rows.
 */
import type { Judgement, SampledRow } from '../engine/engine.ts';
import { checkSteps, equivalent, extract, splitSteps } from '../grade/index.ts';
import type { Compare, PartAnswer, Voter } from '../search/candidates.ts';
import type { Candidate, ExactCheck, StepScore } from './contracts.ts';

/** The candidate of a row; `exact` runs the symbolic checks over its steps (at most 200 ms). */
export function toCandidate(row: SampledRow, problem: string, prefix = ''): Candidate {
  const text = prefix + row.text;
  const steps = splitSteps(text);
  return {
    index: row.row,
    text,
    steps,
    answer: extract(text).answer,
    tokens: row.tokenIds.length,
    finish: row.finish,
    score: row.judgement?.verdict?.score ?? null,
    scoreRaw: row.judgement?.verdict?.scoreRaw ?? null,
    stepScores: stepScores(row.judgement, steps.length),
    exact: exactChecks(
      steps.map((step) => step.text),
      problem,
    ),
    seed: row.seed,
    meanLogprob: meanLogprob(row),
  };
}

/** The exact check of each step, or null where a cancelled row has none worth checking. */
function exactChecks(steps: readonly string[], problem: string): readonly ExactCheck[] | null {
  if (steps.length === 0) return null;
  return checkSteps(steps, { problem }).steps;
}

function stepScores(judgement: Judgement | null, count: number): readonly StepScore[] {
  if (judgement === null || judgement.steps.length !== count) return [];
  return judgement.steps.map(({ value, soFar }) => ({
    value: value?.score ?? null,
    soFar: soFar?.score ?? null,
  }));
}

/** Mean log-probability of the tokens that the model drew; 0 for a row without any, as an empty text is certain. */
function meanLogprob(row: SampledRow): number {
  let sum = 0;
  let count = 0;
  for (const [i, logprob] of (row.logprobs ?? []).entries()) {
    if (row.drawn[i] !== 1) continue;
    sum += logprob;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** The final answer of a solution, and the answers of its parts where it has them. */
export function readAnswer(text: string): {
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
  return { index: candidate.index, ...readAnswer(candidate.text), score: candidate.score };
}

/** Mathematical equality of two answers to a problem, as the vote wants it: the problem's own instructions count. */
export function compareAnswers(problem: string): Compare {
  return (left, right) => {
    const { verdict } = equivalent(left, right, { problem });
    return verdict === 'equal' ? 'same' : verdict;
  };
}
