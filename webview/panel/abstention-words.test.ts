/** Whatever the search says about an abstention is said in the display language. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import german from '../../l10n/bundle.l10n.de.json' with { type: 'json' };
import type { Voter } from '../../src/search/candidates.ts';
import { decide, type Abstention, type DecisionOptions } from '../../src/search/decide.ts';
import { loadWords } from '../l10n.ts';
import { abstentionReason, adviceText } from './abstention-words.ts';

const voters = (...answers: readonly (string | null)[]): Voter[] =>
  answers.map((answer, index) => ({ index, answer, score: 0.5 }));
const disproved = (voter: Voter): Voter => ({ ...voter, exact: { proven: 0, refuted: true, answer: -1 } });
const inParts = (index: number, a: string): Voter => ({
  index,
  answer: `(a) ${a}, (b) 2`,
  score: 0.5,
  parts: [
    { part: 'a', answer: a },
    { part: 'b', answer: '2' },
  ],
});
const sure = (bias: number): Partial<DecisionOptions> => ({
  minConfidence: 0.74,
  confidence: {
    bias,
    share: 0,
    bestScore: 0,
    logCount: 0,
    logprob: 0,
    familiarity: 0,
    proven: 0,
    refuted: 0,
    answer: 0,
  },
});

function abstentionOf(list: readonly Voter[], more: Partial<DecisionOptions> = {}): Abstention {
  const options: DecisionOptions = { rule: 'majority', seed: 0, confidence: null, ...more };
  const { abstained } = decide(list, (x, y) => (x === y ? 'same' : 'different'), options);
  if (abstained === null) throw new Error('expected an abstention');
  return abstained;
}

describe('in German', () => {
  beforeAll(() => {
    loadWords(JSON.stringify(german));
  });
  afterAll(() => {
    loadWords('{}');
  });

  it.each<[string, Abstention]>([
    ['keiner von 2 Versuchen', abstentionOf(voters(null, null))],
    ['kein Versuch', abstentionOf([])],
    ['nur zu 50 %', abstentionOf(voters('1'), sure(0))],
    ['zu weniger als 1 %', abstentionOf(voters('1'), sure(-9))],
    ['anders als alle', abstentionOf(voters('1'), { ...sure(0), familiarity: -3, minFamiliarity: -2 })],
    ['alle 4 Versuche', abstentionOf(voters('1', '2', '3', '4'))],
    ['die einzige Antwort', abstentionOf(voters('1').map(disproved))],
    ['alle 2 Antworten', abstentionOf(voters('1', '2').map(disproved))],
    ['Teil (a): alle 4 Versuche', abstentionOf(['1', '3', '4', '5'].map((a, i) => inParts(i, a)))],
  ])('%s', (said, abstained) => {
    expect(abstentionReason(abstained.reason)).toContain(said);
    for (const advice of abstained.advice) expect(adviceText(advice)).not.toBe(advice);
  });

  it('leaves a sentence as it is that it does not know', () => {
    expect(abstentionReason('the window was closed')).toBe('the window was closed');
    expect(adviceText('put what it shows into words')).toBe('put what it shows into words');
  });
});
