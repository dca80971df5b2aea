/**
 * Every surface of the extension as a state that can be reached by keys and clicks, each from the one before it: for
 * the pictures, for their comparison and for the accessibility rules. First those that no model takes part in (solved
 * problems are recorded ones), then those with the embedded model; where a state passes too fast to be looked at, its
 * process is stopped for as long as the look takes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import type { Locator } from 'playwright-core';
import { Editor, type EditorOptions } from './driver.ts';
import { openHistory, showRecorded } from './recorded.ts';

export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
} as const;
export type ThemeName = keyof typeof themes;

export interface Surface {
  readonly name: string;
  /** Whether a webview shows it, to which the accessibility rules then apply. */
  readonly webview: boolean;
  readonly show: (editor: Editor) => Promise<void>;
  /** Brings back what another theme takes away. */
  readonly again?: (editor: Editor) => Promise<void>;
  /** Undoes what must not last. */
  readonly leave?: (editor: Editor) => Promise<void>;
}

/** The look of a theme is there when the workbench says so. */
const marks: Readonly<Record<ThemeName, string>> = {
  light: 'vs',
  dark: 'vs-dark',
  'high-contrast': 'hc-black',
};

/** Changes the theme of the window as it stands, by the file that the user's settings are. */
export async function setTheme(editor: Editor, theme: ThemeName): Promise<void> {
  const file = join(editor.state, 'user/User/settings.json');
  const settings = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify({ ...settings, 'workbench.colorTheme': themes[theme] }, null, 2));
  await editor.page.locator(`.monaco-workbench.${marks[theme]}`).waitFor();
  // The page in a webview hears of it a moment later: its background is the editor's own.
  const background = (frame: Locator): Promise<string> =>
    frame.evaluate<string, undefined>(
      'getComputedStyle(document.body).getPropertyValue("--vscode-editor-background")',
      undefined,
    );
  const panels = editor.page.locator('iframe.webview.ready[src*="extensionId=vouch"]');
  if ((await panels.count()) === 0) return;
  const wanted = await background(editor.page.locator('body'));
  for (let wait = 0; wait < 600; wait += 1) {
    if ((await background(editor.panel().locator('body'))).trim() === wanted.trim()) return;
    await editor.page.waitForTimeout(100);
  }
  throw new Error(
    `surfaces: expected the panel in the theme ${theme}, got another; does its page follow the theme?`,
  );
}

export async function openForSurfaces(theme: ThemeName, options: EditorOptions = {}): Promise<Editor> {
  return Editor.open({
    ...options,
    theme: themes[theme],
    reducedMotion: true,
    settings: {
      'vouch.seed': 0,
      'vouch.verify.useModel': false,
      'vouch.verify.markRight': true,
      // What comes and goes would make two pictures of one state differ.
      'editor.occurrencesHighlight': 'off',
      'editor.selectionHighlight': false,
      'editor.renderLineHighlight': 'none',
      'workbench.tips.enabled': false,
      'window.commandCenter': false,
      ...options.settings,
    },
  });
}

async function solve(editor: Editor, line: number): Promise<void> {
  await editor.openFile('equations.md', line);
  await editor.run('Vouch: Solve Selected Problem');
}

async function press(editor: Editor, name: string): Promise<void> {
  await editor.panel().locator('vscode-button', { hasText: name }).first().click();
}

/** The workspace's own setting, read by the editor as soon as the file has changed. */
function setSamples(editor: Editor, samples: number): void {
  const folder = join(editor.workspace, '.vscode');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ 'vouch.samples': samples }));
}

/** The pointer rests where it highlights nothing. */
async function rest(editor: Editor): Promise<void> {
  await editor.page.mouse.move(4, 4);
}

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
    name: 'solution',
    webview: true,
    show: async (editor) => {
      await showRecorded(editor, 'solution');
      await editor.panel().locator('.winner .answer').first().waitFor();
      await rest(editor);
    },
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
      await showRecorded(editor, 'abstention');
      await editor.panel().locator('.abstention').first().waitFor();
      await rest(editor);
    },
  },
  {
    name: 'history',
    webview: true,
    show: async (editor) => {
      await openHistory(editor);
      await rest(editor);
    },
  },
  {
    name: 'verify',
    webview: false,
    show: async (editor) => {
      await editor.openFile('equations.md', 41, 4);
      await editor.run('Vouch: Verify File');
      await editor.problems();
      await editor.goTo(41, 4);
      await editor.run('Show or Focus Hover');
      await editor.page.locator('.monaco-hover img[src^="data:image/svg"]').first().waitFor();
      await editor.page.locator('.statusbar-item', { hasText: 'marked step' }).waitFor({ state: 'detached' });
    },
    again: async (editor) => {
      await editor.page.keyboard.press('Escape');
      await editor.goTo(41, 4);
      await editor.run('Show or Focus Hover');
      await editor.page.locator('.monaco-hover img[src^="data:image/svg"]').first().waitFor();
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
    show: async (editor) => {
      await editor.run('View: Close All Editors');
      await editor.run('Vouch: Verify Folder');
      await editor.page.locator('.quick-input-widget', { hasText: 'Problem of every solution' }).waitFor();
      await editor.page.keyboard.press('Enter');
      await editor.page.locator('.tab', { hasText: 'Preview' }).first().waitFor();
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
    name: 'walkthrough',
    webview: false,
    show: async (editor) => {
      await editor.run('View: Close All Editors');
      // The picture of a step stands beside its text where there is room.
      await editor.run('View: Toggle Primary Side Bar Visibility');
      await editor.run('Welcome: Open Walkthrough');
      await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Vouch' }).first().click();
      await editor.page.locator('.getting-started-step', { hasText: 'Read how far' }).first().click();
      await editor.page.locator('.getting-started-media iframe').first().waitFor({ state: 'attached' });
      await editor.page.waitForTimeout(2000);
      await rest(editor);
    },
    leave: (editor) => editor.run('View: Toggle Primary Side Bar Visibility'),
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
        await panel.locator('footer', { hasText: 'attempts' }).waitFor();
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
    name: 'notebook',
    webview: false,
    show: async (editor) => {
      await editor.openTab('notebook.ipynb');
      await editor.pressInCell(0, 'Solve Cell');
      await editor.panel().locator('footer', { hasText: 'attempts' }).waitFor();
      await rest(editor);
    },
  },
];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds in the webview in front, with its whole rule set; empty where all is well. */
export async function accessibilityFaults(editor: Editor): Promise<readonly string[]> {
  const expression = `(async () => { ${axe};
    const { violations } = await window.axe.run();
    return violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ').slice(0, 400));
  })()`;
  return editor.panel().locator('body').evaluate<readonly string[], undefined>(expression, undefined);
}
