/**
 * Problems whose solutions answer in parts, solved by the packaged command line with the embedded model. The model
 * writes no parts of its own accord: the beginning of part (a) is given, as by "Continue from here", and the model
 * writes, judges and votes on the rest. Without a clock or a place in it: the same seed, the same words.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SolveResult } from '../../src/features/contracts.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
export const partsProblem = 'Solve 2x = 10.';
const givenPart = '(a) Divide by $2$: $x = <<10/2=5>>5$\n$\\boxed{5}$\n';

/** Part (b) is begun as a formula, or not at all, which the model ends in more than one way. */
export const beginnings = {
  trusted: `${givenPart}(b) $`,
  doubted: `${givenPart}(b)`,
} as const;
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
