import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SolveResult } from '../../features/contracts.ts';
import type { FileProblem } from '../../features/file-problems.ts';
import { inOrder, readProblems, renderSolved, type SolvedProblem } from './solve-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vouch-solve-file-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function written(name: string, text: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('the problems of a file', () => {
  it('are asked with the macros of the document and of its inputs written out', async () => {
    written('names.tex', '\\newcommand{\\double}[1]{2#1}');
    const file = written(
      'sheet.tex',
      '\\input{names}\n\\newcommand{\\half}[1]{\\frac{#1}{2}}\n\\begin{exercise}\nSolve $\\half{x} = \\double{3}$.\n\\end{exercise}\n' +
        '\\begin{exercise}\nShow that $1 + 1 = 2$.\n\\end{exercise}\n',
    );
    const { problems, asked } = await readProblems(file);
    expect(problems.map(({ line, declined }) => [line, declined])).toEqual([
      [4, null],
      [7, 'proof'],
    ]);
    expect(asked).toEqual(['Solve $\\frac{x}{2} = 23$.']);
  });

  it('that cannot be read are refused with what to do', async () => {
    await expect(readProblems(join(folder, 'nowhere.md'))).rejects.toThrow(/check the path/);
    await expect(readProblems(written('bytes.md', Uint8Array.of(0xff, 0xfe, 0x00)))).rejects.toThrow(/UTF-8/);
    await expect(readProblems(written('empty.md', 'Nothing to see.\n'))).rejects.toThrow(/label them/);
    await expect(readProblems(written('cells.ipynb', '{}'))).rejects.toThrow(/export it as Markdown/);
  });
});

const result: SolveResult = {
  version: 1,
  problem: 'Solve 2x = 6.',
  model: { id: 'm', precision: 'f32', calibrated: true },
  device: 'cpu',
  seed: 0,
  candidates: [],
  groups: [],
  winner: { candidate: 0, answer: '3', confidence: 0.9 },
  abstained: null,
  usage: { promptTokens: 0, generatedTokens: 0, verifyTokens: 0 },
  timings: { loadMs: 0, prefillMs: 0, decodeMs: 0, verifyMs: 0, totalMs: 0, tokensPerSecond: 0 },
};
const problem = (line: number, declined: FileProblem['declined'] = null): FileProblem => ({
  label: `Problem ${line}`,
  start: 0,
  end: 0,
  line,
  text: 'Solve 2x = 6.',
  declined,
});

it('are listed in the document’s order, each as soon as those before it are solved', () => {
  const results = new Map<number, SolveResult>();
  const given: (readonly [number, boolean])[] = [];
  const listed = inOrder(
    [problem(1, 'proof'), problem(2), problem(3), problem(4, 'picture')],
    results,
    (one, of) => given.push([one.line, of !== null]),
  );
  listed();
  expect(given).toEqual([[1, false]]);
  results.set(1, result);
  listed();
  expect(given).toEqual([[1, false]]);
  results.set(0, result);
  listed();
  listed();
  expect(given).toEqual([
    [1, false],
    [2, true],
    [3, true],
    [4, false],
  ]);
});

describe('a line of the list', () => {
  const solved: SolvedProblem = {
    version: 1,
    file: 'a.md',
    line: 5,
    label: 'Problem 1.',
    problem: 'Solve\n2x = 6.',
    declined: null,
    result,
  };
  it('names the place, the answer and the trust in it', () => {
    expect(renderSolved(solved)).toBe('a.md:5  Problem 1. Solve 2x = 6.\n  3   (confidence 90%)\n');
    const hardly = { candidate: 0, answer: '3', confidence: 0.002 };
    expect(renderSolved({ ...solved, result: { ...result, winner: hardly } })).toContain(
      '(confidence less than 1%)',
    );
  });
  it('says why there is no answer', () => {
    const abstained = { reason: 'the attempts disagree', advice: ['sample more'] };
    expect(renderSolved({ ...solved, result: { ...result, winner: null, abstained } })).toMatch(
      /no answer that can be trusted: the attempts disagree\n {4}- sample more\n$/,
    );
    expect(renderSolved({ ...solved, declined: 'proof', result: null })).toMatch(/declined: a proof/);
  });
});
