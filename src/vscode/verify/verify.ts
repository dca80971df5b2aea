/**
 * Checks solutions in documents and keeps their findings: the selection, the solution at the cursor, or all of a
 * file; on command, on save, or after a pause in typing. Only what changed is checked again, an edit cancels a check
 * that runs, and findings follow their text.
 */
import * as vscode from 'vscode';
import { CancelledError, ResourceError } from '../../base/errors.ts';
import type { DocumentBlock } from '../../document/block.ts';
import { blockAt, documentLanguage } from '../../document/blocks.ts';
import { expandMacros } from '../../document/expand-macros.ts';
import type { CheckResult } from '../../features/contracts.ts';
import { signalOf, type Models } from '../models.ts';
import { confirmQuietly, inform, report } from '../notify.ts';
import { cellOf, selectedCell, solutionOfCell } from '../notebook.ts';
import { blocksOf, macrosOf } from '../problem.ts';
import { modelChoice, verifySettings } from '../settings.ts';
import {
  relocate,
  standingOf,
  standingResult,
  stillHolds,
  type CheckedSolution,
  type Standing,
  type TextEdit,
} from './checked.ts';
import { Dismissed } from './dismissed.ts';
import { diagnosticsOf } from './findings.ts';

/** A solution to check, by its range in the document. */
export interface SolutionRange {
  readonly problem: string;
  readonly start: number;
  readonly end: number;
}

interface Ranged {
  readonly start: number;
  readonly end: number;
  readonly errorRange?: Ranged;
}

interface MacroCheck {
  readonly problem: string;
  readonly solution: string;
  readonly macros: Readonly<Record<string, string>>;
  readonly useModel: boolean;
}

/** Findings appear while a long document is checked, but not more often than one can see. */
const drawEveryMs = 200;

export class Verifier implements vscode.Disposable {
  readonly #models: Models;
  readonly #findings = vscode.languages.createDiagnosticCollection('vouch');
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #checked = new Map<string, readonly CheckedSolution[]>();
  readonly #running = new Map<string, AbortController>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #dismissed = new Dismissed();
  /** Set when the machine refused the model: too little memory, or no binaries for it. */
  #withoutModel = false;
  readonly #disposables: readonly { dispose(): unknown }[];
  /** Fires when verdicts changed, for lenses and marks. */
  readonly onDidChange = this.#changed.event;

