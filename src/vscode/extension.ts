/**
 * The extension's entry. Activation registers names and nothing more: no file is read, no process started, and what
 * a command needs is loaded when it is first used. Every command's error ends in `notify`.
 */
import * as vscode from 'vscode';
import { disposeLog, log } from './log.ts';
import { Models } from './models.ts';
import { report } from './notify.ts';
import type { PanelParts } from './panel/panel.ts';
import { RunStore } from './panel/runs.ts';
import { StatusItem } from './status.ts';
import type { Verifier } from './verify/verify.ts';

export function activate(context: vscode.ExtensionContext): void {
  const status = new StatusItem();
  const models = new Models(context.extensionUri, status);
  const storage = context.storageUri ?? vscode.Uri.joinPath(context.globalStorageUri, 'no-workspace');
  const parts: PanelParts = {
    extensionUri: context.extensionUri,
    models,
    runs: new RunStore(vscode.Uri.joinPath(storage, 'runs').fsPath),
  };
  let verifier: Verifier | undefined;
  const verifying = async (): Promise<Verifier> => {
    const { Verifier } = await import('./verify/verify.ts');
    if (verifier === undefined) context.subscriptions.push((verifier = new Verifier(models)));
    return verifier;
  };
  const commands: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
    solve: async () => (await import('./solve.ts')).solveSelected(parts),
    verifySelection: async () => (await verifying()).verifySelection(),
    chooseModel: async () => {
      const { chooseModel } = await import('./choose-model.ts');
      if (await chooseModel()) models.restart();
    },
    showLog: () => {
      log().show();
    },
    cancel: async () => {
      (await import('./solve.ts')).cancelSolves();
    },
    history: async () => {
      (await import('./solve.ts')).openHistory(parts);
    },
    clearFindings: () => {
      verifier?.clear();
    },
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(
      vscode.commands.registerCommand(`vouch.${name}`, (...values: unknown[]) =>
        Promise.resolve(run(...values)).catch(report),
      ),
    );
  }
  context.subscriptions.push(
    status,
    models,
    { dispose: disposeLog },
    vscode.window.registerWebviewPanelSerializer('vouch.solution', {
      deserializeWebviewPanel: async (panel, saved: unknown) =>
        (await import('./solve.ts')).revive(parts, panel, saved),
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (['model', 'device', 'precision'].some((name) => change.affectsConfiguration(`vouch.${name}`))) {
        status.forgetModel();
      }
    }),
  );
}
