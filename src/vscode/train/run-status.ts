/**
 * The status of a training run as a read-only document that follows the run's files while it is open. It needs nothing
 * but the folder: the run may belong to another window, or to a terminal.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { isObject, type JsonObject } from '../../base/json.ts';

export const runStatusScheme = 'vouch-run';
const refreshMs = 2000;

/** The document of a run. */
export function runStatusUri(run: string): vscode.Uri {
  return vscode.Uri.from({ scheme: runStatusScheme, path: `/${basename(run)}.md`, query: run });
}

/** A JSON object of the run, or null while there is none. */
function read(run: string, name: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(run, name), 'utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function figure(value: unknown, digits = 4): string | null {
  return typeof value === 'number' ? value.toFixed(digits) : null;
}

function minutes(ms: unknown): string | null {
  return typeof ms === 'number' ? vscode.l10n.t('{0} min', (ms / 60_000).toFixed(1)) : null;
}

/** What there is to say, in lines. */
export function runStatusText(run: string): string {
  const status = read(run, 'status.json');
  const title = `# ${basename(run)}`;
  if (status === null) return `${title}\n\n${vscode.l10n.t('The run has not begun yet.')}\n`;
  const steps = typeof status['steps'] === 'number' ? ` / ${status['steps']}` : '';
  const rows: readonly (readonly [string, string | null])[] = [
    [vscode.l10n.t('State'), String(status['phase'])],
    [vscode.l10n.t('Step'), `${String(status['step'])}${steps}`],
    [vscode.l10n.t('Loss'), figure(status['loss'])],
    [vscode.l10n.t('Held-out loss'), figure(status['evaluationLoss'])],
    [vscode.l10n.t('Reward'), figure(status['reward'], 3)],
    ['AUROC', figure(status['auroc'], 3)],
    [vscode.l10n.t('Tokens per second'), figure(status['tokensPerSecond'], 0)],
    [vscode.l10n.t('Trained for'), minutes(status['elapsedMs'])],
    [vscode.l10n.t('Time left'), minutes(status['remainingMs'])],
    [vscode.l10n.t('Skipped steps'), figure(status['skippedSteps'], 0)],
    [vscode.l10n.t('Error'), typeof status['lastError'] === 'string' ? status['lastError'] : null],
  ];
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`- ${name}: ${value}`]));
  const commands = ['pause', 'resume', 'stop', 'promote'].map(
    (command) => `    vouch runs ${command} "${run}"`,
  );
  return [title, '', ...lines, '', vscode.l10n.t('In a terminal:'), '', ...commands, ''].join('\n');
}

/** Provides the documents and refreshes those that are open. */
export class RunStatusDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  #timer: NodeJS.Timeout | undefined;

  provideTextDocumentContent(uri: vscode.Uri): string {
    this.#timer ??= setInterval(() => {
      this.#refresh();
    }, refreshMs);
    return runStatusText(uri.query);
  }

  #refresh(): void {
    const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === runStatusScheme);
    for (const { uri } of open) this.#changed.fire(uri);
    if (open.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#changed.dispose();
  }
}
