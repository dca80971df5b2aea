/**
 * One solve from request to result, as a stream of panel events: text is gathered and sent a few times a second, so
 * that sixty candidates cost no more messages than one. Whatever ends the solve, the candidates finished before are
 * in the state. Knows the events of the protocol, but neither the editor nor the webview.
 */
import { CancelledError, messageOf } from '../../base/errors.ts';
import type { SolveEvent, SolveResult } from '../../features/contracts.ts';
import type { DraftChange, PanelEvent } from '../../host/protocol-panel.ts';

export interface SolveStream {
  readonly onEvent: (event: SolveEvent) => void;
  readonly signal: AbortSignal;
}

export interface SessionOptions {
  readonly solve: (stream: SolveStream) => Promise<SolveResult>;
  readonly emit: (event: PanelEvent) => void;
  readonly cancelledText: string;
  /** Milliseconds between two batches of text. */
  readonly flushMs?: number;
}

interface Pending {
  append: string;
  change: DraftChange;
}

export class SolveSession {
  readonly #options: SessionOptions;
  readonly #controller = new AbortController();
  readonly #pending = new Map<number, Pending>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get cancelled(): boolean {
    return this.#controller.signal.aborted;
  }

  cancel(): void {
    this.#controller.abort();
  }

  /** Runs the solve to its end. The error of a failed one is returned after the panel has been told, not thrown. */
  async run(): Promise<{ readonly result: SolveResult } | { readonly error: unknown }> {
    const { emit } = this.#options;
    try {
      const result = await this.#options.solve({
        signal: this.#controller.signal,
        onEvent: (event) => {
          this.#receive(event);
        },
      });
      this.#flush();
      emit({ type: 'finished', result });
      return { result };
    } catch (error) {
      this.#flush();
      const cancelled = error instanceof CancelledError;
      emit({
        type: 'ended',
        phase: cancelled ? 'cancelled' : 'failed',
        message: cancelled ? this.#options.cancelledText : messageOf(error),
      });
      return { error };
    } finally {
      clearTimeout(this.#timer);
    }
  }

  #receive(event: SolveEvent): void {
    switch (event.kind) {
      case 'progress':
        this.#options.emit({ type: 'progress', progress: event.progress });
        return;
      case 'model': {
        const { id, precision, device, calibrated } = event;
        this.#options.emit({ type: 'model', model: { id, precision, device, calibrated } });
        return;
      }
      case 'delta': {
        const pending = this.#pendingOf(event.candidate);
        pending.append += event.text;
        pending.change = { ...pending.change, tokens: event.tokens };
        break;
      }
      case 'candidate': {
        const pending = this.#pendingOf(event.candidate.index);
        pending.change = { ...pending.change, candidate: event.candidate };
      }
    }
    this.#timer ??= setTimeout(() => {
      this.#flush();
    }, this.#options.flushMs ?? 80);
  }

  #pendingOf(index: number): Pending {
    const pending = this.#pending.get(index) ?? { append: '', change: { index } };
    this.#pending.set(index, pending);
    return pending;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.size === 0) return;
    const changes = [...this.#pending.values()].map(({ append, change }) =>
      append === '' ? change : { ...change, append },
    );
    this.#pending.clear();
    this.#options.emit({ type: 'drafts', changes });
  }
}
