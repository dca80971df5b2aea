/**
 * Files in a driven window: opening them, the cursor and the keys in their text, and what the editor says of a text:
 * fixes, hovers, problems, the buttons of a notebook's cell.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { until } from './patience.ts';
import { QuickInput } from './quick-input.ts';

export abstract class Documents extends QuickInput {
  /** The folder that is open. */
  abstract readonly workspace: string;

  /** Opens a file of the workspace with the cursor at a line and column, both from 1. */
  async openFile(name: string, line = 1, column = 1): Promise<void> {
    await this.openTab(name);
    await this.goTo(line, column);
  }

  /** Opens a file of the workspace in whatever editor it has: a notebook knows no lines. */
  async openTab(name: string): Promise<void> {
    const tab = this.page.locator(`.tab.active[data-resource-name="${name}"]`).first();
    await until(async (timeout) => {
      // The first group: where a panel has the focus, the file would open beside it.
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+1');
      await this.ask('Control+P', name, timeout);
      await this.focused(name, timeout);
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
      await this.ask('Control+G', `:${line}:${column}`, timeout);
      await row.first().waitFor({ timeout });
      await this.accept();
      await place.first().waitFor({ timeout });
    });
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

  /** Presses a button in the toolbar of a notebook's cell (from 0). */
  async pressInCell(index: number, button: string): Promise<void> {
    await until(async (timeout) => {
      await this.#focusCell(index, timeout);
      await this.#cellButton(button).click({ timeout, force: true });
    });
  }

  /** Brings a cell's toolbar, with this button in it, into sight: it appears on the cell that has the focus. */
  async showCellToolbar(index: number, button: string): Promise<void> {
    await until(async (timeout) => {
      await this.#focusCell(index, timeout);
      await this.#cellButton(button).waitFor({ timeout });
    });
  }

  #cellButton(button: string): Locator {
    return this.page.locator(`.cell-title-toolbar .action-label[aria-label*="${button}"]:visible`).first();
  }

  async #focusCell(index: number, timeout: number): Promise<void> {
    await this.page.locator('.notebookOverlay .monaco-list-row').nth(1).waitFor({ state: 'attached' });
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Control+Home');
    // Down and up again: a notebook that has just been opened shows no toolbar before the focus has moved.
    for (let step = 0; step <= index; step += 1) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('ArrowUp');
    // The toolbar is filled when the focus comes back to the cell.
    await this.ask('F1', '>', timeout);
    await this.page.keyboard.press('Escape');
  }
}
