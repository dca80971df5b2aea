/** A document to try things on, for somebody who has none at hand: opened unsaved, so nothing is written anywhere. */
import * as vscode from 'vscode';

export async function openExample(): Promise<void> {
  const content = [
    `## ${vscode.l10n.t('Problem')} 1`,
    vscode.l10n.t('Solve $3x + 5 = 20$.'),
    `## ${vscode.l10n.t('Problem')} 2`,
    vscode.l10n.t('Solve $2(x - 3) = 10$.'),
    `## ${vscode.l10n.t('Solution')}`,
    vscode.l10n.t('Divide by two:'),
    '$$x - 3 = 5$$',
    vscode.l10n.t('Add three on both sides:'),
    '$$x = 2$$',
    '',
  ].join('\n\n');
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  const editor = await vscode.window.showTextDocument(document);
  const start = document.positionAt(content.indexOf('$3x'));
  editor.selection = new vscode.Selection(start, start);
}
