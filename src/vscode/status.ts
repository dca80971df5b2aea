/** The one status-bar item: which model answers, on which device, and whether it is at work. */
import * as vscode from 'vscode';
import type { RunModel } from '../host/protocol-panel.ts';
import { modelChoice } from './settings.ts';

export class StatusItem implements vscode.Disposable {
  #item: vscode.StatusBarItem | undefined;
  #model: RunModel | null = null;
  #busy = false;

  /** Makes the item: until then what it is told is only kept, as activation must not wait for settings. */
  show(): void {
    this.#item = vscode.window.createStatusBarItem('vouch.status', vscode.StatusBarAlignment.Right, 90);
    this.#item.name = 'Vouch';
    this.#item.command = 'vouch.chooseModel';
    this.#draw();
    this.#item.show();
  }

  setModel(model: RunModel): void {
    this.#model = model;
    this.#draw();
  }

  /** The setting changed: what was loaded no longer says what will answer. */
  forgetModel(): void {
    this.#model = null;
    this.#draw();
  }

  setBusy(busy: boolean): void {
    this.#busy = busy;
    this.#draw();
  }

  dispose(): void {
    this.#item?.dispose();
  }

  #draw(): void {
    if (this.#item === undefined) return;
    const chosen = modelChoice().model;
    const name = this.#model?.id ?? chosen ?? vscode.l10n.t('default model');
    const device = this.#model?.device;
    this.#item.text = `${this.#busy ? '$(sync~spin)' : '$(verified)'} ${shortName(name)}${device === undefined ? '' : ` · ${device}`}`;
    const state = this.#busy ? vscode.l10n.t('at work') : vscode.l10n.t('idle');
    const precision = this.#model === null ? '' : `, ${this.#model.precision}`;
    const where = device ?? vscode.l10n.t('not loaded yet');
    this.#item.tooltip = `Vouch: ${name}${precision}\n${where}, ${state}\n${vscode.l10n.t('Click to choose a model')}`;
    this.#item.accessibilityInformation = { label: `Vouch ${name} ${where} ${state}` };
  }
}

function shortName(id: string): string {
  return id.split(/[/\\]/).filter(Boolean).at(-1) ?? id;
}
