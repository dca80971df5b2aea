import { describe, expect, it } from 'vitest';
import { checkAnswer } from './check-answer.ts';
import { withKnownSpelling } from './spelling.ts';

describe('slips in the words of a question', () => {
  it.each([
    ['Which nummbers j satisfy -3*j + 15 > 12?', 'Which numbers j satisfy -3*j + 15 > 12?'],
    ['-76704 diviedd by -1128', '-76704 divided by -1128'],
    ['Sovle 2x = 8.', 'Solve 2x = 8.'],
    ['Give -169/65 in simplesst form.', 'Give -169/65 in simplest form.'],
    ['the line passig through', 'the line passing through'],
  ])('%s', (written, meant) => {
    expect(withKnownSpelling(written)).toBe(meant);
  });

  it.each([
    // other words, however near
    'The price of 5 stars',
    'Maria later shares her pints of cider with Peter',
    'a quartz prism',
    // formulas
    '\\sinh(x) + \\text{numbr}',
    'sotre(x) = 5',
    'x_{numbr}',
  ])('leaves %s alone', (written) => {
    expect(withKnownSpelling(written)).toBe(written);
  });

  it('are read as what was meant', () => {
    expect(checkAnswer('Sovle 3x + 5 = 20 for x.', '5').verdict).toBe('correct');
    expect(checkAnswer('What is the gretest common divisor of 12 and 18?', '6').verdict).toBe('correct');
  });
});
