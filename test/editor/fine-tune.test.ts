/** Fine-tuning from the editor: data, model, time, the plan, and a run of its own whose status the editor shows. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor } from './driver.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.open();
}, 120_000);
afterAll(async () => {
  await editor.close();
});

const rowOf = (text: string): Locator =>
  editor.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

/** Opens the command's first question; the palette knows it only once the extension is scanned. */
async function begin(): Promise<void> {
  const input = editor.page.locator('.quick-input-widget input[type="text"]').first();
  for (let attempt = 0; ; attempt += 1) {
    await editor.page.keyboard.press('F1');
    await input.waitFor();
    await input.fill('>Vouch: Fine-Tune a Model');
    try {
      await rowOf('Fine-Tune a Model').waitFor({ timeout: 1500 });
      break;
    } catch (error) {
      if (attempt > 20) throw error;
      await editor.page.keyboard.press('Escape');
    }
  }
  await rowOf('Fine-Tune a Model').click();
}

describe('fine-tuning', () => {
  it('shows the plan, starts a detached run and opens its status', async () => {
    await begin();
    await rowOf('Generated problems').click();
    await rowOf('vouch-mini').click();
    const minutes = editor.page.locator('.quick-input-widget input[type="text"]').first();
    await minutes.waitFor();
    await minutes.fill('5');
    await editor.page.keyboard.press('Enter');
    const dialog = editor.page.locator('.monaco-dialog-box');
    await dialog.waitFor({ timeout: 90_000 });
    const plan = await dialog.innerText();
    for (const line of ['trainable', 'memory', 'speed', 'time', 'disk']) expect(plan).toContain(line);
    await dialog.getByRole('button', { name: 'Start' }).click();
    await editor.page
      .locator('.view-lines', { hasText: 'Tokens per second' })
      .first()
      .waitFor({ timeout: 90_000 });
    const runs = join(editor.workspace, 'runs');
    const [name] = readdirSync(runs);
    const run = join(runs, name ?? '');
    const status = (): { readonly pid: number; readonly phase: string } =>
      JSON.parse(readFileSync(join(run, 'status.json'), 'utf8')) as { pid: number; phase: string };
    expect(() => process.kill(status().pid, 0)).not.toThrow();
    writeFileSync(join(run, 'control.json'), JSON.stringify({ stop: true }));
    await expect.poll(() => status().phase, { timeout: 120_000, interval: 500 }).toBe('stopped');
  });
});
