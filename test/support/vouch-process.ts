/** The command line from source as a child process, for scripts that kill it, starve it or compare its runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

export function launchVouch(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly errors: string;
}

/** How the process ended, with its error output. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve) =>
    child.on('close', (code) => {
      resolve({ code, errors });
    }),
  );
}
