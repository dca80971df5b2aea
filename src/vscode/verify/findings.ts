/**
 * A check's result as the editor's diagnostics: the first wrong step on exactly its text, and a quiet note on the
 * steps that build on it. Severity says who spoke: an exact counterexample is an error, a model's doubt a warning
 * with its probability. An uncalibrated model says nothing here, for the check itself marks nothing then.
 */
import * as vscode from 'vscode';
import { percent } from '../../base/percent.ts';
import type { CheckedStep, CheckResult } from '../../features/contracts.ts';

export const findingSource = 'Vouch';

/** Diagnostics of a solution that stands at `offset` in the document. */
export function diagnosticsOf(
  document: vscode.TextDocument,
  offset: number,
  result: CheckResult,
): vscode.Diagnostic[] {
  const { firstError } = result;
  if (firstError === null) return [];
  const wrong = result.steps[firstError];
  const range = findingRange(document, offset, result);
  if (wrong === undefined || range === null) return [];
  const diagnostics = [firstFinding(wrong, range, result.firstErrorBy)];
  const cause = new vscode.DiagnosticRelatedInformation(
    new vscode.Location(document.uri, range),
    vscode.l10n.t('Step {0} is marked here.', firstError + 1),
  );
  for (const step of result.steps.slice(firstError + 1)) {
    const later = new vscode.Diagnostic(
      rangeOf(document, offset, step),
      vscode.l10n.t('Builds on step {0}, which is marked above.', firstError + 1),
      vscode.DiagnosticSeverity.Hint,
    );
    later.source = findingSource;
    later.code = 'builds-on-error';
    later.relatedInformation = [cause];
    diagnostics.push(later);
  }
  return diagnostics;
}

/** What the first finding marks: the wrong formula where exact algebra found one, else the whole step. */
export function findingRange(
  document: vscode.TextDocument,
  offset: number,
  result: CheckResult,
): vscode.Range | null {
  const { firstError, errorRange, steps } = result;
  const step = firstError === null ? undefined : steps[firstError];
  if (step === undefined) return null;
  return rangeOf(document, offset, result.firstErrorBy === 'exact' ? (errorRange ?? step) : step);
}

function firstFinding(
  step: CheckedStep,
  range: vscode.Range,
  by: CheckResult['firstErrorBy'],
): vscode.Diagnostic {
  const exact = by === 'exact';
  const diagnostic = new vscode.Diagnostic(
    range,
    exact ? exactMessage(step) : doubtMessage(step),
    exact ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = findingSource;
  diagnostic.code = exact ? 'exact' : 'model';
  return diagnostic;
}

export function exactMessage(step: CheckedStep): string {
  const { reason, counterexample } = step.exact;
  return counterexample === undefined || reason.includes(counterexample)
    ? reason
    : `${reason} (${counterexample})`;
}

export function doubtMessage(step: CheckedStep): string {
  const right = step.soFar ?? 0;
  return vscode.l10n.t(
    'The model doubts this step: {0} that all steps up to here are right. This is a judgement, not a proof.',
    percent(right, vscode.l10n.t),
  );
}

/** A step's range in the document, without the white space around it. */
export function rangeOf(
  document: vscode.TextDocument,
  offset: number,
  step: Pick<CheckedStep, 'start' | 'end'>,
): vscode.Range {
  const text = document.getText();
  let start = offset + step.start;
  let end = Math.min(text.length, offset + step.end);
  while (start < end && /\s/.test(text[start] ?? '')) start += 1;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
