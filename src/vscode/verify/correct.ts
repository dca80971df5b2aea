/**
 * A corrected continuation: the model goes on from the last right step, and the result is laid beside the document
 * as a diff before anything is replaced. Replacing is one edit, so one undo.
 */
import * as vscode from 'vscode';
import { documentLanguage } from '../../document/blocks.ts';
import { toLatex, toMarkdown } from '../../document/forms.ts';
import { signalOf, type Models } from '../models.ts';
import { inform, offer } from '../notify.ts';
import { modelChoice, solveSettings } from '../settings.ts';

export const correctionScheme = 'vouch-correction';

export interface CorrectionOrder {
  readonly uri: vscode.Uri;
  readonly problem: string;
  readonly solution: string;
  readonly start: number;
  /** Offset into the solution where the last right step ends. */
  readonly lastRight: number;
}

/** Corrected documents while their diff is open, by the path of the document. */
export class Corrections implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  async correct(models: Models, order: CorrectionOrder): Promise<void> {
    const document = await vscode.workspace.openTextDocument(order.uri);
    const { samples, maxNewTokens, temperature } = solveSettings(document);
    const prefix = order.solution.slice(0, order.lastRight);
    const result = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Vouch: writing a continuation'),
        cancellable: true,
      },
      (_progress, token) =>
        models.solve(
          {
            ...modelChoice(),
            samples,
            ...(maxNewTokens === undefined ? {} : { maxNewTokens }),
            ...(temperature === undefined ? {} : { temperature }),
            problem: order.problem,
            prefix,
          },
          { signal: signalOf(token) },
        ),
    );
    const winner = result.candidates.find((candidate) => candidate.index === result.winner?.candidate);
    if (winner === undefined) {
      inform(vscode.l10n.t('No continuation earned enough trust to be proposed.'));
      return;
    }
    const rest = winner.text.startsWith(prefix) ? winner.text.slice(prefix.length) : winner.text;
    const written = documentLanguage(document.languageId) === 'latex' ? toLatex(rest) : toMarkdown(rest);
    await this.#propose(document, order, `${prefix.trimEnd()}${prefix === '' ? '' : '\n\n'}${written}`);
  }

  async #propose(document: vscode.TextDocument, order: CorrectionOrder, solution: string): Promise<void> {
    const text = document.getText();
    const start = text.startsWith(order.solution, order.start) ? order.start : text.indexOf(order.solution);
    if (start < 0) {
      inform(vscode.l10n.t('The solution has been changed meanwhile.'));
      return;
    }
    const end = start + order.solution.length;
    const corrected = document.uri.with({ scheme: correctionScheme });
    this.#texts.set(corrected.toString(), text.slice(0, start) + solution + text.slice(end));
    await vscode.commands.executeCommand(
      'vscode.diff',
      document.uri,
      corrected,
      vscode.l10n.t('Corrected continuation'),
    );
    const replace = vscode.l10n.t('Replace');
    if (!(await offer(vscode.l10n.t('Replace the wrong steps by this continuation?'), replace))) return;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(start), document.positionAt(end)),
      solution,
    );
    await vscode.workspace.applyEdit(edit);
  }
}
