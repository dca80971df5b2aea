/**
 * A corrected continuation: the model goes on from the last right step, and the result is laid beside the document
 * as a diff before anything is replaced. Replacing is one edit, so one undo; it is offered in a notification and, for
 * those who read longer than that stays, by a button of the diff.
 */
import * as vscode from 'vscode';
import { documentLanguage } from '../../document/blocks.ts';
import { expandMacros } from '../../document/expand-macros.ts';
import { toLatex, toMarkdown } from '../../document/forms.ts';
import type { SolveResult } from '../../features/contracts.ts';
import { mostSamples, persistence } from '../../features/limits.ts';
import { signalOf, type Models } from '../models.ts';
import { inform, offer, report } from '../notify.ts';
import { macrosOf } from '../problem.ts';
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

/** A continuation that is shown and not yet taken. */
interface Proposal {
  readonly order: CorrectionOrder;
  /** The whole document as it would be. */
  readonly text: string;
  /** The solution as it would be. */
  readonly solution: string;
}

/** Corrected documents while their diff is open, by their own address. */
export class Corrections implements vscode.TextDocumentContentProvider {
  readonly #proposals = new Map<string, Proposal>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** A second continuation of the same document takes the place of the first. */
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#proposals.get(uri.toString())?.text ?? '';
  }

  async correct(models: Models, order: CorrectionOrder): Promise<void> {
    const document = await vscode.workspace.openTextDocument(order.uri);
    const prefix = order.solution.slice(0, order.lastRight);
    // The model knows nothing of the document's own macros.
    const macros = await macrosOf(document);
    const given = expandMacros(prefix, macros).text;
    const problem = expandMacros(order.problem, macros).text;
    const result = await continued(models, document, { problem, prefix: given });
    const winner = result.candidates.find((candidate) => candidate.index === result.winner?.candidate);
    if (winner === undefined) {
      inform(vscode.l10n.t('No continuation earned enough trust to be proposed.'));
      return;
    }
    const rest = winner.text.startsWith(given) ? winner.text.slice(given.length) : winner.text;
    const written = documentLanguage(document.languageId) === 'latex' ? toLatex(rest) : toMarkdown(rest);
    await this.#propose(document, order, `${prefix.trimEnd()}${prefix === '' ? '' : '\n\n'}${written}`);
  }

  /** Puts a shown continuation into its document: of the given diff, or of the one in front. */
  async replace(corrected: vscode.Uri | undefined = diffInFront()): Promise<void> {
    const key = corrected?.toString() ?? '';
    const proposal = this.#proposals.get(key);
    if (corrected === undefined || proposal === undefined) return;
    const { order, solution } = proposal;
    const document = await vscode.workspace.openTextDocument(order.uri);
    const start = placeOf(document, order);
    if (start === null) {
      inform(vscode.l10n.t('The solution has been changed meanwhile.'));
      return;
    }
    const end = start + order.solution.length;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(order.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), solution);
    await vscode.workspace.applyEdit(edit);
    this.#proposals.delete(key);
    await closeDiff(corrected);
    await vscode.window.showTextDocument(document);
  }

  async #propose(document: vscode.TextDocument, order: CorrectionOrder, solution: string): Promise<void> {
    const start = placeOf(document, order);
    if (start === null) {
      inform(vscode.l10n.t('The solution has been changed meanwhile.'));
      return;
    }
    const whole = document.getText();
    const text = whole.slice(0, start) + solution + whole.slice(start + order.solution.length);
    const corrected = document.uri.with({ scheme: correctionScheme });
    const proposal = { order, text, solution };
    this.#proposals.set(corrected.toString(), proposal);
    this.#changed.fire(corrected);
    const title = vscode.l10n.t('Corrected continuation');
    await vscode.commands.executeCommand('vscode.diff', document.uri, corrected, title);
    const replace = vscode.l10n.t('Replace');
    // Nobody waits for the answer: the button of the diff may give it.
    offer(vscode.l10n.t('Replace the wrong steps by this continuation?'), replace)
      .then((isTaken) => {
        const isShown = this.#proposals.get(corrected.toString()) === proposal;
        return isTaken && isShown ? this.replace(corrected) : undefined;
      })
      .catch(report);
  }
}

async function continued(
  models: Models,
  document: vscode.TextDocument,
  given: { readonly problem: string; readonly prefix: string },
): Promise<SolveResult> {
  const { samples, seed, strategy, ...sampling } = solveSettings(document);
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Vouch: writing a continuation');
  return vscode.window.withProgress({ location, title, cancellable: true }, (_progress, token) =>
    models.solve(
      {
        ...modelChoice(),
        ...sampling,
        samples,
        // The question knows a right end from a wrong one: what is wrong is not written again.
        persistTo: Math.min(mostSamples, samples * persistence),
        ...(seed === null ? {} : { seed }),
        ...(strategy === null ? {} : { strategy }),
        ...given,
      },
      { signal: signalOf(token) },
    ),
  );
}

/** Where the solution stands in the document now; null where it was changed. */
function placeOf(document: vscode.TextDocument, { solution, start }: CorrectionOrder): number | null {
  const text = document.getText();
  if (text.startsWith(solution, start)) return start;
  const found = text.indexOf(solution);
  return found < 0 ? null : found;
}

function diffInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}

async function closeDiff(corrected: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff && input.modified.toString() === corrected.toString(),
    );
  await vscode.window.tabGroups.close(tabs);
}
