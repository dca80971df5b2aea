/**
 * What the commands share of the terminal: the model process they start, Ctrl-C as an `AbortSignal`, progress on
 * standard error when that is a terminal, standard input as text.
 */
import { fileURLToPath } from 'node:url';
import { InputError } from '../base/errors.ts';
import { ModelProcess } from '../host/client.ts';
import { exitCodes } from './exit-codes.ts';

/** Starts the model process that lies beside the bundled command line. */
export function startModelProcess(): ModelProcess {
  return new ModelProcess({
    modulePath: fileURLToPath(new URL('./model-process.js', import.meta.url)),
    onLog: (line) => {
      if (process.env['VOUCH_LOG'] !== undefined) process.stderr.write(`${line.level}: ${line.message}\n`);
    },
  });
}

/**
 * Ends the process when nobody reads what it prints any more (`vouch … | head`): quietly, as SIGPIPE, which Node
 * ignores, would. Whatever a command keeps on disk survives a kill, so it survives this. Any other failure to write
 * is told and fails.
 */
export function endWithReaders(): void {
  const end = (stream: string, error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') process.exit(exitCodes.readerGone);
    if (stream !== 'standard error')
      process.stderr.write(`vouch: ${stream}: expected to write, got ${error.message}\n`);
    process.exit(exitCodes.failed);
  };
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    end('standard output', error);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    end('standard error', error);
  });
}

/** Runs `work` with a signal that Ctrl-C (or SIGTERM) aborts; a second one ends the process at once. */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** One line of progress that overwrites itself; silent unless standard error is a terminal. */
export class ProgressLine {
  #shown = false;

  show(text: string): void {
    if (!process.stderr.isTTY) return;
    const width = process.stderr.columns;
    process.stderr.write(`\r\u001b[2K${text.replace(/\s+/g, ' ').slice(0, Math.max(10, width - 1))}`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) process.stderr.write('\r\u001b[2K');
    this.#shown = false;
  }
}

/** All of standard input as text. @throws InputError when it is not UTF-8. */
export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new InputError('standard input: expected UTF-8 text, got other bytes; pipe a text');
  }
}
