import { describe, expect, it } from 'vitest';
import { supervisionStream, type SupervisedExample } from './supervision.ts';

const stream = supervisionStream({ seed: 5, split: 'train' });
const examples = Array.from({ length: 600 }, (_, i) => stream.at(i));
const isWrong = ({ judgements }: SupervisedExample): boolean => judgements.some(({ label }) => !label);
const isRight = (example: SupervisedExample): boolean => example.isWhole && !isWrong(example);

describe('supervision', () => {
  it('gives the same example for the same index, in any order', async () => {
    expect(supervisionStream({ seed: 5, split: 'train' }).at(417)).toEqual(examples[417]);
    const later: SupervisedExample[] = [];
    for await (const example of stream.from(300)) {
      later.push(example);
      if (later.length === 3) break;
    }
    expect(later).toEqual(examples.slice(300, 303));
  });

  it('teaches right solutions whole, each ending in a boxed answer', () => {
    for (const example of examples.filter(isRight)) {
      expect(example.completion).toMatch(/\\boxed\{.*\}\W*$/);
      expect(example.taughtLength).toBe(example.completion.length);
    }
  });

  it('teaches of a wrong solution the whole lines before its first wrong step', () => {
    const wrong = examples.filter(isWrong);
    for (const { completion, taughtLength } of wrong) {
      expect(taughtLength).toBeLessThan(completion.length);
      if (taughtLength > 0) expect(completion[taughtLength]).toBe('\n');
    }
    expect(wrong.filter(({ taughtLength }) => taughtLength > 0).length).toBeGreaterThan(wrong.length / 4);
  });

  it('has both labels for both questions, neither below a quarter', () => {
    for (const question of ['verdict', 'soFar']) {
      const all = examples.flatMap(({ judgements }) => judgements.filter((one) => one.question === question));
      const yes = all.filter(({ label }) => label).length;
      expect(all.length).toBeGreaterThan(100);
      expect(yes / all.length).toBeGreaterThan(0.25);
      expect(yes / all.length).toBeLessThan(0.75);
    }
  });

  it('asks at the ends of steps: Yes up to what is taught, No behind it, a verdict on the whole', () => {
    for (const { completion, taughtLength, judgements, isWhole } of examples)
      for (const { question, label, end } of judgements) {
        expect(end === completion.length || completion[end] === '\n').toBe(true);
        expect(label).toBe(end <= taughtLength);
        if (question === 'verdict') expect(isWhole && end === completion.length).toBe(true);
      }
  });

  it('keeps the asked share of documents for judging', () => {
    const none = supervisionStream({ seed: 5, split: 'train', judgedShare: 0 });
    expect(Array.from({ length: 100 }, (_, i) => none.at(i)).every(isRight)).toBe(true);
    const share = examples.filter((example) => !isRight(example)).length / examples.length;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });
});
