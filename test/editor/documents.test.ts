/** Where problems and solutions are found: environments of one's own, macros of an input file, plain text. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor, patience } from './driver.ts';

const files = {
  'own.tex': [
    '\\begin{uebung}',
    '  Solve $2x + 1 = 9$.',
    '\\end{uebung}',
    '\\begin{loesung}',
    '  $2x = 8$',
    '',
    '  $x = 3$',
    '\\end{loesung}',
  ],
  'names.tex': ['\\newcommand{\\half}[1]{\\frac{#1}{2}}'],
  'input.tex': [
    '\\input{names}',
    '\\begin{problem}',
    '  Solve $\\half{x} = 6$.',
    '\\end{problem}',
    '\\begin{solution}',
    '  $\\half{x} = 6$',
    '',
    '  $x = 3$',
    '\\end{solution}',
  ],
  'plain.txt': ['Problem: Solve 2x + 1 = 9.', '', 'Solution:', '2x = 8', 'x = 5'],
};

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open({
    settings: {
      'vouch.seed': 0,
      'vouch.samples': 4,
      'vouch.verify.useModel': false,
      'vouch.latex.environments': { uebung: 'problem', loesung: 'solution' },
    },
    prepare: (workspace) => {
      for (const [name, lines] of Object.entries(files))
        writeFileSync(join(workspace, name), `${lines.join('\n')}\n`);
    },
  });
}, patience.timeout);
afterAll(async () => {
  await editor.close();
});

/** Checks the whole file and waits for its finding. */
async function findingIn(file: string, place: string): Promise<void> {
  await editor.run('Vouch: Clear Findings');
  await editor.openFile(file);
  await editor.run('Vouch: Verify File');
  expect(await editor.problems(place)).toMatch(/Vouch\s+exact/);
}

describe('solutions are found', patience, () => {
  it('in environments that the user has named', async () => {
    await findingIn('own.tex', 'Ln 7, Col 3');
    await editor.solve('own.tex', 2);
    await editor.panel().locator('.problem', { hasText: '2x+1=9' }).waitFor();
    await editor.panel().locator('footer', { hasText: 'attempts' }).waitFor();
  });

  it('with the macros of a file that the document takes in', async () => {
    await findingIn('input.tex', 'Ln 8, Col 3');
  });

  it('in plain text', async () => {
    await findingIn('plain.txt', 'Ln 5, Col 1');
  });
});
