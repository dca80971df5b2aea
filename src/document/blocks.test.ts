import { beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { blockAt, documentBlocks, documentLanguage, lineAt, type DocumentLanguage } from './blocks.ts';
import type { DocumentBlock, ParseOptions } from './block.ts';

interface Row {
  readonly name: string;
  readonly language: DocumentLanguage;
  readonly text: string;
  /** kind: content, in order. */
  readonly blocks: readonly string[];
  readonly options?: ParseOptions;
}

const rows: readonly Row[] = [
  {
    name: 'headings',
    language: 'markdown',
    text: '# Sheet 1\n\n## Problem 1\n\nSolve $x+1=2$.\n\n## Solution\n\n$$x=1$$\n\n## Notes\n\nbye',
    blocks: ['problem: Solve $x+1=2$.', 'solution: $$x=1$$', 'text: bye'],
  },
  {
    name: 'bold labels in the paragraph',
    language: 'markdown',
    text: '**Problem 2.** What is 2+3?\n\n**Solution.** It is 5.\n\nSo five.\n\n---\n\nOther.',
    blocks: ['problem: What is 2+3?', 'solution: It is 5.\n\nSo five.', 'text: Other.'],
  },
  {
    name: 'a label above a display formula and a fence',
    language: 'markdown',
    text: '**Exercise**\n\nSolve\n\n```math\nx^2=4\n```\n\n**Solution:**\n\n- $x=2$\n- $x=-2$',
    blocks: ['problem: Solve\n\n```math\nx^2=4\n```', 'solution: - $x=2$\n- $x=-2$'],
  },
  {
    name: 'steps under a solution stay in it',
    language: 'markdown',
    text: '## Problem\n\nQ\n\n## Solution\n\n### Step 1\n\na\n\n### Step 2\n\nb\n\n## Next\n\nc',
    blocks: ['problem: Q', 'solution: ### Step 1\n\na\n\n### Step 2\n\nb', 'text: c'],
  },
  {
    name: 'a list of exercises',
    language: 'markdown',
    text: '## Exercises\n\n1. Solve $x=1+1$.\n2. Find $3\\cdot 4$.',
    blocks: ['problem: Solve $x=1+1$.', 'problem: Find $3\\cdot 4$.'],
  },
  {
    name: 'a formula after its sentence',
    language: 'markdown',
    text: 'Solve the equation\n\n$$\n3x+5=20\n$$\n\nand smile.',
    blocks: ['text: Solve the equation\n\n$$\n3x+5=20\n$$', 'text: and smile.'],
  },
  {
    name: 'a bold sentence is no label',
    language: 'markdown',
    text: '**Problem solving is fun** and more.\n\nThe solution is near.',
    blocks: ['text: **Problem solving is fun** and more.', 'text: The solution is near.'],
  },
  {
    name: 'German labels',
    language: 'markdown',
    text: '**Aufgabe 3:** Löse $x+1=2$.\n\n**Lösung:** $x=1$',
    blocks: ['problem: Löse $x+1=2$.', 'solution: $x=1$'],
  },
  {
    name: 'LaTeX environments',
    language: 'latex',
    text: '\\begin{document}\n\\begin{exercise}[Easy]\nSolve $3x=6$.\n\\end{exercise}\n\\begin{solution}\n\\begin{align*}\n3x&=6\\\\\nx&=2\n\\end{align*}\n\\end{solution}\n\\end{document}',
    blocks: ['problem: Solve $3x=6$.', 'solution: \\begin{align*}\n3x&=6\\\\\nx&=2\n\\end{align*}'],
  },
  {
    name: 'a solution inside its problem',
    language: 'latex',
    text: '\\begin{problem}What is $2+2$?\\begin{solution}$4$\\end{solution}\\end{problem}',
    blocks: ['problem: What is $2+2$?', 'solution: $4$'],
  },
  {
    name: 'environments of the user',
    language: 'latex',
    text: '\\begin{uebung}Rechne $1+1$.\\end{uebung}\n\\begin{lsg}$2$\\end{lsg}',
    blocks: ['problem: Rechne $1+1$.', 'solution: $2$'],
    options: { environments: { uebung: 'problem', lsg: 'solution' } },
  },
  {
    name: 'LaTeX paragraphs and comments',
    language: 'latex',
    text: '% note\n\\section{A}\nFind \\[x^2=4\\] over the reals.\n\nNext one.',
    blocks: ['text: Find \\[x^2=4\\] over the reals.', 'text: Next one.'],
  },
  {
    name: 'plain text',
    language: 'plain',
    text: 'Problem: 2+2?\n\nSolution:\n\n2+2=4\n\nProblem: 3+3?',
    blocks: ['problem: 2+2?', 'solution: 2+2=4', 'problem: 3+3?'],
  },
];

describe('blocks of a document', () => {
  for (const { name, language, text, blocks, options } of rows)
    it(name, async () => {
      const found = await documentBlocks(text, language, options);
      expect(
        found.map((block) => `${block.kind}: ${text.slice(block.contentStart, block.contentEnd)}`),
      ).toEqual(blocks);
    });

  it('links a solution to its problem', async () => {
    const text = rows[1]?.text ?? '';
    const blocks = await documentBlocks(text, 'markdown');
    expect(blocks.map((block) => block.problem)).toEqual([null, 0, null]);
  });

  it('throws on nothing and keeps its ranges inside the text', async () => {
    const unit = fc.constantFrom(
      '#',
      '*',
      '$',
      '\\',
      '{',
      '}',
      '[',
      ']',
      '\n',
      ' ',
      'a',
      '1',
      '.',
      '-',
      '`',
      'Problem',
      'Solution:',
      '\\begin{problem}',
      '\\end{problem}',
      '%',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit, maxLength: 40 }),
        fc.constantFrom<DocumentLanguage>('markdown', 'latex', 'plain'),
        async (text, language) => {
          for (const block of await documentBlocks(text, language)) {
            expect(block.start).toBeGreaterThanOrEqual(0);
            expect(block.end).toBeLessThanOrEqual(text.length);
            expect(block.contentStart).toBeLessThan(block.contentEnd);
            expect(text.slice(block.contentStart, block.contentEnd).trim()).not.toBe('');
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('the block at a position', () => {
  const text = '**Problem 1.** Is $1+1=2$?\n\n**Solution.** Yes.\n\nLoose end.';
  let blocks: readonly DocumentBlock[];
  beforeAll(async () => {
    blocks = await documentBlocks(text, 'markdown');
  });
  const contentAt = (needle: string, wanted: 'problem' | 'solution'): string | null => {
    const block = blockAt(blocks, text.indexOf(needle), wanted);
    return block === null ? null : text.slice(block.contentStart, block.contentEnd);
  };
  it('is the problem inside a problem and inside its solution', () => {
    expect(contentAt('1+1', 'problem')).toBe('Is $1+1=2$?');
    expect(contentAt('Yes', 'problem')).toBe('Is $1+1=2$?');
  });
  it('is the solution inside a solution and inside its problem', () => {
    expect(contentAt('Yes', 'solution')).toContain('Yes.');
    expect(contentAt('1+1', 'solution')).toContain('Yes.');
  });
  it('falls back to the line', () => {
    expect(lineAt('  a + b \nnext', 3)).toEqual({ start: 2, end: 7 });
    expect(lineAt('a\n\nb', 2)).toBeNull();
  });
});

it('knows languages by id and by file name', () => {
  expect(['markdown', 'x.md', 'latex', 'a/b.tex', 'plaintext', 'python'].map(documentLanguage)).toEqual([
    'markdown',
    'markdown',
    'latex',
    'latex',
    'plain',
    'plain',
  ]);
});
