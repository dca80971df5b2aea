/** Whatever the search says about an abstention is said in the display language. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import german from '../../l10n/bundle.l10n.de.json' with { type: 'json' };
import { loadWords } from '../l10n.ts';
import { abstentionReason, adviceText } from './abstention-words.ts';

describe('in German', () => {
  beforeAll(() => {
    loadWords(JSON.stringify(german));
  });
  afterAll(() => {
    loadWords('{}');
  });

  const doubt = 'the best answer is only 50% likely to be right, and below 74% none is put forward';
  it.each([
    ['keiner von 2 Versuchen', 'none of 2 attempts reached an answer'],
    ['kein Versuch', 'no attempt was finished'],
    ['kein Teil', 'no part has an answer'],
    ['nur zu 50 %', doubt],
    [
      'zu weniger als 1 %',
      'the best answer is less than 1% likely to be right, and below 74% none is put forward',
    ],
    ['anders als alle', `the problem is unlike those that the model knows; ${doubt}`],
    ['alle 4 Versuche', 'all 4 attempts end in different answers'],
    ['die einzige Antwort', 'the only answer is disproved by the question itself, worked out exactly'],
    ['alle 2 Antworten', 'all 2 answers are disproved by the question itself, worked out exactly'],
    [
      'ausgerechnet: es ist 9000',
      'all 2 answers are disproved by the question itself, worked out exactly: it is 9000',
    ],
    ['Teil (a): alle 4 Versuche', 'part (a): all 4 attempts end in different answers'],
  ])('%s', (said, reason) => {
    expect(abstentionReason(reason)).toContain(said);
  });

  it('leaves a sentence as it is that it does not know', () => {
    expect(abstentionReason('the window was closed')).toBe('the window was closed');
    expect(adviceText('put what it shows into words')).toBe('put what it shows into words');
  });
});
