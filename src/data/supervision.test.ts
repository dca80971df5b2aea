import { describe, expect, it } from 'vitest';
import { supervisionStream, type SupervisedExample } from './supervision.ts';

const stream = supervisionStream({ seed: 5, split: 'train' });
const examples = Array.from({ length: 600 }, (_, i) => stream.at(i));
const judged = (question: string): SupervisedExample[] =>
  examples.filter((example) => example.judgement?.question === question && !example.isTaught);

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

  it('teaches only right and whole solutions, each ending in a boxed answer', () => {
    for (const example of examples.filter(({ isTaught }) => isTaught)) {
      expect(example.isWhole).toBe(true);
      expect(example.completion).toMatch(/\\boxed\{.*\}\W*$/);
      expect(example.judgement).toEqual({ question: 'verdict', label: true });
    }
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
    expect(Array.from({ length: 100 }, (_, i) => none.at(i)).every(({ isTaught }) => isTaught)).toBe(true);
    const share = examples.filter(({ isTaught }) => !isTaught).length / examples.length;
    expect(share).toBeGreaterThan(0.24);
    expect(share).toBeLessThan(0.36);
  });
});
