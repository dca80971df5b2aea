/**
 * Every surface of the extension as a state that can be reached by keys and clicks, in the order in which they are
 * cheapest to reach: for the pictures, for their comparison and for the accessibility rules. The model is the embedded
 * one; where a state passes too fast to be looked at, its process is stopped for as long as the look takes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Editor } from './driver.ts';
import { hideSideBar } from './look.ts';
import { until } from './patience.ts';

/** The part of the window that is ours and the same on every machine. */
export interface Region {
  /** Selectors; the region is the smallest rectangle around what they show. */
  readonly around: readonly string[];
  /** Selectors of what is in it and not ours, or another on another machine: left blank. */
  readonly blank?: readonly string[];
  /** Where the rest of the surface is not the same on every machine, a way to this part alone. */
  readonly show?: (editor: Editor) => Promise<void>;
  /** Replaces what was measured on this machine. Runs in the page. */
  readonly still?: string;
}

export interface Surface {
  readonly name: string;
  /** Whether a webview shows it, to which the accessibility rules then apply. */
  readonly webview: boolean;
  /** With one, it is compared with its kept picture (`regions.ts`); panels are compared by their replayed states. */
  readonly region?: Region;
  readonly show: (editor: Editor) => Promise<void>;
  /** Undoes what must not last. */
  readonly leave?: (editor: Editor) => Promise<void>;
}

export const solve = (editor: Editor, line: number): Promise<void> => editor.solve('equations.md', line);

/** Until a solve has come to its end. */
export async function solved(editor: Editor): Promise<void> {
  const panel = editor.panel();
  await panel.locator('.running').waitFor({ state: 'detached' });
  await panel.locator('footer', { hasText: 'attempt' }).waitFor();
}

async function press(editor: Editor, name: string): Promise<void> {
  await editor.panel().locator('vscode-button', { hasText: name }).first().click();
}

/** The workspace's own setting, read by the editor as soon as the file has changed. */
export function setSamples(editor: Editor, samples: number): void {
  const folder = join(editor.workspace, '.vscode');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ 'vouch.samples': samples }));
}

/** Until formulas are styled wherever they are shown: without their style sheet each stands there twice. */
async function formulasAreStyled(editor: Editor): Promise<void> {
  const styled = `[...document.querySelectorAll('.katex-mathml')]
    .every((twin) => getComputedStyle(twin).position === 'absolute')`;
  for (let wait = 0; wait < 1200; wait += 1) {
    const frames = editor.page.frames().filter((frame) => frame !== editor.page.mainFrame());
    // A frame that is being replaced has nothing to say.
    const each = await Promise.all(frames.map((frame) => frame.evaluate<boolean>(styled).catch(() => true)));
    if (each.every(Boolean)) return;
    await editor.page.waitForTimeout(100);
  }
  throw new Error(
    'surfaces: expected styled formulas, got some without their style sheet; take the picture again',
  );
}

/** The document of the newest webview in sight, ours or the editor's own. */
function newestPage(editor: Editor): FrameLocator {
  const frame = editor.page.locator('iframe.webview.ready').last().contentFrame();
  return frame.locator('iframe#active-frame').contentFrame();
}

/** Until the report of a folder stands there as a table, with the lines that the preview's style sheet draws. */
async function reportIsDrawn(editor: Editor): Promise<void> {
  const page = newestPage(editor);
  await page.locator('table td').first().waitFor();
  const lined = `getComputedStyle(document.querySelector('table th')).borderBottomStyle === 'solid'`;
  for (let wait = 0; wait < 1200; wait += 1) {
    if (await page.locator('body').evaluate<boolean, undefined>(lined, undefined)) return;
    await editor.page.waitForTimeout(100);
  }
  throw new Error('surfaces: expected a table with lines, got one without; did the preview get its style?');
}

/** A window that still draws the settings swallows the first letters. */
async function findSettings(editor: Editor, text: string, name: string): Promise<void> {
  await editor.run('Preferences: Open Settings (UI)');
  const search = editor.page.locator('.settings-editor .suggest-input-container');
  const found = editor.page.locator('.settings-editor .setting-item-label', { hasText: name });
  await until(async (timeout) => {
    await search.click({ timeout });
    await editor.page.keyboard.press('Control+a');
    await editor.page.keyboard.type(text);
    await found.first().waitFor({ timeout });
  });
}

/** The pointer rests where it highlights nothing. */
async function rest(editor: Editor): Promise<void> {
  await editor.page.mouse.move(4, 4);
}

