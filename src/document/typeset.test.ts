import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { answerTex, hideCalculatorMarks, inlineTex, parseInline, parseTypeset } from './typeset.ts';

describe('calculator marks', () => {
  const rows: readonly [string, string][] = [
    ['48/2 = <<48/2=24>>24 clips', '48/2 = 24 clips'],
    ['a <<1+1=2>>2 and <<2*3=6>>6', 'a 2 and 6'],
    ['still writing <<48/2', 'still writing '],
    ['x < 3', 'x < 3'],
    ['1 << 3 is a shift\nnext', '1 << 3 is a shift\nnext'],
  ];
  for (const [text, expected] of rows)
    it(JSON.stringify(text), () => {
      expect(hideCalculatorMarks(text)).toBe(expected);
    });
});

describe('inline formulas', () => {
  const tex = (text: string): string[] =>
    parseInline(text).flatMap((inline) => (inline.kind === 'math' ? [inline.tex] : []));
  const rows: readonly [string, string[]][] = [
    ['so $x=2$ holds', ['x=2']],
    ['so \\(x=2\\) holds', ['x=2']],
    ['it costs $5 and then $7 more', []],
    ['from $5 to $10', []],
    ['\\$3 and $y$', ['y']],
    ['the answer is \\boxed{\\frac{1}{2}}.', ['\\boxed{\\frac{1}{2}}']],
    ['unclosed $x + 1', []],
    ['`$x$` is code', []],
    ['$a\\$b$', ['a\\$b']],
  ];
  for (const [text, expected] of rows)
    it(JSON.stringify(text), () => {
      expect(tex(text)).toEqual(expected);
    });
});

describe('blocks', () => {
  it('keeps display formulas, lists, headings and fences apart', () => {
    const blocks = parseTypeset(
      '## Step 1\nFirst **add** 2.\n\n\\[x+2=4\\]\n\n1. one\n2. two\n```\ncode $x$\n```\n\\begin{align*}a&=b\\end{align*}',
    );
    expect(blocks.map((block) => block.kind)).toEqual([
      'heading',
      'paragraph',
      'display',
      'item',
      'item',
      'code',
      'display',
    ]);
  });

  it('loses no letter of plain text, whatever it is given', () => {
    const alphabet = fc.constantFrom(
      '$',
      '\\',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '*',
      '`',
      '#',
      'a',
      '1',
      ' ',
      '\n',
      '<',
    );
    const letters = (text: string): string => text.replace(/[^a1]/g, '');
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 60 }), (text) => {
        const shown = parseTypeset(text)
          .flatMap((block) => {
            if (block.kind === 'display') return [block.source];
            if (block.kind === 'code') return [block.text];
            const inline = block.content.map((part) => (part.kind === 'math' ? part.source : part.text));
            return block.kind === 'item' ? [block.marker, ...inline] : inline;
          })
          .join('');
        const expected = letters(hideCalculatorMarks(text));
        fc.pre(!text.includes('```'));
        expect(letters(shown)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});

it('writes a display so that it can stand in a line', () => {
  expect(inlineTex('\\begin{align*}a&=b\\end{align*}')).toBe('\\begin{aligned}a&=b\\end{aligned}');
  expect(inlineTex('\\begin{equation}x\\end{equation}')).toBe('x');
  expect(inlineTex('\\begin{pmatrix}1\\end{pmatrix}')).toBe('\\begin{pmatrix}1\\end{pmatrix}');
});

it('sets the names of parts as words', () => {
  expect(answerTex('(a) 15, (b) \\frac{1}{2}')).toBe('\\text{(a) }15,\\enspace \\text{(b) }\\frac{1}{2}');
  expect(answerTex('(1, 2)')).toBe('(1, 2)');
  expect(answerTex('(x + 1)(x - 1)')).toBe('(x + 1)(x - 1)');
});
