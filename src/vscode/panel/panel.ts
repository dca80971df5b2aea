/**
 * The solution panel beside the editor. It owns the panel's state, replays it whenever the webview appears, and runs
 * one solve at a time. A pinned panel keeps its result: the next problem opens another. What its buttons do to
 * documents is in `actions.ts`.
 */
import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import type { Candidate, SolveRequest } from '../../features/contracts.ts';
import {
  applyPanelEvent,
  emptyPanelState,
  readPanelRequest,
  type PanelEvent,
  type PanelRequest,
  type PanelState,
  type SolveRun,
} from '../../host/protocol-panel.ts';
import { log } from '../log.ts';
import { askBefore, report } from '../notify.ts';
import type { Models } from '../models.ts';
import { hintsFirst, historySize, panelFontSize, writeUserSetting } from '../settings.ts';
import { copySolution, insertSolution, saveSolution } from './actions.ts';
import { pageHtml, webviewRoot } from './page.ts';
import type { RunStore } from './runs.ts';
import { SolveSession } from './session.ts';

export const panelType = 'vouch.solution';

export interface PanelParts {
  readonly extensionUri: vscode.Uri;
  readonly models: Models;
  readonly runs: RunStore;
}

/** A solve to start: the request for the model and what the panel should know of it. */
export interface SolveOrder {
  readonly request: SolveRequest;
  readonly macros: SolveRun['macros'];
  readonly source: SolveRun['source'];
}

export class SolutionPanel {
  readonly #parts: PanelParts;
  readonly #panel: vscode.WebviewPanel;
  readonly #disposables: vscode.Disposable[] = [];
  #state: PanelState = { ...emptyPanelState, fontSize: panelFontSize() };
  #session: SolveSession | null = null;
  #order: SolveOrder | null = null;
  #ready = false;

