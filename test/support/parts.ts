/**
 * Problems whose solutions answer in parts, solved by the packaged command line with the embedded model. The model
 * writes no parts of its own accord: the beginning of part (a) is given, as by "Continue from here", and the model
 * writes, judges and votes on the rest. Without a clock or a place in it: the same seed, the same words.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SolveResult } from '../../src/features/contracts.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
export const partsProblem = 'Solve 7x = 63 for x.';
const givenPart = '(a) Divide by $7$: $x = <<63/7=9>>9$\nCheck: $7 \\cdot 9 = <<7*9=63>>63$\n$\\boxed{9}$\n';

/** Part (b) is begun for the model, or left to it, which knows no second part to this question. */
export const beginnings = { trusted: `${givenPart}(b) Then $x =`, doubted: `${givenPart}(b)` } as const;
export type PartsKind = keyof typeof beginnings;

interface Solved {
  readonly out: string;
  readonly code: number | null;
}

export function solveInParts(kind: PartsKind, ...options: readonly string[]): Solved {
  const chosen = ['--model', 'vouch-mini', '--seed', '1', '--samples', '4', ...options];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [cli, 'solve', ...chosen, '--continue-from', beginnings[kind], partsProblem],
    { encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(`parts: expected a result, got: ${stderr}; was dist/ built?`);
  return { out: stdout, code: status };
}

export function partsResult(kind: PartsKind): SolveResult {
  return JSON.parse(solveInParts(kind, '--json').out) as SolveResult;
}
