/** One side of a comparison in a process of its own, so that peak memory and threads are that side's alone. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/**
 * Runs `command` in the project's folder with two threads, the job as JSON on its standard input, and reads the last
 * line that it prints as JSON. Throws with the end of its standard error when it fails.
 */
export function runSide(command: string, args: readonly string[], job: object): unknown {
  const child = spawnSync(command, args, {
    cwd: root,
    input: JSON.stringify(job),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', OMP_NUM_THREADS: '2' },
  });
  if (child.status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${child.stderr.slice(-2000)}`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '');
}
