import { describe, expect, it } from 'vitest';
import { familiarWordings } from './familiar.ts';

describe('a problem in familiar words', () => {
  it.each([
    ['Write 13 in binary.', 'Convert 13 to base 2.'],
    ['Prime factorization of 84', 'What is the prime factorization of 84?'],
    [
      'By how much does a line through (7, -6) and (0, -1) rise per unit of x?',
      'What is the slope of the line through (7, -6) and (0, -1)?',
    ],
    ['Carry on: -62, -56, -44', 'What is next in -62, -56, -44?'],
    // definitions stay
    ['Let $o = -22 - (-32)$. Does $o$ go into $800$ exactly?', 'Let o = -22 - (-32). Does o divide 800?'],
  ])('%s', (problem, first) => {
    expect(familiarWordings(problem)[0]).toBe(first);
    expect(familiarWordings(problem)).toHaveLength(2);
    expect(familiarWordings(problem)[1]).toBe(problem);
  });

  it('is asked as it was written first where that is known, and as its kind is asked for after it', () => {
    expect(familiarWordings('For which x is x^2 = 49?')).toEqual([
      'For which x is x^2 = 49?',
      'Solve x^2 = 49 for x.',
    ]);
    expect(familiarWordings('If $f(x) = 2x + 1$, what is $f(4)$?')[0]).toBe(
      'If $f(x) = 2x + 1$, what is $f(4)$?',
    );
  });

  it('has integrals and large numbers as they are asked for most plainly', () => {
    expect(familiarWordings('Work out $\\int_0^2 3x^2\\,dx$.')[1]).toBe(
      'What is $\\int_{0}^{2} 3x^2 \\, dx$?',
    );
    expect(familiarWordings('Integrate x^2 + 1 from 0 to 3.')[1]).toBe(
      'What is $\\int_{0}^{3} (x^2 + 1) \\, dx$?',
    );
    expect(familiarWordings('Find $\\int (2x+3) dx$.')[1]).toBe('What is $\\int (2x+3) \\, dx$?');
    expect(familiarWordings('Round 47,582 to the nearest thousand.')[0]).toBe(
      'Round 47582 to the nearest thousand.',
    );
    expect(familiarWordings('How far is (1,200) from (3, 4)?')[0]).toContain('(1,200)');
  });

  it('has slips mended and formulas left', () => {
    expect(familiarWordings('Sovle $3x+5=20$ for $x$.')[0]).toBe('Solve $3x+5=20$ for $x$.');
  });

  it('stays a story', () => {
    const story = 'Tom has 12 apples and gives away 5. How many are left?';
    expect(familiarWordings(story)).toEqual([story]);
    const long = `${'Tom buys an apple. '.repeat(60)}How many?`;
    expect(familiarWordings(long)).toEqual([long]);
  });
});
