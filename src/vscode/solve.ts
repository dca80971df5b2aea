/**
 * The solve commands: find the problem (or all problems of a file), decline what cannot be answered with a value, and
 * give the rest to a panel. Keeps the panels of this window: the newest that is not pinned is used again.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { declineReason, type DeclineReason } from '../document/decline.ts';
import type { Batch } from '../host/protocol-panel.ts';
import { askBefore, inform } from './notify.ts';
import { problemOfCell, selectedCell } from './notebook.ts';
import type { BatchProblem } from './panel/batch.ts';
import { orderFor, type SolveOrder } from './panel/order.ts';
import { newRun, panelType, SolutionPanel, type PanelParts } from './panel/panel.ts';
import { problemAt, problemsOf, type FoundProblem } from './problem.ts';

const panels = new Set<SolutionPanel>();

/** Solves what the active editor's selection or cursor means; in a notebook, the selected cell. */
export async function solveSelected(parts: PanelParts): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const cell = selectedCell();
  if (editor === undefined && vscode.window.activeNotebookEditor !== undefined) {
    await solveCell(parts, cell);
    return;
  }
  if (editor === undefined) {
    inform(vscode.l10n.t('Open a document and select a problem, or put the cursor into one.'));
    return;
  }
  const problem = await problemAt(editor.document, editor.selection);
  if (problem === null) {
    inform(vscode.l10n.t('There is no problem here: select one, or put the cursor into its text.'));
    return;
  }
  await solveProblem(parts, problem);
}

/** Solves a range of a document: a lens above a problem. */
export async function solveRange(parts: PanelParts, uri: vscode.Uri, range: vscode.Range): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const problem = await problemAt(document, new vscode.Selection(range.start, range.end));
  if (problem !== null) await solveProblem(parts, problem);
}

/** Solves the problem of a notebook's Markdown cell. */
export async function solveCell(
  parts: PanelParts,
  cell: vscode.NotebookCell | undefined = selectedCell(),
): Promise<void> {
  if (cell === undefined) {
    inform(vscode.l10n.t('Select a Markdown cell, or use the button in its own toolbar.'));
    return;
  }
  const problem = await problemOfCell(cell);
  if (problem === null)
    inform(vscode.l10n.t('There is no problem here: select one, or put the cursor into its text.'));
  else await solveProblem(parts, problem);
}

/** Solves all labelled problems of the active document through one batch. */
export async function solveFile(parts: PanelParts): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) return;
  const found = await problemsOf(document);
  if (found.length === 0) {
    inform(
      vscode.l10n.t(
        'No problem found: label it “Problem” or “Exercise”, use a problem environment, or select its text.',
      ),
    );
    return;
  }
  const problems: BatchProblem[] = found.map((problem) => {
    const order = shortened(orderFor(problem));
    const { line, declined } = problem;
    return { run: newRun(order), line, reason: declined === null ? null : declineText(declined) };
  });
  const [first] = found;
  if (first === undefined) return;
  await freePanel(parts).solveAll(basename(document.fileName), problems, orderFor(first));
}

export async function clearHistory(parts: PanelParts): Promise<void> {
  const clear = vscode.l10n.t('Clear');
  if (!(await askBefore(vscode.l10n.t('Forget all solved problems of this workspace?'), clear))) return;
  await parts.runs.clear();
  parts.onRuns();
}

export async function solveProblem(parts: PanelParts, problem: FoundProblem): Promise<void> {
  const panel = freePanel(parts);
  const order = orderFor(problem);
  const reason = declineReason(problem.text);
  if (reason === null) await panel.solve(order);
  else panel.decline(shortened(order), declineText(reason));
}

/** Cancels whatever the panels of this window are solving. */
export function cancelSolves(): void {
  for (const panel of panels) panel.cancel();
}

/** Opens the panel with its history. */
export function openHistory(parts: PanelParts): void {
  freePanel(parts).openHistory();
}

/** Shows a run of the history by its id. */
export async function openRun(parts: PanelParts, id: string): Promise<void> {
  const run = await parts.runs.load(id);
  if (run !== null) freePanel(parts).show(run);
}

/** Takes a panel that the editor brings back after a reload. */
export async function revive(parts: PanelParts, webview: vscode.WebviewPanel, saved: unknown): Promise<void> {
  // The page keeps its panel's name alone: what it showed may have changed after the page could last be saved.
  const panelId =
    typeof saved === 'object' && saved !== null && 'panelId' in saved ? String(saved.panelId) : null;
  const view = await parts.runs.recall(panelId);
  const run = view === null || view.runId === null ? null : await parts.runs.load(view.runId);
  const panel = adopt(new SolutionPanel(parts, webview, panelId ?? view?.panelId));
  if (view === null) return;
  if (run !== null) panel.show(run, view.pinned);
  if (isBatch(view.batch)) panel.showBatch(view.batch);
}

/** Another version of the extension may have written it. */
function isBatch(value: unknown): value is Batch {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

function freePanel(parts: PanelParts): SolutionPanel {
  const free = [...panels].reverse().find((panel) => !panel.pinned);
  if (free !== undefined) {
    free.reveal();
    return free;
  }
  const webview = vscode.window.createWebviewPanel(
    panelType,
    vscode.l10n.t('Vouch: Solution'),
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableFindWidget: true },
  );
  return adopt(new SolutionPanel(parts, webview));
}

function adopt(panel: SolutionPanel): SolutionPanel {
  panels.add(panel);
  panel.onDidDispose(() => panels.delete(panel));
  return panel;
}

/** What was declined for its length is not put into the panel whole. */
function shortened(order: SolveOrder): SolveOrder {
  const { problem } = order.request;
  if (problem.length <= 2000) return order;
  return { ...order, request: { ...order.request, problem: `${problem.slice(0, 2000)}…` } };
}

function declineText(reason: DeclineReason): string {
  const texts: Record<DeclineReason, string> = {
    proof: vscode.l10n.t(
      'This asks for a proof. Vouch compares final answers of several attempts, and a proof has none to compare. Write your own and use “Vouch: Verify Selection” to have its algebra checked.',
    ),
    picture: vscode.l10n.t(
      'This needs a picture or diagram that the model cannot see. Put what it shows into words, then solve again.',
    ),
    construction: vscode.l10n.t('This asks for a drawing. Vouch answers with values and formulas only.'),
    empty: vscode.l10n.t('There is no text to solve.'),
    binary: vscode.l10n.t('This is not text: it holds binary data.'),
    tooLong: vscode.l10n.t('This is too long for one problem. Select the problem itself.'),
  };
  return texts[reason];
}