  constructor(parts: PanelParts, panel: vscode.WebviewPanel) {
    this.#parts = parts;
    this.#panel = panel;
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(parts.extensionUri)] };
    panel.iconPath = vscode.Uri.joinPath(parts.extensionUri, 'media', 'icon.png');
    this.#disposables.push(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        const request = readPanelRequest(message);
        if (request !== null) this.#answer(request).catch(report);
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#ready = false;
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
    panel.webview.html = pageHtml(panel.webview, parts.extensionUri, {
      bundle: 'panel',
      title: vscode.l10n.t('Vouch: Solution'),
    });
  }

  get pinned(): boolean {
    return this.#state.pinned;
  }

  get running(): boolean {
    return this.#state.run?.phase === 'running';
  }

  get run(): SolveRun | null {
    return this.#state.run;
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
    this.#order = {
      request: { problem: run.problem, samples: run.samples },
      macros: run.macros,
      source: run.source,
    };
    this.#state = { ...this.#state, pinned };
    this.#emit({ type: 'look', pinned, fontSize: panelFontSize() });
    this.#emit({
      type: 'run',
      run: interrupted
        ? {
            ...run,
            phase: 'cancelled',
            progress: null,
            message: vscode.l10n.t('The window was closed or reloaded while this was being solved.'),
          }
        : run,
    });
  }

  openHistory(): void {
    this.#history({ type: 'history', open: true }).catch(report);
  }

  /** Says why a problem is not solved at all. */
  decline(order: SolveOrder, reason: string): void {
    this.#order = order;
    this.#emit({ type: 'run', run: { ...this.#newRun(order), phase: 'declined', message: reason } });
  }

  /** Starts a solve; one that is under way is cancelled first. */
  async solve(order: SolveOrder): Promise<void> {
    this.#session?.cancel();
    this.#order = order;
    const run = this.#newRun(order);
    this.#emit({ type: 'run', run });
    const session = new SolveSession({
      cancelledText: vscode.l10n.t('Cancelled. What was finished before is kept.'),
      solve: ({ signal, onEvent }) =>
        this.#parts.models.solve(order.request, { signal, onProgress: onEvent }),
      emit: (event) => {
        // A cancelled session may still speak while its successor writes.
        if (this.#state.run?.id !== run.id) return;
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

  #newRun(order: SolveOrder): SolveRun {
    const startedAt = Date.now();
    return {
      id: `${startedAt.toString(36).padStart(9, '0')}-${Math.trunc(performance.now() * 1000).toString(36)}`,
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
    };
  }

  #emit(event: PanelEvent): void {
    this.#state = applyPanelEvent(this.#state, event);
    if (this.#ready) void this.#panel.webview.postMessage(event);
  }

  async #keep(): Promise<void> {
    const { run } = this.#state;
    // A history of size 0 still keeps the one run that a reload would bring back.
    if (run !== null) await this.#parts.runs.save(run, Math.max(1, historySize()));
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
        return;
      case 'pin':
        this.#emit({ type: 'look', pinned: request.pinned, fontSize: this.#state.fontSize });
        return;
      case 'fontSize':
        await writeUserSetting('panel.fontSize', nextFontSize(this.#state.fontSize, request.delta));
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
      default:
        await this.#act(request);
    }
  }

  /** Buttons on a candidate. An index that is not there is a fault of the page and ignored. */
  async #act(request: Extract<PanelRequest, { readonly candidate: number }>): Promise<void> {
    const { run } = this.#state;
    const candidate = run === null ? undefined : candidateOf(run, request.candidate);
    if (run === null || candidate === undefined) return;
    if (request.type === 'copy') await copySolution(run, candidate, request.form);
    else if (request.type === 'insert') await insertSolution(run, candidate, request.form);
    else if (request.type === 'save') await saveSolution(run, candidate);
    else if (request.type === 'annotate')
      await vscode.commands.executeCommand('vouch.annotateCandidate', run, candidate);
  }

  async #more(): Promise<void> {
    if (this.#order === null) return;
    const { request } = this.#order;
    const samples = Math.min(256, 2 * (request.samples ?? 8));
    await this.solve({ ...this.#order, request: { ...request, samples, adaptive: false } });
  }

  /** Fresh completions that all begin with a candidate's steps up to and with `step`. */
  async #continueFrom(index: number, step: number): Promise<void> {
    const { run } = this.#state;
    const candidate = run === null ? undefined : candidateOf(run, index);
    const end = candidate?.steps[step]?.end;
    if (candidate === undefined || end === undefined || this.#order === null) return;
    const { request } = this.#order;
    await this.solve({ ...this.#order, request: { ...request, prefix: candidate.text.slice(0, end) } });
  }

  async #history(
    request: Extract<PanelRequest, { readonly type: 'history' | 'openHistory' | 'clearHistory' }>,
  ): Promise<void> {
    const { runs } = this.#parts;
    if (request.type === 'openHistory') {
      const run = await runs.load(request.id);
      if (run !== null) {
        this.#session?.cancel();
        this.show(run, this.#state.pinned);
      }
      return;
    }
    if (request.type === 'clearHistory') {
      const clear = vscode.l10n.t('Clear');
      if (!(await askBefore(vscode.l10n.t('Forget all solved problems of this workspace?'), clear))) return;
      await runs.clear();
    }
    const open = request.type === 'history' ? request.open : true;
    this.#emit({ type: 'history', history: open ? await runs.entries() : [], historyOpen: open });
  }
}

function candidateOf(run: SolveRun, index: number): Candidate | undefined {
  const candidates = run.result?.candidates ?? run.drafts.flatMap((draft) => draft.candidate ?? []);
  return candidates.find((candidate) => candidate.index === index);
}

/** "Solve again" asks for other solutions from the start: another seed, no prefix. */
function anew(order: SolveOrder): SolveOrder {
  const kept = Object.entries(order.request).filter(([name]) => name !== 'prefix');
  const { problem } = order.request;
  return { ...order, request: { ...Object.fromEntries(kept), problem, seed: randomInt(2 ** 31) } };
}

function nextFontSize(size: number, delta: -1 | 0 | 1): number {
  if (delta === 0) return 0;
  return Math.min(40, Math.max(8, (size === 0 ? 13 : size) + delta));
}
