/**
 * Choosing the model that answers: what is installed, what the catalogue recommends (with size, memory, licence),
 * a Hugging Face name, or a folder. A model that is not here is downloaded first, with progress and cancel. Writes
 * the user's own setting only; removing a model asks first.
 */
import * as vscode from 'vscode';
import { catalogue, memoryNeed, type CatalogueEntry } from '../checkpoint/catalogue.ts';
import { formatBytes } from '../checkpoint/disk-space.ts';
import { parseRepository } from '../checkpoint/hub/repository.ts';
import { pullModel } from '../checkpoint/hub/pull.ts';
import { readModelPurpose } from '../checkpoint/model-card.ts';
import { installedAs, listModels, removeModel, type InstalledModel } from '../checkpoint/models.ts';
import { signalOf } from './models.ts';
import { askBefore } from './notify.ts';
import { modelChoice, writeUserSetting } from './settings.ts';

interface ModelItem extends vscode.QuickPickItem {
  readonly choose?: () => Promise<string | undefined>;
  readonly installed?: InstalledModel;
}

/** Asks for a model; true when another one was chosen. */
export async function chooseModel(): Promise<boolean> {
  const current = modelChoice().model ?? '';
  const picked = await pick(current);
  const model = await picked?.choose?.();
  if (model === undefined || model === current) return false;
  await writeUserSetting('model', model);
  return true;
}

async function pick(current: string): Promise<ModelItem | undefined> {
  const quickPick = vscode.window.createQuickPick<ModelItem>();
  quickPick.title = vscode.l10n.t('Model that solves and judges');
  quickPick.matchOnDescription = true;
  quickPick.matchOnDetail = true;
  quickPick.busy = true;
  quickPick.show();
  quickPick.items = items(current, await withPurpose(await listModels()));
  quickPick.busy = false;
  try {
    return await new Promise<ModelItem | undefined>((resolve) => {
      quickPick.onDidAccept(() => {
        resolve(quickPick.selectedItems[0]);
      });
      quickPick.onDidHide(() => {
        resolve(undefined);
      });
      quickPick.onDidTriggerItemButton(({ item }) => {
        resolve(undefined);
        if (item.installed !== undefined) void removeInstalled(item.installed);
      });
    });
  } finally {
    quickPick.dispose();
  }
}

interface Purposeful extends InstalledModel {
  /** What it is good for, in a few words; null where neither its card nor the catalogue says so. */
  readonly goodFor: string | null;
}

function withPurpose(installed: readonly InstalledModel[]): Promise<readonly Purposeful[]> {
  return Promise.all(
    installed.map(async (model) => {
      const recommended = catalogue.find(({ id }) => id === model.id)?.goodFor.replace(/ \(.*\)$/, '');
      const { goodFor } = await readModelPurpose(model.folder);
      // A card's sentence goes on with examples behind its colon.
      return { ...model, goodFor: recommended ?? goodFor?.split(/[:;.]/, 1)[0]?.slice(0, 120) ?? null };
    }),
  );
}

function items(current: string, installed: readonly Purposeful[]): ModelItem[] {
  const separator = (label: string): ModelItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const chosen = installedAs(current, installed)?.id ?? current;
  const check = (id: string): string => (id === chosen ? '$(check) ' : '');
  return [
    {
      label: `${check('')}${vscode.l10n.t('Default model')}`,
      detail: vscode.l10n.t('The model that Vouch comes with or recommends'),
      choose: () => Promise.resolve(''),
    },
    separator(vscode.l10n.t('Installed')),
    ...installed.map((model) => ({
      label: `${check(model.id)}${model.id}`,
      description: formatBytes(model.bytes),
      ...(model.goodFor !== null && { detail: model.goodFor }),
      installed: model,
      buttons:
        model.source === 'embedded'
          ? []
          : [{ iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Delete from this machine') }],
      choose: () => Promise.resolve(model.id),
    })),
    separator(vscode.l10n.t('To download')),
    ...catalogue.filter(({ id }) => installedAs(id, installed) === undefined).map(catalogueItem),
    separator(vscode.l10n.t('Other')),
    {
      label: `$(cloud-download) ${vscode.l10n.t('Hugging Face name…')}`,
      detail: vscode.l10n.t('owner/name of any model of a supported family'),
      choose: askForName,
    },
    {
      label: `$(folder) ${vscode.l10n.t('Folder…')}`,
      detail: vscode.l10n.t('A folder with config.json and weights'),
      choose: askForFolder,
    },
  ];
}

function catalogueItem(entry: CatalogueEntry): ModelItem {
  const memory = formatBytes(memoryNeed(entry.parameters, 'int8'));
  return {
    label: `$(cloud-download) ${entry.id}`,
    description: vscode.l10n.t('{0}, {1} of memory', formatBytes(entry.downloadBytes), memory),
    detail: `${entry.goodFor.replace(/ \(.*\)$/, '')} · ${entry.licence}${entry.gated ? ` · ${vscode.l10n.t('needs HF_TOKEN')}` : ''}`,
    choose: () => download(entry.id),
  };
}

/** Pulls into the Hugging Face cache; a cancelled download goes on next time where it stopped. */
async function download(name: string): Promise<string> {
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Vouch: downloading {0}', name),
      cancellable: true,
    },
    async (progress, token) => {
      let shown = 0;
      await pullModel(parseRepository(name), {
        signal: signalOf(token),
        onProgress: ({ done, total, message }) => {
          const percent = total === 0 ? 0 : (100 * done) / total;
          progress.report({ message: `${percent.toFixed(0)}% ${message}`, increment: percent - shown });
          shown = percent;
        },
      });
    },
  );
  return name;
}

async function askForName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Hugging Face name of the model'),
    placeHolder: 'owner/name',
    validateInput: (value) =>
      /^[\w.-]+\/[\w.-]+(@[\w.-]+)?$/.test(value.trim())
        ? null
        : vscode.l10n.t('Expected owner/name or owner/name@revision'),
  });
  return name === undefined ? undefined : download(name.trim());
}

async function askForFolder(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false });
  return chosen?.[0]?.fsPath;
}

async function removeInstalled(model: InstalledModel): Promise<void> {
  const question = vscode.l10n.t('Delete {0} ({1}) from this machine?', model.id, formatBytes(model.bytes));
  if (await askBefore(question, vscode.l10n.t('Delete'))) await removeModel(model.id);
}
