/**
 * `Vouch: Annotate File…`: shows the solutions of a JSONL file one at a time and writes each label to the labeller's
 * log beside the file before the next one appears. The log, not the panel, is what survives.
 */
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { exportFormats, exportLabels } from '../../data/annotation-export.ts';
import { readAnnotationItems, type ReadItems } from '../../data/annotation-items.ts';
import {
  appendAnnotation,
  currentLabels,
  lastLabelled,
  nextItem,
  readAnnotations,
  type AnnotationEvent,
  type AnnotationItem,
} from '../../data/annotation-log.ts';
import { checkExactRow } from '../../features/check-exact.ts';
import {
  readAnnotateRequest,
  type AnnotateEvent,
  type AnnotateRequest,
  type AnnotateState,
} from '../../host/protocol-annotate.ts';
import { messageOf } from '../../base/errors.ts';
import { log } from '../log.ts';
import { confirmQuietly, report, warn } from '../notify.ts';
import { pageHtml, webviewRoot } from '../panel/page.ts';

/** The log of the person at this machine, beside the file that is labelled. */
export function logFileFor(file: string): string {
  const name = userInfo().username.replace(/[^\w.-]/g, '_');
  const folder = dirname(file);
  // What was collected lies in that folder already.
  const place = basename(folder) === '.vouch' ? folder : join(folder, '.vouch');
  return join(place, `${basename(file)}.${name}.labels.jsonl`);
}

/** Opens the annotation panel on a file that the user picks or that is given. */
export async function annotateFile(extensionUri: vscode.Uri, given?: vscode.Uri): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const file =
    given ??
    (active?.path.endsWith('.jsonl') === true ? active : undefined) ??
    (await vscode.window.showOpenDialog({ filters: { 'JSON Lines': ['jsonl'] } }))?.[0];
  if (file === undefined) return;
  const read = await readItems(file);
  if (read.items.length === 0) {
    warn(
      vscode.l10n.t(
        'No solution to label in this file: each line needs “problem” and “steps” or “solution”.',
      ),
    );
    return;
  }
  const panel = vscode.window.createWebviewPanel(
    'vouch.annotation',
    vscode.l10n.t('Annotate {0}', basename(file.fsPath)),
    vscode.ViewColumn.Active,
    { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] },
  );
  new AnnotationPanel(panel, file, read).open(extensionUri);
}

async function readItems(file: vscode.Uri): Promise<ReadItems> {
  const read = readAnnotationItems(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  for (const { line, reason } of read.rejected) log().warn(`${basename(file.fsPath)}:${line}: ${reason}`);
  return read;
}

/** Takes a panel that the editor brings back after a reload; one whose file is gone closes. */
export async function reviveAnnotation(
  extensionUri: vscode.Uri,
  panel: vscode.WebviewPanel,
  saved: unknown,
): Promise<void> {
  const known = typeof saved === 'object' && saved !== null && 'file' in saved ? saved.file : null;
  try {
    const file = vscode.Uri.parse(String(known), true);
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
    new AnnotationPanel(panel, file, await readItems(file)).open(extensionUri);
  } catch (error) {
    log().warn(`annotation panel: ${messageOf(error)}`);
    panel.dispose();
  }
}

class AnnotationPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #file: vscode.Uri;
  readonly #read: ReadItems;
  readonly #logFile: string;
  readonly #skipped = new Set<string>();
  #events: AnnotationEvent[];
  #shown = { score: false, exact: false };

  constructor(panel: vscode.WebviewPanel, file: vscode.Uri, read: ReadItems) {
    this.#panel = panel;
    this.#file = file;
    this.#read = read;
    this.#logFile = logFileFor(file.fsPath);
    this.#events = readAnnotations(this.#logFile);
  }

  open(extensionUri: vscode.Uri): void {
    this.#panel.webview.onDidReceiveMessage((message: unknown) => {
      const request = readAnnotateRequest(message);
      if (request !== null) this.#answer(request).catch(report);
    });
    this.#panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    this.#panel.webview.html = pageHtml(this.#panel.webview, extensionUri, {
      bundle: 'annotate',
      title: vscode.l10n.t('Annotate {0}', basename(this.#file.fsPath)),
    });
  }

  async #answer(request: AnnotateRequest): Promise<void> {
    switch (request.type) {
      case 'label':
        this.#label(request);
        break;
      case 'undo': {
        const item = lastLabelled(this.#events);
        if (item !== null) this.#append({ type: 'undo', item });
        break;
      }
      case 'skip':
        this.#skipped.add(request.id);
        break;
      case 'show':
        this.#shown = { score: request.score, exact: request.exact };
        break;
      case 'export':
        await this.#export();
        return;
      case 'ready':
        break;
    }
    await this.#post();
  }

  #label(request: Extract<AnnotateRequest, { readonly type: 'label' }>): void {
    const content = this.#read.items.find(({ id }) => id === request.id);
    if (content === undefined) return;
    const { verdict, firstError, timeMs } = request;
    this.#append({
      type: 'label',
      item: content.id,
      label: { verdict, firstError },
      shown: this.#shown,
      timeMs,
      content,
    });
  }

  #append(event: DistributiveOmit<AnnotationEvent, 'version' | 'at' | 'labeller'>): void {
    const whole = { version: 1, at: Date.now(), labeller: userInfo().username, ...event } as const;
    appendAnnotation(this.#logFile, whole);
    this.#events = [...this.#events, whole];
  }

  async #post(): Promise<void> {
    const event: AnnotateEvent = { type: 'state', state: this.#state() };
    await this.#panel.webview.postMessage(event);
  }

  #state(): AnnotateState {
    const { items, rejected } = this.#read;
    const ids = new Set(items.map(({ id }) => id));
    const labelled = new Set([...currentLabels(this.#events).keys()].filter((id) => ids.has(id)));
    const item = nextItem(items, labelled, this.#skipped);
    return {
      file: this.#file.toString(),
      item: item === null ? null : shownItem(item, this.#shown.exact),
      labelled: labelled.size,
      total: items.length,
      rejected: rejected.length,
      canUndo: lastLabelled(this.#events) !== null,
      showScore: this.#shown.score,
      showExact: this.#shown.exact,
    };
  }

  async #export(): Promise<void> {
    const format = await vscode.window.showQuickPick([...exportFormats], {
      title: vscode.l10n.t('Format of the export'),
    });
    const chosen = exportFormats.find((known) => known === format);
    if (chosen === undefined) return;
    const target = await vscode.window.showSaveDialog({
      defaultUri: this.#file.with({ path: this.#file.path.replace(/\.jsonl$/, `.${chosen}.jsonl`) }),
    });
    if (target === undefined) return;
    const rows = exportLabels(currentLabels(this.#events).values(), chosen);
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    confirmQuietly(vscode.l10n.t('{0} rows written', rows.length));
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function shownItem(item: AnnotationItem, withExact: boolean): NonNullable<AnnotateState['item']> {
  const score = item.provenance?.['score'];
  return {
    id: item.id,
    problem: item.problem,
    steps: item.steps,
    score: typeof score === 'number' ? score : null,
    exact: withExact ? checkExactRow(item).steps.map((step) => step.exact) : [],
  };
}
