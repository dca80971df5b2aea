/**
 * What the extension adds to prose documents: lenses, hovers and quick fixes. Registered by name at activation; the
 * parsers behind them are loaded when the editor first asks.
 */
import * as vscode from 'vscode';
import type { Verifier } from './verify/verify.ts';

const prose: vscode.DocumentSelector = ['markdown', 'latex', 'tex', 'plaintext', 'quarto', 'rmd'].map(
  (language) => ({ language }),
);
const marked: vscode.DocumentSelector = ['markdown', 'latex', 'tex', 'quarto', 'rmd'].map((language) => ({
  language,
}));

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
