import { describe, expect, it } from 'vitest';
import {
  composeReward,
  formatReward,
  lengthReward,
  majorityAnswer,
  relateAnswers,
  rewardOf,
  stepsReward,
} from './rewards.ts';

const cases: readonly (readonly [
  gold: string,
  text: string,
  isFinished: boolean,
  reward: 0 | 1 | null,
  why: string,
])[] = [
  ['5', 'so $\\boxed{5}$', true, 1, 'right'],
  ['1/2', '\\boxed{\\frac{2}{4}}', true, 1, 'equal, written otherwise'],
  ['x^2-1', '\\boxed{(x-1)(x+1)}', true, 1, 'equal as expressions'],
  ['5', '\\boxed{6}', true, 0, 'wrong'],
  ['5', 'it is five or so, who knows', true, 0, 'no answer stated'],
  ['5', '\\boxed{5}', false, 0, 'cut off by the limit, whatever it says'],
  ['5', '\\boxed{}', true, 0, 'an empty box'],
  ['5', '\\boxed{\\frac{)(}', true, 0, 'an unreadable answer'],
  ['5', `\\boxed{${'9'.repeat(30_000)}}`, true, 0, 'an answer past the limits'],
];

describe('rewards', () => {
  it.each(cases)('gold %s: %s', (gold, text, isFinished, reward) => {
    expect(rewardOf(gold, { text, isFinished })).toBe(reward);
  });

  it('leaves out only what was read on both sides and stays open', () => {
    const open = (): 'open' => 'open';
    expect(rewardOf('5', { text: '\\boxed{5}', isFinished: true }, open)).toBeNull();
    expect(rewardOf('5', { text: 'nothing', isFinished: true }, open)).toBe(0);
    expect(relateAnswers('5', '5')).toBe('equal');
    expect(relateAnswers('5', '7')).toBe('different');
  });
});

describe('rewards beside the grade', () => {
  const whole = (text: string) => ({ text, isFinished: true });

  it('pay the format that was asked for: one box, in the last line, within the limit', () => {
    expect(formatReward(whole('x\n$\\boxed{1}$'))).toBe(1);
    expect(formatReward(whole('\\boxed{1}\nso there'))).toBe(0);
    expect(formatReward(whole('\\boxed{1}\n\\boxed{2}'))).toBe(0);
    expect(formatReward({ text: '\\boxed{1}', isFinished: false })).toBe(0);
  });

  it('pay steps that exact algebra confirms, and none with a refuted one', () => {
    expect(stepsReward('Solve 2x = 6.', whole('2x = 6\nx = 3\n\\boxed{3}'))).toBe(1);
    expect(stepsReward('Solve 2x = 6.', whole('2x = 6\nx = 4\n\\boxed{4}'))).toBe(0);
    expect(stepsReward('Solve 2x = 6.', whole('Let me think about it.'))).toBe(0);
  });

  it('shape length: free at first, then falling to −1 at the limit', () => {
    expect([0, 75, 80, 100, 120].map((tokens) => lengthReward(tokens, 100, 25))).toEqual([
      0, 0, -0.2, -1, -1,
    ]);
  });

  it('are added by their weights; an open decision stays open, and the label is the grade', () => {
    const completion = { ...whole('\\boxed{1}'), problem: 'p', tokens: 100 };
    const options = { weights: { format: 0.2, steps: 0, length: 0.5 }, maxTokens: 100 };
    expect(composeReward(1, completion, options)).toEqual({ correct: 1, reward: 0.7 });
    expect(composeReward(0, completion, options)).toEqual({ correct: 0, reward: -0.3 });
    expect(composeReward(null, completion, options)).toEqual({ correct: null, reward: null });
    const grade = { weights: { format: 0, steps: 0, length: 0 }, maxTokens: 100 };
    expect(composeReward(1, completion, grade)).toEqual({ correct: 1, reward: 1 });
  });

  it('take what most completions say where nobody knows the answer', () => {
    const texts = ['\\boxed{1/2}', '\\boxed{3}', '\\boxed{0.5}', 'nothing', '\\boxed{4}'];
    expect(majorityAnswer(texts.map(whole))).toBe('1/2');
    expect(majorityAnswer(texts.map((text) => ({ text, isFinished: false })))).toBeNull();
  });
});
