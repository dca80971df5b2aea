/**
 * What the extension adds to prose documents: lenses, hovers and quick fixes. Registered by name at activation; the
 * parsers behind them are loaded when the editor first asks.
 */
import * as vscode from 'vscode';
import type { Verifier } from './verify/verify.ts';

const prose: vscode.DocumentSelector = ['markdown', 'latex', 'tex', 'plaintext', 'quarto', 'rmd'].map(
  (language) => ({ language }),
);
/** Lenses stand in files; a notebook's cells have their own status bar. */
const marked: vscode.DocumentSelector = ['markdown', 'latex', 'tex', 'quarto', 'rmd'].flatMap((language) =>
  ['file', 'untitled', 'vscode-remote', 'vscode-vfs'].map((scheme) => ({ language, scheme })),
);

export interface LanguageOptions {
  /** The verifier if anything has been checked yet. */
  readonly verifier: () => Verifier | undefined;
  readonly onDidChange: vscode.Event<void>;
}

export function registerLanguages({ verifier, onDidChange }: LanguageOptions): vscode.Disposable[] {
  return [
    vscode.languages.registerCodeLensProvider(marked, {
      onDidChangeCodeLenses: onDidChange,
      provideCodeLenses: async (document) =>
        (await import('./verify/lenses.ts')).lensesOf(document, verifier()),
    }),
    vscode.notebooks.registerNotebookCellStatusBarItemProvider('jupyter-notebook', {
      onDidChangeCellStatusBarItems: onDidChange,
      provideCellStatusBarItems: async (cell) =>
        (await import('./verify/cell-status.ts')).cellStatusItems(cell, verifier()),
    }),
    vscode.languages.registerHoverProvider(prose, {
      provideHover: async (document, position) => {
        const checked = verifier();
        if (checked === undefined) return null;
        return (await import('./verify/hover.ts')).stepHover(checked, document, position);
      },
    }),
    vscode.languages.registerCodeActionsProvider(
      prose,
      {
        provideCodeActions: async (document, _, { diagnostics }) => {
          const checked = verifier();
          if (checked === undefined) return [];
          return (await import('./verify/fixes.ts')).findingFixes(checked, document, diagnostics);
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  ];
}
