/**
 * `Vouch: Annotate File…`: shows the solutions of a JSONL file one at a time and writes each label to the labeller's
 * log beside the file before the next one appears. The log, not the panel, is what survives.
 */
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import * as vscode from 'vscode';
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
import { report, warn } from '../notify.ts';
import { pageHtml, webviewRoot } from '../panel/page.ts';
import { exportAnnotations, logFileFor } from './export.ts';

/** Opens the annotation panel on a file that the user picks or that is given. */
export async function annotateFile(extensionUri: vscode.Uri, given?: vscode.Uri): Promise<void> {
  const file = given ?? (await labelledFile());
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

/** Exports the labels of the file in the annotation panel in front, of the JSONL file in the editor, or of a picked one. */
export async function exportFile(given?: vscode.Uri): Promise<void> {
  const file = given ?? fileInFront ?? (await labelledFile());
  if (file !== undefined) await exportAnnotations(file);
}

async function labelledFile(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.path.endsWith('.jsonl') === true) return active;
  return (await vscode.window.showOpenDialog({ filters: { 'JSON Lines': ['jsonl'] } }))?.[0];
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

/** The file in the annotation panel that has the focus. */
let fileInFront: vscode.Uri | undefined;

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
    const follow = (): void => {
      if (this.#panel.active) fileInFront = this.#file;
      else if (fileInFront === this.#file) fileInFront = undefined;
    };
    follow();
    this.#panel.onDidChangeViewState(follow);
    this.#panel.onDidDispose(() => {
      if (fileInFront === this.#file) fileInFront = undefined;
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
        await exportAnnotations(this.#file);
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
