/**
 * What is known of a checked step, shown when the pointer rests on it: its formulas as pictures, the exact verdict with
 * its reason, the model's two judgements as small bars, kept apart. Plain Markdown without trust and without HTML;
 * text of the document is escaped. The picture maker is loaded by the first hover and by nothing else.
 */
import * as vscode from 'vscode';
import { percent } from '../../base/percent.ts';
import { formulasOf } from '../../document/typeset.ts';
import type { CheckedStep } from '../../features/contracts.ts';
import { macrosOf } from '../problem.ts';
import { exactMessage, findingSource, rangeOf } from './findings.ts';
import type { Verifier } from './verify.ts';

/** More pictures would push the verdict out of sight. */
const mostPictures = 3;

export async function stepHover(
  verifier: Verifier,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | null> {
  for (const solution of verifier.solutionsOf(document)) {
    for (const step of solution.result.steps) {
      const range = rangeOf(document, solution.start, step);
      if (range.contains(position))
        return new vscode.Hover(
          [await pictures(document, step), stepText(step, isSaid(document, position, step))],
          range,
        );
    }
  }
  return null;
}

async function pictures(document: vscode.TextDocument, step: CheckedStep): Promise<vscode.MarkdownString> {
  const text = new vscode.MarkdownString();
  const formulas = formulasOf(step.text).slice(0, mostPictures);
  if (formulas.length === 0) return text;
  const { formulaSvg, svgAddress } = await import('../../document/formula-svg.ts');
  const macros = await macrosOf(document);
  for (const { tex } of formulas) {
    const svg = formulaSvg(tex, { color: ink(), display: true, macros });
    if (svg !== null) text.appendMarkdown(`![${escapeLabel(tex)}](${svgAddress(svg)})\n\n`);
  }
  return text;
}

/** A picture knows no theme: the colour that reads on the hover of the theme at hand. */
function ink(): string {
  const { kind } = vscode.window.activeColorTheme;
  const light = kind === vscode.ColorThemeKind.Light || kind === vscode.ColorThemeKind.HighContrastLight;
  return light ? '#1f1f1f' : '#e0e0e0';
}

/** The source of the formula, for screen readers. */
function escapeLabel(tex: string): string {
  return tex.replace(/[\\[\]`*_{}()#+\-.!<>|~]/g, '\\$&').replace(/\s+/g, ' ');
}

/** Whether the editor's own part of the hover, the finding at this place, gives the reason already. */
function isSaid(document: vscode.TextDocument, position: vscode.Position, step: CheckedStep): boolean {
  return vscode.languages
    .getDiagnostics(document.uri)
    .some(
      ({ source, range, message }) =>
        source === findingSource && range.contains(position) && message === exactMessage(step),
    );
}

function stepText(step: CheckedStep, reasonIsSaid: boolean): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${vscode.l10n.t('Step {0}', step.index + 1)}** · ${verdictText(step)}\n\n`);
  if (!reasonIsSaid) text.appendText(`${exactMessage(step)}\n`);
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
  return `\`${'▰'.repeat(full)}${'▱'.repeat(10 - full)}\` ${percent(score, vscode.l10n.t)}`;
}
