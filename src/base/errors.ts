/**
 * The error types every folder shares. Expected outcomes (an unreadable answer, a cancelled request, a missing model)
 * are values where they occur; an error is thrown only where a caller broke a contract or the machine refused.
 * This file knows nothing of who shows an error: only `vscode/notify` and `cli/main` do that.
 */

/**
 * Input that the user can mend: a wrong option, a corrupt file, an unknown family.
 * The message reads `place: expected X, got Y` and ends with what to do.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The work was cancelled by its `AbortSignal`. Carries nothing: what was finished has been reported before. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor(message = 'cancelled') {
    super(message);
  }
}

/** A machine limit: memory, disk, a device lost. The message names what was needed and what there is. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';
}

/** Throws {@link CancelledError} if the signal has been aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError();
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
