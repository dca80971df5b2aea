import { describe, expect, it } from 'vitest';
import { trainConfig } from '../config.ts';
import { checkTorch } from './torch-limits.ts';

const configOf = (changes: object) =>
  trainConfig([{ place: 'test', changes: { model: 'm', data: ['families:all'], steps: 1, ...changes } }]);

describe('the PyTorch engine', () => {
  it.each([
    [{ recipe: 'pretrain' }],
    [{ recipe: 'sft', ema: 0.9 }],
    [{ recipe: 'grpo' }],
    [{ recipe: 'loop', policy: { lambda: 1, epochs: 2, updates: 2, klCoeff: 0.1 } }],
    [{ recipe: 'loop', policy: { verifier: 'none' } }],
  ])('takes %j', (changes) => {
    expect(() => {
      checkTorch(configOf(changes));
    }).not.toThrow();
  });

  it.each([
    [{ recipe: 'ppo' }, /--recipe: expected pretrain, sft, grpo or loop, got "ppo"/],
    [{ recipe: 'sft', lora: { rank: 4 } }, /lora\.rank: expected 0/],
    [{ recipe: 'sft', evaluateAnswers: 8 }, /evaluateAnswers: expected 0/],
    [
      { recipe: 'loop', policy: { verifier: 'bce' } },
      /policy\.verifier: expected generative or none, got "bce"/,
    ],
    [{ recipe: 'loop', policy: { verifyData: 'stale' } }, /policy\.verifyData/],
    [{ recipe: 'grpo', policy: { sampleRounds: 2 } }, /policy\.sampleRounds/],
    [{ recipe: 'grpo', policy: { referenceEvery: 5 } }, /policy\.referenceEvery/],
    [{ recipe: 'grpo', policy: { group: 1 } }, /policy\.group: expected at least 2, got 1/],
    [{ recipe: 'grpo', supervisedSteps: 5 }, /supervisedSteps/],
    [{ recipe: 'grpo', optimizer: { kind: 'muon' } }, /optimizer\.kind: expected adamw, got "muon"/],
    [{ recipe: 'grpo', ema: 0.5 }, /ema: expected 0, got 0\.5/],
  ])('refuses %j', (changes, message) => {
    expect(() => {
      checkTorch(configOf(changes));
    }).toThrow(message);
  });
});
