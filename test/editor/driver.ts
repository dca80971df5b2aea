/**
 * Drives the real editor in a browser, as a person would: keys, palette, clicks. Knows the editor's own markup, so
 * that the tests need not; waits for what should appear and never for a time.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import {
  launchBrowser,
  startServer,
  temporaryState,
  type RunningServer,
} from '../../scripts/vscode-server.mjs';

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
  readonly theme?: string;
  readonly width?: number;
  readonly reducedMotion?: boolean;
  /** Writes files into the workspace before the server starts. */
  readonly prepare?: (workspace: string) => void;
  readonly environment?: Readonly<Record<string, string>>;
}

const commandKey = 'F1';

/** What only keeps a machine busy: motion, and work for files that no test has. */
const idleSettings = {
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'git.enabled': false,
  'markdown.validate.enabled': false,
  'extensions.ignoreRecommendations': true,
};

/** How long anything may take that is waited for: a machine may do other things as well, and one that fails waits once. */
export const patienceMs = 240_000;
/** For a whole test, which waits several times, and for starting a server and a window. */
export const patience = { timeout: 600_000 } as const;

/**
 * Tries again, from a clean slate of the caller's, until it works: the editor drops keys while it is busy. Each attempt
 * is given twice the time of the one before, or a slow machine would be interrupted for ever.
 */
async function until(attempt: (timeout: number) => Promise<void>): Promise<void> {
  const started = performance.now();
  for (let timeout = 2000; ; timeout = Math.min(2 * timeout, 60_000)) {
    try {
      await attempt(timeout);
      return;
    } catch (error) {
      if (performance.now() - started > patienceMs) throw error;
    }
  }
}

export class Editor {
  readonly page: Page;
  readonly workspace: string;
  readonly violations: string[] = [];
  readonly server: RunningServer;
  /** The folder of everything that the server and its windows write. */
  readonly state: string;
  readonly #browser: Browser;

