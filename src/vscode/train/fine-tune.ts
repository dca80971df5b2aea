/**
 * `Vouch: Fine-Tune a Model…`: asks for data, model and time, shows the plan that the command line makes, starts the
 * run in a process of its own and opens its status. The extension host computes nothing and owns nothing of it: the
 * run goes on when the window closes.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CancelledError, InputError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { formatBytes } from '../../checkpoint/disk-space.ts';
import { listModels } from '../../checkpoint/models.ts';
import { signalOf } from '../models.ts';
import { runStatusUri } from './run-status.ts';

/** The name of the model in the package, as the command line takes it. */
const embeddedModel = 'vouch-mini';

interface Choice {
  readonly data: string;
  readonly model: string;
  readonly minutes: number;
}

interface Output {
  readonly code: number | null;
  readonly text: string;
  readonly errors: string;
}

/** The whole conversation. Does nothing where it is left half-way. */
export async function fineTune(context: vscode.ExtensionContext): Promise<void> {
  if (!vscode.workspace.isTrusted)
    throw new InputError(vscode.l10n.t('Training reads files of the workspace: trust it first.'));
  const choice = await ask(context.extensionUri);
  if (choice === undefined) return;
  const cli = new CommandLine(join(context.extensionUri.fsPath, 'dist', 'cli.js'), runsFolder(context));
  const args = ['train', '--model', choice.model, '--data', choice.data, '--minutes', String(choice.minutes)];
  const plan = await cli.run([...args, '--plan'], vscode.l10n.t('Vouch: planning the training'));
  if (plan.code !== 0 && plan.text === '') throw new InputError(plan.errors);
  if (!(await isWanted(plan))) return;
  const started = await cli.run(
    [...args, '--detach', '--json'],
    vscode.l10n.t('Vouch: starting the training'),
  );
  if (started.code !== 0) throw new InputError(started.errors);
  await openStatus(runOf(started.text));
}

async function ask(extensionUri: vscode.Uri): Promise<Choice | undefined> {
  const data = await askForData();
  if (data === undefined) return undefined;
  const model = await askForModel(extensionUri);
  if (model === undefined) return undefined;
  const minutes = await askForMinutes();
  return minutes === undefined ? undefined : { data, model, minutes };
}

interface Item extends vscode.QuickPickItem {
  readonly value: string;
}

async function askForData(): Promise<string | undefined> {
  const open = vscode.window.activeTextEditor?.document;
  const isData = open?.uri.scheme === 'file' && /\.(jsonl|parquet)$/.test(open.fileName);
  const items: Item[] = [
    ...(isData
      ? [{ label: `$(file) ${vscode.workspace.asRelativePath(open.uri)}`, value: open.fileName }]
      : []),
    {
      label: `$(folder-opened) ${vscode.l10n.t('A file…')}`,
      detail: vscode.l10n.t(
        'JSONL or Parquet: problem and answer or solution, prompt and completion, or messages',
      ),
      value: '',
    },
    {
      label: `$(symbol-numeric) ${vscode.l10n.t('Generated problems')}`,
      detail: vscode.l10n.t('All built-in families, with worked solutions'),
      value: 'families:all',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('What to learn from') });
  if (picked === undefined || picked.value !== '') return picked?.value;
  const chosen = await vscode.window.showOpenDialog({
    filters: { [vscode.l10n.t('Data')]: ['jsonl', 'parquet'] },
  });
  return chosen?.[0]?.fsPath;
}

async function askForModel(extensionUri: vscode.Uri): Promise<string | undefined> {
  const hasEmbedded = existsSync(join(extensionUri.fsPath, 'models', embeddedModel, 'model.safetensors'));
  const items: Item[] = [
    ...(hasEmbedded
      ? [
          {
            label: embeddedModel,
            detail: vscode.l10n.t('The small model that Vouch comes with'),
            value: embeddedModel,
          },
        ]
      : []),
    ...(await listModels())
      .filter(({ source }) => source !== 'embedded')
      .map(({ id, bytes, folder }) => ({ label: id, description: formatBytes(bytes), value: folder })),
    {
      label: `$(folder) ${vscode.l10n.t('Folder…')}`,
      detail: vscode.l10n.t('A folder with config.json and weights'),
      value: '',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Model to fine-tune') });
  if (picked === undefined || picked.value !== '') return picked?.value;
  const chosen = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false });
  return chosen?.[0]?.fsPath;
}

async function askForMinutes(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Minutes of training'),
    value: '60',
    validateInput: (value) =>
      Number(value) > 0 && Number.isFinite(Number(value)) ? null : vscode.l10n.t('Expected a number above 0'),
  });
  return text === undefined ? undefined : Number(text);
}

/** Shows the plan; a run that does not fit can only be read about. */
async function isWanted({ code, text }: Output): Promise<boolean> {
  const start = vscode.l10n.t('Start');
  const fits = code === 0;
  const message = fits
    ? vscode.l10n.t('Train as planned? It runs on when the window closes.')
    : vscode.l10n.t('This training does not fit on this machine.');
  const options = { modal: true, detail: planText(text) };
  return (await vscode.window.showInformationMessage(message, options, ...(fits ? [start] : []))) === start;
}

/** The plan for a dialog: no columns, which its letters of different widths would break, and a model by its name. */
function planText(plan: string): string {
  const named = plan.trim().replace(/^(model +).*[/\\]/m, '$1');
  return named.replace(/^([a-z]+) {2,}/gm, '$1: ').replace(/^ {2,}/gm, '– ');
}

function runOf(text: string): string {
  const started: unknown = JSON.parse(text.trim().split('\n').at(-1) ?? '');
  if (isObject(started) && typeof started['out'] === 'string') return started['out'];
  throw new Error(`fine-tune: expected the folder of the started run, got ${text}`);
}

async function openStatus(run: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(runStatusUri(run));
  await vscode.window.showTextDocument(document, { preview: false });
}

/** Where runs are kept: beside the work, or in the extension's own storage where no folder is open. */
function runsFolder(context: vscode.ExtensionContext): string {
  const root = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  return (root ?? context.globalStorageUri).fsPath;
}

/** An environment without what the editor sets for its own processes. */
function withoutEditor(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(VSCODE_|ELECTRON_)|^NODE_OPTIONS$/.test(name)),
  );
}

/** The bundled command line, run by the editor's own Node. */
class CommandLine {
  readonly #script: string;
  readonly #folder: string;

  constructor(script: string, folder: string) {
    this.#script = script;
    this.#folder = folder;
  }

  /** Runs to its end under a notification that can be cancelled. */
  async run(args: readonly string[], title: string): Promise<Output> {
    mkdirSync(this.#folder, { recursive: true });
    const location = vscode.ProgressLocation.Notification;
    return vscode.window.withProgress({ location, title, cancellable: true }, (_, token) =>
      this.#spawn(args, signalOf(token)),
    );
  }

  #spawn(args: readonly string[], signal: AbortSignal): Promise<Output> {
    const child = spawn(process.execPath, [this.#script, ...args], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      env: { ...withoutEditor(process.env), ELECTRON_RUN_AS_NODE: '1' },
    });
    let [text, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const abort = (): void => {
      child.kill('SIGKILL');
    };
    signal.addEventListener('abort', abort);
    return new Promise<Output>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        if (signal.aborted) reject(new CancelledError());
        else resolve({ code, text, errors: errors.trim() });
      });
    }).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  }
}
