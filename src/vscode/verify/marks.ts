/**
 * Marks for solutions in which no error was found, off unless the setting asks for them: a quiet word behind the
 * last line and a stroke in the overview ruler. Redrawn when verdicts, editors or settings change, so never flickering
 * while one types.
 */
import * as vscode from 'vscode';
import { verifySettings } from '../settings.ts';
import type { CheckedSolution } from './checked.ts';
import type { Verifier } from './verify.ts';

export class RightMarks implements vscode.Disposable {
  readonly #verifier: Verifier;
  readonly #disposables: readonly { dispose(): unknown }[];
  readonly #style = vscode.window.createTextEditorDecorationType({
    overviewRulerColor: new vscode.ThemeColor('vouch.right'),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    after: { color: new vscode.ThemeColor('vouch.right'), margin: '0 0 0 1.5em' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
    this.#disposables = [
      this.#style,
      verifier.onDidChange(() => {
        this.draw();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.draw();
      }),
    ];
  }

  draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      const right = verifySettings(document).markRight
        ? this.#verifier.solutionsOf(document).filter(isConfirmed)
        : [];
      editor.setDecorations(
        this.#style,
        right.map((solution) => markOf(document, solution)),
      );
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** No error and nothing confirmed is no reason for a mark. */
function isConfirmed({ result }: CheckedSolution): boolean {
  return result.firstError === null && result.steps.some(({ exact }) => exact.verdict === 'correct');
}

function markOf(
  document: vscode.TextDocument,
  { start, text, result }: CheckedSolution,
): vscode.DecorationOptions {
  const { range } = document.lineAt(document.positionAt(start + text.trimEnd().length).line);
  const confirmed = result.steps.filter(({ exact }) => exact.verdict === 'correct').length;
  const words = vscode.l10n.t('No error found, {0} of {1} steps confirmed', confirmed, result.steps.length);
  return {
    range: new vscode.Range(range.end, range.end),
    renderOptions: { after: { contentText: `✓ ${words}` } },
  };
}
