/**
 * The view of solved problems in the side bar: newest first, one click from its derivation. Reads the runs when the
 * view is looked at and not before; what is in them is the panel's affair.
 */
import * as vscode from 'vscode';
import type { HistoryEntry } from '../host/protocol-panel.ts';
import type { RunStore } from './panel/runs.ts';

export class SolvedProblems implements vscode.TreeDataProvider<HistoryEntry> {
  readonly #runs: RunStore;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(runs: RunStore) {
    this.#runs = runs;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(parent?: HistoryEntry): Promise<HistoryEntry[]> {
    return parent === undefined ? this.#runs.entries() : [];
  }

  getTreeItem(entry: HistoryEntry): vscode.TreeItem {
    const line = entry.problem.replace(/\s+/g, ' ').trim();
    const item = new vscode.TreeItem(line.length > 100 ? `${line.slice(0, 100)}…` : line);
    item.description = entry.answer ?? vscode.l10n.t('no trusted answer');
    item.iconPath = new vscode.ThemeIcon(entry.answer === null ? 'circle-outline' : 'verified');
    item.tooltip = `${line}\n${new Date(entry.at).toLocaleString()}`;
    item.command = { title: line, command: 'vouch.openRun', arguments: [entry.id] };
    return item;
  }
}
