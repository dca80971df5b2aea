import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extract, type Extraction } from './extract.ts';

const rows: [solution: string, kind: Extraction['kind'], answer: string | null][] = [
  ['', 'none', null],
  ['I do not know how to do this.', 'none', null],
  ['So \\boxed{5}.', 'one', '5'],
  ['$x = <<15/3=5>>5$', 'one', '5'],
  ['(a) $b = <<5/3=5/3>>\\frac{5}{3}$\n(b) $\\boxed{<<1+2=3>>3}$', 'parts', '(a) \\frac{5}{3}, (b) 3'],
  ['So $x=\\boxed{\\frac{1}{2}}$.', 'one', '\\frac{1}{2}'],
  ['\\boxed{\\boxed{7}}', 'one', '7'],
  ['\\boxed 3', 'one', '3'],
  ['\\boxed{\\left\\{1, 2\\right\\}}', 'one', '\\left\\{1, 2\\right\\}'],
  ['Answer \\boxed{4}. That is, \\boxed{4}.', 'one', '4'],
  ['$x = \\boxed{1}$ or $x = \\boxed{2}$', 'several', '1, 2'],
  ['$\\boxed{1}, \\boxed{2}$, and $\\boxed{3}$', 'several', '1, 2, 3'],
  ['So \\boxed{4}. Wait, that is wrong. It is \\boxed{5}.', 'contradicting', '5'],
  ['He sold 24.\n#### 72', 'one', '72'],
  ['#### Step 1\nAdd.\nThe answer is 6.', 'one', '6'],
  ['The answer is 42.', 'one', '42'],
  ['The final answer is: $\\frac{3}{4}$.', 'one', '\\frac{3}{4}'],
  ['**Answer:** 12 apples', 'one', '12 apples'],
  ['Thus, the correct answer is (B).', 'one', '(B)'],
  ['The answer is option C', 'one', 'C'],
  ['The answer to the question is 3.5 because it is.', 'one', '3.5'],
  ['Final Answer: The final answer is $x = 2$. I hope it is correct.', 'one', 'x = 2'],
  ['The answers are 3 and 4.', 'one', '3 and 4'],
  ['Answer: 3\nHmm.\nAnswer: 4', 'contradicting', '4'],
  ['Therefore, the area is $12\\pi$.', 'one', '12\\pi'],
  ['Therefore, she has 15 apples left.', 'one', '15 apples left'],
  ['We get\n$$2 + 3 = 5.$$', 'one', '5'],
  ['So\n\\[x = 5\\]', 'one', 'x = 5'],
  ['\\begin{align*} 2x &= 4 \\\\ x &= 2 \\end{align*}', 'one', 'x &= 2'],
  ['3x = 15\nx = 5', 'one', 'x = 5'],
  ['(a) The answer is 3.\n(b) The answer is 4.', 'parts', '(a) 3, (b) 4'],
  ['(a) $x = \\boxed{1}$\n\n(b) $y = \\boxed{2}$', 'parts', '(a) 1, (b) 2'],
  ['\\boxed{(a) 5, (b) 7}', 'parts', '(a) 5, (b) 7'],
  ['She has 48+24 = <<48+24=72>>72 clips.', 'one', '72'],
  ['\\boxed{3', 'none', null],
  ['So the answer is $$$', 'none', null],
  ['The answer is: ...', 'none', null],
  ['\\boxed{?}', 'none', null],
  ['x = ', 'none', null],
  ['\\boxed{\\varnothing}', 'one', '\\varnothing'],
  ['\\boxed{∅}', 'one', '∅'],
];

describe('extract', () => {
  for (const [solution, kind, answer] of rows) {
    it(`${kind}: ${JSON.stringify(solution)}`, () => {
      const found = extract(solution);
      expect({ kind: found.kind, answer: found.answer }).toEqual({ kind, answer });
    });
  }

  it('gives ranges that hold the answers', () => {
    for (const [solution] of rows) {
      for (const stated of extract(solution).answers) {
        expect(solution.slice(stated.start, stated.end)).toBe(stated.text);
      }
    }
  });

  it('never throws, and its ranges hold on any text', () => {
    const piece = fc.constantFrom(
      '\\boxed{',
      '}',
      '#### ',
      'The answer is ',
      '$',
      '\\[',
      '\\]',
      '(a) ',
      '\n',
      ' = ',
      '.',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        const solution = pieces.join('');
        for (const { text, start, end } of extract(solution).answers)
          expect(solution.slice(start, end)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});
