import { expect, it } from 'vitest';
import { noUsage } from '../engine/rows.ts';
import { checkSolution, splitSteps } from '../grade/index.ts';
import { decide } from '../search/decide.ts';
import { compareAnswers, toVoter } from './candidates.ts';
import type { Candidate } from './contracts.ts';
import { toSolveResult } from './solve-result.ts';

const solved = (problem: string, answers: readonly string[]) => {
  const candidates = answers.map((answer, index): Candidate => {
    const text = `$\\boxed{${answer}}$`;
    const steps = splitSteps(text);
    const { steps: exact } = checkSolution(
      steps.map((step) => step.text),
      { problem },
    );
    const scores = { score: 0.9, scoreRaw: 0.9, stepScores: [], meanLogprob: -0.1 };
    return { index, text, steps, answer, tokens: 5, finish: 'stop', ...scores, exact, seed: 1 };
  });
  return toSolveResult({
    request: { problem },
    model: { id: 'm', precision: 'f32', calibrated: false },
    device: 'cpu',
    candidates,
    decision: decide(candidates.map(toVoter), compareAnswers(problem), {
      rule: 'majority',
      seed: 1,
      confidence: null,
    }),
    usage: noUsage,
    loadMs: 1,
    totalMs: 1,
  });
};

it('says what a question comes to where it disproves every answer', () => {
  const { winner, abstained } = solved('How many seconds are there in 2.5 hours?', ['150', '25']);
  expect(winner).toBeNull();
  expect(abstained?.reason).toBe(
    'all 2 answers are disproved by the question itself, worked out exactly: it is 9000',
  );
});

it('says it without commands of LaTeX', () => {
  const problem = 'Two fair dice are rolled. What is the probability that the sum is 7?';
  expect(solved(problem, ['1/2', '1/3']).abstained?.reason).toMatch(/: it is 1\/6$/);
  const sets = 'If A = {1, 2} and B = {2, 3}, what is A ∪ B?';
  expect(solved(sets, ['\\{2\\}', '\\{1, 2\\}']).abstained?.reason).toMatch(/: it is \{1, 2, 3\}$/);
});

it('adds nothing where an answer holds, or where nothing is worked out', () => {
  expect(solved('How many seconds are there in 2.5 hours?', ['150', '9000']).winner?.answer).toBe('9000');
  const { abstained } = solved('Tell me a number.', ['1', '2', '3', '4']);
  expect(abstained?.reason).toBe('all 4 attempts end in different answers');
});
