import { describe, expect, it } from 'vitest';
import { Random } from '../../../../base/random.ts';
import { familiesNamed } from '../../../../data/generate.ts';
import { equivalent } from '../../../equivalent.ts';
import { checkAnswer } from '../../check-answer.ts';
import { readQuestion } from '../../read-question.ts';

/** An answer with its first number one greater, or with the other sign. */
function nearMisses(answer: string): string[] {
  const greater = answer.replace(/\d+/, (digits) => (BigInt(digits) + 1n).toString());
  return [greater, answer.startsWith('-') ? answer.slice(1) : `-${answer}`];
}

/** Families whose questions are meant to be read, whatever their wording. */
const read = [
  'sequence-next-term', 'sequence-nth-term', 'arithmetic-series', 'geometric-series', 'combine-polynomials',
  'compose-functions', 'coefficient-named', 'completing-the-square', 'mean', 'median', 'point-distance',
  'line-through-points', 'circle', 'volume', 'determinant', 'dot-product', 'set-operations', 'two-dice',
  'letter-sequence-probability', 'marble-probability',
]; // prettier-ignore

describe('questions of the generators', () => {
  it('never calls a right answer wrong, nor a near miss right', { timeout: 120_000 }, () => {
    let proven = 0;
    for (const family of familiesNamed(undefined)) {
      for (const difficulty of [2, 6]) {
        const { problem, answer } = family.draw(new Random(23, difficulty), difficulty, 'train');
        if (readQuestion(problem)?.kind !== 'worked') continue;
        const { verdict } = checkAnswer(problem, answer);
        expect([problem, answer, verdict]).not.toEqual([problem, answer, 'wrong']);
        proven += verdict === 'correct' ? 1 : 0;
        for (const miss of nearMisses(answer)) {
          const isRight = checkAnswer(problem, miss).verdict === 'correct';
          if (isRight)
            expect([problem, miss, equivalent(answer, miss).verdict]).toEqual([problem, miss, 'equal']);
        }
      }
    }
    expect(proven).toBeGreaterThan(60);
  });

  it.each(read)('reads %s', (name) => {
    const [family] = familiesNamed([name]);
    const draws = Array.from({ length: 10 }, (_, i) => family?.draw(new Random(31, i), 1 + (i % 6), 'train'));
    const known = draws.filter((one) => one !== undefined && readQuestion(one.problem)?.kind === 'worked');
    expect(known.length).toBeGreaterThanOrEqual(7);
  });
});
