/**
 * The messages between a model process and whoever started it (the extension host, the command line), typed once.
 * Requests are plain JSON over the child's IPC channel; progress streams by a token; cancelling a request is
 * JSON-RPC's own `$/cancelRequest`. This file knows neither side.
 */
import { NotificationType, ProgressType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { CheckedRow } from '../features/check-exact.ts';
import type {
  CheckBatchRow,
  CheckRequest,
  CheckResult,
  EvaluateFileRequest,
  EvaluationReport,
  LoadedModel,
  ModelChoice,
  Progress,
  SolveEvent,
  SolveManyEvent,
  SolveManyRequest,
  SolveRequest,
  SolveResult,
} from '../features/contracts.ts';

/** A request whose progress is reported under `token`. */
export interface Streamed<T> {
  readonly token: number;
  readonly request: T;
}

/** Why a request failed: the user's input, the machine, or a fault of ours. Decides how a surface words it. */
export type FailureKind = 'input' | 'resource' | 'internal';

/** JSON-RPC error codes of the three kinds (implementation-defined range). */
export const failureCodes: Record<FailureKind, number> = {
  input: -32001,
  resource: -32002,
  internal: -32003,
};

export const solveRequest = new RequestType<Streamed<SolveRequest>, SolveResult, null>('vouch/solve');
export const solveProgress = new ProgressType<SolveEvent>();

export const solveManyRequest = new RequestType<Streamed<SolveManyRequest>, readonly SolveResult[], null>(
  'vouch/solveMany',
);
export const solveManyProgress = new ProgressType<SolveManyEvent>();

/** Several checks through one model, answered in order. */
export interface CheckBatchRequest extends ModelChoice {
  readonly rows: readonly CheckBatchRow[];
  readonly exactOnly?: boolean;
}

export const checkRequest = new RequestType<Streamed<CheckRequest>, CheckResult, null>('vouch/check');
export const checkBatchRequest = new RequestType<Streamed<CheckBatchRequest>, readonly CheckedRow[], null>(
  'vouch/checkBatch',
);
export const checkProgress = new ProgressType<Progress>();

export const evaluateRequest = new RequestType<Streamed<EvaluateFileRequest>, EvaluationReport, null>(
  'vouch/evaluate',
);

/** What a loaded model turned out to be. */
export interface LoadResult {
  readonly id: string;
  readonly device: string;
  readonly precision: string;
  readonly calibrated: boolean;
}

export const loadRequest = new RequestType<Streamed<ModelChoice>, LoadResult, null>('vouch/load');
export const unloadRequest = new RequestType0<null, null>('vouch/unload');
export const loadedModelsRequest = new RequestType0<readonly LoadedModel[], null>('vouch/loadedModels');

/** A line for the log: what the process did, never a user's text. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}
export const logNotification = new NotificationType<LogLine>('vouch/log');
