/**
 * The solution panel beside the editor. It owns the panel's state, replays it whenever the webview appears, and runs
 * one solve at a time. A pinned panel keeps its result: the next problem opens another. What its buttons do to
 * documents is in `actions.ts`, what is asked of the model in `order.ts`.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import {
  applyPanelEvent,
  emptyPanelState,
  finishedCandidates,
  readPanelRequest,
  type Batch,
  type PanelEvent,
  type PanelRequest,
  type PanelState,
  type SolveRun,
} from '../../host/protocol-panel.ts';
import { log } from '../log.ts';
import { askBefore, report } from '../notify.ts';
import type { Models } from '../models.ts';
import { hintsFirst, historySize, panelFontSize, writeUserSetting } from '../settings.ts';
import { BatchSession, type BatchProblem } from './batch.ts';
import { anew, continuedFrom, orderOf, without, withMore, type SolveOrder } from './order.ts';
import { firstWords } from './first-words.ts';
import { pageHtml, webviewRoot } from './page.ts';
import type { RunStore } from './runs.ts';
import { SolveSession } from './session.ts';

export const panelType = 'vouch.solution';

export interface PanelParts {
  readonly extensionUri: vscode.Uri;
  readonly models: Models;
  readonly runs: RunStore;
  /** Called when the runs on the disk have changed. */
  readonly onRuns: () => void;
}

export class SolutionPanel {
  readonly #parts: PanelParts;
  readonly #panel: vscode.WebviewPanel;
  readonly #disposables: vscode.Disposable[] = [];
  #state: PanelState;
  #session: { cancel(): void } | null = null;
  #order: SolveOrder | null = null;
  #ready = false;