/** What a plan says of the machine it was made on: its figures, and how fast it is, which may be said in other words. */
const planWithoutFigures = `(() => {
  const detail = document.querySelector('.monaco-dialog-box .dialog-message-detail');
  const figures = /\\d[\\d.]*(?= [kMGT]?B| supervised)/g;
  detail.textContent = detail.innerText.replace(/^(speed|time): .*$/gm, '$1: …').replace(figures, '0');
  detail.style.whiteSpace = 'pre-line';
})()`;

export const surfaces: readonly Surface[] = [
  {
    name: 'declined',
    webview: true,
    show: async (editor) => {
      await solve(editor, 45);
      await editor.panel().locator('.notice.declined').waitFor();
    },
  },
  {
    name: 'solving',
    webview: true,
    show: async (editor) => {
      // So many attempts at once that even a small model is at work for a while.
      setSamples(editor, 64);
      const panel = editor.panel();
      for (let attempt = 0; attempt < 8; attempt += 1) {
        await solve(editor, 7);
        await solved(editor);
        await press(editor, 'Write more attempts');
        await panel
          .locator('.draft')
          .first()
          .waitFor()
          .catch(() => undefined);
        const pid = editor.modelProcess() ?? process.pid;
        if (pid === process.pid) continue;
        process.kill(pid, 'SIGSTOP');
        await editor.page.waitForTimeout(500);
        if ((await panel.locator('.draft').count()) > 0) return;
        process.kill(pid, 'SIGCONT');
      }
      throw new Error('surfaces: expected attempts to be seen while they are written, got finished ones');
    },
    leave: async (editor) => {
      const pid = editor.modelProcess();
      if (pid !== null) process.kill(pid, 'SIGCONT');
      await editor.panel().locator('.running').waitFor({ state: 'detached' });
      setSamples(editor, 8);
      await editor.page.waitForTimeout(1500);
    },
  },
  {
    name: 'solution',
    webview: true,
    show: async (editor) => {
      await solve(editor, 7);
      await solved(editor);
      await rest(editor);
    },
  },
  {
    name: 'actions',
    webview: true,
    show: async (editor) => {
      await press(editor, 'More…');
      await editor.panel().locator('vscode-button', { hasText: 'Save as HTML' }).waitFor();
      await rest(editor);
    },
    leave: (editor) => press(editor, 'Less'),
  },
  {
    name: 'hint',
    webview: true,
    show: async (editor) => {
      await press(editor, 'Hints');
      await editor.panel().locator('h2', { hasText: 'Hint: step 1' }).waitFor();
      await rest(editor);
    },
    leave: (editor) => press(editor, 'Show all'),
  },
  {
    name: 'attempt',
    webview: true,
    show: async (editor) => {
      await editor.panel().locator('.attempt-head').first().click();
      await editor.panel().locator('.attempt-body vscode-button', { hasText: 'Compare' }).first().click();
      await editor.panel().locator('.compare').scrollIntoViewIfNeeded();
      await rest(editor);
    },
  },
  {
    name: 'abstention',
    webview: true,
    show: async (editor) => {
      await solve(editor, 21);
      await solved(editor);
      await rest(editor);
    },
  },
  {
    name: 'file',
    webview: true,
    show: async (editor) => {
      await editor.openFile('equations.md', 1);
      await editor.run('Vouch: Solve All Problems of This File');
      await editor.panel().locator('.batch p[role=status]', { hasText: 'trusted answer' }).waitFor();
      await rest(editor);
    },
  },
  {
    name: 'history',
    webview: true,
    show: async (editor) => {
      await press(editor, 'History');
      await editor.panel().locator('.history-entry').first().waitFor();
      await rest(editor);
    },
  },
  {
    name: 'verify',
    webview: false,
    region: { around: ['.part.editor .editor-instance'] },
    show: async (editor) => {
      await editor.openFile('equations.md', 41, 4);
      await editor.run('Vouch: Verify File');
      await editor.problems();
      // From the first line, so that the editor scrolls to the same place each time.
      await editor.goTo(1);
      await editor.goTo(41, 4);
      await editor.page.locator('.codelens-decoration', { hasText: 'is wrong' }).first().waitFor();
      await editor.hoverPictureWidth('exact algebra: wrong');
      await editor.page.locator('.monaco-hover img[src^="data:image/svg"]').first().waitFor();
      await editor.page.locator('.statusbar-item', { hasText: 'marked step' }).waitFor({ state: 'detached' });
    },
    leave: async (editor) => {
      await editor.page.keyboard.press('Escape');
      await editor.page
        .locator('.part.panel .title .codicon-close, .part.panel .title .codicon-panel-close')
        .first()
        .click();
    },
  },
  {
    name: 'folder',
    webview: false,
    region: { around: ['.part.editor .editor-container'] },
    show: async (editor) => {
      await editor.run('View: Close All Editors');
      await editor.run('Vouch: Verify Folder');
      await editor.page.locator('.quick-input-widget', { hasText: 'Problem of every solution' }).waitFor();
      await editor.page.keyboard.press('Enter');
      await editor.page.locator('.tab', { hasText: 'Preview' }).first().waitFor();
      await reportIsDrawn(editor);
      await rest(editor);
    },
  },
  {
    name: 'notebook',
    webview: false,
    region: {
      around: ['.notebookOverlay'],
      // The panel beside it would show what the model writes here and now.
      show: async (editor) => {
        await editor.openTab('notebook.ipynb');
        await formulasAreStyled(editor);
        await editor.showCellToolbar(0, 'Solve Cell');
        await rest(editor);
      },
    },
    show: async (editor) => {
      await editor.openTab('notebook.ipynb');
      await editor.pressInCell(0, 'Solve Cell');
      await editor.panel().locator('.problem').waitFor();
      await solved(editor);
      await formulasAreStyled(editor);
      await editor.page
        .locator('.cell-title-toolbar .action-label[aria-label*="Solve Cell"]:visible')
        .waitFor();
      await rest(editor);
    },
  },
  {
    name: 'annotation',
    webview: true,
    show: async (editor) => {
      await editor.run('View: Close All Editors');
      await editor.openFile('solutions.jsonl');
      await editor.run('Vouch: Annotate File');
      await editor.panel().locator('.step-pick').nth(1).click();
      await press(editor, 'Exact checks');
      await editor.panel().locator('.quiet', { hasText: 'exact: right' }).first().waitFor();
      await rest(editor);
    },
  },
  {
    name: 'models',
    webview: false,
    region: { around: ['.quick-input-widget'] },
    show: async (editor) => {
      await editor.run('View: Close All Editors');
      await editor.run('Vouch: Choose Model');
      await editor.page
        .locator('.quick-input-list .monaco-list-row', { hasText: 'to download' })
        .first()
        .waitFor();
      await rest(editor);
    },
    leave: (editor) => editor.page.keyboard.press('Escape'),
  },
  {
    name: 'plan',
    webview: false,
    region: { around: ['.monaco-dialog-box'], still: planWithoutFigures },
    show: async (editor) => {
      const row = (text: string): Locator =>
        editor.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
      await editor.run('Vouch: Fine-Tune a Model');
      await row('Generated problems').click();
      await row('vouch-mini').click();
      await editor.page.locator('.quick-input-widget', { hasText: 'Minutes of training' }).waitFor();
      await editor.accept();
      await editor.page.locator('.monaco-dialog-box').waitFor();
      await rest(editor);
    },
    leave: (editor) => editor.page.keyboard.press('Escape'),
  },
  {
    name: 'settings',
    webview: false,
    // The name of a tab holds the server's port.
    region: {
      around: ['.settings-editor'],
      blank: ['.settings-target-container', '.suggest-input-container .monaco-editor'],
      // As many as there is room for: the settings come back scrolled down as they were left.
      show: async (editor) => {
        await findSettings(editor, '@ext:vouch.vouch verify ', 'Delay Ms');
        await rest(editor);
      },
    },
    show: async (editor) => {
      await findSettings(editor, '@ext:vouch.vouch ', 'Samples');
      await rest(editor);
    },
  },
  {
    name: 'walkthrough',
    webview: false,
    // Which steps are ticked depends on what was done before.
    region: {
      around: ['.part.editor .editor-container'],
      blank: ['.getting-started-step .codicon'],
    },
    show: async (editor) => {
      await editor.run('View: Close All Editors');
      // The picture of a step stands beside its text where there is room.
      await hideSideBar(editor);
      await editor.run('Welcome: Open Walkthrough');
      await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Vouch' }).first().click();
      await editor.page.locator('.getting-started-step', { hasText: 'Read how far' }).first().click();
      await newestPage(editor).locator('svg, img').first().waitFor();
      await rest(editor);
    },
  },
];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds in the webview in front, with its whole rule set; empty where all is well. */
export async function accessibilityFaults(editor: Editor): Promise<readonly string[]> {
  const page = editor.panel().locator('body');
  // It is half a megabyte, and stays in the page.
  const isThere = await page.evaluate<boolean, undefined>('window.axe !== undefined', undefined);
  if (!isThere) await page.evaluate<unknown, undefined>(`(() => { ${axe} })()`, undefined);
  const expression = `window.axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ').slice(0, 400)))`;
  return page.evaluate<readonly string[], undefined>(expression, undefined);
}
