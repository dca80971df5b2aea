/**
 * What is known of a checked step, shown when the pointer rests on it: the exact verdict with its reason, the model's
 * two judgements as small bars, kept apart. Plain Markdown without trust and without HTML; text of the document is
 * escaped.
 */
import * as vscode from 'vscode';
import type { CheckedStep } from '../../features/contracts.ts';
import { rangeOf } from './findings.ts';
import type { Verifier } from './verify.ts';

export function stepHover(
  verifier: Verifier,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Hover | null {
  for (const solution of verifier.solutionsOf(document)) {
    for (const step of solution.result.steps) {
      const range = rangeOf(document, solution.start, step);
      if (range.contains(position)) return new vscode.Hover(stepText(step), range);
    }
  }
  return null;
}

function stepText(step: CheckedStep): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${vscode.l10n.t('Step {0}', step.index + 1)}** · ${verdictText(step)}\n\n`);
  if (step.exact.reason !== '') text.appendText(`${step.exact.reason}\n`);
  const { counterexample } = step.exact;
  if (counterexample !== undefined) {
    text.appendMarkdown(`\n\n${vscode.l10n.t('Counterexample')}: `);
    text.appendText(counterexample);
  }
  if (step.soFar !== null) {
    text.appendMarkdown(`\n\n${vscode.l10n.t('Model: all steps so far right')} ${bar(step.soFar)}`);
  }
  if (step.value !== null) {
    text.appendMarkdown(`\n\n${vscode.l10n.t('Model: will end right')} ${bar(step.value)}`);
  }
  return text;
}

function verdictText(step: CheckedStep): string {
  const texts = {
    correct: vscode.l10n.t('exact algebra: right'),
    'one-way': vscode.l10n.t('exact algebra: holds in one direction only'),
    wrong: vscode.l10n.t('exact algebra: wrong'),
    unknown: vscode.l10n.t('exact algebra could not tell'),
  };
  return texts[step.exact.verdict];
}

/** Ten cells and the number. */
function bar(score: number): string {
  const full = Math.round(10 * score);
  return `\`${'▰'.repeat(full)}${'▱'.repeat(10 - full)}\` ${(100 * score).toFixed(0)}%`;
}
