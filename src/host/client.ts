/**
 * The owner of one model process: starts it when it is first needed, speaks {@link file://./protocol.ts} with it, and
 * starts another after a crash. A native abort, a kill or an out-of-memory costs the requests in flight, which fail
 * with what happened; whatever they streamed before has already reached the caller. Knows no editor and no terminal.
 */
import { fork, type ChildProcess } from 'node:child_process';
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type MessageConnection,
  type ProgressType,
  type RequestType,
} from 'vscode-jsonrpc/node';
import { CancelledError, InputError, messageOf, ResourceError } from '../base/errors.ts';
import { failureCodes, logNotification, type LogLine, type Streamed } from './protocol.ts';

/** The model process ended while it had work: killed, crashed or out of memory. The next request starts another. */
export class ModelProcessError extends Error {
  override readonly name = 'ModelProcessError';
}

export interface ModelProcessOptions {
  /** The bundled `model-process.js`. */
  readonly modulePath: string;
  readonly onLog?: (line: LogLine) => void;
  /** Called with true when the first request is in flight and with false when none is. */
  readonly onBusy?: (busy: boolean) => void;
  /** Additional environment, e.g. `HF_HOME`. */
  readonly environment?: Readonly<Record<string, string>>;
}

interface RunningChild {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  /** Rejects with {@link ModelProcessError} when the process ends. */
  readonly ended: Promise<never>;
  stderrTail: string;
}

export interface RequestOptions<P> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: P) => void;
  /** End the process instead of waiting when the request is cancelled while this returns true (a load cannot be interrupted). */
  readonly endsProcessOnCancel?: () => boolean;
}

/** How much of the child's standard error is kept for the message of a crash, in characters. */
const stderrTailLength = 2000;

export class ModelProcess {
  readonly #options: ModelProcessOptions;
  #child: RunningChild | undefined;
  #nextToken = 1;
  #inFlight = 0;

  constructor(options: ModelProcessOptions) {
    this.#options = options;
  }

  /** The process id while a process runs: for tests and for the status bar. */
  get pid(): number | undefined {
    return this.#child?.process.pid;
  }

  /**
   * Sends a request and streams its progress. Aborting the signal answers at once with {@link CancelledError}: the
   * process is told, and stops at its next token on its own.
   *
   * @throws InputError, ResourceError as the process reports them; ModelProcessError when it died; CancelledError.
   */
  async request<T, R, P>(
    type: RequestType<Streamed<T>, R, null>,
    request: T,
    progressType: ProgressType<P>,
    options: RequestOptions<P> = {},
  ): Promise<R> {
    if (options.signal?.aborted === true) throw new CancelledError();
    const child = (this.#child ??= this.#start());
    const token = this.#nextToken++;
    const cancellation = new CancellationTokenSource();
    const progress = child.connection.onProgress(progressType, token, (value) => options.onProgress?.(value));
    let abort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => {
        cancellation.cancel();
        if (options.endsProcessOnCancel?.() === true) this.#end(child);
        reject(new CancelledError());
      };
      options.signal?.addEventListener('abort', abort, { once: true });
    });
    if (++this.#inFlight === 1) this.#options.onBusy?.(true);
    const response = child.connection.sendRequest(type, { token, request }, cancellation.token);
    // Whoever loses the race is still awaited by nobody; without a handler its rejection would end this process.
    response.catch(() => undefined);
    try {
      return await Promise.race([response, child.ended, aborted]);
    } catch (error) {
      throw await this.#translate(error, child);
    } finally {
      if (abort !== undefined) options.signal?.removeEventListener('abort', abort);
      progress.dispose();
      cancellation.dispose();
      if (--this.#inFlight === 0) this.#options.onBusy?.(false);
    }
  }

  /** Ends the process, if there is one. Requests in flight fail. */
  dispose(): void {
    if (this.#child !== undefined) this.#end(this.#child);
  }

  #start(): RunningChild {
    const environment: NodeJS.ProcessEnv = {};
    // The editor's own variables and flags must not reach the child (NODE_OPTIONS, VSCODE_*), except the one that
    // makes Electron behave as Node.
    for (const [name, value] of Object.entries(process.env)) {
      if (name === 'NODE_OPTIONS' || name.startsWith('VSCODE_')) continue;
      environment[name] = value;
    }
    Object.assign(environment, this.#options.environment, { ORT_DISABLE_TELEMETRY: '1' });
    const child = fork(this.#options.modulePath, [], {
      execArgv: [],
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    const ended = new Promise<never>((_, reject) => {
      child.once('error', (error) => {
        reject(new ModelProcessError(`the model process could not be started: ${error.message}`));
      });
      child.once('exit', (code, signal) => {
        reject(new ModelProcessError(describeExit(code, signal, running.stderrTail)));
      });
    });
    ended.catch(() => undefined);
    const running: RunningChild = { process: child, connection, ended, stderrTail: '' };
    child.once('exit', () => {
      if (this.#child === running) this.#child = undefined;
      connection.dispose();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      running.stderrTail = (running.stderrTail + text).slice(-stderrTailLength);
    });
    connection.onNotification(logNotification, (line) => this.#options.onLog?.(line));
    connection.onError(() => undefined);
    connection.listen();
    return running;
  }

  #end(child: RunningChild): void {
    if (this.#child === child) this.#child = undefined;
    child.process.kill('SIGKILL');
  }

  async #translate(error: unknown, child: RunningChild): Promise<Error> {
    if (error instanceof CancelledError || error instanceof ModelProcessError) return error;
    if (error instanceof ResponseError) {
      if (error.code === failureCodes.input) return new InputError(error.message);
      if (error.code === failureCodes.resource) return new ResourceError(error.message);
      // A connection torn down by a crash rejects its requests first; the exit says what really happened.
      if (child.process.exitCode === null && child.process.signalCode === null && child.process.connected) {
        return new Error(error.message);
      }
    }
    const exit = await Promise.race([
      child.ended.catch((reason: unknown) => reason),
      new Promise((resolve) => setTimeout(resolve, 1000)),
    ]);
    return exit instanceof ModelProcessError
      ? exit
      : new ModelProcessError(`the model process stopped answering: ${messageOf(error)}`);
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  const detail = lastLine === '' ? '' : `; its last words: ${lastLine.slice(0, 300)}`;
  if (signal === 'SIGKILL') {
    return `the model process was killed (SIGKILL): by the system for lack of memory, or by hand. Try a smaller precision or fewer samples${detail}`;
  }
  if (signal !== null) return `the model process crashed (${signal})${detail}`;
  return `the model process ended with exit code ${code ?? 'unknown'}${detail}`;
}
