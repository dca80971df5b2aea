/** The lenses above problems and solutions: what can be done, and what is known. Parsed once a version. */
import * as vscode from 'vscode';
import { blocksOf } from '../problem.ts';
import { verifySettings } from '../settings.ts';
import type { CheckedSolution, Standing } from './checked.ts';
import type { Verifier } from './verify.ts';

export async function lensesOf(
  document: vscode.TextDocument,
  verifier: Verifier | undefined,
): Promise<vscode.CodeLens[]> {
  if (!verifySettings(document).codeLens) return [];
  const blocks = await blocksOf(document);
  return blocks
    .filter((block) => block.kind !== 'text')
    .map((block) => {
      const start = document.positionAt(block.start);
      const range = new vscode.Range(start, start);
      const content = new vscode.Range(
        document.positionAt(block.contentStart),
        document.positionAt(block.contentEnd),
      );
      if (block.kind === 'problem') {
        return new vscode.CodeLens(range, {
          title: `$(lightbulb-sparkle)\u00a0${vscode.l10n.t('Solve')}`,
          command: 'vouch.solveRange',
          arguments: [document.uri, content],
        });
      }
      const checked = verifier?.solutionsOf(document).find(({ start: at }) => at === block.contentStart);
      return new vscode.CodeLens(range, {
        title:
          verifier === undefined || checked === undefined
            ? `$(checklist)\u00a0${vscode.l10n.t('Verify')}`
            : verdict(checked, verifier.standingOf(document, checked)),
        command: 'vouch.verifyRange',
        arguments: [document.uri, content],
      });
    });
}

function verdict({ result: { steps } }: CheckedSolution, standing: Standing): string {
  const { firstError, firstErrorBy, dismissed } = standing;
  const setAside = dismissed === 0 ? [] : [vscode.l10n.t('{0} dismissed', dismissed)];
  if (firstError !== null) {
    const found =
      firstErrorBy === 'exact'
        ? `$(error)\u00a0${vscode.l10n.t('Step {0} is wrong', firstError + 1)}`
        : `$(warning)\u00a0${vscode.l10n.t('Step {0} is doubted', firstError + 1)}`;
    return [found, ...setAside].join(' · ');
  }
  // A finding that was dismissed is neither an error nor a proof: what is confirmed is not counted beside it.
  if (dismissed > 0)
    return [`$(circle-slash)\u00a0${vscode.l10n.t('No finding left')}`, ...setAside].join(' · ');
  const confirmed = steps.filter((step) => step.exact.verdict === 'correct').length;
  return confirmed === 0
    ? `$(circle-outline)\u00a0${vscode.l10n.t('No error found, nothing confirmed')}`
    : `$(pass)\u00a0${vscode.l10n.t('No error found, {0} of {1} steps confirmed', confirmed, steps.length)}`;
}
