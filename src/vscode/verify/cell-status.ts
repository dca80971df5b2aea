/** What stands in the status bar of a notebook's Markdown cell: solve it, verify it, and what is known of it. */
import * as vscode from 'vscode';
import type { Verifier } from './verify.ts';

/** Two entries in the status bar of each Markdown cell while it is edited: solve, and verify with its verdict. */
export function cellStatusItems(
  cell: vscode.NotebookCell,
  verifier: Verifier | undefined,
): vscode.NotebookCellStatusBarItem[] {
  if (cell.kind !== vscode.NotebookCellKind.Markup) return [];
  const checked = verifier?.solutionsOf(cell.document)[0];
  const item = (text: string, command: string): vscode.NotebookCellStatusBarItem => {
    const made = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
    made.command = { title: text, command, arguments: [cell] };
    return made;
  };
  const verdict = (): string => {
    if (verifier === undefined || checked === undefined) return `$(checklist) ${vscode.l10n.t('Verify')}`;
    const { firstError, dismissed } = verifier.standingOf(cell.document, checked);
    if (firstError !== null) return `$(error) ${vscode.l10n.t('Step {0} is marked.', firstError + 1)}`;
    return dismissed > 0
      ? `$(circle-slash) ${vscode.l10n.t('{0} dismissed', dismissed)}`
      : `$(pass) ${vscode.l10n.t('No error found')}`;
  };
  return [
    item(`$(lightbulb-sparkle) ${vscode.l10n.t('Solve')}`, 'vouch.solveCell'),
    item(verdict(), 'vouch.verifyCell'),
  ];
}
