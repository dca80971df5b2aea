/**
 * What the annotation panel and the extension tell each other: one item at a time, one label back. The extension
 * owns the log; the panel moves on only when the next state arrives, which is after the label is on the disk.
 */
import type { ExactCheck } from '../features/contracts.ts';

export type LabelVerdict = 'right' | 'wrong' | 'unsure';

export interface AnnotateItem {
  readonly id: string;
  readonly problem: string;
  readonly steps: readonly string[];
  /** The model's score of the whole solution, if the file has one. */
  readonly score: number | null;
  readonly exact: readonly ExactCheck[];
}

export interface AnnotateState {
  /** The file's address. */
  readonly file: string;
  readonly item: AnnotateItem | null;
  readonly labelled: number;
  readonly total: number;
  readonly rejected: number;
  readonly canUndo: boolean;
  readonly showScore: boolean;
  readonly showExact: boolean;
}

export interface AnnotateEvent {
  readonly type: 'state';
  readonly state: AnnotateState;
}

export type AnnotateRequest =
  | { readonly type: 'ready' }
  | {
      readonly type: 'label';
      readonly id: string;
      readonly verdict: LabelVerdict;
      readonly firstError: number | null;
      readonly timeMs: number;
    }
  | { readonly type: 'undo' }
  | { readonly type: 'skip'; readonly id: string }
  | { readonly type: 'show'; readonly score: boolean; readonly exact: boolean }
  | { readonly type: 'export' };

const verdicts: ReadonlySet<unknown> = new Set<LabelVerdict>(['right', 'wrong', 'unsure']);

/** A message of the annotation panel, or null if it is not whole. */
export function readAnnotateRequest(message: unknown): AnnotateRequest | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  const request = message as AnnotateRequest;
  switch (request.type) {
    case 'ready':
    case 'undo':
    case 'export':
      return request;
    case 'skip':
      return typeof request.id === 'string' ? request : null;
    case 'show':
      return typeof request.score === 'boolean' && typeof request.exact === 'boolean' ? request : null;
    case 'label': {
      const step = request.firstError;
      const whole = step === null || (Number.isInteger(step) && step >= 0);
      return verdicts.has(request.verdict) && typeof request.id === 'string' && whole ? request : null;
    }
    default:
      return null;
  }
}
