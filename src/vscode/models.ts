/**
 * The extension's hold on the model process: one for the window, started by the first request, ended with the
 * window. Knows requests and settings; shows nothing itself.
 */
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { CancelledError } from '../base/errors.ts';
import type { CheckedRow } from '../features/check-exact.ts';
import type {
  CheckRequest,
  CheckResult,
  Progress,
  SolveEvent,
  SolveManyEvent,
  SolveManyRequest,
  SolveRequest,
  SolveResult,
} from '../features/contracts.ts';
import type { ModelProcess } from '../host/client.ts';
import type * as Messages from '../host/protocol.ts';
import type { CheckBatchRequest } from '../host/protocol.ts';
import { log } from './log.ts';
import { memoryLimits } from './settings.ts';
import type { StatusItem } from './status.ts';

export interface CallOptions<P> {
  readonly signal: AbortSignal;
  readonly onProgress?: (value: P) => void;
}

type Protocol = typeof Messages;

export class Models implements vscode.Disposable {
  readonly #modulePath: string;
  readonly #status: StatusItem;
  #process: ModelProcess | undefined;
  #disposed = false;

  constructor(extensionUri: vscode.Uri, status: StatusItem) {
    this.#modulePath = join(extensionUri.fsPath, 'dist', 'model-process.js');
    this.#status = status;
  }

  /** Solves; events come in order. Aborting before the model is loaded ends the process, as a load cannot stop. */
  async solve(request: SolveRequest, options: CallOptions<SolveEvent>): Promise<SolveResult> {
    const { host, protocol } = await this.#running();
    return host.request(protocol.solveRequest, request, protocol.solveProgress, this.#watched(options));
  }

  /** Solves several problems through one batch. */
  async solveMany(
    request: SolveManyRequest,
    options: CallOptions<SolveManyEvent>,
  ): Promise<readonly SolveResult[]> {
    const { host, protocol } = await this.#running();
    const { solveManyRequest, solveManyProgress } = protocol;
    return host.request(solveManyRequest, request, solveManyProgress, this.#watched(options));
  }

  /** Notes the model for the status bar on the way, and whether its load is over. */
  #watched<E extends SolveEvent | SolveManyEvent>(options: CallOptions<E>) {
    let loaded = false;
    return {
      signal: options.signal,
      endsProcessOnCancel: () => !loaded,
      onProgress: (event: E): void => {
        loaded ||= event.kind !== 'progress' || event.progress.phase === 'generating';
        if (event.kind === 'model') this.#status.setModel(event);
        if (!options.signal.aborted) options.onProgress?.(event);
      },
    };
  }

  /** Checks many solutions through one batch of a model. */
  async checkBatch(
    request: CheckBatchRequest,
    options: CallOptions<Progress>,
  ): Promise<readonly CheckedRow[]> {
    const { host, protocol } = await this.#running();
    return host.request(protocol.checkBatchRequest, request, protocol.checkProgress, {
      signal: options.signal,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
  }

  async check(request: CheckRequest, options: CallOptions<Progress>): Promise<CheckResult> {
    const { host, protocol } = await this.#running();
    return host.request(protocol.checkRequest, request, protocol.checkProgress, {
      signal: options.signal,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
  }

  /** Ends the process, so that the next request starts one under the settings of now. */
  restart(): void {
    this.#process?.dispose();
    this.#process = undefined;
    this.#status.forgetModel();
  }

  dispose(): void {
    this.#disposed = true;
    this.#process?.dispose();
    this.#process = undefined;
  }

  /** The process and its messages: loaded by the first request, as activation must not wait for them. */
  async #running(): Promise<{ readonly host: ModelProcess; readonly protocol: Protocol }> {
    const { ModelProcess } = await import('../host/client.ts');
    const protocol = await import('../host/protocol.ts');
    if (this.#disposed) throw new CancelledError();
    const { memoryLimitMb, idleUnloadMinutes } = memoryLimits();
    this.#process ??= new ModelProcess({
      modulePath: this.#modulePath,
      onLog: (line) => {
        log()[line.level](line.message);
      },
      onBusy: (busy) => {
        this.#status.setBusy(busy);
      },
      environment: {
        // A remote editor's server may stand in for Node by this variable; on the desktop it must be set.
        ELECTRON_RUN_AS_NODE: '1',
        VOUCH_MEMORY_LIMIT_MB: String(memoryLimitMb),
        VOUCH_IDLE_UNLOAD_MINUTES: String(idleUnloadMinutes),
      },
    });
    return { host: this.#process, protocol };
  }
}

/** An AbortSignal that follows one of the editor's cancellation tokens; throws if it is already cancelled. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  if (token.isCancellationRequested) throw new CancelledError();
  const controller = new AbortController();
  token.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}