  constructor(models: Models) {
    this.#models = models;
    const watcher = vscode.workspace.createFileSystemWatcher('**/.vouch/dismissed.json');
    const redraw = (): void => {
      this.#redraw().catch(report);
    };
    this.#disposables = [
      watcher,
      watcher.onDidChange(redraw),
      watcher.onDidCreate(redraw),
      watcher.onDidDelete(redraw),
      this.#findings,
      this.#changed,
      vscode.workspace.onDidChangeTextDocument((change) => {
        const { document, contentChanges } = change;
        if (contentChanges.length > 0) this.#edited(document, contentChanges).catch(report);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        const { mode } = verifySettings(document);
        if (mode !== 'onDemand' && isProse(document)) this.verifyDocument(document).catch(report);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#running.get(document.uri.toString())?.abort();
        this.#checked.delete(document.uri.toString());
        this.#findings.delete(document.uri);
      }),
    ];
  }

  /** The checked solutions of a document, where they stand now. */
  solutionsOf(document: vscode.TextDocument): readonly CheckedSolution[] {
    return this.#checked.get(document.uri.toString()) ?? [];
  }

  /** What stands of a check without the findings that were dismissed in this workspace. */
  standingOf(document: vscode.TextDocument, solution: CheckedSolution): Standing {
    return standingOf(solution, this.#dismissed.known(document.uri));
  }

  /** Checks the solution of a notebook's Markdown cell against the problem of its own or an earlier cell. */
  async verifyCell(cell: vscode.NotebookCell | undefined = selectedCell()): Promise<void> {
    const range = cell === undefined ? null : await solutionOfCell(cell);
    if (cell === undefined || range === null) {
      inform(vscode.l10n.t('Select a Markdown cell, or use the button in its own toolbar.'));
      return;
    }
    const [result] = await this.#withProgress(cell.document, [range]);
    if (result !== undefined) confirmQuietly(summary(result));
  }

  /** Checks the selection or, without one, the solution around the cursor. */
  async verifySelection(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const cell = cellOf(editor?.document) ?? (editor === undefined ? selectedCell() : undefined);
    const inNotebook = cell !== undefined || (editor === undefined && isNotebookInFront());
    if (inNotebook && editor?.selection.isEmpty !== false) {
      await this.verifyCell(cell);
      return;
    }
    const range = editor === undefined ? null : await solutionAt(editor);
    if (editor === undefined || range === null) {
      inform(vscode.l10n.t('Select the lines of a solution first.'));
      return;
    }
    const [result] = await this.#withProgress(editor.document, [range]);
    if (result !== undefined) confirmQuietly(summary(result));
  }

  /** Checks every solution of the active document, unchanged ones from memory. */
  async verifyFile(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined) return;
    const ranges = await solutionsIn(document);
    if (ranges.length === 0) {
      inform(
        vscode.l10n.t(
          'No solution found: label it “Solution”, use a solution environment, or select its lines.',
        ),
      );
      return;
    }
    const results = await this.#withProgress(document, ranges);
    const wrong = results.filter((result) => result.firstError !== null).length;
    confirmQuietly(vscode.l10n.t('{0} of {1} solutions have a marked step.', wrong, results.length));
  }

  /** The same without a word: for saving and typing. A newer run or an edit cancels it. */
  async verifyDocument(document: vscode.TextDocument): Promise<void> {
    const controller = this.#begin(document);
    try {
      await this.#checkAll(document, await solutionsIn(document), controller.signal);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
    }
  }

  /** Forgets a finding for good, in this workspace. */
  async dismiss(uri: vscode.Uri, hash: string): Promise<void> {
    await this.#dismissed.add(uri, hash);
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    if (document !== undefined) await this.#draw(document);
  }

  clear(): void {
    this.#withoutModel = false;
    this.#checked.clear();
    this.#findings.clear();
    this.#changed.fire();
  }

  dispose(): void {
    for (const controller of this.#running.values()) controller.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #withProgress(
    document: vscode.TextDocument,
    ranges: readonly SolutionRange[],
  ): Promise<readonly CheckResult[]> {
    const controller = this.#begin(document);
    const location = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Vouch: checking') };
    return vscode.window.withProgress({ ...location, cancellable: true }, (_, token) => {
      signalOf(token).addEventListener('abort', () => {
        controller.abort();
      });
      return this.#checkAll(document, ranges, controller.signal);
    });
  }

  #begin(document: vscode.TextDocument): AbortController {
    const key = document.uri.toString();
    this.#running.get(key)?.abort();
    const controller = new AbortController();
    this.#running.set(key, controller);
    return controller;
  }

  async #checkAll(
    document: vscode.TextDocument,
    ranges: readonly SolutionRange[],
    signal: AbortSignal,
  ): Promise<readonly CheckResult[]> {
    const { useModel } = verifySettings(document);
    const macros = await macrosOf(document);
    const found: CheckedSolution[] = [];
    let drawnAt = performance.now();
    try {
      for (const { problem, start, end } of ranges) {
        if (signal.aborted) throw new CancelledError();
        const solution = document.getText().slice(start, end);
        const known = this.solutionsOf(document).find((each) => stillHolds(each, { problem, solution }));
        const result =
          known?.result ?? (await this.#checkExpanded({ problem, solution, macros, useModel }, signal));
        const checked = { problem, text: solution, start, result };
        this.#keep(document, checked);
        found.push(checked);
        // All findings of a document are drawn at once: after each of hundreds of solutions that would be the work.
        if (performance.now() - drawnAt < drawEveryMs) continue;
        await this.#draw(document);
        drawnAt = performance.now();
      }
    } finally {
      await this.#draw(document);
    }
    return found.map((checked) => standingResult(checked, this.standingOf(document, checked)));
  }

  /** The document's own macros are written out for the check, and its places are led back to the document's text. */
  async #checkExpanded(
    { problem, solution, macros, useModel }: MacroCheck,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { text, toSource } = expandMacros(solution, macros);
    const stated = expandMacros(problem, macros).text;
    const result = await this.#check({ problem: stated, solution: text, exactOnly: !useModel }, signal);
    const back = <R extends Ranged>(range: R): R => ({
      ...range,
      start: toSource(range.start, 'start'),
      end: toSource(range.end, 'end'),
      ...(range.errorRange === undefined ? {} : { errorRange: back(range.errorRange) }),
    });
    const { errorRange } = result;
    return {
      ...result,
      problem,
      steps: result.steps.map(back),
      ...(errorRange === undefined ? {} : { errorRange: back(errorRange) }),
    };
  }

  /** Where no model can run the exact checks still do; why is told once. */
  async #check(
    request: { readonly problem: string; readonly solution: string; readonly exactOnly: boolean },
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const exactOnly = request.exactOnly || this.#withoutModel;
    try {
      return await this.#models.check({ ...modelChoice(), ...request, exactOnly }, { signal });
    } catch (error) {
      if (exactOnly || !(error instanceof ResourceError)) throw error;
      this.#withoutModel = true;
      report(error);
      return this.#models.check({ ...modelChoice(), ...request, exactOnly: true }, { signal });
    }
  }

  /** A newer check of overlapping text takes the place of the older one. */
  #keep(document: vscode.TextDocument, solution: CheckedSolution): void {
    const end = solution.start + solution.text.length;
    const others = this.solutionsOf(document).filter(
      ({ start, text }) => start >= end || start + text.length <= solution.start,
    );
    this.#checked.set(document.uri.toString(), [...others, solution]);
  }

  /** Another window, or version control, changed what is dismissed. */
  async #redraw(): Promise<void> {
    this.#dismissed.forget();
    for (const document of vscode.workspace.textDocuments) {
      if (this.#checked.has(document.uri.toString())) await this.#draw(document);
    }
  }

  async #draw(document: vscode.TextDocument): Promise<void> {
    await this.#dismissed.load(document.uri);
    const diagnostics = this.solutionsOf(document).flatMap((solution) => {
      const standing = this.standingOf(document, solution);
      return diagnosticsOf(document, solution.start, standingResult(solution, standing));
    });
    this.#findings.set(document.uri, diagnostics);
    this.#changed.fire();
  }

  async #edited(document: vscode.TextDocument, edits: readonly TextEdit[]): Promise<void> {
    const key = document.uri.toString();
    this.#running.get(key)?.abort();
    const checked = this.#checked.get(key);
    if (checked !== undefined) {
      this.#checked.set(key, relocate(checked, document.getText(), edits));
      await this.#draw(document);
    }
    const { mode, delayMs } = verifySettings(document);
    if (mode !== 'whileTyping' || !isProse(document)) return;
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.verifyDocument(document).catch(report);
    }, delayMs);
    this.#timers.set(key, timer);
  }
}

