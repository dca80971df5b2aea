/**
 * Questions as somebody types them: 878 of them, in nine sets that were written before anything was mended for them
 * (test/data/grading). None of their answers may be called wrong, and nine of ten are worked out.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkAnswer } from './check-answer.ts';

const file = new URL('../../../test/data/grading/everyday-questions.jsonl', import.meta.url);
const questions = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { readonly problem: string; readonly answer: string });

it('proves the answers to everyday questions, and disproves none', { timeout: 120_000 }, () => {
  const verdicts = questions.map(({ problem, answer }) => ({
    problem,
    verdict: checkAnswer(problem, answer).verdict,
  }));
  expect(verdicts.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  const proven = verdicts.filter(({ verdict }) => verdict === 'correct').length;
  expect(proven / questions.length).toBeGreaterThan(0.9);
});
