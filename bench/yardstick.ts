/**
 * What the editor itself takes to show a panel and to activate an extension: a trivial one whose one command opens a
 * page with one word, as the measure for ours. Panels are measured as the first of a fresh window, in turns, with the
 * same document open and both extensions active; activations by the same event in the same window: whatever the machine
 * and the editor do is in both.
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

/** The same as an ES module, as ours is one: the editor loads those in another way. It does nothing at all. */
const moduleManifest = { ...manifest, name: 'yardstick-module', type: 'module', contributes: {} };

const program = `const vscode = require('vscode');
exports.activate = (context) => {
  context.subscriptions.push(vscode.commands.registerCommand('yardstick.open', () => {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('yardstick', 'Yardstick', place, { enableScripts: true });
    panel.webview.html = '<!DOCTYPE html><html><body><p class="shown">Shown</p></body></html>';
  }));
};
`;

/** A trivial extension, packed into a folder. */
function packed(folder: string, described: typeof manifest | typeof moduleManifest, text: string): string {
  const source = join(folder, described.name);
  const vsix = join(folder, `${described.name}.vsix`);
  mkdirSync(source);
  writeFileSync(join(source, 'package.json'), JSON.stringify(described));
  writeFileSync(join(source, 'extension.js'), text);
  writeFileSync(join(source, 'README.md'), 'A page with one word.\n');
  const pack = ['package', '--allow-missing-repository', '--skip-license', '--out', vsix];
  execFileSync(process.execPath, [join(root, 'node_modules/@vscode/vsce/vsce'), ...pack], { cwd: source });
  return vsix;
}

interface Activated {
  /** Milliseconds by the editor's own clock: reading the code, and the call of `activate`. */
  readonly loadMs: number;
  readonly callMs: number;
}

/** What the editor tells of each of these extensions in a fresh window, all woken by the same document. */
export async function activationsBeside(
  rounds: number,
): Promise<readonly Readonly<Record<string, Activated>>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-yardstick-'));
  const extensions = [
    packed(folder, manifest, program),
    packed(folder, moduleManifest, 'export function activate() {}\n'),
  ];
  const all: Readonly<Record<string, Activated>>[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const editor = await Editor.open({ extensions });
      try {
        all.push(await activationTimes(editor));
        console.log(JSON.stringify(all.at(-1)));
      } finally {
        await editor.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return all;
}

/** From the editor's own report of its start, whose rows read `name | eager | load | call | finish | event | by`. */
async function activationTimes(editor: Editor): Promise<Readonly<Record<string, Activated>>> {
  await editor.openFile('equations.md', 7);
  await editor.page.locator('.codelens-decoration', { hasText: 'Solve' }).first().waitFor();
  await editor.run('Developer: Startup Performance');
  await editor.page.locator('.view-line', { hasText: 'System Info' }).first().waitFor();
  await editor.focusText();
  await editor.page.keyboard.press('Control+a');
  await editor.page.keyboard.press('Control+c');
  const report = await editor.page.evaluate<string>('navigator.clipboard.readText()');
  const rows = [...report.matchAll(/^\| ((?:vouch|vouch-bench)\.[\w-]+) +\| \w+ +\| (\d+) +\| (\d+) +\|/gm)];
  return Object.fromEntries(
    rows.map(([, name = '', load, call]) => [name, { loadMs: Number(load), callMs: Number(call) }]),
  );
}

interface Shown {
  /** From the key press to the panel's tab, in milliseconds. */
  readonly tabMs: number;
  /** From the key press to the page's first content in sight. */
  readonly pageMs: number;
}

const panels = {
  vouch: { key: 'Control+Alt+Enter', tab: 'Vouch: Solution', content: 'section.problem' },
  yardstick: { key: 'Control+Alt+y', tab: 'Yardstick', content: '.shown' },
} as const;

/**
 * Notes the times where they happen, in the window and in the webview's frame: no way to the driver and back is in
 * them. The editor keeps a frame hidden until its page has been written.
 */
const notes = (tab: string, content: string): string => `(() => {
  if (window === window.top) {
    document.addEventListener('keydown', ({ altKey, key }) => {
      if (altKey && key !== 'Alt') window.pressedAt ??= Date.now();
    }, true);
    const looks = setInterval(() => {
      if (window.pressedAt === undefined) return;
      const tabs = [...document.querySelectorAll('.tab')];
      if (!tabs.some((one) => one.textContent.includes(${JSON.stringify(tab)}))) return;
      window.tabAt = Date.now();
      clearInterval(looks);
    }, 4);
    return;
  }
  const looks = setInterval(() => {
    if (document.querySelector(${JSON.stringify(content)}) === null) return;
    if (window.frameElement?.style.visibility === 'hidden') return;
    window.shownAt = Date.now();
    clearInterval(looks);
  }, 4);
})()`;

/** The first panel of a window. */
async function firstPanel(which: keyof typeof panels, yardstick: string): Promise<Shown> {
  const { key, tab, content } = panels[which];
  const editor = await Editor.open({ extensions: [yardstick] });
  try {
    const { page } = editor;
    await page.context().addInitScript(notes(tab, content));
    await page.evaluate(notes(tab, content));
    await editor.openFile('equations.md', 7);
    await page.locator('.codelens-decoration', { hasText: 'Solve' }).first().waitFor();
    await page.keyboard.press(key);
    const frame = page.locator('iframe.webview.ready').last().contentFrame();
    const shown = frame.locator('iframe#active-frame').contentFrame().locator('body');
    await shown.locator(content).first().waitFor();
    const pressedAt = await page.evaluate<number>('window.pressedAt');
    const shownAt = await shown.evaluate<number, undefined>('window.shownAt', undefined);
    return { tabMs: (await page.evaluate<number>('window.tabAt')) - pressedAt, pageMs: shownAt - pressedAt };
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
  const folder = mkdtempSync(join(tmpdir(), 'vouch-yardstick-'));
  try {
    const vsix = packed(folder, manifest, program);
    const all: Record<keyof typeof panels, Shown[]> = { vouch: [], yardstick: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const which of ['yardstick', 'vouch'] as const) {
        all[which].push(await firstPanel(which, vsix));
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
