/**
 * What the panel's buttons do with a solution: onto the clipboard, into the document (one edit, so one undo), or
 * into a file of its own. The forms themselves are made in `document/forms`.
 */
import * as vscode from 'vscode';
import type { DocumentBlock } from '../../document/block.ts';
import { documentLanguage } from '../../document/blocks.ts';
import { insertionText, toHtmlPage, toLatex, toMarkdown, toMathml } from '../../document/forms.ts';
import { solutionName } from '../../document/solution-name.ts';
import type { Candidate } from '../../features/contracts.ts';
import type { CopyForm, InsertForm, SolveRun } from '../../host/protocol-panel.ts';
import { cellOf } from '../notebook.ts';
import { confirmQuietly, warn } from '../notify.ts';
import { blocksOf } from '../problem.ts';

export async function copySolution(run: SolveRun, candidate: Candidate, form: CopyForm): Promise<void> {
  const forms = {
    latex: () => toLatex(candidate.text),
    markdown: () => toMarkdown(candidate.text),
    mathml: () => toMathml(candidate.text, run.macros),
  };
  await vscode.env.clipboard.writeText(forms[form]());
  confirmQuietly(vscode.l10n.t('Copied'));
}

export async function insertSolution(run: SolveRun, candidate: Candidate, form: InsertForm): Promise<void> {
  if (run.source === null) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(run.source.uri));
  const blocks = await blocksOf(document);
  const at = placeBelow(document, blocks, run);
  if (at === null) {
    warn(vscode.l10n.t('The problem is no longer in the document; copy the solution instead.'));
    return;
  }
  const text = insertionText(candidate.text, {
    language: documentLanguage(document.languageId),
    languageId: document.languageId,
    form,
    name: solutionName(document.getText(), blocks),
  });
  const edit = new vscode.WorkspaceEdit();
  const cell = cellOf(document);
  if (cell === undefined) edit.insert(document.uri, at, `\n\n${text}`);
  else {
    const below = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'markdown');
    edit.set(cell.notebook.uri, [vscode.NotebookEdit.insertCells(cell.index + 1, [below])]);
  }
  if (!(await vscode.workspace.applyEdit(edit))) {
    warn(vscode.l10n.t('The document could not be changed.'));
    return;
  }
  confirmQuietly(vscode.l10n.t('Inserted'));
}

/**
 * The end of the problem, found again by its text if the document has changed since. In LaTeX the solution goes below
 * the problem's environment, not into it.
 */
function placeBelow(
  document: vscode.TextDocument,
  blocks: readonly DocumentBlock[],
  run: SolveRun,
): vscode.Position | null {
  const text = document.getText();
  const { source } = run;
  if (source === null) return null;
  const problem = source.text ?? run.problem;
  const stands = text.slice(source.start, source.end).trim() === problem;
  const found = stands ? source.start : text.indexOf(problem);
  if (found < 0) return null;
  const end = stands ? source.end : found + problem.length;
  const block = blocks.find(
    ({ kind, contentStart, contentEnd }) => kind === 'problem' && contentStart <= found && end <= contentEnd,
  );
  return document.lineAt(document.positionAt(Math.max(end, block?.end ?? end)).line).range.end;
}

export async function saveSolution(run: SolveRun, candidate: Candidate): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    filters: { HTML: ['html'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'solution.html') }),
  });
  if (target === undefined) return;
  const { result } = run;
  const page = toHtmlPage({
    title: run.problem.slice(0, 80),
    problem: run.problem,
    answer: candidate.answer,
    steps: candidate.steps.length > 0 ? candidate.steps.map((step) => step.text) : [candidate.text],
    facts:
      result === null ? [] : [result.model.id, result.model.precision, result.device, `seed ${result.seed}`],
    macros: run.macros,
  });
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(page));
  confirmQuietly(vscode.l10n.t('Saved'));
}
