/**
 * Checks solutions in documents and keeps their findings: the selection, or later whole blocks. A check belongs to a
 * version of its document; an edit of the checked text takes its findings away.
 */
import * as vscode from 'vscode';
import type { CheckResult } from '../../features/contracts.ts';
import { blockAt } from '../../document/blocks.ts';
import { signalOf, type Models } from '../models.ts';
import { confirmQuietly, inform } from '../notify.ts';
import { blocksOf } from '../problem.ts';
import { modelChoice, verifySettings } from '../settings.ts';
import { diagnosticsOf } from './findings.ts';

/** A solution to check, by its range in the document. */
export interface SolutionRange {
  readonly problem: string;
  readonly start: number;
  readonly end: number;
}

export class Verifier implements vscode.Disposable {
  readonly #models: Models;
  readonly #findings = vscode.languages.createDiagnosticCollection('vouch');
  readonly #disposables: readonly { dispose(): unknown }[];

  constructor(models: Models) {
    this.#models = models;
    this.#disposables = [
      this.#findings,
      vscode.workspace.onDidChangeTextDocument((change) => {
        this.#edited(change);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#findings.delete(document.uri);
      }),
    ];
  }

  /** The selection's first wrong line as a diagnostic; without a selection, the solution around the cursor. */
  async verifySelection(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const range = editor === undefined ? null : solutionAt(editor.document, editor.selection);
    if (editor === undefined || range === null) {
      inform(vscode.l10n.t('Select the lines of a solution first.'));
      return;
    }
    const { document } = editor;
    const { version } = document;
    const result = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: vscode.l10n.t('Vouch: checking the solution'),
        cancellable: true,
      },
      (_, token) => this.#check(document, range, signalOf(token)),
    );
    if (document.version !== version) return;
    this.show(document, range, result);
    confirmQuietly(summary(result));
  }

  /** Replaces the findings inside a solution's range by those of its result. */
  show(document: vscode.TextDocument, range: SolutionRange, result: CheckResult): void {
    const kept = (this.#findings.get(document.uri) ?? []).filter((finding) => {
      const at = document.offsetAt(finding.range.start);
      return at < range.start || at >= range.end;
    });
    this.#findings.set(document.uri, [...kept, ...diagnosticsOf(document, range.start, result)]);
  }

  clear(): void {
    this.#findings.clear();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #check(
    document: vscode.TextDocument,
    range: SolutionRange,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { useModel } = verifySettings(document);
    return this.#models.check(
      {
        ...modelChoice(),
        problem: range.problem,
        solution: document.getText().slice(range.start, range.end),
        exactOnly: !useModel,
      },
      { signal },
    );
  }

  /** An edit inside a finding's lines makes it stale; one above only moves it, which the editor does by itself. */
  #edited(change: vscode.TextDocumentChangeEvent): void {
    const findings = this.#findings.get(change.document.uri);
    if (findings === undefined || findings.length === 0 || change.contentChanges.length === 0) return;
    const kept = findings.flatMap((finding) => {
      let range: vscode.Range | null = finding.range;
      for (const edit of change.contentChanges) range = range === null ? null : movedRange(range, edit);
      if (range === null) return [];
      finding.range = range;
      return [finding];
    });
    this.#findings.set(change.document.uri, kept);
  }
}

/** A range after an edit: moved by the lines above it, gone if it was touched. */
function movedRange(range: vscode.Range, edit: vscode.TextDocumentContentChangeEvent): vscode.Range | null {
  if (edit.range.start.isAfter(range.end)) return range;
  if (edit.range.end.isAfterOrEqual(range.start)) return null;
  const lines = edit.text.split('\n').length - 1 - (edit.range.end.line - edit.range.start.line);
  if (edit.range.end.line === range.start.line) return null;
  return new vscode.Range(range.start.translate(lines), range.end.translate(lines));
}

/** The solution that a selection or a cursor means, with the problem it answers. */
export function solutionAt(document: vscode.TextDocument, selection: vscode.Selection): SolutionRange | null {
  const blocks = blocksOf(document);
  const start = document.offsetAt(selection.start);
  const block = blockAt(blocks, start, 'solution');
  const problemBlock =
    block === null || block.problem === null ? blockAt(blocks, start, 'problem') : blocks[block.problem];
  const text = document.getText();
  const problem =
    problemBlock === null || problemBlock === undefined || problemBlock === block
      ? ''
      : text.slice(problemBlock.contentStart, problemBlock.contentEnd);
  if (!selection.isEmpty) {
    const end = document.offsetAt(selection.end);
    // A selection of the problem's own block is the solution itself, not its problem.
    return { problem: block === null ? '' : problem, start, end };
  }
  return block === null ? null : { problem, start: block.contentStart, end: block.contentEnd };
}

function summary(result: CheckResult): string {
  if (result.firstError !== null) return vscode.l10n.t('Step {0} is marked.', result.firstError + 1);
  const decided = result.steps.filter((step) => step.exact.verdict === 'correct').length;
  return vscode.l10n.t('No error found: {0} of {1} steps confirmed exactly.', decided, result.steps.length);
}
