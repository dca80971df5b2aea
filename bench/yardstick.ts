/**
 * What the editor itself takes to show a panel: a trivial extension whose one command opens a page with one word, as
 * the measure for ours. Both are measured as the first panel of a fresh window, in turns, with the same document open
 * and both extensions active: whatever the machine and the editor do is in both.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Editor, root } from '../test/editor/driver.ts';

const manifest = {
  name: 'yardstick',
  publisher: 'vouch-bench',
  version: '0.0.1',
  engines: { vscode: '^1.90.0' },
  main: './extension.js',
  activationEvents: ['onLanguage:markdown'],
  contributes: {
    commands: [{ command: 'yardstick.open', title: 'Open the Yardstick' }],
    keybindings: [{ command: 'yardstick.open', key: 'ctrl+alt+y' }],
  },
};

const program = `const vscode = require('vscode');
exports.activate = (context) => {
  context.subscriptions.push(vscode.commands.registerCommand('yardstick.open', () => {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('yardstick', 'Yardstick', place, { enableScripts: true });
    panel.webview.html = '<!DOCTYPE html><html><body><p class="shown">Shown</p></body></html>';
  }));
};
`;

/** The trivial extension, packed; its folder is the caller's to remove. */
function packed(): { readonly folder: string; readonly vsix: string } {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-yardstick-'));
  const source = join(folder, 'source');
  const vsix = join(folder, 'yardstick.vsix');
  mkdirSync(source);
  writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'extension.js'), program);
  writeFileSync(join(source, 'README.md'), 'A page with one word.\n');
  const pack = ['package', '--allow-missing-repository', '--skip-license', '--out', vsix];
  execFileSync(process.execPath, [join(root, 'node_modules/@vscode/vsce/vsce'), ...pack], { cwd: source });
  return { folder, vsix };
}

interface Shown {
  /** From the key press to the panel's tab, by the window's own clock. */
  readonly tabMs: number;
  /** From the key press to the page's first content. */
  readonly pageMs: number;
}

const panels = {
  vouch: { key: 'Control+Alt+Enter', tab: 'Vouch: Solution', content: 'section.problem' },
  yardstick: { key: 'Control+Alt+y', tab: 'Yardstick', content: '.shown' },
} as const;

/** The first panel of a window. The tab is looked for in the page: no way to the driver and back is in the time. */
async function firstPanel(which: keyof typeof panels, yardstick: string): Promise<Shown> {
  const { key, tab, content } = panels[which];
  const editor = await Editor.open({ extensions: [yardstick] });
  try {
    await editor.openFile('equations.md', 7);
    await editor.page.locator('.codelens-decoration', { hasText: 'Solve' }).first().waitFor();
    const marked = `(() => {
      let pressed = 0;
      window.tabShownMs = null;
      document.addEventListener('keydown', ({ altKey, key }) => {
        if (altKey && key !== 'Alt' && pressed === 0) pressed = performance.now();
      }, true);
      new MutationObserver((_, observer) => {
        const tabs = [...document.querySelectorAll('.tab')];
        if (pressed === 0 || !tabs.some((tab) => tab.textContent.includes(${JSON.stringify(tab)}))) return;
        window.tabShownMs = performance.now() - pressed;
        observer.disconnect();
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    })()`;
    await editor.page.evaluate(marked);
    const started = performance.now();
    await editor.page.keyboard.press(key);
    const page = editor.page.locator('iframe.webview.ready').last().contentFrame();
    await page.locator('iframe#active-frame').contentFrame().locator(content).first().waitFor();
    const pageMs = performance.now() - started;
    return { tabMs: await editor.page.evaluate<number>('window.tabShownMs'), pageMs };
  } finally {
    await editor.close();
  }
}

export interface PanelRounds {
  readonly rounds: number;
  /** Least of all rounds: what else the machine does only ever adds. */
  readonly vouch: Shown;
  readonly yardstick: Shown;
  readonly ratio: Shown;
  readonly all: Readonly<Record<keyof typeof panels, readonly Shown[]>>;
}

export async function panelAgainstYardstick(rounds: number): Promise<PanelRounds> {
  const { folder, vsix } = packed();
  try {
    const all: Record<keyof typeof panels, Shown[]> = { vouch: [], yardstick: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const which of ['yardstick', 'vouch'] as const) {
        const { tabMs, pageMs } = await firstPanel(which, vsix);
        all[which].push({ tabMs: Math.round(tabMs), pageMs: Math.round(pageMs) });
        console.log(`${which}: ${JSON.stringify(all[which].at(-1))}`);
      }
    }
    const least = (shown: readonly Shown[]): Shown => ({
      tabMs: Math.min(...shown.map(({ tabMs }) => tabMs)),
      pageMs: Math.min(...shown.map(({ pageMs }) => pageMs)),
    });
    const [vouch, yardstick] = [least(all.vouch), least(all.yardstick)];
    const ratio = {
      tabMs: Number((vouch.tabMs / yardstick.tabMs).toFixed(2)),
      pageMs: Number((vouch.pageMs / yardstick.pageMs).toFixed(2)),
    };
    return { rounds, vouch, yardstick, ratio, all };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
