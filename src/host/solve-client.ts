/**
 * A solve through the model process, as its callers want it: always an outcome, never a lost candidate. Whatever
 * arrived before a cancellation or a crash is put together into a partial result on this side.
 */
import { CancelledError, messageOf } from '../base/errors.ts';
import type { SolveEvent, SolveRequest, SolveResult } from '../features/contracts.ts';
import { emptyPartialSolve, foldSolveEvent, partialSolveResult } from '../features/solve-result.ts';
import type { ModelProcess } from './client.ts';
import { solveProgress, solveRequest } from './protocol.ts';

export type SolveOutcome =
  | { readonly kind: 'solved'; readonly result: SolveResult }
  /** `partial` holds what was finished; null when nothing was. */
  | { readonly kind: 'cancelled'; readonly partial: SolveResult | null }
  | { readonly kind: 'failed'; readonly error: Error; readonly partial: SolveResult | null };

export interface SolveCallOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SolveEvent) => void;
}

/** Solves; answers within the next turn of the event loop after the signal aborts. */
export async function solveInProcess(
  host: ModelProcess,
  request: SolveRequest,
  options: SolveCallOptions = {},
): Promise<SolveOutcome> {
  let partial = emptyPartialSolve;
  let generating = false;
  try {
    const result = await host.request(solveRequest, request, solveProgress, {
      ...(options.signal && { signal: options.signal }),
      onProgress: (event) => {
        generating ||= event.kind !== 'progress' || event.progress.phase === 'generating';
        partial = foldSolveEvent(partial, event);
        options.onEvent?.(event);
      },
      endsProcessOnCancel: () => !generating,
    });
    return { kind: 'solved', result };
  } catch (error) {
    if (error instanceof CancelledError)
      return { kind: 'cancelled', partial: partialSolveResult(request, partial, 'the solve was cancelled') };
    const failure = error instanceof Error ? error : new Error(messageOf(error));
    return { kind: 'failed', error: failure, partial: partialSolveResult(request, partial, failure.message) };
  }
}
