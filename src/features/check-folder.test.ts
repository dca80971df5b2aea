import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkExactRow, type CheckedRow } from './check-exact.ts';
import { checkFolder, folderSolutions, type FolderFile, type JudgeRows } from './check-folder.ts';

const exactly: JudgeRows = (rows) => Promise.resolve(rows.map((row) => checkExactRow(row)));

/** A judge that answers as a calibrated model would whose doubt is given for each step. */
function model(soFar: readonly number[], threshold: number | null): JudgeRows {
  return async (rows) =>
    (await exactly(rows)).map((row): CheckedRow => {
      const steps = row.steps.map((step, i) => ({ ...step, value: 0.5, soFar: soFar[i] ?? 1 }));
      const doubted = threshold === null ? -1 : steps.findIndex((step) => step.soFar < threshold);
      const found = row.firstError === null && doubted >= 0;
      return {
        ...row,
        steps,
        threshold,
        confidence: threshold === null ? null : 0.25,
        firstError: found ? doubted : row.firstError,
        firstErrorBy: found ? 'model' : row.firstErrorBy,
      };
    });
}

const markdown = [
  '# Homework',
  '',
  '**Problem 1.** Solve $3x + 5 = 20$.',
  '',
  '**Solution.**',
  '',
  '$3x + 5 = 20$',
  '',
  '$3x = 25$',
  '',
  '$x = 5$',
  '',
  '**Problem 2.** Solve $2x = 8$.',
  '',
  '**Solution.**',
  '',
  '$2x = 8$',
  '',
  '$x = 4$',
].join('\n');

const latex = [
  '\\documentclass{article}',
  '\\begin{document}',
  '\\begin{problem} Solve $2x = 8$. \\end{problem}',
  '\\begin{solution}',
  '$2x = 8$',
  '',
  '$x = 5$',
  '\\end{solution}',
  '\\end{document}',
].join('\n');

