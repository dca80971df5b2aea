/** The quick fixes of a finding: explain it, dismiss it for good, have the rest written anew from the last right step. */
import * as vscode from 'vscode';
import { findingHash, standingResult, type CheckedSolution } from './checked.ts';
import { findingRange, findingSource } from './findings.ts';
import type { Verifier } from './verify.ts';

export function findingFixes(
  verifier: Verifier,
  document: vscode.TextDocument,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  return diagnostics
    .filter(({ source, code }) => source === findingSource && code !== 'builds-on-error')
    .flatMap((diagnostic) => {
      const found = verifier
        .solutionsOf(document)
        .map((solution) => ({
          ...solution,
          result: standingResult(solution, verifier.standingOf(document, solution)),
        }))
        .find(
          ({ start, result }) => findingRange(document, start, result)?.isEqual(diagnostic.range) === true,
        );
      return found === undefined ? [] : fixesFor(document, diagnostic, found);
    });
}

function fixesFor(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  solution: CheckedSolution,
): vscode.CodeAction[] {
  const { firstError, steps } = solution.result;
  const step = firstError === null ? undefined : steps[firstError];
  if (step === undefined) return [];
  const action = (
    title: string,
    command: string,
    values: readonly unknown[],
    preferred = false,
  ): vscode.CodeAction => {
    const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    fix.diagnostics = [diagnostic];
    fix.command = { title, command, arguments: [...values] };
    fix.isPreferred = preferred;
    return fix;
  };
  const hash = findingHash(solution, step);
  // With the white space before the wrong step, or the model would go on in the middle of the line.
  const lastRight = step.start;
  return [
    action(
      vscode.l10n.t('Write a corrected continuation from the last right step'),
      'vouch.correctSolution',
      [document.uri, solution.problem, solution.text, solution.start, lastRight],
      true,
    ),
    action(vscode.l10n.t('Explain this finding'), 'vouch.explainFinding', [
      document.uri,
      diagnostic.range.start,
    ]),
    action(vscode.l10n.t('Report this finding as wrong'), 'vouch.reportFinding', [
      document.uri,
      hash,
      solution.problem,
      steps.map((each) => each.text),
    ]),
    action(vscode.l10n.t('Dismiss this finding in this workspace'), 'vouch.dismissFinding', [
      document.uri,
      hash,
    ]),
  ];
}