  private constructor(page: Page, server: RunningServer, browser: Browser, state: string) {
    this.page = page;
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
      stateFolder: state,
      trust: options.trust ?? false,
      settings: {
        'workbench.colorTheme': options.theme ?? 'Default Dark Modern',
        ...idleSettings,
        ...options.settings,
      },
      environment: options.environment ?? {},
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

  /** Runs a command of the palette. The palette knows an extension's commands only once it is scanned: reopen. */
  async run(title: string): Promise<void> {
    await until(async (timeout) => {
      await this.page.keyboard.press('Escape');
      await this.#ask(commandKey, `>${title}`, timeout);
      await this.#focused(title, timeout);
      await this.accept();
    });
  }

  /**
   * Waits until the row that Enter would take is the wanted one. A row in sight is not enough: the list of the text
   * before (the palette opens with what was used last) stays in sight until the new one is computed.
   */
  async #focused(text: string, timeout: number): Promise<void> {
    await this.page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: text })
      .first()
      .waitFor({ timeout });
  }

  /** Opens a file of the workspace with the cursor at a line and column, both from 1. */
  async openFile(name: string, line = 1, column = 1): Promise<void> {
    await this.openTab(name);
    await this.goTo(line, column);
  }

  /**
   * Solves the problem at a line and waits until the panel shows this solve: what the one before it left is still in
   * sight for a while, and looks the same.
   */
  async solve(name: string, line: number): Promise<void> {
    await this.openFile(name, line);
    const isOpen = (await this.page.locator('iframe.webview.ready[src*="extensionId=vouch"]').count()) > 0;
    if (isOpen)
      await this.panel()
        .locator('body')
        .evaluate(`document.querySelector('section.problem')?.setAttribute('data-before', '')`);
    await this.run('Vouch: Solve Selected Problem');
    await this.panel().locator('section.problem:not([data-before])').waitFor();
  }

  /** The keys that follow go to the text of the first group, and no longer to a panel. */
  async focusText(): Promise<void> {
    await until(async (timeout) => {
      await this.page.keyboard.press('Control+1');
      await this.page
        .locator('.editor-group-container.active .monaco-editor.focused')
        .first()
        .waitFor({ timeout });
    });
  }

  /** Presses a button in the toolbar of a notebook's cell (from 0): it appears on the cell that has the focus. */
  async pressInCell(index: number, button: string): Promise<void> {
    await this.page.locator('.notebookOverlay .monaco-list-row').nth(1).waitFor({ state: 'attached' });
    const shown = this.page.locator(`.cell-title-toolbar .action-label[aria-label*="${button}"]:visible`);
    await until(async (timeout) => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+Home');
      // Down and up again: a notebook that has just been opened shows no toolbar before the focus has moved.
      for (let step = 0; step <= index; step += 1) await this.page.keyboard.press('ArrowDown');
      await this.page.keyboard.press('ArrowUp');
      // The toolbar is filled when the focus comes back to the cell.
      await this.#ask(commandKey, '>', timeout);
      await this.page.keyboard.press('Escape');
      await shown.first().click({ timeout, force: true });
    });
  }

  /** Opens a file of the workspace in whatever editor it has: a notebook knows no lines. */
  async openTab(name: string): Promise<void> {
    const tab = this.page.locator(`.tab.active[data-resource-name="${name}"]`).first();
    await until(async (timeout) => {
      // The first group: where a panel has the focus, the file would open beside it.
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+1');
      await this.#ask('Control+P', name, timeout);
      await this.#focused(name, timeout);
      await this.accept();
      await tab.waitFor({ timeout });
    });
  }

  async goTo(line: number, column = 1): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: `line ${line}` });
    const place = this.page.locator('.statusbar-item', {
      hasText: new RegExp(`Ln ${line}, Col ${column}(?!\\d)`),
    });
    await until(async (timeout) => {
      await this.#ask('Control+G', `:${line}:${column}`, timeout);
      await row.first().waitFor({ timeout });
      await this.accept();
      await place.first().waitFor({ timeout });
    });
  }

  /** Opens the quick input by its key and types into it. A window that is still busy swallows the key. */
  async #ask(key: string, text: string, timeout: number): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]').first();
    await this.page.keyboard.press(key);
    await input.waitFor({ timeout });
    await input.fill(text, { timeout });
  }

  /**
   * Enter until the quick input has taken it: it ignores the key while it still computes its rows. One that was closed
   * by something else before the key is an error: what was asked for has not been done.
   */
  async accept(): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]').first();
    const isOpen = async (): Promise<boolean> =>
      (await input.isVisible()) && (await input.inputValue()) === asked;
    const asked = await input.inputValue();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      if (!(await isOpen())) {
        if (attempt > 0) return;
        break;
      }
      await this.page.keyboard.press('Enter');
      // A command may ask for something in the same field: another text there means that it runs.
      for (let wait = 0; wait < 40; wait += 1) {
        if (!(await isOpen())) return;
        await this.page.waitForTimeout(50);
      }
    }
    throw new Error(
      `the quick input: expected "${asked}" to be taken, got ${(await isOpen()) ? 'it kept' : 'it closed before the key'}`,
    );
  }

  /** Takes the place that a save dialog proposes, a file of this name: the served editor asks in the quick input. */
  async acceptPlace(name: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]').first();
    await until(async () => {
      if (!(await input.inputValue()).endsWith(name)) throw new Error(`save dialog: expected ${name}`);
      await this.page.waitForTimeout(100);
    });
    await this.accept();
  }

  /** Presses a button of a notification. */
  async pressInNotification(text: string, button: string): Promise<void> {
    const toast = this.page.locator('.notification-toast', { hasText: text }).first();
    await toast.locator('.monaco-button', { hasText: button }).click();
  }

  /** The document of the newest of the extension's webviews in sight. */
  panel(): FrameLocator {
    return this.page
      .locator('iframe.webview.ready[src*="extensionId=vouch"]')
      .last()
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  /** Waits until one of the webviews in sight shows this: after a reload nobody knows which of them comes last. */
  async anyPanelShows(selector: string): Promise<void> {
    await until(async (timeout) => {
      const shown = await Promise.all(
        this.page.frames().map((frame) => frame.locator(selector).first().isVisible()),
      );
      if (shown.includes(true)) return;
      await this.page.waitForTimeout(Math.min(timeout, 500));
      throw new Error(`webviews: expected one that shows ${selector}, got none; ${await this.seen()}`);
    });
  }

  /** Text of the file on disk after saving everything. */
  async saved(name: string): Promise<string> {
    await this.run('File: Save All Files');
    return readFileSync(join(this.workspace, name), 'utf8');
  }

  /** Picks a quick fix at the cursor: the list may be asked for before the editor has heard of the finding. */
  async quickFix(title: string): Promise<void> {
    await until(async (timeout) => {
      await this.page.keyboard.press('Control+.');
      const row = this.page.locator('.action-widget .monaco-list-row', { hasText: title });
      try {
        await row.click({ timeout });
      } catch (error) {
        await this.page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  /**
   * The width of the picture in the hover at the cursor that has a text in it. A window that is still drawing takes a
   * hover away again, so it is asked for until its picture has been measured.
   */
  async hoverPictureWidth(text: string): Promise<number> {
    const hover = this.page.locator('.monaco-hover', { hasText: text }).first();
    const picture = hover.locator('img[src^="data:image/svg+xml"]');
    let width = 0;
    await until(async (timeout) => {
      await this.run('Show or Focus Hover');
      await picture.waitFor({ timeout });
      const box = await picture.boundingBox({ timeout });
      if (box === null) throw new Error('hover: expected its picture to stay, got it taken away');
      width = box.width;
    });
    return width;
  }

  /** Rows of the Problems view, once it has any that matches; what the window shows instead is told. */
  async problems(wanted: RegExp | string = ''): Promise<string> {
    await this.run('Problems: Focus on Problems View');
    const panel = this.page.locator('.markers-panel');
    try {
      await panel.locator('.monaco-list-row', { hasText: wanted }).first().waitFor();
    } catch (error) {
      throw new Error(`problems: expected a row with ${String(wanted)}, got ${await this.seen()}`, {
        cause: error,
      });
    }
    return (await panel.locator('.monaco-list-row').allInnerTexts()).join('\n');
  }

  /** What the window shows, in words: for the message of a test that waited in vain. */
  async seen(): Promise<string> {
    const texts = async (selector: string): Promise<string> => {
      const found = await this.page.locator(`${selector}:visible`).allInnerTexts();
      return found.map((text) => text.replace(/\s+/g, ' ').trim().slice(0, 300)).join(' | ');
    };
    const parts = await Promise.all([
      texts('.tab.active'),
      texts('.statusbar-item'),
      texts('.notification-toast'),
      texts('.markers-panel'),
      texts('.view-lines'),
    ]);
    const names = ['tabs', 'status bar', 'notifications', 'Problems', 'text'];
    const log = this.log().split('\n').slice(-8).join('\n');
    return `${parts.map((part, index) => `${names[index] ?? ''}: ${part}`).join('\n')}\nlog: ${log}`;
  }

  /** The model process's id, or null while none runs. */
  modelProcess(): number | null {
    return this.modelProcesses()[0] ?? null;
  }

  /** The model processes of all windows of this server. */
  modelProcesses(): number[] {
    return readdirSync('/proc').flatMap((entry) => {
      if (!/^\d+$/.test(entry)) return [];
      try {
        const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
        const environment = readFileSync(`/proc/${entry}/environ`, 'utf8');
        const ours = command.includes('dist/model-process.js') && environment.includes(this.state);
        return ours ? [Number(entry)] : [];
      } catch {
        // The process ended while it was looked at.
        return [];
      }
    });
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
