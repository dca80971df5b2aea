/**
 * `npm run shots:record`: solves the two problems of the pictures with the embedded model (`npm run build` first) and
 * keeps the runs as the panel keeps them, in test/data/panel/. The pictures and their comparison replay these, so that
 * neither the processor's roundings nor another model changes what they show.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SolveResult } from '../../src/features/contracts.ts';
import type { SolveRun } from '../../src/host/protocol-panel.ts';
import { root } from './driver.ts';
import { recordedRuns } from './recorded.ts';

/** The exit code of an abstention is a result, too. */
function solve(problem: string): SolveResult {
  const command = [join(root, 'dist/cli.js'), 'solve', '--seed', '0', '--json', problem];
  try {
    return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' })) as SolveResult;
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 3 && 'stdout' in error)
      return JSON.parse(String(error.stdout)) as SolveResult;
    throw error;
  }
}

mkdirSync(join(root, 'test/data/panel'), { recursive: true });
for (const [name, { problem, line }] of Object.entries(recordedRuns)) {
  const result = solve(problem);
  const run: SolveRun = {
    id: `000000000-${name}`,
    problem,
    // A date of its own for each: the newest of the history comes first.
    startedAt: Date.UTC(2026, 10, 2, 9, line),
    phase: 'done',
    samples: 8,
    progress: null,
    model: { ...result.model, device: result.device },
    drafts: [],
    result,
    message: null,
    macros: {},
    source: null,
    revealed: null,
  };
  writeFileSync(join(root, 'test/data/panel', `${name}.json`), `${JSON.stringify(run, null, 1)}\n`);
  console.log(`${name}: ${result.winner?.answer ?? 'abstained'}`);
}
