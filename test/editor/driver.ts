/**
 * Drives the real editor in a browser, as a person would: keys, palette, clicks. Waits for what should appear and never
 * for a time. This layer opens and closes servers and windows; what can be done in a window is in those below it:
 * its webviews, its documents, its quick input.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import {
  launchBrowser,
  startServer,
  temporaryState,
  type RunningServer,
} from '../../scripts/vscode-server.mjs';
import { modelProcessesOf } from './model-processes.ts';
import { patienceMs } from './patience.ts';
import { Webviews } from './webviews.ts';

export { patience } from './patience.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The VSIX made by `npm run package` in the suite's preparation. */
export function packagedExtension(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const file = join(root, `vouch-${version}-${process.platform}-${process.arch}.vsix`);
  if (!existsSync(file)) throw new Error(`editor tests: expected ${file}, got none; run: npm run package`);
  return file;
}

export interface EditorOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trust?: boolean;
  /** Another package than the one for this machine. */
  readonly vsix?: string;
  /** Packages of other extensions beside it. */
  readonly extensions?: readonly string[];
  readonly theme?: string;
  readonly width?: number;
  readonly reducedMotion?: boolean;
  /** Writes files into the workspace before the server starts. */
  readonly prepare?: (workspace: string) => void;
  readonly environment?: Readonly<Record<string, string>>;
  /** With no model on the disk but the one in the package: lists of models are then the same on every machine. */
  readonly noModels?: boolean;
}

/** The places where models are looked for, in a server's own folder. */
function modelsIn(state: string): Readonly<Record<string, string>> {
  const home = join(state, 'models');
  return { VOUCH_HOME: home, HF_HOME: home, HF_HUB_CACHE: join(home, 'hub') };
}

/** What only keeps a machine busy: motion, and work for files that no test has. */
const idleSettings = {
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'git.enabled': false,
  'markdown.validate.enabled': false,
  'extensions.ignoreRecommendations': true,
};

export class Editor extends Webviews {
  readonly workspace: string;
  readonly violations: string[] = [];
  readonly server: RunningServer;
  /** The folder of everything that the server and its windows write. */
  readonly state: string;
  readonly #browser: Browser;

  private constructor(page: Page, server: RunningServer, browser: Browser, state: string) {
    super(page);
    this.server = server;
    this.#browser = browser;
    this.state = state;
    this.workspace = join(state, 'workspace');
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) this.violations.push(message.text());
    });
  }

  /** A server with the packaged extension on a copy of `examples/`, and a browser on it. */
  static async open(options: EditorOptions = {}): Promise<Editor> {
    const state = temporaryState('editor');
    cpSync(join(root, 'examples'), join(state, 'workspace'), { recursive: true });
    options.prepare?.(join(state, 'workspace'));
    const server = await startServer({
      workspace: join(state, 'workspace'),
      vsix: options.vsix ?? packagedExtension(),
      extensions: options.extensions ?? [],
      stateFolder: state,
      trust: options.trust ?? false,
      settings: {
        'workbench.colorTheme': options.theme ?? 'Default Dark Modern',
        ...idleSettings,
        ...options.settings,
      },
      environment: { ...(options.noModels === true ? modelsIn(state) : {}), ...options.environment },
    });
    const browser = await launchBrowser();
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1280, height: 900 },
      // Dates on the screen must not depend on where the machine stands.
      timezoneId: 'UTC',
      locale: 'en-US',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...(options.reducedMotion === true ? { reducedMotion: 'reduce' } : {}),
    });
    context.setDefaultTimeout(patienceMs);
    const editor = new Editor(await context.newPage(), server, browser, state);
    await editor.load();
    return editor;
  }

  async load(): Promise<void> {
    await this.page.goto(this.server.url);
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.page.locator('.explorer-folders-view').first().waitFor();
  }

  /** Reloads the window by the editor's own command, which keeps what it knows of its tabs first. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.run('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  /** Waits until the status bar names a model: settings of machine scope arrive some time after the window. */
  async modelIsChosen(name: string): Promise<void> {
    await this.openFile('equations.md');
    await this.page.locator('.statusbar-item', { hasText: name }).waitFor();
  }

  /** The model process's id, or null while none runs. */
  modelProcess(): number | null {
    return this.modelProcesses()[0] ?? null;
  }

  /** The model processes of all windows of this server. */
  modelProcesses(): number[] {
    return modelProcessesOf(this.state);
  }

  /** A second window on the same server. */
  async anotherWindow(): Promise<Editor> {
    const page = await this.page.context().newPage();
    const other = new Editor(page, this.server, this.#browser, this.state);
    await other.load();
    return other;
  }

  /** Lines of the extension's own log file. */
  log(): string {
    const files = execFileSync('find', [this.server.logs(), '-name', 'Vouch.log'], { encoding: 'utf8' });
    return files
      .split('\n')
      .filter(Boolean)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
    rmSync(this.state, { recursive: true, force: true });
  }
}
