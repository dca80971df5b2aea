/**
 * How a driven window looks where pictures are taken: its themes, what must not blink or move, and what is out of the
 * way. Knows no surface.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Editor, type EditorOptions } from './driver.ts';

export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
} as const;
export type ThemeName = keyof typeof themes;

export async function openForSurfaces(theme: ThemeName, options: EditorOptions = {}): Promise<Editor> {
  return Editor.open({
    noModels: true,
    ...options,
    theme: themes[theme],
    reducedMotion: true,
    settings: {
      'vouch.seed': 0,
      'vouch.verify.useModel': false,
      'vouch.verify.markRight': true,
      // What blinks or moves would make two pictures of one state differ.
      'editor.cursorBlinking': 'solid',
      'editor.minimap.enabled': false,
      'editor.occurrencesHighlight': 'off',
      'editor.selectionHighlight': false,
      'editor.renderLineHighlight': 'none',
      'workbench.tips.enabled': false,
      'window.commandCenter': false,
      ...options.settings,
    },
  });
}

/** By this the workbench says which kind of theme it has. */
const workbenchMarks: Readonly<Record<ThemeName, string>> = {
  light: 'vs',
  dark: 'vs-dark',
  'high-contrast': 'hc-black',
};

/**
 * Changes the theme by the workspace's settings, which the editor watches; a window that has just opened may not do so
 * yet. `others` are settings that come with it.
 */
export async function dress(
  editor: Editor,
  theme: ThemeName,
  others: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const dressed = editor.page.locator(`.monaco-workbench.${workbenchMarks[theme]}`);
  const settings = JSON.stringify({ 'workbench.colorTheme': themes[theme], ...others });
  const folder = join(editor.workspace, '.vscode');
  const file = join(folder, 'settings.json');
  const isSet = existsSync(file) && readFileSync(file, 'utf8').trim() === settings;
  if (isSet && (await dressed.isVisible())) return;
  mkdirSync(folder, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    writeFileSync(file, settings + '\n'.repeat(attempt));
    try {
      await dressed.waitFor({ timeout: 5000 });
      return;
    } catch (error) {
      if (attempt === 20) throw error;
    }
  }
}

/** More room for what stands in the middle; done once, it stays so. */
export async function hideSideBar(editor: Editor): Promise<void> {
  const sideBar = editor.page.locator('.part.sidebar');
  if (!(await sideBar.isVisible())) return;
  await editor.run('View: Toggle Primary Side Bar Visibility');
  await sideBar.waitFor({ state: 'hidden' });
}

/**
 * The window as it was at first, whatever a surface, or one that failed on its way, has left open in it: no dialog, no
 * panel below, no editor, no notification.
 */
export async function tidy(editor: Editor): Promise<void> {
  const { page } = editor;
  const dialog = page.locator('.monaco-dialog-box');
  if (await dialog.isVisible()) await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const quickInput = page.locator('.quick-input-widget');
  if (await quickInput.isVisible()) await page.keyboard.press('Escape');
  await quickInput.waitFor({ state: 'hidden' });
  const below = page.locator('.part.panel');
  if (await below.isVisible()) await editor.run('View: Toggle Panel Visibility');
  await below.waitFor({ state: 'hidden' });
  const tabs = page.locator('.tab');
  if ((await tabs.count()) > 0) await editor.run('View: Close All Editors');
  await tabs.first().waitFor({ state: 'detached' });
  if ((await page.locator('.notification-toast').count()) > 0)
    await editor.run('Notifications: Clear All Notifications');
  await page.mouse.move(4, 4);
}
