/**
 * The model process: the only process of Vouch that loads onnxruntime for solving. It answers the requests of
 * {@link file://./protocol.ts} over the IPC channel of whoever forked it and ends when that channel closes. It owns no
 * output: what there is to say goes through the log notification.
 */
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type CancellationToken,
  type MessageConnection,
  type ProgressType,
  type RequestParam,
} from 'vscode-jsonrpc/node';
import { CancelledError, InputError, messageOf, ResourceError } from '../base/errors.ts';
import { checkBatch, checkSolution } from '../features/check.ts';
import { EnginePool } from '../features/engine-pool.ts';
import { evaluateFile } from '../features/evaluate-file.ts';
import { loadEngine } from '../features/load-engine.ts';
import { solve } from '../features/solve.ts';
import { solveMany } from '../features/solve-many.ts';
import { announceLoadedModels, listLoadedModels } from '../runtime/loaded-models.ts';
import {
  checkBatchRequest,
  checkProgress,
  checkRequest,
  evaluateRequest,
  failureCodes,
  loadedModelsRequest,
  loadRequest,
  logNotification,
  solveManyProgress,
  solveManyRequest,
  solveProgress,
  solveRequest,
  unloadRequest,
  type Streamed,
} from './protocol.ts';

/** JSON-RPC's own code for a request that its caller cancelled. */
const requestCancelled = -32800;

function toResponseError(error: unknown): ResponseError {
  if (error instanceof CancelledError) return new ResponseError(requestCancelled, error.message);
  if (error instanceof InputError) return new ResponseError(failureCodes.input, error.message);
  if (error instanceof ResourceError) return new ResponseError(failureCodes.resource, error.message);
  return new ResponseError(failureCodes.internal, messageOf(error));
}

/** A request's handler: its cancellation becomes an `AbortSignal`, its progress goes out under the request's token. */
function handler<T, R, P>(
  connection: MessageConnection,
  progressType: ProgressType<P>,
  work: (request: T, signal: AbortSignal, report: (value: P) => void) => Promise<R>,
): (message: Streamed<T>, cancellation: CancellationToken) => Promise<R> {
  return async (message, cancellation) => {
    const controller = new AbortController();
    const subscription = cancellation.onCancellationRequested(() => {
      controller.abort();
    });
    try {
      return await work(message.request, controller.signal, (value) => {
        void connection.sendProgress(progressType, message.token, value as RequestParam<P>);
      });
    } catch (error) {
      if (!(error instanceof CancelledError)) {
        void connection.sendNotification(logNotification, { level: 'error', message: messageOf(error) });
      }
      throw toResponseError(error);
    } finally {
      subscription.dispose();
    }
  };
}

/** `VOUCH_IDLE_UNLOAD_MINUTES`, set from the editor's setting; 0 keeps a model as long as the process lives. */
function idleUnloadMs(): number {
  const minutes = Number(process.env['VOUCH_IDLE_UNLOAD_MINUTES'] ?? 10);
  // The longest time that a timer can wait.
  const longest = 2 ** 31 - 1;
  return Number.isFinite(minutes) && minutes > 0 ? Math.min(minutes * 60_000, longest) : longest;
}

function main(): void {
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  const log = (message: string): void => {
    void connection.sendNotification(logNotification, { level: 'info', message });
  };
  let inMemory = '';
  const engines = new EnginePool({
    load: loadEngine,
    idleMs: idleUnloadMs(),
    onChange: (loaded) => {
      announceLoadedModels(loaded);
      const models = loaded.map((entry) => entry.model).join(', ');
      if (models !== inMemory) log(models === '' ? 'no model in memory' : `in memory: ${models}`);
      inMemory = models;
    },
  });

  connection.onRequest(
    solveRequest,
    handler(connection, solveProgress, (request, signal, report) =>
      solve(request, { engines, signal, onEvent: report }),
    ),
  );
  connection.onRequest(
    solveManyRequest,
    handler(connection, solveManyProgress, (request, signal, report) =>
      solveMany(request, { engines, signal, onEvent: report }),
    ),
  );
  connection.onRequest(
    checkRequest,
    handler(connection, checkProgress, (request, signal, report) =>
      checkSolution(request, { engines, signal, onProgress: report }),
    ),
  );
  connection.onRequest(
    checkBatchRequest,
    handler(connection, checkProgress, (request, signal, report) =>
      checkBatch(request, { engines, signal, onProgress: report }),
    ),
  );
  connection.onRequest(
    evaluateRequest,
    handler(connection, checkProgress, (request, signal, report) =>
      evaluateFile(request, { engines, signal, onProgress: report }),
    ),
  );
  connection.onRequest(
    loadRequest,
    handler(connection, checkProgress, async (request, signal, report) => {
      const lease = await engines.acquire(request, { signal, onProgress: report });
      try {
        const { modelId, device, precision, calibrated } = lease.engine.describe();
        return { id: modelId, device, precision, calibrated };
      } finally {
        lease.release();
      }
    }),
  );
  connection.onRequest(unloadRequest, async () => {
    await engines.unloadIdle();
    return null;
  });
  connection.onRequest(loadedModelsRequest, () => listLoadedModels());

  const end = (): void => {
    announceLoadedModels([]);
    process.exit(0);
  };
  connection.onClose(end);
  process.once('disconnect', end);
  connection.listen();
}

main();