describe('a folder of solutions', () => {
  it('is one table: the first wrong step with its line, the answer, and right solutions beside wrong ones', async () => {
    const rows = await checkFolder(
      [
        { path: 'ann.md', text: markdown },
        { path: 'bob.tex', text: latex },
      ],
      exactly,
    );
    expect(rows.map(({ file, block, line }) => [file, block, line])).toEqual([
      ['ann.md', 'Solution.', 7],
      ['ann.md', 'Solution.', 17],
      ['bob.tex', 'solution', 5],
    ]);
    expect(rows[0]?.firstWrong).toMatchObject({ step: 2, line: 9, text: '$3x = 25$', by: 'exact' });
    expect(rows[1]).toMatchObject({ firstWrong: null, steps: 2, confidence: null });
    expect(rows[1]?.answer).toContain('4');
    expect(rows[2]?.firstWrong).toMatchObject({ step: 2, line: 7 });
  });

  it('writes the document’s own macros out, and finds the line in the document as it stands', async () => {
    const text = [
      '\\newcommand{\\half}[1]{\\frac{#1}{2}}',
      '\\begin{problem} Solve $\\half{x} = 6$. \\end{problem}',
      '\\begin{solution}',
      '$\\half{x} = 6$',
      '',
      '$x = 3$',
      '\\end{solution}',
    ].join('\n');
    const [row] = await checkFolder([{ path: 'a.tex', text }], exactly);
    expect(row?.firstWrong).toMatchObject({ step: 2, line: 6, text: '$x = 3$', by: 'exact' });
  });

  it('names the wrong formula and its line, not the step that it stands in', async () => {
    const rows = await checkFolder(
      [
        {
          path: 'b.tex',
          text: [
            '\\newcommand{\\half}[1]{\\frac{#1}{2}}',
            '\\begin{problem} Solve $\\half{x} + 4 = 10$. \\end{problem}',
            '\\begin{solution}',
            '\\begin{align*}',
            '\\half{x} + 4 &= 10 \\\\',
            '\\half{x} &= 6 \\\\',
            'x &= 3',
            '\\end{align*}',
            '\\end{solution}',
          ].join('\n'),
        },
      ],
      exactly,
    );
    expect(rows[0]?.firstWrong).toMatchObject({ line: 7, text: 'x = 3', by: 'exact' });
  });

  it('reads with the macros and the environments that it is told of', async () => {
    const text = [
      '\\input{names}',
      '\\begin{uebung} Solve $\\half{x} = 6$. \\end{uebung}',
      '\\begin{lsg}',
      '$\\half{x} = 6$',
      '',
      '$x = 3$',
      '\\end{lsg}',
    ].join('\n');
    const macros = { '\\half': '\\frac{#1}{2}' };
    const environments = { uebung: 'problem', lsg: 'solution' };
    const [told] = await checkFolder([{ path: 'a.tex', text, macros }], exactly, { environments });
    expect(told?.firstWrong).toMatchObject({ step: 2, line: 6, by: 'exact' });
    const [untold] = await checkFolder([{ path: 'a.tex', text }], exactly, { environments });
    expect(untold?.firstWrong).toBeNull();
  });

  it('shows the final answer without what set it in its line', async () => {
    const answers = [
      ['a.md', 'Subtract 5:\n\n$$3x = 15$$\n\nso $x = 5$.', '5'],
      ['b.md', 'Subtract 5:\n\n$$3x = 15$$\n\nso \\(x = 5\\).', '5'],
      ['c.tex', '\\begin{solution}\n\\begin{align*}\nx &= 3\n\\end{align*}\n\\end{solution}', 'x = 3'],
    ] as const;
    for (const [path, text, answer] of answers) {
      const [row] = await checkFolder([{ path, text }], exactly);
      expect(row?.answer).toBe(answer);
    }
  });

  it('counts lines alike whatever ends them', async () => {
    for (const end of ['\r\n', '\n', '\r']) {
      const text = ['3x + 5 = 20', '3x = 15', 'x = 6'].join(end);
      const [row] = await checkFolder([{ path: 'a.txt', text }], exactly);
      expect(row?.line).toBe(1);
      if (end !== '\r') expect(row?.firstWrong?.line).toBe(3);
    }
  });

  it('takes a file without labels for one solution of the given problem, by whatever method', async () => {
    const problem = 'Solve x^2 - 5x + 6 = 0';
    const files = [
      { path: 'factor.md', text: '$x^2 - 5x + 6 = 0$\n\n$(x-2)(x-3) = 0$\n\n$x = 2$ or $x = 3$\n' },
      { path: 'square.txt', text: 'x^2 - 5x + 6 = 0\n(x - 5/2)^2 = 1/4\nx = 2 or x = 3\n' },
      { path: 'wrong.txt', text: 'x^2 - 5x + 6 = 0\n\n(x - 1)(x - 6) = 0\n' },
    ];
    const rows = await checkFolder(files, exactly, { problem });
    expect(rows.map(({ file, firstWrong }) => [file, firstWrong?.line ?? null])).toEqual([
      ['factor.md', null],
      ['square.txt', null],
      ['wrong.txt', 3],
    ]);
  });

  it('lets the given problem stand above the one in the file', async () => {
    const file = { path: 'ann.md', text: markdown };
    expect((await folderSolutions(file)).map(({ problem }) => problem)).toEqual([
      'Solve $3x + 5 = 20$.',
      'Solve $2x = 8$.',
    ]);
    const given = await folderSolutions(file, { problem: 'P' });
    expect(given.map(({ problem }) => problem)).toEqual(['P', 'P']);
  });

  it('takes the text after a problem for its solution where none is labelled', async () => {
    const text =
      '\\begin{problem}Solve $x+1=2$.\\end{problem}\n\n$x=1$\n\nDone.\n\n\\begin{problem}Q\\end{problem}\n\n$y$';
    const solutions = await folderSolutions({ path: 'a.tex', text });
    expect(solutions.map((found) => [found.problem, found.text])).toEqual([
      ['Solve $x+1=2$.', '$x=1$\n\nDone.'],
      ['Q', '$y$'],
    ]);
  });

  it('says what could not be judged, and asks no judge about it', async () => {
    const files: FolderFile[] = [
      { path: 'empty.md', text: ' \n' },
      { path: 'picture.md', text: null },
      { path: 'zero.md', text: 'a\u0000b' },
      { path: 'book.ipynb', text: '{}' },
      { path: 'task.md', text: '**Problem.** Solve $x = 1$.' },
      {
        path: 'words.txt',
        text: 'Problem: Prove that it holds.\n\nProof:\nClearly it does.\nHence it holds.',
      },
    ];
    let asked = 0;
    const rows = await checkFolder(files, (batch) => {
      asked += batch.length;
      return exactly(batch);
    });
    expect(asked).toBe(1);
    expect(rows.map(({ notJudged }) => notJudged)).toEqual([
      ['empty'],
      ['not a text in UTF-8'],
      ['not a text in UTF-8'],
      ['a notebook: export it as Markdown'],
      ['no solution found'],
      ['a proof: only its formulas are checked', 'steps 1, 2: no formula found that can be checked'],
    ]);
    expect(rows.every((row) => row.firstWrong === null && row.confidence === null)).toBe(true);
  });

  it('tells a calibrated doubt from a counterexample, and counts a model without threshold as no judge', async () => {
    const file = { path: 'a.txt', text: 'We think.\nThen we think more.\nSo be it.' };
    const [doubted] = await checkFolder([file], model([0.9, 0.1, 0.1], 0.4));
    expect(doubted).toMatchObject({ confidence: 0.25, notJudged: [] });
    expect(doubted?.firstWrong).toMatchObject({ step: 2, line: 2, by: 'model' });
    expect(doubted?.firstWrong?.reason).toContain('(10% that all is right so far)');
    const [surely] = await checkFolder([file], model([0.9, 0.001, 0.001], 0.4));
    expect(surely?.firstWrong?.reason).toContain('(less than 1% that all is right so far)');
    const [unmarked] = await checkFolder([file], model([0.9, 0.1, 0.1], null));
    expect(unmarked).toMatchObject({ firstWrong: null, confidence: null });
    expect(unmarked?.notJudged).toEqual(['steps 1–3: no formula found that can be checked']);
  });

  it('keeps every answer with its solution when there are more than one batch holds', async () => {
    const files = Array.from({ length: 70 }, (_, i) => ({
      path: `${i}.txt`,
      text: i % 7 === 0 ? '' : `We have ${i}.`,
    }));
    const sizes: number[] = [];
    const rows = await checkFolder(files, async (batch) => {
      sizes.push(batch.length);
      return (await exactly(batch)).map((row) => ({ ...row, confidence: Number(row.id) / 100 }));
    });
    expect(sizes).toEqual([60]);
    const answered = rows.filter((row) => row.line !== null);
    expect(answered.map((row) => row.confidence)).toEqual(answered.map((_, i) => i / 100));
    const many = Array.from({ length: 130 }, (_, i) => ({ path: `${i}.txt`, text: 'Yes.' }));
    sizes.length = 0;
    expect(await checkFolder(many, (batch) => (sizes.push(batch.length), exactly(batch)))).toHaveLength(130);
    expect(sizes).toEqual([64, 64, 2]);
  });

  it('gives for any text ranges that hold its steps', async () => {
    const piece = fc.constantFrom(
      '# Solution\n',
      'Solution:',
      '\n\n',
      '$x=1$',
      '- a\n',
      '\r',
      '\\item ',
      '---\n',
      'é',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), async (pieces) => {
        const text = pieces.join('');
        const lines = text.split(/\r\n|\n|\r/);
        for (const ending of ['md', 'tex', 'txt']) {
          for (const found of await folderSolutions({ path: `a.${ending}`, text })) {
            found.steps.forEach((step) => {
              const first = step.text.trim().split(/\r\n|\n|\r/)[0] ?? '';
              expect(lines[found.lineAt(step.start) - 1]).toContain(first);
            });
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
