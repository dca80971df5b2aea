import { expect, it } from 'vitest';
import { documentBlocks } from './blocks.ts';
import { solutionName } from './solution-name.ts';

const cases: readonly (readonly ['markdown' | 'latex', string, string, string])[] = [
  ['markdown', '## Problem 1\n\nSolve $x = 1$.', 'Solution', 'solution'],
  ['markdown', '## Aufgabe 1\n\nLöse $x = 1$.', 'Lösung', 'loesung'],
  ['markdown', '**Problem.** Solve.\n\n**Worked solution.** Done.', 'Worked solution', 'solution'],
  ['latex', '\\begin{aufgabe}Löse.\\end{aufgabe}\n\\begin{beweis}Klar.\\end{beweis}', 'Lösung', 'beweis'],
  ['latex', '\\begin{problem}Solve.\\end{problem}', 'Solution', 'solution'],
];

it('is what the document uses, or the word of its language', async () => {
  for (const [language, text, word, environment] of cases) {
    expect(solutionName(text, await documentBlocks(text, language)), text).toEqual({ word, environment });
  }
});