  constructor(parts: PanelParts, panel: vscode.WebviewPanel, panelId: string = randomUUID()) {
    this.#parts = parts;
    this.#state = { ...emptyPanelState, panelId, fontSize: panelFontSize() };
    this.#panel = panel;
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(parts.extensionUri)] };
    panel.iconPath = vscode.Uri.joinPath(parts.extensionUri, 'media', 'icon.png');
    this.#disposables.push(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        const request = readPanelRequest(message);
        if (request !== null) this.#answer(request).catch(report);
      }),
      panel.onDidChangeViewState(() => {
        if (panel.visible) return;
        this.#ready = false;
        this.#writePage();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('vouch.panel.fontSize')) {
          this.#emit({ type: 'look', pinned: this.#state.pinned, fontSize: panelFontSize() });
        }
      }),
    );
    panel.onDidDispose(() => {
      this.#session?.cancel();
      for (const disposable of this.#disposables) disposable.dispose();
    });
    // Who made the panel says at once what it shows: the page's first words are about that.
    queueMicrotask(() => {
      this.#writePage();
    });
  }

  get pinned(): boolean {
    return this.#state.pinned;
  }

  onDidDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  cancel(): void {
    this.#session?.cancel();
  }

  /** Shows a run that was kept; one that was under way when the window closed is shown as such. */
  show(run: SolveRun, pinned = false): void {
    const interrupted = run.phase === 'running';
    this.#order = orderOf(run);
    this.#state = { ...this.#state, pinned };
    this.#emit({ type: 'look', pinned, fontSize: panelFontSize() });
    const message = vscode.l10n.t('The window was closed or reloaded while this was being solved.');
    this.#emit({
      type: 'run',
      run: interrupted ? { ...run, phase: 'cancelled', progress: null, message } : run,
    });
  }

  /** Lists a batch that a reload interrupted or that was done before it. */
  showBatch(batch: Batch): void {
    const message = vscode.l10n.t('The window was closed or reloaded while this was being solved.');
    const items = batch.items.map((item) =>
      item.phase === 'running' ? ({ ...item, phase: 'cancelled' } as const) : item,
    );
    const ended =
      batch.phase === 'running'
        ? { ...batch, phase: 'cancelled' as const, progress: null, message, items }
        : batch;
    this.#emit({ type: 'batch', batch: ended, batchOpen: true });
  }

  openHistory(): void {
    this.#history({ type: 'history', open: true }).catch(report);
  }

  /** Says why a problem is not solved at all. */
  decline(order: SolveOrder, reason: string): void {
    this.#session?.cancel();
    this.#order = order;
    this.#emit({ type: 'run', run: { ...newRun(order), phase: 'declined', message: reason } });
  }

  /** Starts a solve; one that is under way is cancelled first. `base` is a run that is added to. */
  async solve(order: SolveOrder, base?: SolveRun): Promise<void> {
    this.#session?.cancel();
    this.#order = order;
    const run = base ?? newRun(order);
    this.#emit({ type: 'run', run });
    const session = new SolveSession({
      cancelledText: vscode.l10n.t('Cancelled. What was finished before is kept.'),
      solve: ({ signal, onEvent }) =>
        this.#parts.models.solve(order.request, { signal, onProgress: onEvent }),
      emit: (event) => {
        // A cancelled session may still speak while its successor writes.
        if (this.#state.run?.id !== run.id || this.#session !== session) return;
        this.#emit(event);
        // Finished candidates survive a window that closes in mid-solve.
        if (event.type === 'drafts' && event.changes.some((change) => change.candidate !== undefined)) {
          this.#keep().catch(report);
        }
      },
    });
    this.#session = session;
    await this.#keep();
    const outcome = await session.run();
    if ('error' in outcome && !session.cancelled) log().error(String(outcome.error));
    if (this.#state.run?.id === run.id) await this.#keep();
  }

  /** Solves all problems of a file through one batch and lists them as they come. */
  async solveAll(title: string, problems: readonly BatchProblem[], order: SolveOrder): Promise<void> {
    this.#session?.cancel();
    const request = without(order.request, ['problem', 'adaptive']);
    const session = new BatchSession({
      title,
      problems,
      request,
      solve: (asked, { signal, onEvent }) =>
        this.#parts.models.solveMany(asked, { signal, onProgress: onEvent }),
      onChange: (batch) => {
        if (this.#session !== session) return;
        // A finished problem may be read while the others are still written.
        const open = this.#state.batch?.title !== batch.title || this.#state.batchOpen;
        this.#emit({ type: 'batch', batch, batchOpen: open });
      },
      keep: (run) => this.#save(run, problems.length),
      cancelledText: vscode.l10n.t('Cancelled. What was finished before is kept.'),
    });
    this.#session = session;
    this.#emit({ type: 'batch', batch: null, batchOpen: false });
    const ended = session.run();
    await this.#remember();
    await ended;
    await this.#remember();
  }

  #emit(event: PanelEvent): void {
    this.#state = applyPanelEvent(this.#state, event);
    if (this.#ready) void this.#panel.webview.postMessage(event);
    // A page out of sight is made anew when it comes back, and should not begin with an old problem.
    else if (event.type === 'run' && !this.#panel.visible) this.#writePage();
  }

  #writePage(): void {
    const { webview } = this.#panel;
    webview.html = pageHtml(webview, this.#parts.extensionUri, {
      bundle: 'panel',
      title: vscode.l10n.t('Vouch: Solution'),
      first: firstWords(this.#state, (text) => vscode.l10n.t(text)),
      fontSize: this.#state.fontSize,
    });
  }

  async #keep(): Promise<void> {
    const { run } = this.#state;
    if (run !== null) await this.#save(run, 1);
  }

  /** A history of size 0 still keeps what a reload would bring back. */
  async #save(run: SolveRun, atLeast: number): Promise<void> {
    await this.#parts.runs.save(run, Math.max(atLeast, historySize()));
    await this.#remember();
    this.#parts.onRuns();
  }

  async #remember(): Promise<void> {
    const { panelId, run, pinned, batch, batchOpen } = this.#state;
    const shown = { panelId, runId: run?.id ?? null, pinned, batch: batchOpen ? batch : null };
    await this.#parts.runs.remember(shown);
  }

  async #answer(request: PanelRequest): Promise<void> {
    switch (request.type) {
      case 'ready':
        this.#ready = true;
        await this.#panel.webview.postMessage({ type: 'state', state: this.#state } satisfies PanelEvent);
        return;
      case 'cancel':
        this.cancel();
        return;
      case 'again':
        if (this.#order !== null) await this.solve(anew(this.#order));
        return;
      case 'more':
        await this.#more();
        return;
      case 'continue':
        await this.#continueFrom(request.candidate, request.step);
        return;
      case 'reveal':
        this.#emit({ type: 'revealed', revealed: request.revealed });
        await this.#keep();
        return;
      case 'violation':
        log().error(`webview policy violation: ${request.directive} ${request.uri}`);
        return;
      case 'chooseModel':
      case 'showLog':
        await vscode.commands.executeCommand(`vouch.${request.type}`);
        return;
      case 'history':
      case 'openHistory':
      case 'clearHistory':
        await this.#history(request);
        return;
      case 'pin':
      case 'fontSize':
      case 'batch':
        await this.#look(request);
        return;
      default:
        await this.#act(request);
    }
  }

  async #look(
    request: Extract<PanelRequest, { readonly type: 'pin' | 'fontSize' | 'batch' }>,
  ): Promise<void> {
    const { fontSize, batch } = this.#state;
    if (request.type === 'fontSize') {
      await writeUserSetting('panel.fontSize', nextFontSize(fontSize, request.delta));
      return;
    }
    if (request.type === 'pin') this.#emit({ type: 'look', pinned: request.pinned, fontSize });
    else this.#emit({ type: 'batch', batch, batchOpen: request.open });
    await this.#remember();
  }

  /** Buttons on a candidate. An index that is not there is a fault of the page and ignored. */
  async #act(request: Extract<PanelRequest, { readonly candidate: number }>): Promise<void> {
    const { run } = this.#state;
    const candidate =
      run === null ? undefined : finishedCandidates(run).find(({ index }) => index === request.candidate);
    if (run === null || candidate === undefined) return;
    // With KaTeX in it, for MathML: nobody waits for that before the panel is there.
    const { copySolution, insertSolution, saveSolution } = await import('./actions.ts');
    if (request.type === 'copy') await copySolution(run, candidate, request.form);
    else if (request.type === 'insert') await insertSolution(run, candidate, request.form);
    else if (request.type === 'save') await saveSolution(run, candidate);
    else if (request.type === 'annotate')
      await vscode.commands.executeCommand('vouch.annotateCandidate', run, candidate);
  }

  /** More attempts on top of those there are: nothing that was written is thrown away, and all of them vote. */
  async #more(): Promise<void> {
    const { run } = this.#state;
    if (run === null || this.#order === null || run.phase === 'running') return;
    const earlier = finishedCandidates(run);
    const order = withMore(this.#order, earlier);
    const samples = earlier.length + (order.request.samples ?? 0);
    // What the result holds is shown there; only what was finished after it would be lost to sight.
    const inResult = new Set(run.result?.candidates.map(({ index }) => index));
    const drafts = run.drafts.filter(({ index, candidate }) => candidate !== null && !inResult.has(index));
    const base: SolveRun = { ...run, phase: 'running', drafts, progress: null, message: null, samples };
    await this.solve(order, earlier.length === 0 ? undefined : base);
  }

  async #continueFrom(index: number, step: number): Promise<void> {
    const { run } = this.#state;
    const candidate = run === null ? undefined : finishedCandidates(run).find((each) => each.index === index);
    if (candidate === undefined || this.#order === null) return;
    const order = continuedFrom(this.#order, candidate, step);
    if (order !== null) await this.solve(order);
  }

  async #history(
    request: Extract<PanelRequest, { readonly type: 'history' | 'openHistory' | 'clearHistory' }>,
  ): Promise<void> {
    const { runs } = this.#parts;
    if (request.type === 'openHistory') {
      const run = await runs.load(request.id);
      if (run === null) return;
      // A batch goes on while one of its finished problems is read.
      if (!(this.#session instanceof BatchSession)) this.#session?.cancel();
      this.show(run, this.#state.pinned);
      return;
    }
    if (request.type === 'clearHistory') {
      const clear = vscode.l10n.t('Clear');
      if (!(await askBefore(vscode.l10n.t('Forget all solved problems of this workspace?'), clear))) return;
      await runs.clear();
      this.#parts.onRuns();
    }
    const open = request.type === 'history' ? request.open : true;
    this.#emit({ type: 'history', history: open ? await runs.entries() : [], historyOpen: open });
  }
}

let runsMade = 0;

/** A run that has just begun. Ids begin with their time and never repeat within a window. */
export function newRun(order: SolveOrder): SolveRun {
  const startedAt = Date.now();
  runsMade += 1;
  const unique = `${Math.trunc(performance.now() * 1000).toString(36)}-${runsMade.toString(36).padStart(4, '0')}`;
  return {
    id: `${startedAt.toString(36).padStart(9, '0')}-${unique}`,
    problem: order.request.problem,
    startedAt,
    phase: 'running',
    samples: order.request.samples ?? 8,
    progress: null,
    model: null,
    drafts: [],
    result: null,
    message: null,
    macros: order.macros,
    source: order.source,
    revealed: hintsFirst() ? 1 : null,
    ...(order.continued === undefined ? {} : { continued: order.continued }),
  };
}

function nextFontSize(size: number, delta: -1 | 0 | 1): number {
  if (delta === 0) return 0;
  return Math.min(40, Math.max(8, (size === 0 ? 13 : size) + delta));
}
