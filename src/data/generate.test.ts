import { describe, expect, it } from 'vitest';
import { Random } from '../base/random.ts';
import { evaluateExpression } from '../exact/calculator.ts';
import { corrupt, harmlessVariant } from './families/corrupt.ts';
import { calculationsIn, visible } from './families/kit/render.ts';
import { families } from './families/registry.ts';
import { isValidation, problemStream } from './generate.ts';

describe('the stream of problems', () => {
  it('gives problem i from (seed, i) alone and resumes anywhere', async () => {
    const options = { seed: 5, split: 'train' } as const;
    const stream = problemStream(options);
    const ahead = Array.from({ length: 12 }, (_, i) => stream.at(i));
    const resumed = [];
    for await (const problem of problemStream(options).from(7)) {
      resumed.push(problem);
      if (resumed.length === 5) break;
    }
    expect(resumed).toEqual(ahead.slice(7));
  });

  it('keeps validation, hard and held-out problems out of training', () => {
    const train = problemStream({ seed: 1, split: 'train' });
    for (let i = 0; i < 400; i++) {
      const problem = train.at(i);
      expect(isValidation(problem)).toBe(false);
      expect(problem.difficulty).toBeLessThanOrEqual(8);
      expect(families.find(({ name }) => name === problem.family)?.heldOut).toBe(false);
    }
    const validation = problemStream({ seed: 1, split: 'validation' });
    for (let i = 0; i < 40; i++) expect(isValidation(validation.at(i))).toBe(true);
    const hard = problemStream({ seed: 1, split: 'held-out-difficulties' });
    for (let i = 0; i < 40; i++) expect(hard.at(i).difficulty).toBeGreaterThanOrEqual(9);
  });

  it('names what is wrong with an unknown family', () => {
    expect(() => problemStream({ seed: 1, split: 'train', families: ['nothing'] })).toThrow(/known family/);
  });
});

describe.each(families.map((family) => [family.name, family] as const))('%s', (_name, family) => {
  const problems = Array.from({ length: 60 }, (_, i) => family.draw(new Random(31, i), 1 + (i % 10)));

  it('has at least 12 wordings, two of them for validation only', () => {
    expect(family.wordings.train + family.wordings.held).toBeGreaterThanOrEqual(12);
    expect(family.wordings.held).toBeGreaterThanOrEqual(2);
  });

  it('fills every calculator mark with what the calculator says and boxes its answer last', () => {
    for (const { steps, answer } of problems) {
      for (const [expression, value] of calculationsIn(steps))
        expect(evaluateExpression(expression)).toMatchObject({ kind: 'value', text: value });
      expect(steps.at(-1)).toContain(`\\boxed{${answer}}`);
      expect(steps.map(visible).join('\n')).not.toMatch(/<<|>>|undefined|NaN|\[object/);
    }
  });

  it('draws and rewrites the same problem from the same origin', () => {
    for (const [i, problem] of problems.entries()) {
      expect(family.draw(new Random(31, i), problem.difficulty)).toEqual(problem);
      expect(harmlessVariant(family, problem, new Random(1, i)).at(-1)).toContain('\\boxed{');
    }
  });

  it('carries an injected error through from its first wrong line', () => {
    let wrong = 0;
    for (const [i, problem] of problems.entries()) {
      const solution = corrupt(family, problem, new Random(3, i));
      if (solution === null) continue;
      wrong++;
      expect(solution.answer).not.toBe(problem.answer);
      const at = solution.firstWrong;
      expect(visible(solution.steps[at]!)).not.toBe(visible(problem.steps[at] ?? ''));
      expect(solution.steps.slice(0, at).map(visible)).toEqual(problem.steps.slice(0, at).map(visible));
    }
    expect(wrong).toBeGreaterThan(problems.length / 4);
  });
});
