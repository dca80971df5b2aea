/** The extension's own pages and notifications in a driven window. */
import type { FrameLocator } from 'playwright-core';
import { Documents } from './documents.ts';
import { until } from './patience.ts';

export abstract class Webviews extends Documents {
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

  /** Presses a button of a notification. Its toast hides after some seconds; it then stands in the list of all. */
  async pressInNotification(text: string, button: string): Promise<void> {
    const notification = this.page.locator('.notification-list-item:visible', { hasText: text }).first();
    await until(async (timeout) => {
      try {
        await notification.waitFor({ timeout });
      } catch {
        await this.run('Notifications: Show Notifications');
      }
      await notification.locator('.monaco-button', { hasText: button }).click({ timeout });
    });
  }
}
