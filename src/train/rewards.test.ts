import { describe, expect, it } from 'vitest';
import { relateAnswers, rewardOf } from './rewards.ts';

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
