import { describe, expect, it } from 'vitest';
import { supervisionStream, type SupervisedExample } from './supervision.ts';

const stream = supervisionStream({ seed: 5, split: 'train' });
const examples = Array.from({ length: 600 }, (_, i) => stream.at(i));
const judged = (question: string): SupervisedExample[] =>
  examples.filter((example) => example.judgement?.question === question);
const isRight = (example: SupervisedExample): boolean =>
  example.isWhole && example.judgement?.label !== false;

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
    const wrong = examples.filter(({ judgement }) => judgement?.label === false);
    for (const { completion, taughtLength } of wrong) {
      expect(taughtLength).toBeLessThan(completion.length);
      if (taughtLength > 0) expect(completion[taughtLength]).toBe('\n');
    }
    expect(wrong.filter(({ taughtLength }) => taughtLength > 0).length).toBeGreaterThan(wrong.length / 4);
  });

  it('has both labels for both questions, neither below a quarter', () => {
    for (const question of ['verdict', 'soFar']) {
      const all = judged(question);
      const yes = all.filter(({ judgement }) => judgement?.label === true).length;
      expect(all.length).toBeGreaterThan(50);
      expect(yes / all.length).toBeGreaterThan(0.25);
      expect(yes / all.length).toBeLessThan(0.75);
    }
  });

  it('keeps the asked share of documents for judging', () => {
    const none = supervisionStream({ seed: 5, split: 'train', judgedShare: 0 });
    expect(Array.from({ length: 100 }, (_, i) => none.at(i)).every(isRight)).toBe(true);
    const share = examples.filter((example) => !isRight(example)).length / examples.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
  });
});
