import { describe, expect, it } from 'vitest';
import { documentBlocks } from '../document/blocks.ts';
import { fileMacros, fileProblems } from './file-problems.ts';

const markdown = `# Sheet

## Problem 1

Solve $3x + 5 = 20$.

## Solution

$x = 5$

## Problem 2

Show that $n^2 + n$ is even.
`;

describe('the problems of a file', () => {
  it('are its labelled problems with their lines, and say which no model is asked', async () => {
    const problems = fileProblems(markdown, await documentBlocks(markdown, 'markdown'));
    expect(problems.map(({ text, line, declined }) => ({ text, line, declined }))).toEqual([
      { text: 'Solve $3x + 5 = 20$.', line: 5, declined: null },
      { text: 'Show that $n^2 + n$ is even.', line: 13, declined: 'proof' },
    ]);
    for (const { start, end, text } of problems) expect(markdown.slice(start, end)).toBe(text);
  });

  it('count lines whatever ends them', async () => {
    const text = markdown.replaceAll('\n', '\r\n');
    const problems = fileProblems(text, await documentBlocks(text, 'markdown'));
    expect(problems.map(({ line }) => line)).toEqual([5, 13]);
  });
});

describe('the macros of a file', () => {
  const tex = '\\newcommand{\\half}[1]{\\frac{#1}{2}}\n\\input{names}\n\\input{missing}\n';
  const read = (name: string): Promise<string> =>
    name === 'names.tex'
      ? Promise.resolve('\\newcommand{\\R}{\\mathbb{R}}')
      : Promise.reject(new Error(`no ${name}`));

  it('are its own and those of the files it takes in; one that is missing defines nothing', async () => {
    expect(await fileMacros(tex, 'homework.tex', read)).toEqual({
      '\\half': '\\frac{#1}{2}',
      '\\R': '\\mathbb{R}',
    });
  });

  it('of other languages are its own alone', async () => {
    expect(await fileMacros(tex, 'notes.md', read)).toEqual({ '\\half': '\\frac{#1}{2}' });
  });
});
