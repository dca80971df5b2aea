/**
 * All problems of a file through one batch, as the panel lists them: each line changes while its attempts are
 * written, and is a run of its own, kept like any other, once it is solved. Knows neither editor nor webview.
 */
import { CancelledError, messageOf } from '../../base/errors.ts';
import type { SolveManyEvent, SolveManyRequest, SolveResult } from '../../features/contracts.ts';
import type { Batch, BatchItem, RunModel, SolveRun } from '../../host/protocol-panel.ts';

/** A problem of the file; one with a `reason` is listed as declined and not sent to the model. */
export interface BatchProblem {
  readonly run: SolveRun;
  readonly line: number;
  readonly reason: string | null;
}

export interface BatchOptions {
  readonly title: string;
  readonly problems: readonly BatchProblem[];
  readonly request: Omit<SolveManyRequest, 'problems'>;
  readonly solve: (
    request: SolveManyRequest,
    stream: { readonly signal: AbortSignal; readonly onEvent: (event: SolveManyEvent) => void },
  ) => Promise<unknown>;
  readonly onChange: (batch: Batch) => void;
  readonly keep: (run: SolveRun) => Promise<void>;
  readonly cancelledText: string;
  readonly flushMs?: number;
}

export class BatchSession {
  readonly #options: BatchOptions;
  readonly #controller = new AbortController();
  readonly #open: readonly number[];
  #batch: Batch;
  #model: RunModel | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: BatchOptions) {
    this.#options = options;
    this.#open = options.problems.flatMap(({ reason }, index) => (reason === null ? [index] : []));
    this.#batch = {
      title: options.title,
      phase: 'running',
      samples: options.request.samples ?? 8,
      progress: null,
      message: null,
      macros: options.problems[0]?.run.macros ?? {},
      items: options.problems.map(newItem),
    };
  }

  cancel(): void {
    this.#controller.abort();
  }

  /** Solves to the end; a failure is told in the batch, not thrown. */
  async run(): Promise<void> {
    const { problems, request, solve, cancelledText } = this.#options;
    this.#options.onChange(this.#batch);
    const kept: Promise<void>[] = [];
    try {
      if (this.#open.length > 0) {
        const texts = this.#open.map((index) => problems[index]?.run.problem ?? '');
        await solve(
          { ...request, problems: texts },
          {
            signal: this.#controller.signal,
            onEvent: (event) => {
              if (event.kind === 'solved') kept.push(this.#solved(event.problem, event.result));
              else this.#receive(event);
            },
          },
        );
      }
      await Promise.all(kept);
      this.#end('done', null);
    } catch (error) {
      await Promise.allSettled(kept);
      const cancelled = error instanceof CancelledError;
      this.#end(cancelled ? 'cancelled' : 'failed', cancelled ? cancelledText : messageOf(error));
    }
  }

  #receive(event: Exclude<SolveManyEvent, { readonly kind: 'solved' }>): void {
    if (event.kind === 'progress') this.#batch = { ...this.#batch, progress: event.progress };
    else if (event.kind === 'model') {
      const { id, precision, device, calibrated } = event;
      this.#model = { id, precision, device, calibrated };
    } else this.#change(event.problem, (item) => ({ ...item, written: item.written + 1 }));
    this.#timer ??= setTimeout(() => {
      this.#flush();
    }, this.#options.flushMs ?? 80);
  }

  async #solved(problem: number, result: SolveResult): Promise<void> {
    const { answer = null, confidence = null } = result.winner ?? {};
    const message = result.abstained?.reason ?? null;
    this.#change(problem, (item) => ({ ...item, phase: 'done', answer, confidence, message }));
    this.#flush();
    const run = this.#options.problems[this.#open[problem] ?? -1]?.run;
    if (run !== undefined) {
      await this.#options.keep({ ...run, phase: 'done', model: this.#model, result, progress: null });
    }
  }

  #change(problem: number, next: (item: BatchItem) => BatchItem): void {
    const at = this.#open[problem];
    const items = this.#batch.items.map((item, index) => (index === at ? next(item) : item));
    this.#batch = { ...this.#batch, items };
  }

  #end(phase: 'done' | 'cancelled' | 'failed', message: string | null): void {
    const items = this.#batch.items.map((item) => (item.phase === 'running' ? { ...item, phase } : item));
    this.#batch = { ...this.#batch, phase, message, progress: null, items };
    this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.onChange(this.#batch);
  }
}

function newItem({ run, line, reason }: BatchProblem): BatchItem {
  return {
    id: run.id,
    problem: run.problem,
    line,
    phase: reason === null ? 'running' : 'declined',
    written: 0,
    answer: null,
    confidence: null,
    message: reason,
  };
}