function isNotebookInFront(): boolean {
  return vscode.window.activeNotebookEditor !== undefined;
}

/** Cells are checked by their own button: while one types in a notebook nothing is judged. */
function isProse(document: vscode.TextDocument): boolean {
  if (document.uri.scheme === 'vscode-notebook-cell') return false;
  return document.uri.scheme !== 'output' && documentLanguage(document.languageId) !== 'plain';
}

/** The solution that a selection or a cursor means, with the problem it answers. */
async function solutionAt(editor: vscode.TextEditor): Promise<SolutionRange | null> {
  const { document } = editor;
  const blocks = await blocksOf(document);
  const { selection } = editor;
  const at = document.offsetAt(selection.start);
  const block = blockAt(blocks, at, 'solution');
  const stating = (index: number | null): string =>
    statedIn(document, index === null ? undefined : blocks[index]);
  const problem = block === null ? '' : stating(block.problem);
  if (!selection.isEmpty) {
    const before = blocks.findLastIndex(({ kind, end }) => kind === 'problem' && end <= at);
    const stated = problem === '' ? stating(before < 0 ? null : before) : problem;
    return { problem: stated, start: at, end: document.offsetAt(selection.end) };
  }
  return block === null ? null : { problem, start: block.contentStart, end: block.contentEnd };
}

/** All solutions of a document in order. */
async function solutionsIn(document: vscode.TextDocument): Promise<SolutionRange[]> {
  const blocks = await blocksOf(document);
  return blocks
    .filter((block) => block.kind === 'solution')
    .map((block) => ({
      problem: statedIn(document, block.problem === null ? undefined : blocks[block.problem]),
      start: block.contentStart,
      end: block.contentEnd,
    }));
}

function statedIn(document: vscode.TextDocument, block: DocumentBlock | undefined): string {
  return block === undefined ? '' : document.getText().slice(block.contentStart, block.contentEnd);
}

function summary(result: CheckResult): string {
  if (result.firstError !== null) return vscode.l10n.t('Step {0} is marked.', result.firstError + 1);
  const decided = result.steps.filter((step) => step.exact.verdict === 'correct').length;
  return vscode.l10n.t('No error found: {0} of {1} steps confirmed exactly.', decided, result.steps.length);
}
