/**
 * The lowest layer of a driven window: its palette and its quick input, by which everything else is reached, and what
 * it shows, in words. Knows the editor's own markup and no file.
 */
import type { Page } from 'playwright-core';
import { until } from './patience.ts';

const commandKey = 'F1';

export abstract class QuickInput {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Lines of the extension's own log file. */
  abstract log(): string;

  /** Runs a command of the palette. The palette knows an extension's commands only once it is scanned: reopen. */
  async run(title: string): Promise<void> {
    await until(async (timeout) => {
      await this.page.keyboard.press('Escape');
      await this.ask(commandKey, `>${title}`, timeout);
      await this.focused(title, timeout);
      await this.accept();
    });
  }

  /**
   * Waits until the row that Enter would take is the wanted one. A row in sight is not enough: the list of the text
   * before (the palette opens with what was used last) stays in sight until the new one is computed.
   */
  protected async focused(text: string, timeout: number): Promise<void> {
    await this.page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: text })
      .first()
      .waitFor({ timeout });
  }

  /** Opens the quick input by its key and types into it. A window that is still busy swallows the key. */
  protected async ask(key: string, text: string, timeout: number): Promise<void> {
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
}
