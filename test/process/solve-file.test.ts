/** `vouch solve --file` as it ships: the built command line with its model process and a real (random) checkpoint. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SolvedProblem } from '../../src/cli/commands/solve-file.ts';
import { writeRandomModel } from './random-model.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const document = `# Sheet

## Problem 1

Show that $n^2 + n$ is even.

## Problem 2

Solve $3x + 5 = 20$.

## Problem 3

Solve $2x = 8$.
`;

let folder: string;
let model: string;
let file: string;
beforeAll(async () => {
  if (!existsSync(cli)) throw new Error('dist/ is missing: run `npm run build` first');
  folder = mkdtempSync(join(tmpdir(), 'vouch-solve-file-'));
  model = await writeRandomModel(join(folder, 'random'));
  file = join(folder, 'sheet.md');
  writeFileSync(file, document);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function vouch(...values: readonly string[]): {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
} {
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, 'solve', ...values], {
    encoding: 'utf8',
  });
  return { out: stdout, err: stderr, code: status };
}
const quick = ['--samples', '2', '--max-new-tokens', '12', '--seed', '3'];

describe('vouch solve --file', () => {
  it('prints one JSON line a problem in the document’s order, and tells by its exit code that some have no answer', () => {
    const { out, code } = vouch('--model', model, ...quick, '--json', '--file', file);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as SolvedProblem);
    expect(lines.map(({ line, declined }) => [line, declined])).toEqual([
      [5, 'proof'],
      [9, null],
      [13, null],
    ]);
    expect(lines[0]?.result).toBeNull();
    for (const { result, problem } of lines.slice(1)) {
      expect(result).toMatchObject({ version: 1, problem });
      expect(result?.candidates).toHaveLength(2);
    }
    expect(code).toBe(3);
  });

  it('lists them for a reader with a sum at the end', () => {
    const { out } = vouch('--model', model, ...quick, '--file', file);
    expect(out).toMatch(/sheet\.md:5 .*Show that.*\n {2}declined: a proof/);
    expect(out).toMatch(/sheet\.md:9 .*Solve \$3x \+ 5 = 20\$/);
    expect(out).toMatch(/\nTrusted answers: \d of 3\.\n$/);
  });

  it('refuses what a batch does not have, and a problem beside the file', () => {
    expect(vouch('--file', file, 'Solve $x = 1$')).toMatchObject({ code: 2, out: '' });
    expect(vouch('--file', file, '--judgements', '2').err).toMatch(/--judgements: expected one problem/);
    expect(vouch().err).toMatch(/expected a problem/);
    expect(vouch('--file', join(folder, 'nowhere.md')).code).toBe(2);
  });
});
