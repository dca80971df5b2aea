import { describe, expect, it } from 'vitest';
import { documentMacros, inputFiles } from './macros.ts';

describe('macros of a document', () => {
  const rows: readonly [string, Record<string, string>][] = [
    ['\\newcommand{\\R}{\\mathbb{R}}', { '\\R': '\\mathbb{R}' }],
    ['\\newcommand\\half[1]{\\frac{#1}{2}}', { '\\half': '\\frac{#1}{2}' }],
    ['\\def\\eps{\\varepsilon}', { '\\eps': '\\varepsilon' }],
    ['\\DeclareMathOperator{\\lcm}{lcm}', { '\\lcm': '\\operatorname{lcm}' }],
    ['% \\newcommand{\\no}{x}', {}],
    ['\\newcommand{\\loop}{\\loop\\loop}', {}],
    ['\\newcommand{\\open}{never closed', {}],
    ['\\newcommand{\\a}{1}\\renewcommand{\\a}{2}', { '\\a': '2' }],
  ];
  for (const [text, macros] of rows)
    it(text, () => {
      expect(documentMacros(text)).toEqual(macros);
    });
});

it('takes in files of the same folder only', () => {
  expect(
    inputFiles('\\input{macros}\n\\include{a.tex}\n\\input{../secret}\n% \\input{no}\n\\input{/etc/passwd}'),
  ).toEqual(['macros.tex', 'a.tex']);
});
