/** Choosing the model that answers: the default, one by name, or a folder. Writes the user's own setting only. */
import * as vscode from 'vscode';
import { modelChoice, writeUserSetting } from './settings.ts';

interface ModelItem extends vscode.QuickPickItem {
  readonly choose: () => Promise<string | undefined>;
}

/** Asks for a model; true when another one was chosen. */
export async function chooseModel(): Promise<boolean> {
  const current = modelChoice().model ?? '';
  const picked = await vscode.window.showQuickPick(items(current), {
    title: vscode.l10n.t('Model that solves and judges'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const model = await picked?.choose();
  if (model === undefined || model === current) return false;
  await writeUserSetting('model', model);
  return true;
}

function items(current: string): ModelItem[] {
  const mark = (model: string): string => (model === current ? `$(check) ` : '');
  return [
    {
      label: `${mark('')}${vscode.l10n.t('Default model')}`,
      detail: vscode.l10n.t('The model that Vouch comes with or recommends'),
      choose: () => Promise.resolve(''),
    },
    {
      label: `$(cloud-download) ${vscode.l10n.t('Hugging Face name…')}`,
      detail: vscode.l10n.t('owner/name of a model in the local Hugging Face cache'),
      choose: askForName,
    },
    {
      label: `$(folder) ${vscode.l10n.t('Folder…')}`,
      detail: vscode.l10n.t('A folder with config.json and weights'),
      choose: askForFolder,
    },
  ];
}

async function askForName(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    prompt: vscode.l10n.t('Hugging Face name of the model'),
    placeHolder: 'owner/name',
    validateInput: (value) =>
      /^[\w.-]+\/[\w.-]+(@[\w.-]+)?$/.test(value.trim())
        ? null
        : vscode.l10n.t('Expected owner/name or owner/name@revision'),
  });
}

async function askForFolder(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false });
  return chosen?.[0]?.fsPath;
}
